//! Rotation of signing keys: from one value of `SigningKeys` to the next, for a moment that the caller names.

use std::fmt::Write as _;

use shared::Timestamp;
use shared::tokens::{
    Algorithm, KeyEntry, KeySource, KeyState, LONGEST_CACHE, SigningKeyFault, SigningKeys, SigningKeysFault, Turn,
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
    /// It is not known which keys it takes turns with.
    #[error("the list has keys of several algorithms: name that of the new one with --algorithm")]
    Algorithm,
    /// A successor that could not stand in for the key.
    #[error("the successor of an algorithm's only key must be of that algorithm: {}", .0.name())]
    OtherAlgorithm(Algorithm),
    /// Nothing would be left.
    #[error("this is the only key: name its successor with --with; it signs at once, before anybody could know it")]
    Only,
    /// A successor where there is one.
    #[error(
        "--with is for the only key of its algorithm; with others in the list, announce the new one after this step"
    )]
    NotOnly,
}

/// A key that is to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewKey<'a> {
    /// PEM, JWK or ARN.
    pub source: &'a str,
    /// Its algorithm, which an ARN does not tell; that of the others, where they have one in common.
    pub algorithm: Option<Algorithm>,
}

impl<'a, S: AsRef<str> + ?Sized> From<&'a S> for NewKey<'a> {
    fn from(source: &'a S) -> Self {
        Self { source: source.as_ref(), algorithm: None }
    }
}

/// Adds a key that signs from `at` on, or after [`ANNOUNCEMENT`], in place of the one of its algorithm. The first key of
/// all signs at once.
pub fn announce<'a>(
    keys: Option<&SigningKeys>,
    key: impl Into<NewKey<'a>>,
    now: Timestamp,
    at: Option<Timestamp>,
) -> Result<SigningKeys, RotationRefused> {
    let NewKey { source, algorithm } = key.into();
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
    let mut added = new_entry(source, algorithm, Turn { announced: now, active });
    if added.signs_with().is_none() {
        let mut algorithms = entries.iter().map(KeyEntry::signs_with);
        let first = algorithms.next().flatten();
        if algorithms.any(|other| other != first) {
            return Err(RotationRefused::Algorithm);
        }
        added.algorithm = first;
    }
    Ok(SigningKeys::new(entries.iter().cloned().chain([added]).collect())?)
}

/// Takes out the key of this kid or ARN: one that is needed no more, or, in an emergency, any. Then the latest of the
/// others of its algorithm whose time has come signs, a retired one too, since every cache knows it; and where there is
/// none, the first that is announced. The only key gives way to `successor`; so does the only one of its algorithm, with
/// which nothing is signed any more where none is named.
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
    let (dropped, mut others): (Vec<KeyEntry>, _) =
        keys.entries().iter().cloned().partition(|entry| is_named(entry, name));
    let Some(dropped) = dropped.into_iter().next() else { return Err(RotationRefused::Unknown) };
    let follower = others.iter().position(|other| other.signs_with() == dropped.signs_with());
    match (others.is_empty(), follower, successor) {
        (true, _, None) => Err(RotationRefused::Only),
        (false, Some(_), Some(_)) => Err(RotationRefused::NotOnly),
        (true, _, Some(source)) => {
            let turn = Turn { announced: now, active: now };
            Ok(SigningKeys::new(vec![new_entry(KeySource::parse(source)?, None, turn)])?)
        }
        (false, None, Some(source)) => {
            others.push(in_place_of(&dropped, KeySource::parse(source)?)?);
            Ok(SigningKeys::new(others)?)
        }
        (false, follower, None) => {
            let left = SigningKeys::new(others.clone())?;
            let signs = |keys: &SigningKeys| {
                dropped.signs_with().is_none_or(|algorithm| keys.schedule().active(algorithm, now).is_some())
            };
            let follower = follower.and_then(|position| others.get_mut(position));
            match follower.filter(|_| signs(keys) && !signs(&left)) {
                // Its algorithm would pause until the time of the one that is announced.
                Some(follower) => follower.turn = dropped.turn,
                None => return Ok(left),
            }
            Ok(SigningKeys::new(others)?)
        }
    }
}

/// The successor of an algorithm's only key, from the same moment on: what is signed with that algorithm does not pause.
fn in_place_of(dropped: &KeyEntry, source: KeySource) -> Result<KeyEntry, RotationRefused> {
    let successor = new_entry(source, dropped.signs_with(), dropped.turn);
    match dropped.signs_with() {
        Some(algorithm) if successor.signs_with() != Some(algorithm) => Err(RotationRefused::OtherAlgorithm(algorithm)),
        _ => Ok(successor),
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

/// A line for each key: its name, its algorithm, its state, and the moment at which that changes.
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
        let algorithm = entry.signs_with().map(|algorithm| format!("{}  ", algorithm.name())).unwrap_or_default();
        let _ = writeln!(lines, "{}  {algorithm}{state} {moment}", name(entry));
    }
    lines
}

fn needed_until(keys: &SigningKeys, position: usize) -> Option<Timestamp> {
    keys.schedule().superseded(position).map(|moment| moment.plus(LAST_TOKEN))
}

fn new_entry(source: KeySource, algorithm: Option<Algorithm>, turn: Turn) -> KeyEntry {
    // A key that stands in the list says itself what it is.
    let algorithm = algorithm.filter(|_| source.arn().is_some());
    KeyEntry { source, kid: None, algorithm, turn }
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
