//! The revocations that stand under a subject's key. Nobody but the authorizer asks for them, which guards every call of
//! other APIs: it asks by one signed `POST` over the SDK's connector, and not by the SDK, which takes nearly twice
//! the processor time for it (docs/decisions/0007-query.md).

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::StoreError;
use super::key::{
    self, ACCOUNT, EVERYBODY, EXPIRES_AT, NOT_BEFORE, OF_A_KIND, PARTITION, REVOCATIONS, SESSION, SORT, SUBJECT, TOKEN,
};
use super::warm::LONGEST;
use crate::aws::{ATTEMPTS, Aws, FIRST_PAUSE};
use crate::clock::Clock;
use crate::entropy::random;
use shared::Timestamp;
use shared::tokens::revocation::Revocation;
use shared::tokens::session::SubjectKey;

const HEADERS: [(&str, &str); 2] =
    [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "DynamoDB_20120810.Query")];
/// How DynamoDB says that it was asked too often.
const THROTTLED: [&str; 3] = ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"];
/// Fifty second attempts without a success in between, as the SDK has it where a service fails or does not answer: every one
/// adds to what DynamoDB already cannot do.
const MOST_SECOND_ATTEMPTS: u32 = 500;
const A_SECOND_ATTEMPT: u32 = 10;

/// The revocations in one table.
#[derive(Clone, Debug)]
pub struct RevocationTable {
    connection: SharedHttpConnector,
    identity: Identity,
    region: String,
    url: String,
    timeout: Duration,
    /// What is left for second attempts, for all calls.
    left: Arc<AtomicU32>,
    table: String,
}

/// Why a call failed. Never the answer itself, which may repeat what was sent.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("the call could not be made")]
    Unmade,
    #[error("no answer in time")]
    Late,
    #[error("the connection failed")]
    Disconnected,
    #[error("the answer could not be read")]
    Unreadable,
    /// The error code.
    #[error("{0}")]
    Refused(String),
    #[error("HTTP {0}")]
    Status(u16),
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "__type")]
    kind: String,
}

/// What was asked for, or a part of it.
///
/// DynamoDB names the items even where there are none. An answer without them would otherwise say that nothing was revoked.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    items: Vec<Item>,
    last_evaluated_key: Option<IgnoredAny>,
    /// Has an object asked for: serde would take `[[], null]` for a page without items.
    #[serde(flatten)]
    _others: IgnoredAny,
}

type Item = HashMap<String, Attribute>;

/// What is asked for is texts and numbers.
#[derive(Deserialize)]
enum Attribute {
    S(String),
    N(String),
}

impl RevocationTable {
    /// Reads `table`.
    pub fn new(aws: &Aws, table: String) -> Self {
        let region = aws.config.region.clone();
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let endpoint = aws.config.dynamodb_endpoint.clone();
        let url = endpoint.unwrap_or_else(|| format!("https://dynamodb.{region}.{suffix}"));
        Self {
            connection: aws.connection.clone(),
            identity: aws.credentials().into(),
            region,
            url: format!("{}/", url.trim_end_matches('/')),
            timeout: aws.config.call_timeout,
            left: Arc::new(AtomicU32::new(MOST_SECOND_ATTEMPTS)),
            table,
        }
    }

    /// Every revocation of a subject's tokens that counts at `now`, in one call. Without `consistent` a revocation may be
    /// missing for about a second after it was written, at half the price. More than one page is an error: a check must not
    /// go by a part.
    pub async fn revocations_of(
        &self,
        subject: SubjectKey,
        consistent: bool,
        now: Timestamp,
    ) -> Result<Vec<Revocation>, StoreError> {
        let query = json!({
            "TableName": self.table,
            "ConsistentRead": consistent,
            "KeyConditionExpression": OF_A_KIND,
            // DynamoDB deletes what has lapsed days later. One without an end would have none, and count.
            "FilterExpression": "NOT #end <= :now",
            "ProjectionExpression": "#sort, #moment",
            "ExpressionAttributeNames": {
                "#partition": PARTITION, "#sort": SORT, "#moment": NOT_BEFORE, "#end": EXPIRES_AT,
            },
            "ExpressionAttributeValues": {
                ":subject": { "S": key::partition(subject) },
                ":kind": { "S": REVOCATIONS },
                ":now": { "N": now.as_unix().to_string() },
            },
        });
        self.ask(&query.to_string()).await?.revocations()
    }

    /// Opens the connection by asking for everybody's, and gives them. Whatever comes of it, the function starts.
    pub async fn warm(&self, now: Timestamp) -> Option<Vec<Revocation>> {
        let everybody = self.revocations_of(SubjectKey::EVERYBODY, false, now);
        tokio::time::timeout(LONGEST, everybody).await.ok()?.ok()
    }

