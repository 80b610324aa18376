//! Rotation of signing keys: from one value of `SigningKeys` to the next, for a moment that the caller names.

use std::fmt::Write as _;

use shared::Timestamp;
use shared::tokens::{
    KeyEntry, KeySource, KeyState, LONGEST_CACHE, SigningKeyFault, SigningKeys, SigningKeysFault, Turn,
};

mod command;

pub use command::KeysCommand;

/// How long the service's own JWK set may be kept (`Cache-Control`), in seconds: by a cache that a client asks, which
/// then keeps it for its own time on top.
const OWN_CACHE: u64 = 300;
/// The least time from a deployment to the first signature, in seconds.
pub const SHORTEST_ANNOUNCEMENT: u64 = LONGEST_CACHE + OWN_CACHE;
/// What a key is announced for where nobody asks for more, in seconds: the rest is for the deployment itself.
pub const ANNOUNCEMENT: u64 = 3 * 3_600;
/// The longest that a token of a retired key may count, in seconds: the most that `ACCESS_TOKEN_SECONDS` and
/// `CLOCK_SKEW_SECONDS` take, and a minute for decisions of the authorizer that API Gateway remembers.
pub const LAST_TOKEN: u64 = 3_600 + 60 + 60;

/// Why a step is not taken.
#[derive(Debug, thiserror::Error)]
pub enum RotationRefused {
    /// Nobody could know the key in time.
    #[error("a key must be announced for {SHORTEST_ANNOUNCEMENT} s: --at must not be before {}", .earliest.as_unix())]
    TooSoon {
        /// The first moment that would do.
        earliest: Timestamp,
    },
    /// No PEM, JWK or ARN.
    #[error("the new key {0}")]
    Source(#[from] SigningKeyFault),
    /// The list of keys is none.
    #[error("the list of keys {0}")]
    Keys(#[from] SigningKeysFault),
    /// The key is in the list.
    #[error("this key is in the list already")]
    Known,
    /// No such key.
    #[error("no key of this kid or ARN is in the list")]
    Unknown,
    /// Tokens of the key still count.
    #[error("tokens of this key count until {}; --emergency drops it at once, and ends them", .until.as_unix())]
    Needed {
        /// When the last one has expired.
        until: Timestamp,
    },
    /// The key signs.
    #[error("this key signs; announce its successor first, or drop it with --emergency")]
    Active,
    /// Nothing would be left.
    #[error("this is the only key: name its successor with --with; it signs at once, before anybody could know it")]
    Only,
    /// A successor where there is one.
    #[error("--with is for the only key; with others in the list, announce the new one after this step")]
    NotOnly,
}

/// Adds a key that signs from `at` on, or after [`ANNOUNCEMENT`]. The first key of all signs at once.
pub fn announce(
    keys: Option<&SigningKeys>,
    source: &str,
    now: Timestamp,
    at: Option<Timestamp>,
) -> Result<SigningKeys, RotationRefused> {
    let source = KeySource::parse(source)?;
    let entries = keys.map(SigningKeys::entries).unwrap_or_default();
    if entries.iter().any(|entry| entry.source.expose() == source.expose()) {
        return Err(RotationRefused::Known);
    }
    let active = if entries.is_empty() { at.unwrap_or(now) } else { at.unwrap_or(now.plus(ANNOUNCEMENT)) };
    let earliest = now.plus(SHORTEST_ANNOUNCEMENT);
    if !entries.is_empty() && active < earliest {
        return Err(RotationRefused::TooSoon { earliest });
    }
    let added = new_entry(source, Turn { announced: now, active });
    Ok(SigningKeys::new(entries.iter().cloned().chain([added]).collect())?)
}

/// Takes out the key of this kid or ARN: one that is needed no more, or, in an emergency, any. Then the latest of the
/// others whose time has come signs, a retired one too, since every cache knows it; and where there is none, the first
/// that is announced. The only key gives way to `successor`.
pub fn remove(
    keys: &SigningKeys,
    name: &str,
    now: Timestamp,
    emergency: bool,
    successor: Option<&str>,
) -> Result<SigningKeys, RotationRefused> {
    let position = keys.entries().iter().position(|entry| is_named(entry, name)).ok_or(RotationRefused::Unknown)?;
    if !emergency {
        match (keys.schedule().state(position, now), needed_until(keys, position)) {
            (KeyState::Active, _) => return Err(RotationRefused::Active),
            (KeyState::Retired, Some(until)) if now < until => return Err(RotationRefused::Needed { until }),
            _ => {}
        }
    }
    let others: Vec<KeyEntry> = keys.entries().iter().filter(|entry| !is_named(entry, name)).cloned().collect();
    match (others.is_empty(), successor) {
        (true, None) => Err(RotationRefused::Only),
        (false, Some(_)) => Err(RotationRefused::NotOnly),
        (true, Some(source)) => {
            let turn = Turn { announced: now, active: now };
            Ok(SigningKeys::new(vec![new_entry(KeySource::parse(source)?, turn)])?)
        }
        (false, None) => Ok(SigningKeys::new(others)?),
    }
}

/// Takes out every retired key whose last token has expired.
pub fn prune(keys: &SigningKeys, now: Timestamp) -> Result<SigningKeys, RotationRefused> {
    let needed = |position: &usize| {
        let retired = keys.schedule().state(*position, now) == KeyState::Retired;
        !retired || needed_until(keys, *position).is_none_or(|until| now < until)
    };
    let entries = keys.entries().iter().enumerate().filter(|(position, _)| needed(position));
    Ok(SigningKeys::new(entries.map(|(_, entry)| entry.clone()).collect())?)
}

/// A line for each key: its name, its state, and the moment at which that changes.
pub fn describe(keys: &SigningKeys, now: Timestamp) -> String {
    let mut lines = String::new();
    for (position, entry) in keys.entries().iter().enumerate() {
        let (state, moment) = match keys.schedule().state(position, now) {
            KeyState::Announced => ("announced, signs from", Some(entry.turn.active)),
            KeyState::Active => ("active, until", keys.schedule().superseded(position)),
            KeyState::Retired => ("retired, needed until", needed_until(keys, position)),
        };
        let moment = moment.map_or("further notice".to_owned(), |moment| {
            let (ahead, ago) = (moment.since(now).div_ceil(60), now.since(moment).div_ceil(60));
            let distance = if moment >= now { format!("in {ahead} min") } else { format!("{ago} min ago") };
            format!("{} ({distance})", moment.as_unix())
        });
        let _ = writeln!(lines, "{}  {state} {moment}", name(entry));
    }
    lines
}

fn needed_until(keys: &SigningKeys, position: usize) -> Option<Timestamp> {
    keys.schedule().superseded(position).map(|moment| moment.plus(LAST_TOKEN))
}

fn new_entry(source: KeySource, turn: Turn) -> KeyEntry {
    KeyEntry { source, kid: None, algorithm: None, turn }
}

fn name(entry: &KeyEntry) -> String {
    match (&entry.kid, &entry.source) {
        (Some(kid), _) => kid.clone(),
        (None, KeySource::Here(_, key)) => key.verification_jwk().thumbprint(),
        (None, source) => source.arn().unwrap_or_default().to_owned(),
    }
}

fn is_named(entry: &KeyEntry, wanted: &str) -> bool {
    name(entry) == wanted || entry.source.arn() == Some(wanted)
}

#[cfg(test)]
mod tests;
