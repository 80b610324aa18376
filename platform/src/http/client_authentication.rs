//! Whether a caller of an OAuth endpoint tries to authenticate as a client (RFC 6749 §2.3, §3.2.1).

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::OAuthError;

/// The one scheme of HTTP by which clients authenticate (RFC 6749 §2.3.1).
const BASIC: &str = "basic";

/// Takes public clients alone. Credentials of another scheme, as programs add them to whatever they call, authenticate
/// no client and count for nothing. `Basic` is answered in kind (§5.2); of several credentials nobody could say which
/// one counts, and they are an invalid request.
pub(super) fn check_public(headers: &HeaderMap) -> Result<(), OAuthError> {
    let mut credentials = 0;
    for value in headers.get_all(AUTHORIZATION) {
        for part in parts(&String::from_utf8_lossy(value.as_bytes())) {
            if scheme(part).eq_ignore_ascii_case(BASIC) {
                return Err(OAuthError::InvalidClient { by_header: true });
            }
            credentials += usize::from(begins_credentials(part));
        }
    }
    if credentials > 1 {
        return Err(OAuthError::InvalidRequest("Authorization must not hold several credentials.".to_owned()));
    }
    Ok(())
}

/// What stands between the commas outside of quotes. An HTTP API writes the values of several headers in one line, with
/// commas between them, as a scheme may write its own parameters.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let split = value.split(move |character| {
        let quote = character == '"' && !escaped;
        escaped = character == '\\' && quoted && !escaped;
        quoted ^= quote;
        character == ',' && !quoted
    });
    split.map(|part| part.trim_matches([' ', '\t'])).filter(|part| !part.is_empty())
}

fn scheme(part: &str) -> &str {
    part.split([' ', '\t']).next().unwrap_or_default()
}

/// Whether a scheme stands at the beginning, and no further parameter (`name=value`) of the credentials before.
fn begins_credentials(part: &str) -> bool {
    let name = part.split_once('=').map(|(name, _)| name.trim_end_matches([' ', '\t']));
    name.is_none_or(|name| name.contains([' ', '\t']))
}

#[cfg(test)]
#[path = "client_authentication_tests.rs"]
mod tests;