    /// Asks, and again where the call was throttled, failed or was not answered in time.
    async fn ask(&self, query: &str) -> Result<Page, Failed> {
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            match self.attempt(query).await {
                Ok(page) => {
                    self.succeeded(attempt);
                    return Ok(page);
                }
                Err(failed) if failed.may_pass() && attempt < ATTEMPTS && self.may_ask_again() => {
                    tokio::time::sleep(jittered(pause)).await;
                }
                Err(failed) => return Err(failed),
            }
            attempt += 1;
            pause *= 2;
        }
    }

    async fn attempt(&self, query: &str) -> Result<Page, Failed> {
        let request = self.request(query, now()).ok_or(Failed::Unmade)?;
        let answered = async { receive(self.connection.call(request).await?).await };
        tokio::time::timeout(self.timeout, answered).await.map_err(|_| Failed::Late)?
    }

    fn request(&self, query: &str, time: SystemTime) -> Option<HttpRequest> {
        let params = v4::SigningParams::builder()
            .identity(&self.identity)
            .region(&self.region)
            .name("dynamodb")
            .time(time)
            .settings(SigningSettings::default())
            .build()
            .ok()?
            .into();
        let payload = SignableBody::Bytes(query.as_bytes());
        let signable = SignableRequest::new("POST", self.url.as_str(), HEADERS.into_iter(), payload).ok()?;
        let (instructions, _) = sign(signable, &params).ok()?.into_parts();
        let mut request = HttpRequest::new(SdkBody::from(query));
        request.set_method("POST").ok()?;
        request.set_uri(self.url.as_str()).ok()?;
        for (name, value) in HEADERS.into_iter().chain(instructions.headers()) {
            request.headers_mut().try_insert(name.to_owned(), value.to_owned()).ok()?;
        }
        Some(request)
    }

    /// Takes what an attempt costs; `false` where not enough is left.
    fn may_ask_again(&self) -> bool {
        let taken = |left: u32| left.checked_sub(A_SECOND_ATTEMPT);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok()
    }

    /// Gives back what the last attempt had taken, and a little where that was the first one.
    fn succeeded(&self, attempt: u32) {
        let given = if attempt > 1 { A_SECOND_ATTEMPT } else { 1 };
        let more = |left: u32| Some(left.saturating_add(given).min(MOST_SECOND_ATTEMPTS));
        _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

impl Page {
    fn revocations(&self) -> Result<Vec<Revocation>, StoreError> {
        if self.last_evaluated_key.is_some() {
            return Err(StoreError::TooMany);
        }
        self.items.iter().map(revocation).collect()
    }
}

impl From<Failed> for StoreError {
    fn from(failed: Failed) -> Self {
        Self::Unavailable(failed.to_string())
    }
}

impl From<ConnectorError> for Failed {
    fn from(error: ConnectorError) -> Self {
        if error.is_user() {
            Self::Unmade
        } else if error.is_other() && error.as_other().is_none() {
            // Whoever does not answer in HTTP is not asked again.
            Self::Unreadable
        } else {
            Self::Disconnected
        }
    }
}

impl Failed {
    fn may_pass(&self) -> bool {
        match self {
            Self::Late | Self::Disconnected => true,
            Self::Refused(code) => THROTTLED.contains(&code.as_str()),
            Self::Status(status) => *status == 429 || *status >= 500,
            Self::Unmade | Self::Unreadable => false,
        }
    }
}

async fn receive(answer: HttpResponse) -> Result<Page, Failed> {
    let status = answer.status();
    let body = answer.into_body().collect().await.map_err(|_| Failed::Disconnected)?.to_bytes();
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|_| Failed::Unreadable);
    }
    // A server's fault is worth another attempt, whatever it is called.
    let refusal = serde_json::from_slice::<Refusal>(&body).ok().filter(|_| !status.is_server_error());
    let code = refusal.as_ref().and_then(code);
    Err(code.map_or(Failed::Status(status.as_u16()), Failed::Refused))
}

/// `ThrottlingException`, or `com.amazonaws.dynamodb.v20120810#ThrottlingException`.
fn code(refusal: &Refusal) -> Option<String> {
    let code = refusal.kind.rsplit('#').next()?;
    let well_formed = !code.is_empty() && code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    well_formed.then(|| code.to_owned())
}

/// A half to the whole of it, so that many do not come back at once.
fn jittered(pause: Duration) -> Duration {
    let [byte] = random::<1>().unwrap_or([255]);
    pause.mul_f64(0.5 + f64::from(byte) / 510.0)
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(Clock::system().now().as_unix())
}

fn revocation(item: &Item) -> Result<Revocation, StoreError> {
    let Some(Attribute::S(sort)) = item.get(SORT) else { return Err(unknown()) };
    if let Some(token) = sort.strip_prefix(TOKEN) {
        let (session, jti) = token.split_once('#').ok_or_else(unknown)?;
        let session = session.parse().map_err(|_| unknown())?;
        Ok(Revocation::Token { session, jti: jti.to_owned() })
    } else if let Some(session) = sort.strip_prefix(SESSION) {
        session.parse().map(Revocation::Session).map_err(|_| unknown())
    } else if sort == SUBJECT {
        Ok(Revocation::Subject { not_before: not_before(item)? })
    } else if sort == ACCOUNT {
        Ok(Revocation::Account)
    } else if sort == EVERYBODY {
        Ok(Revocation::Everybody { not_before: not_before(item)? })
    } else {
        Err(unknown())
    }
}

fn not_before(item: &Item) -> Result<Timestamp, StoreError> {
    let Some(Attribute::N(moment)) = item.get(NOT_BEFORE) else { return Err(unknown()) };
    moment.parse().map(Timestamp::from_unix).map_err(|_| unknown())
}

/// What this version does not understand may well be a revocation.
fn unknown() -> StoreError {
    StoreError::Unavailable("an item is of no known kind".to_owned())
}

#[cfg(test)]
#[path = "revocation_table_tests.rs"]
mod tests;
