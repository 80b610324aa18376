//! What a user has agreed to.

use serde::{Deserialize, Serialize};

use super::request::has_scope;
use crate::Timestamp;

/// What an account has granted to one client, until it is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The client.
    pub client: String,
    /// The scope, with single blanks.
    pub scope: String,
    /// When it was last added to.
    pub given_at: Timestamp,
}

impl Consent {
    /// What stands for `client` once `scope` is agreed to as well; `None` where it was before.
    pub fn add(found: Option<&Self>, client: &str, scope: &str, now: Timestamp) -> Option<Self> {
        let before = found.map(|found| found.scope.as_str()).unwrap_or_default();
        let new: Vec<&str> = scope.split(' ').filter(|part| !has_scope(before, part)).collect();
        if new.is_empty() {
            return None;
        }
        let all: Vec<&str> = before.split(' ').filter(|part| !part.is_empty()).chain(new).collect();
        Some(Self { client: client.to_owned(), scope: all.join(" "), given_at: now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_scope_is_added_and_a_known_one_changes_nothing() {
        let first = Consent::add(None, "app", "openid email", Timestamp::from_unix(1)).unwrap();
        assert_eq!(first.scope, "openid email");
        assert_eq!(Consent::add(Some(&first), "app", "email", Timestamp::from_unix(2)), None);
        let second = Consent::add(Some(&first), "app", "openid phone", Timestamp::from_unix(3)).unwrap();
        assert_eq!((second.scope.as_str(), second.given_at.as_unix()), ("openid email phone", 3));
    }
}
