//! The bearer token of a request (RFC 6750 §2.1).

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::Denied;
use crate::LONGEST_TOKEN;

const SCHEME: &str = "bearer";

/// The token of the one `Authorization` header. Two of them are refused, since another part of the service might read the
/// other one; a token in the query or the body is none.
pub(super) fn bearer_token(headers: &HeaderMap) -> Result<&str, Denied> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Err(Denied::NoToken),
        (Some(_), Some(_)) => return Err(Denied::Unreadable),
        (Some(value), None) => value,
    };
    if value.len() > SCHEME.len() + 1 + LONGEST_TOKEN {
        return Err(Denied::Unreadable);
    }
    let value = value.to_str().map_err(|_| Denied::Unreadable)?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(Denied::NoToken);
    }
    let well_formed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if token.is_empty() || !token.bytes().all(well_formed) { Err(Denied::Unreadable) } else { Ok(token) }
}
