//! How a caller of an OAuth endpoint authenticates as a client (RFC 6749 §2.3, §3.2.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use shared::tokens::client::ClientSecret;

use super::{OAuthError, OAuthForm};

/// The one scheme of HTTP by which clients authenticate (RFC 6749 §2.3.1).
const BASIC: &str = "basic";

/// What stands in a header of that scheme.
#[derive(Clone, Debug)]
pub(super) struct Basic {
    id: String,
    secret: ClientSecret,
}

/// Which client a caller says it is, and how it proves that.
#[derive(Clone, Debug)]
pub struct PresentedClient<'a> {
    /// Its `client_id`, as it was sent.
    pub id: &'a str,
    /// Its secret; `None`: it shows none (`none` of OpenID Connect Core §9).
    pub secret: Option<ClientSecret>,
    /// Whether it authenticates by the header (`client_secret_basic`), and is to be refused in kind.
    pub by_header: bool,
}

/// Reads the header. Credentials of another scheme, as programs add them to whatever they call, authenticate no client and
/// count for nothing. `Basic` that cannot be read, or beside others, is answered in kind (§5.2); of several other
/// credentials nobody could say which one counts, and they are an invalid request.
pub(super) fn basic(headers: &HeaderMap) -> Result<Option<Basic>, OAuthError> {
    let values: Vec<_> =
        headers.get_all(AUTHORIZATION).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let all: Vec<&str> = values.iter().flat_map(|value| parts(value)).collect();
    let credentials = all.iter().filter(|part| begins_credentials(part)).count();
    let attempt = all.iter().find(|part| scheme(part).eq_ignore_ascii_case(BASIC));
    match (attempt, all.as_slice()) {
        (Some(_), [only]) => Basic::read(only).map(Some).ok_or(OAuthError::InvalidClient { by_header: true }),
        (Some(_), _) => Err(OAuthError::InvalidClient { by_header: true }),
        (None, _) if credentials > 1 => {
            Err(OAuthError::InvalidRequest("Authorization must not hold several credentials.".to_owned()))
        }
        (None, _) => Ok(None),
    }
}

impl Basic {
    /// `Basic base64(id ":" secret)`, where both are encoded as in forms (RFC 6749 §2.3.1): a colon of theirs is `%3A`.
    fn read(part: &str) -> Option<Self> {
        let token = part.get(BASIC.len()..)?.trim_matches([' ', '\t']);
        let decoded = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
        let (id, secret) = decoded.split_once(':')?;
        Some(Self { id: form_decoded(id)?, secret: ClientSecret::presented(&form_decoded(secret)?) })
    }
}

/// A value as RFC 6749 Appendix B has it. What is encoded wrongly is no value: read leniently, two texts would be one secret.
fn form_decoded(text: &str) -> Option<String> {
    let encoded = text
        .split('%')
        .skip(1)
        .all(|rest| rest.as_bytes().first_chunk::<2>().is_some_and(|octet| octet.iter().all(u8::is_ascii_hexdigit)));
    let spaced = text.replace('+', " ");
    let decoded = encoded.then(|| percent_encoding::percent_decode_str(&spaced).decode_utf8())?.ok()?;
    Some(decoded.into_owned())
}

impl OAuthForm {
    /// Who the caller says it is. It must say so in one way: of two, one might be checked and the other believed.
    pub fn client(&self) -> Result<PresentedClient<'_>, OAuthError> {
        let named = self.optional("client_id");
        let posted = self.optional("client_secret");
        let asserted = ["client_assertion", "client_assertion_type"].iter().any(|name| self.optional(name).is_some());
        let ways = [self.basic().is_some(), posted.is_some(), asserted];
        if ways.into_iter().filter(|used| *used).count() > 1 {
            return Err(OAuthError::InvalidRequest("A client must authenticate in one way.".to_owned()));
        }
        if asserted {
            return Err(OAuthError::InvalidClient { by_header: false });
        }
        if let Some(Basic { id, secret }) = self.basic() {
            return if named.is_none_or(|named| named == id) {
                Ok(PresentedClient { id, secret: Some(secret.clone()), by_header: true })
            } else {
                Err(OAuthError::InvalidClient { by_header: true })
            };
        }
        let id = self.required("client_id")?;
        Ok(PresentedClient { id, secret: posted.map(ClientSecret::presented), by_header: false })
    }
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
