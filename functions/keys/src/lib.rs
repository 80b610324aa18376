//! A CloudFormation custom resource: reads the public halves of the signing keys once per deployment, so that the other
//! functions are told them and ask nobody.
//!
//! event → keys named by the template → public keys of KMS, Secrets Manager and SSM → one answer, also for a failure:
//! without it CloudFormation waits for an hour.

use std::fmt::Display;
use std::time::Duration;

use platform::audit::Act;
use platform::aws::{Aws, PutFailed};
use platform::clock::Clock;
use platform::custom_resource::Event;
use platform::settings::{AwsSettings, FromEnvironment, Reader, TABLE};
use platform::signer::verification_keys;
use platform::store::{Decision, Expected, Key, Store, StoreError};
use serde::Serialize;
use serde_json::Value;
use shared::Timestamp;
use shared::tokens::{Algorithm, Jwk, KeyEntry, KeySet, KeySource, LONGEST_CACHE, SigningKeys};

mod dropped;

pub use dropped::{Deployed, Dropped, Noted, Published};

/// Its name for CloudFormation.
const RESOURCE: &str = "otp-authorizer-keys";

/// For how long it is remembered what was dropped, in seconds: longer than saved parameters are.
const KEPT: u64 = 10 * 366 * 86_400;

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

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    aws: Aws,
    store: Store,
    clock: Clock,
}

/// Where AWS is, and what deployments have dropped.
#[derive(Debug)]
pub struct Settings {
    aws: AwsSettings,
    table: String,
}

impl FromEnvironment for Settings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let (aws, table) = (AwsSettings::read_with(reader), reader.text(&TABLE));
        Some(Self { aws: aws?, table: table? })
    }
}

impl Service {
    /// Works as `settings` says; the clock is the caller's choice.
    pub fn new(settings: Settings, clock: Clock) -> Self {
        let aws = Aws::new(settings.aws);
        Self { store: Store::new(aws.dynamodb(), settings.table), aws, clock }
    }

    /// Carries out the event and tells CloudFormation what became of it.
    pub async fn handle(&self, event: &Event) -> Result<(), PutFailed> {
        // Nothing was made: keys outlive the stack.
        let outcome = if event.deletes() { Ok(None) } else { self.publish(event).await.map(Some) };
        let published = matches!(outcome, Ok(Some(_)));
        event.answer(outcome, RESOURCE, &self.aws).await?;
        let [before, keys] = [&event.old_properties, &event.properties].map(signing_keys);
        if published && before.is_some() && before != keys {
            Act::KeysRotated.record();
        }
        Ok(())
    }

    /// The public halves of the keys that `SigningKeys` names, where this deployment may have them.
    async fn publish(&self, event: &Event) -> Result<Data, String> {
        let text = signing_keys(&event.properties).ok_or("SigningKeys is not set")?;
        let keys = SigningKeys::parse(text).map_err(|fault| format!("SigningKeys {fault}"))?;
        // The list comes back as an attribute of the stack, which many may read.
        if keys.entries().iter().any(|entry| matches!(entry.source, KeySource::Here(..))) {
            return Err("SigningKeys must name keys by their ARNs; a key itself has no place in a template".to_owned());
        }
        let noted = self.noted().await?;
        let next = Deployed::read(&event.properties).ok_or("SigningKeys is not set")?;
        let before = Deployed::read(&event.old_properties);
        // What the one before had comes back, whatever became of its keys since: or the stack would be stuck between the two.
        if before.is_some() && permitted(async || self.aws.is_rolled_back(event.stack_id()).await).await? {
            let published = match noted.answered(text) {
                Some(published) => published.clone(),
                None => self.public(text, keys).await?,
            };
            self.note(noted.rolled_back(before.as_ref(), next, published.clone())).await?;
            return Ok(published.into());
        }
        let dropped = self.judge(event, &keys, &noted.dropped, before.as_ref(), &next)?;
        let published = self.public(text, keys).await?;
        self.note(noted.next(dropped, next, published.clone())).await?;
        Ok(published.into())
    }

    /// What is dropped once this deployment is done; or every fault.
    fn judge(
        &self,
        event: &Event,
        keys: &SigningKeys,
        dropped: &Dropped,
        before: Option<&Deployed>,
        next: &Deployed,
    ) -> Result<Dropped, String> {
        let returning = event.properties.get("Returning").and_then(Value::as_str).unwrap_or_default();
        let mut faults = Vec::new();
        let listed = signing_keys(&event.old_properties).and_then(|text| SigningKeys::parse(text).ok());
        if let Some(number) = listed.and_then(|before| announced_too_late(&before, keys, self.clock.now())) {
            faults.push(format!(
                "SigningKeys entry {number} is new and would sign within {LONGEST_CACHE} s of being published: announce it \
                 again with a later time"
            ));
        }
        let judged = dropped.judge(before, next, returning);
        faults.extend(judged.as_ref().err().into_iter().flatten().cloned());
        judged.ok().filter(|_| faults.is_empty()).ok_or_else(|| faults.join("; "))
    }

