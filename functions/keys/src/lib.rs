//! A CloudFormation custom resource: reads the public halves of the signing keys once per deployment, so that the other
//! functions are told them and ask nobody.
//!
//! event → keys named by the template → public keys of KMS, Secrets Manager and SSM → one answer, also for a failure:
//! without it CloudFormation waits for an hour.

use std::time::Duration;

use platform::audit::Act;
use platform::aws::{Aws, PutFailed};
use platform::signer::verification_keys;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::Timestamp;
use shared::tokens::{Algorithm, Jwk, KeyEntry, KeySet, KeySource, LONGEST_CACHE, SigningKeys};

/// CloudFormation takes no longer answer, in bytes.
pub const LONGEST_ANSWER: usize = 4_096;
/// One name for good: where it changed, CloudFormation would take the resource for another one and delete the first.
const PHYSICAL_RESOURCE_ID: &str = "otp-authorizer-keys";
/// A reason leaves room for the rest of the answer, in bytes.
const LONGEST_REASON: usize = 1_024;

/// A role that was made or changed a moment ago is not known everywhere: its first calls may be denied.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_secs(2);

/// What CloudFormation asks. Not printed: whoever has the URL can answer in our place.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    request_type: String,
    #[serde(rename = "ResponseURL")]
    response_url: String,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
    #[serde(default)]
    resource_properties: Value,
    /// Of an update.
    #[serde(default)]
    old_resource_properties: Value,
}

/// What CloudFormation is told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    physical_resource_id: &'static str,
    stack_id: &'a str,
    request_id: &'a str,
    logical_resource_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Data>,
}

/// What `!GetAtt` gives the other functions.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Data {
    /// The public keys as a JWK set.
    pub jwks: String,
    /// The list of keys with the name and algorithm of each.
    pub signing_keys: String,
}

/// Carries out the event and tells CloudFormation what became of it.
pub async fn handle(event: &Event, aws: &Aws, now: Timestamp) -> Result<(), PutFailed> {
    let outcome = match event.request_type.as_str() {
        // Nothing was made: keys outlive the stack.
        "Delete" => Ok(None),
        _ => publish(event, aws, now).await.map(Some),
    };
    match &outcome {
        Ok(_) => tracing::info!(outcome = "success", request_type = event.request_type, "keys published"),
        Err(reason) => {
            tracing::error!(outcome = "failed", request_type = event.request_type, reason, "keys not published");
        }
    }
    let published = matches!(outcome, Ok(Some(_)));
    let body = event.answer(outcome).unwrap_or_default();
    aws.put(&event.response_url, body).await?;
    let [before, keys] = [&event.old_resource_properties, &event.resource_properties].map(signing_keys);
    if published && before.is_some() && before != keys {
        Act::KeysRotated.record();
    }
    Ok(())
}

impl Event {
    /// Reads an event. What is wrong with one is not told, since it carries the URL.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn answer(&self, outcome: Result<Option<Data>, String>) -> Option<Vec<u8>> {
        let (status, reason, data) = match outcome {
            Ok(data) => ("SUCCESS", None, data),
            Err(reason) => ("FAILED", Some(shortened(reason)), None),
        };
        let answer = Answer {
            status,
            reason,
            physical_resource_id: PHYSICAL_RESOURCE_ID,
            stack_id: &self.stack_id,
            request_id: &self.request_id,
            logical_resource_id: &self.logical_resource_id,
            data,
        };
        let body = serde_json::to_vec(&answer).ok()?;
        if body.len() > LONGEST_ANSWER && status == "SUCCESS" {
            let reason = "the public keys are longer than CloudFormation takes: use fewer keys, or shorter ones";
            return self.answer(Err(reason.to_owned()));
        }
        Some(body)
    }
}

/// The public halves of the keys that `SigningKeys` names.
async fn publish(event: &Event, aws: &Aws, now: Timestamp) -> Result<Data, String> {
    let text = signing_keys(&event.resource_properties).ok_or("SigningKeys is not set")?;
    let keys = SigningKeys::parse(text).map_err(|fault| format!("SigningKeys {fault}"))?;
    let before = signing_keys(&event.old_resource_properties).and_then(|text| SigningKeys::parse(text).ok());
    if let Some(number) = before.and_then(|before| announced_too_late(&before, &keys, now)) {
        return Err(format!(
            "SigningKeys entry {number} is new and would sign within {LONGEST_CACHE} s of being published: announce it \
             again with a later time"
        ));
    }
    // The list comes back as an attribute of the stack, which many may read.
    if keys.entries().iter().any(|entry| matches!(entry.source, KeySource::Here(..))) {
        return Err("SigningKeys must name keys by their ARNs; a key itself has no place in a template".to_owned());
    }
    let public = public_halves(&keys, aws).await?;
    if public.iter().any(|jwk| jwk.algorithm() == Algorithm::Hs256) {
        return Err("SigningKeys names a secret for HS256, which has no public half".to_owned());
    }
    let named = keys.named(&public);
    let set = KeySet::of(public).map_err(|fault| format!("SigningKeys {fault}"))?;
    Ok(Data { jwks: set.publish().to_string(), signing_keys: named.to_json() })
}

fn signing_keys(properties: &Value) -> Option<&str> {
    properties.get("SigningKeys").and_then(Value::as_str)
}

/// The number of a key that nobody has had the time to fetch before it signs. The first one may sign at once: of a first
/// deployment nothing is cached, and in an emergency nothing else is left.
fn announced_too_late(before: &SigningKeys, keys: &SigningKeys, now: Timestamp) -> Option<usize> {
    let known = |arn: Option<&str>| before.entries().iter().any(|entry| entry.source.arn() == arn);
    let late = |entry: &KeyEntry| !known(entry.source.arn()) && entry.turn.active < now.plus(LONGEST_CACHE);
    keys.entries().iter().skip(1).position(late).map(|position| position + 2)
}

async fn public_halves(keys: &SigningKeys, aws: &Aws) -> Result<Vec<Jwk>, String> {
    for _ in 1..TRIES {
        match verification_keys(keys, aws).await {
            Err(faults) if faults.to_string().contains("AccessDenied") => tokio::time::sleep(PAUSE).await,
            outcome => return outcome.map_err(|faults| faults.to_string()),
        }
    }
    verification_keys(keys, aws).await.map_err(|faults| faults.to_string())
}

fn shortened(mut reason: String) -> String {
    reason.truncate(reason.floor_char_boundary(LONGEST_REASON));
    reason
}
