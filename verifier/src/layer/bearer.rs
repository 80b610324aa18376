//! The bearer token of a request (RFC 6750 §2.1).

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::Denied;
use crate::credentials::{NoBearerToken, bearer_token};

/// The token of the one `Authorization` header. Two of them are refused, since another part of the service might read the
/// other one; a token in the query or the body is none.
pub(super) fn token_of(headers: &HeaderMap) -> Result<&str, Denied> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Err(Denied::NoToken),
        (Some(_), Some(_)) => return Err(Denied::Unreadable),
        (Some(value), None) => value.to_str().map_err(|_| Denied::Unreadable)?,
    };
    bearer_token(value).map_err(|none| match none {
        NoBearerToken::OtherScheme => Denied::NoToken,
        NoBearerToken::TooLong | NoBearerToken::Malformed => Denied::Unreadable,
    })
}
