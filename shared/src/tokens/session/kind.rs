//! What a session is for, and what its tokens call its owner.

use serde::{Deserialize, Serialize};

use super::SessionId;

/// What a session is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionKind {
    /// A client that asked for the code and presented it itself: its tokens are those of the codes' own interface.
    FirstParty,
    /// A browser at our own pages, whose cookie it is. It has no tokens.
    Browser,
    /// What an OAuth client was granted.
    Grant {
        /// Which client.
        client: String,
        /// What its access tokens are for (RFC 8707); `None`: for the issuer.
        resource: Option<String>,
        /// The browser session that it ends with; `None`: it outlives that (`offline_access`).
        browser: Option<SessionId>,
    },
}

/// What the `sub` claim of a session's tokens is, from its first to its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// The verified identifier itself: `email:a@b.co`, `tel:+1…`.
    Identifier,
    /// The account.
    Account,
}
