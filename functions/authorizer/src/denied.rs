//! Why calls do not pass.

use std::fmt;

use platform::revocations::RevocationRefused;
use shared::tokens::{Insufficient, TokenRefused};

/// Why a call is denied. For the log: whoever calls is told no reason (JWT-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Not an authorizer event that we know.
    UnknownEvent,
    /// No token, or not exactly one, in the form `Bearer …`.
    NoToken,
    /// A token that does not count.
    Token(TokenRefused),
    /// A token that was revoked, or of which nobody can tell.
    Revocation(RevocationRefused),
    /// A token that is bound to another client, or to a client that this gateway does not tell of.
    Elsewhere,
    /// A bound token, while the gateway would reuse the answer for other clients.
    Reusable,
    /// A valid token that lacks what the route needs.
    Insufficient(Insufficient),
}

impl Denied {
    /// The only error message for which API Gateway answers 401.
    pub const UNAUTHORIZED: &'static str = "Unauthorized";
    /// API Gateway answers 500 for it: the token may be as good as ever, and clients should not throw it away.
    pub const UNAVAILABLE: &'static str = "Unavailable";

    /// The message that the function fails with where there is no answer.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Revocation(RevocationRefused::Unknown) => Self::UNAVAILABLE,
            _ => Self::UNAUTHORIZED,
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownEvent => formatter.write_str("not an authorizer event"),
            Self::NoToken => formatter.write_str("no bearer token"),
            Self::Token(refused) => refused.fmt(formatter),
            Self::Revocation(refused) => refused.fmt(formatter),
            Self::Elsewhere => formatter.write_str("bound to another client"),
            Self::Reusable => formatter.write_str("bound, but the identity sources lack what it is bound to"),
            Self::Insufficient(insufficient) => insufficient.fmt(formatter),
        }
    }
}
