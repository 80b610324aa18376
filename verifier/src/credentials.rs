//! The value of an `Authorization` header, as everything here that reads one takes it (RFC 9110 §11.4, RFC 6750 §2.1).

use crate::LONGEST_TOKEN;

const SCHEME: &str = "bearer";
/// Longest value that is looked into, in bytes: the longest token behind its scheme.
const LONGEST_VALUE: usize = SCHEME.len() + 1 + LONGEST_TOKEN;
/// What may stand around a field's value and is no part of it (RFC 9110 §5.5).
const OPTIONAL_WHITESPACE: [char; 2] = [' ', '\t'];

/// Why a value has no bearer token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBearerToken {
    /// Credentials of another scheme, or none at all.
    #[error("no bearer token")]
    OtherScheme,
    /// Longer than any token makes it; nothing of it was looked at.
    #[error("longer than any token")]
    TooLong,
    /// Behind `Bearer` stands nothing, more than one token, or what no token is written with.
    #[error("not one well-formed bearer token")]
    Malformed,
}

/// The token of `Bearer`, in whatever case it is written, one or more blanks and a `b64token`. A list of credentials is
/// refused as a whole: another part of the service might read another one of them.
pub fn bearer_token(value: &str) -> Result<&str, NoBearerToken> {
    if value.len() > LONGEST_VALUE {
        return Err(NoBearerToken::TooLong);
    }
    let value = without_padding(value);
    let end = value.find(OPTIONAL_WHITESPACE).unwrap_or(value.len());
    let (scheme, token) = value.split_at_checked(end).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(NoBearerToken::OtherScheme);
    }
    // `1*SP`: blanks, and no tabulators.
    let token = token.trim_start_matches(' ');
    if is_bearer_token(token) { Ok(token) } else { Err(NoBearerToken::Malformed) }
}

/// The token of a value that may leave the scheme out, as gateways take it that hand on nothing but tokens.
pub fn bare_or_bearer_token(value: &str) -> Result<&str, NoBearerToken> {
    match bearer_token(value) {
        Err(NoBearerToken::OtherScheme) if is_bearer_token(without_padding(value)) => Ok(without_padding(value)),
        read => read,
    }
}

/// The value itself, without the white space around it.
pub fn without_padding(value: &str) -> &str {
    value.trim_matches(OPTIONAL_WHITESPACE)
}

/// `b64token` of RFC 6750 §2.1, which is `token68` of RFC 9110 §11.2.
fn is_bearer_token(text: &str) -> bool {
    let unpadded = text.trim_end_matches('=');
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !unpadded.is_empty() && unpadded.bytes().all(known)
}
