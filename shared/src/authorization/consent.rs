//! What a user has agreed to.

use serde::{Deserialize, Serialize};

use super::request::has_scope;
use crate::Timestamp;

/// Names what an account has granted to one client from its first yes until it is taken back; 96 random bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentId([u8; 12]);

/// What an account has granted to one client, until it is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Which one: who takes it back and agrees again has given another one.
    pub id: ConsentId,
    /// The client.
    pub client: String,
    /// The scope, with single blanks.
    pub scope: String,
    /// When it was last added to.
    pub given_at: Timestamp,
}

impl ConsentId {
    /// Takes 12 fresh random bytes.
    pub const fn from_random(bytes: [u8; 12]) -> Self {
        Self(bytes)
    }
}

impl Consent {
    /// What stands for `client` once `scope` is agreed to as well; `None` where it was before. `fresh` names it where it is
    /// the first.
    pub fn add(found: Option<&Self>, client: &str, scope: &str, fresh: ConsentId, now: Timestamp) -> Option<Self> {
        let before = found.map(|found| found.scope.as_str()).unwrap_or_default();
        let new: Vec<&str> = scope.split(' ').filter(|part| !has_scope(before, part)).collect();
        if new.is_empty() {
            return None;
        }
        let all: Vec<&str> = before.split(' ').filter(|part| !part.is_empty()).chain(new).collect();
        let id = found.map_or(fresh, |found| found.id);
        Some(Self { id, client: client.to_owned(), scope: all.join(" "), given_at: now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(found: Option<&Consent>, scope: &str, number: u8) -> Option<Consent> {
        Consent::add(found, "app", scope, ConsentId::from_random([number; 12]), Timestamp::from_unix(number.into()))
    }

    #[test]
    fn a_further_scope_is_added_and_a_known_one_changes_nothing() {
        let first = add(None, "openid email", 1).unwrap();
        assert_eq!(first.scope, "openid email");
        assert_eq!(add(Some(&first), "email", 2), None);
        let second = add(Some(&first), "openid phone", 3).unwrap();
        assert_eq!((second.scope.as_str(), second.given_at.as_unix()), ("openid email phone", 3));
        assert_eq!(second.id, first.id, "what was granted before goes on");
        assert_ne!(add(None, "openid email", 4).unwrap().id, first.id);
    }
}
