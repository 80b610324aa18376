//! A CloudFormation custom resource: reads the public halves of the signing keys once per deployment, so that the other
//! functions are told them and ask nobody.
//!
//! event → keys named by the template → public keys of KMS, Secrets Manager and SSM → one answer, also for a failure:
//! without it CloudFormation waits for an hour.

use std::time::Duration;

use platform::audit::Act;
use platform::aws::{Aws, PutFailed};
use platform::custom_resource::Event;
use platform::signer::verification_keys;
use serde::Serialize;
use serde_json::Value;
use shared::Timestamp;
use shared::tokens::{Algorithm, Jwk, KeyEntry, KeySet, KeySource, LONGEST_CACHE, SigningKeys};

/// Its name for CloudFormation.
const RESOURCE: &str = "otp-authorizer-keys";

/// A role that was made or changed a moment ago is not known everywhere: its first calls may be denied.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_secs(2);

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
    // Nothing was made: keys outlive the stack.
    let outcome = if event.deletes() { Ok(None) } else { publish(event, aws, now).await.map(Some) };
    let published = matches!(outcome, Ok(Some(_)));
    event.answer(outcome, RESOURCE, aws).await?;
    let [before, keys] = [&event.old_properties, &event.properties].map(signing_keys);
    if published && before.is_some() && before != keys {
        Act::KeysRotated.record();
    }
    Ok(())
}

/// The public halves of the keys that `SigningKeys` names.
async fn publish(event: &Event, aws: &Aws, now: Timestamp) -> Result<Data, String> {
    let text = signing_keys(&event.properties).ok_or("SigningKeys is not set")?;
    let keys = SigningKeys::parse(text).map_err(|fault| format!("SigningKeys {fault}"))?;
    let before = signing_keys(&event.old_properties).and_then(|text| SigningKeys::parse(text).ok());
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