    /// The public halves, asked for where the keys are.
    async fn public(&self, asked: &str, keys: SigningKeys) -> Result<Published, String> {
        let public = public_halves(&keys, &self.aws).await?;
        if public.iter().any(|jwk| jwk.algorithm() == Algorithm::Hs256) {
            return Err("SigningKeys names a secret for HS256, which has no public half".to_owned());
        }
        let named = keys.named(&public).map_err(|fault| format!("SigningKeys {fault}"))?;
        let set = KeySet::of(public).map_err(|fault| format!("SigningKeys {fault}"))?;
        Ok(Published { asked: asked.to_owned(), jwks: set.publish().to_string(), signing_keys: named.to_json() })
    }

    async fn noted(&self) -> Result<Noted, String> {
        let found = permitted(async || self.store.read::<Noted>(&Key::dropped_by_deployments()).await).await;
        found.map(|found| found.map(|found| found.state).unwrap_or_default()).map_err(|error| unknown(&error))
    }

    async fn note(&self, noted: Noted) -> Result<(), String> {
        let expires_at = self.clock.now().plus(KEPT);
        let decide = |_: Option<&Noted>| Decision::Write { next: noted.clone(), expires_at, outcome: () };
        let key = Key::dropped_by_deployments();
        self.store.settle(&key, Expected::Unknown, decide).await.map(drop).map_err(|error| unknown(&error))
    }
}

impl From<Published> for Data {
    fn from(published: Published) -> Self {
        let Published { jwks, signing_keys, .. } = published;
        Self { jwks, signing_keys }
    }
}

fn unknown(error: &StoreError) -> String {
    format!("what was dropped before is not known: {error}")
}

fn signing_keys(properties: &Value) -> Option<&str> {
    properties.get("SigningKeys").and_then(Value::as_str)
}

/// The number of a key that nobody has had the time to fetch before it signs. The first one may sign at once: of a first
/// deployment nothing is cached, and in an emergency nothing else is left.
fn announced_too_late(before: &SigningKeys, keys: &SigningKeys, now: Timestamp) -> Option<usize> {
    let known = |entry: &KeyEntry| before.entries().iter().any(|earlier| earlier.source.arn() == entry.source.arn());
    let late = |(position, entry): &(usize, &KeyEntry)| {
        *position > 0
            && !known(entry)
            && entry.turn.active < now.plus(LONGEST_CACHE)
            && !takes_the_place_of_all(before, keys, entry)
            && !signs_for_those_who_ask(keys, *position, now)
    };
    keys.entries().iter().enumerate().find(late).map(|(position, _)| position + 1)
}

/// Whether nothing is left of the keys that an algorithm had: an emergency, as where the only key of all is replaced.
fn takes_the_place_of_all(before: &SigningKeys, keys: &SigningKeys, entry: &KeyEntry) -> bool {
    let of_its_algorithm =
        |keys: &SigningKeys| keys.entries().iter().filter(|other| other.signs_with() == entry.signs_with()).count();
    let had: Vec<_> = before.entries().iter().filter(|earlier| earlier.signs_with() == entry.signs_with()).collect();
    let remains = |earlier: &&KeyEntry| keys.entries().iter().any(|entry| entry.source.arn() == earlier.source.arn());
    !had.is_empty() && !had.iter().any(remains) && of_its_algorithm(keys) == 1
}

/// Whether a key is the only one of its algorithm, claims no announcement, and leaves access tokens to the key that signs them
/// now: who asks for a further algorithm knows no older key of it.
fn signs_for_those_who_ask(keys: &SigningKeys, position: usize, now: Timestamp) -> bool {
    let Some(entry) = keys.entries().get(position) else { return false };
    let is_first = !keys.entries().iter().take(position).any(|earlier| earlier.signs_with() == entry.signs_with());
    is_first && !entry.turn.is_named() && keys.schedule().for_access_tokens(now) != Some(position)
}

async fn public_halves(keys: &SigningKeys, aws: &Aws) -> Result<Vec<Jwk>, String> {
    permitted(async || verification_keys(keys, aws).await).await.map_err(|faults| faults.to_string())
}

/// Asks again while a role that was made or changed a moment ago is not known everywhere.
async fn permitted<T, E: Display>(call: impl AsyncFn() -> Result<T, E>) -> Result<T, E> {
    for _ in 1..TRIES {
        match call().await {
            Err(error) if error.to_string().contains("AccessDenied") => tokio::time::sleep(PAUSE).await,
            outcome => return outcome,
        }
    }
    call().await
}
