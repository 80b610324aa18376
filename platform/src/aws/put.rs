//! One `PUT` to a pre-signed URL, as CloudFormation wants to be answered.

use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::TransientErrorClassifier;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_types::body::SdkBody;
use http::Uri;

use super::{ATTEMPTS, Aws, attempts};

/// The answer did not arrive. Without the URL, which lets anybody answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PutFailed {
    /// No URL.
    #[error("the call could not be made")]
    Unmade,
    /// No answer, or none in time.
    #[error("no answer")]
    Unanswered,
    /// Another answer than success.
    #[error("HTTP {0}")]
    Refused(u16),
}

/// Whoever is not answered waits an hour, and the same bytes may be put again: every refusal is worth another attempt.
#[derive(Debug)]
struct AnyRefusal;

impl ClassifyRetry for AnyRefusal {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        match context.response() {
            Some(answer) if !answer.status().is_success() => RetryAction::transient_error(),
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "any refusal"
    }
}

impl Aws {
    /// Puts `body` to a pre-signed `url`, and again where that fails. It has no content type: the URL is signed for none.
    pub async fn put(&self, url: &str, body: Vec<u8>) -> Result<(), PutFailed> {
        let (host, path) = parts(url).ok_or(PutFailed::Unmade)?;
        let put = Operation::builder()
            .service_name("S3")
            .operation_name("PutObject")
            .http_client(self.http.clone())
            .endpoint_url(&host)
            .no_auth()
            .standard_retry(&attempts(ATTEMPTS))
            .retry_classifier(TransientErrorClassifier::<PutFailed>::new())
            .retry_classifier(AnyRefusal)
            .timeout_config(self.timeouts())
            .sleep_impl(super::sleep())
            .time_source(super::time())
            .serializer(move |body: Vec<u8>| {
                let mut request = HttpRequest::new(SdkBody::from(body));
                request.set_method("PUT")?;
                request.set_uri(path.as_str())?;
                Ok(request)
            })
            .deserializer(|answer| {
                let status = answer.status();
                if status.is_success() {
                    Ok(())
                } else {
                    Err(OrchestratorError::operation(PutFailed::Refused(status.as_u16())))
                }
            })
            .build();
        put.invoke(body).await.map_err(|error| match error {
            SdkError::ServiceError(refused) => refused.into_err(),
            SdkError::ConstructionFailure(_) => PutFailed::Unmade,
            SdkError::DispatchFailure(failed) if failed.is_user() => PutFailed::Unmade,
            _ => PutFailed::Unanswered,
        })
    }
}

/// Where a URL leads, and what is asked for there.
fn parts(url: &str) -> Option<(String, String)> {
    let url: Uri = url.parse().ok()?;
    let host = format!("{}://{}", url.scheme_str()?, url.authority()?);
    Some((host, url.path_and_query()?.as_str().to_owned()))
}
