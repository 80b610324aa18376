//! The connection to AWS that all clients share: region, credentials, TLS roots, timeouts.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::config::retry::{ReconnectMode, RetryConfig, RetryPartition};
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedAsyncSleep};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource};
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector, http_client_fn};
use secrecy::ExposeSecret;

mod connection;
mod put;
mod secret;
mod stack;

pub use put::PutFailed;
pub(crate) use secret::{no_text, unread};

use crate::settings::AwsSettings;
use connection::connection;

/// How often a service is asked before a call counts as failed.
pub const ATTEMPTS: u32 = 3;
pub(crate) const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// Between three attempts, the second one twice as long: no attempt has less time for them.
const PAUSES: Duration = Duration::from_millis(150);

/// Makes service clients that share one HTTP client.
#[derive(Clone, Debug)]
pub struct Aws {
    region: Region,
    credentials: SharedCredentialsProvider,
    pub(crate) connection: SharedHttpConnector,
    http: SharedHttpClient,
    pub(crate) config: AwsSettings,
}

/// Why a call failed, for the log: the service's error code, or what became of the connection. Never the answer itself,
/// which may repeat what was sent: an address, a code.
pub fn cause<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> String {
    match error {
        SdkError::ConstructionFailure(_) => "the call could not be made".to_owned(),
        SdkError::TimeoutError(_) => "no answer in time".to_owned(),
        SdkError::DispatchFailure(failed) if failed.is_other() && failed.as_other().is_none() => {
            "the answer could not be read".to_owned()
        }
        SdkError::DispatchFailure(_) => "the connection failed".to_owned(),
        SdkError::ResponseError(_) => "the answer could not be read".to_owned(),
        SdkError::ServiceError(failed) => {
            let well_formed = |code: &&str| code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let status = || format!("HTTP {}", failed.raw().status().as_u16());
            failed.err().code().filter(well_formed).map_or_else(status, str::to_owned)
        }
        _ => "unknown".to_owned(),
    }
}

/// How often an SDK asks, and how long it waits in between. Which connections are used again is the connector's business.
pub(crate) fn attempts(most: u32) -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(most)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE)
        .with_reconnect_mode(ReconnectMode::ReuseAllConnections)
}

macro_rules! client {
    ($aws:expr, $service:ident, $endpoint:expr) => {{
        let aws = $aws;
        // Whoever calls another endpoint has a retry budget of its own.
        let partition = RetryPartition::new(format!("{}-{:?}", stringify!($service), $endpoint));
        let mut config = $service::config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(aws.region.clone())
            .credentials_provider(aws.credentials.clone())
            .http_client(aws.http.clone())
            .sleep_impl(sleep())
            .time_source(time())
            .timeout_config(aws.timeouts())
            .retry_partition(partition)
            .retry_config(attempts(ATTEMPTS));
        config.set_endpoint_url($endpoint.clone());
        $service::Client::from_conf(config.build())
    }};
}

fn credentials(config: &AwsSettings) -> Credentials {
    Credentials::new(
        config.access_key_id.clone(),
        config.secret_access_key.expose_secret(),
        config.session_token.as_ref().map(|token| token.expose_secret().to_owned()),
        None,
        "environment",
    )
}

/// Without this and [`time`], neither timeouts nor retries work.
fn sleep() -> SharedAsyncSleep {
    SharedAsyncSleep::new(TokioSleep::new())
}

fn time() -> SharedTimeSource {
    SharedTimeSource::new(SystemTimeSource::new())
}

impl Aws {
    /// Prepares the connection; nothing is sent yet.
    pub fn new(config: AwsSettings) -> Self {
        let connection = connection(config.authorities.clone());
        let shared = connection.clone();
        Self {
            region: Region::new(config.region.clone()),
            credentials: SharedCredentialsProvider::new(credentials(&config)),
            connection,
            http: http_client_fn(move |_, _| shared.clone()),
            config,
        }
    }

    /// What calls are signed with, for as long as a sandbox lives.
    pub(crate) fn credentials(&self) -> Credentials {
        credentials(&self.config)
    }

    fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .operation_attempt_timeout(self.config.call_timeout)
            .operation_timeout(self.config.call_timeout * ATTEMPTS + PAUSES)
            .build()
    }

    /// A CloudFormation client.
    pub fn cloudformation(&self) -> aws_sdk_cloudformation::Client {
        client!(self, aws_sdk_cloudformation, self.config.cloudformation_endpoint)
    }

    /// A DynamoDB client.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        client!(self, aws_sdk_dynamodb, self.config.dynamodb_endpoint)
    }

    /// A KMS client.
    pub fn kms(&self) -> aws_sdk_kms::Client {
        client!(self, aws_sdk_kms, self.config.kms_endpoint)
    }

    /// A Secrets Manager client.
    pub fn secrets_manager(&self) -> aws_sdk_secretsmanager::Client {
        client!(self, aws_sdk_secretsmanager, self.config.secrets_manager_endpoint)
    }

    /// An SES client.
    pub fn ses(&self) -> aws_sdk_ses::Client {
        client!(self, aws_sdk_ses, self.config.ses_endpoint)
    }

    /// An SNS client.
    pub fn sns(&self) -> aws_sdk_sns::Client {
        client!(self, aws_sdk_sns, self.config.sns_endpoint)
    }

    /// An SQS client.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        client!(self, aws_sdk_sqs, self.config.sqs_endpoint)
    }

    /// A client of Systems Manager, for its parameter store.
    pub fn ssm(&self) -> aws_sdk_ssm::Client {
        client!(self, aws_sdk_ssm, self.config.ssm_endpoint)
    }
}
