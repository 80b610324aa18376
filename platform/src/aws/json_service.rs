//! Services that speak JSON (KMS, Secrets Manager, SSM, and DynamoDB for the authorizer): one signed `POST` for each
//! call. The SDKs of the first three would add 1.1 MB to a function for four calls; DynamoDB's, half of the authorizer.

use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::https::Https;
use super::retries::Retries;
use super::{ATTEMPTS, Aws, FIRST_PAUSE, credentials};
use crate::clock::Clock;
use crate::entropy::random;
use crate::settings::AwsSettings;

/// How services say that they were asked too often.
const THROTTLED: [&str; 3] = ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"];

/// One service of one region.
#[derive(Clone, Debug)]
pub struct JsonService {
    name: &'static str,
    /// What stands before the operation in `X-Amz-Target`.
    target: &'static str,
    content_type: &'static str,
    url: String,
    config: AwsSettings,
    https: Https,
    retries: Retries,
}

/// Why a call failed. Never the answer itself, which may repeat what was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallFailed {
    /// It could not be written, signed or sent.
    #[error("the call could not be made")]
    Unmade,
    /// No answer in time.
    #[error("no answer in time")]
    Late,
    /// The connection could not be made, or ended.
    #[error("the connection failed")]
    Disconnected,
    /// Not the answer of such a service.
    #[error("the answer could not be read")]
    Unreadable,
    /// The service's error code.
    #[error("{0}")]
    Refused(String),
    /// An error without a code.
    #[error("HTTP {0}")]
    Failed(u16),
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "__type")]
    kind: String,
}

impl Aws {
    /// DynamoDB, where its SDK is too heavy.
    pub fn dynamodb_json(&self) -> JsonService {
        let service = self.json_service("dynamodb", "DynamoDB_20120810", self.config.dynamodb_endpoint.as_ref());
        JsonService { content_type: "application/x-amz-json-1.0", ..service }
    }

    /// KMS.
    pub fn kms(&self) -> JsonService {
        self.json_service("kms", "TrentService", self.config.kms_endpoint.as_ref())
    }

    /// Secrets Manager.
    pub fn secrets_manager(&self) -> JsonService {
        self.json_service("secretsmanager", "secretsmanager", self.config.secrets_manager_endpoint.as_ref())
    }

    /// The parameter store of Systems Manager.
    pub fn ssm(&self) -> JsonService {
        self.json_service("ssm", "AmazonSSM", self.config.ssm_endpoint.as_ref())
    }

    fn json_service(&self, name: &'static str, target: &'static str, endpoint: Option<&String>) -> JsonService {
        let region = &self.config.region;
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let url = endpoint.cloned().unwrap_or_else(|| format!("https://{name}.{region}.{suffix}"));
        JsonService {
            name,
            target,
            content_type: "application/x-amz-json-1.1",
            url: format!("{}/", url.trim_end_matches('/')),
            config: self.config.clone(),
            https: self.https.clone(),
            retries: Retries::new(),
        }
    }
}

impl JsonService {
    /// Calls an operation, and again where it was throttled, failed or was not answered in time.
    pub async fn call<A: DeserializeOwned>(&self, operation: &str, parameters: &Value) -> Result<A, CallFailed> {
        let body = parameters.to_string();
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            match self.attempt(operation, &body).await {
                Err(failed) if failed.may_pass() && attempt < ATTEMPTS && self.retries.take() => {
                    tokio::time::sleep(jittered(pause)).await;
                }
                outcome => {
                    if outcome.is_ok() {
                        self.retries.succeeded(attempt);
                    }
                    return read(outcome);
                }
            }
            attempt += 1;
            pause *= 2;
        }
    }

    async fn attempt(&self, operation: &str, body: &str) -> Result<Bytes, CallFailed> {
        let request = self.request(operation, body, now()).ok_or(CallFailed::Unmade)?;
        let answered = async { receive(self.https.send(request).await?).await };
        tokio::time::timeout(self.config.call_timeout, answered).await.map_err(|_| CallFailed::Late)?
    }

    fn request(&self, operation: &str, body: &str, time: SystemTime) -> Option<Request<SdkBody>> {
        let target = format!("{}.{operation}", self.target);
        let headers = [("content-type", self.content_type), ("x-amz-target", target.as_str())];
        let identity = credentials(&self.config).into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.config.region)
            .name(self.name)
            .time(time)
            .settings(SigningSettings::default())
            .build()
            .ok()?
            .into();
        let payload = SignableBody::Bytes(body.as_bytes());
        let signable = SignableRequest::new("POST", self.url.as_str(), headers.into_iter(), payload).ok()?;
        let (instructions, _) = sign(signable, &params).ok()?.into_parts();
        let request = Request::post(self.url.as_str());
        let signed = headers.into_iter().chain(instructions.headers());
        let request = signed.fold(request, |request, (name, value)| request.header(name, value));
        request.body(SdkBody::from(body)).ok()
    }
}

impl From<ConnectorError> for CallFailed {
    fn from(error: ConnectorError) -> Self {
        match (error.is_user(), error.is_io()) {
            (true, _) => Self::Unmade,
            (_, true) => Self::Disconnected,
            _ => Self::Unreadable,
        }
    }
}

impl CallFailed {
    fn may_pass(&self) -> bool {
        match self {
            Self::Late | Self::Disconnected => true,
            Self::Refused(code) => THROTTLED.contains(&code.as_str()),
            Self::Failed(status) => *status == 429 || *status >= 500,
            Self::Unmade | Self::Unreadable => false,
        }
    }
}

async fn receive(answer: Response<Incoming>) -> Result<Bytes, CallFailed> {
    let status = answer.status();
    let body = answer.into_body().collect().await.map_err(|_| CallFailed::Disconnected)?.to_bytes();
    if status.is_success() {
        return Ok(body);
    }
    // A server's fault is worth another attempt, whatever it is called.
    let refusal = serde_json::from_slice::<Refusal>(&body).ok().filter(|_| !status.is_server_error());
    let code = refusal.as_ref().and_then(code);
    Err(code.map_or(CallFailed::Failed(status.as_u16()), CallFailed::Refused))
}

/// `ThrottlingException`, or `com.amazonaws.kms#ThrottlingException`.
fn code(refusal: &Refusal) -> Option<String> {
    let code = refusal.kind.rsplit('#').next()?;
    let well_formed = !code.is_empty() && code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    well_formed.then(|| code.to_owned())
}

fn read<A: DeserializeOwned>(outcome: Result<Bytes, CallFailed>) -> Result<A, CallFailed> {
    serde_json::from_slice(&outcome?).map_err(|_| CallFailed::Unreadable)
}

/// A half to the whole of it, so that many do not come back at once.
fn jittered(pause: Duration) -> Duration {
    let [byte] = random::<1>().unwrap_or([255]);
    pause.mul_f64(0.5 + f64::from(byte) / 510.0)
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(Clock::system().now().as_unix())
}
