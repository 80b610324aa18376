//! One `PUT` to a pre-signed URL, as CloudFormation wants to be answered.

use std::time::Duration;

use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_types::body::SdkBody;

use super::{ATTEMPTS, Aws, FIRST_PAUSE, connector};

/// The answer did not arrive. Without the URL, which lets anybody answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PutFailed {
    /// No URL, or no TLS.
    #[error("the call could not be made")]
    Unmade,
    /// No answer, or none in time.
    #[error("no answer")]
    Unanswered,
    /// Another answer than success.
    #[error("HTTP {0}")]
    Refused(u16),
}

impl Aws {
    /// Puts `body` to a pre-signed `url`, and again where that fails. It has no content type: the URL is signed for none.
    pub async fn put(&self, url: &str, body: Vec<u8>) -> Result<(), PutFailed> {
        let connector = connector(&self.config).ok_or(PutFailed::Unmade)?;
        let mut outcome = Err(PutFailed::Unmade);
        for attempt in 1..=ATTEMPTS {
            let mut request = HttpRequest::new(SdkBody::from(body.clone()));
            request.set_method("PUT").map_err(|_| PutFailed::Unmade)?;
            request.set_uri(url).map_err(|_| PutFailed::Unmade)?;
            let answer = tokio::time::timeout(self.config.call_timeout, connector.call(request)).await;
            outcome = match answer {
                Ok(Ok(answer)) if answer.status().is_success() => return Ok(()),
                Ok(Ok(answer)) => Err(PutFailed::Refused(answer.status().as_u16())),
                Ok(Err(_)) | Err(_) => Err(PutFailed::Unanswered),
            };
            tokio::time::sleep(if attempt < ATTEMPTS { FIRST_PAUSE } else { Duration::ZERO }).await;
        }
        outcome
    }
}
