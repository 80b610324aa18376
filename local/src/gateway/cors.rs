//! Cross-origin calls, as an HTTP API answers for them: the gateway alone decides, and what a function says of it is dropped.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html>

use std::str::FromStr;

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    ORIGIN,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use crate::template::Cors;

/// The origin of a page: scheme, host and port as a browser writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// Not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an origin as browsers write it, such as http://localhost:3000")]
pub struct OriginMalformed;

/// Which pages may call, and what they may do.
#[derive(Debug)]
pub struct CorsPolicy {
    origins: Vec<Origin>,
    preflight: Vec<(HeaderName, HeaderValue)>,
    call: Vec<(HeaderName, HeaderValue)>,
}

impl FromStr for Origin {
    type Err = OriginMalformed;

    fn from_str(text: &str) -> Result<Self, OriginMalformed> {
        let uri: Uri = text.parse().map_err(|_| OriginMalformed)?;
        let host = uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
        let plain = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '.' | '-' | ':' | '[' | ']');
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).unwrap_or_default();
        // Compared whole, so that nothing is left of the URI but scheme and host.
        if host.is_empty() || !host.chars().all(plain) || text != format!("{scheme}://{host}") {
            return Err(OriginMalformed);
        }
        HeaderValue::try_from(text).map(Self).map_err(|_| OriginMalformed)
    }
}

/// Whether a browser asks what it may do.
pub(super) fn is_preflight(parts: &Parts) -> bool {
    let asks = parts.headers.contains_key(ORIGIN) && parts.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    asks && parts.method == Method::OPTIONS
}

impl CorsPolicy {
    /// Allows pages of `origins` what the template says.
    pub fn new(cors: &Cors, origins: &[Origin]) -> Self {
        let credentials = cors.allow_credentials.then(|| ("true".to_owned(), ACCESS_CONTROL_ALLOW_CREDENTIALS));
        let preflight = [
            (cors.allow_methods.join(","), ACCESS_CONTROL_ALLOW_METHODS),
            (cors.allow_headers.join(","), ACCESS_CONTROL_ALLOW_HEADERS),
            (cors.max_age.to_string(), ACCESS_CONTROL_MAX_AGE),
        ];
        let call = [(cors.expose_headers.join(","), ACCESS_CONTROL_EXPOSE_HEADERS)];
        let header = |(text, name): (String, HeaderName)| Some((name, HeaderValue::try_from(text).ok()?));
        Self {
            origins: origins.to_vec(),
            preflight: preflight.into_iter().chain(credentials.clone()).filter_map(header).collect(),
            call: call.into_iter().chain(credentials).filter_map(header).collect(),
        }
    }

    /// Puts on an answer what the caller's page may do with it: nothing, unless its origin is one of ours to the letter.
    pub(super) fn mark(&self, parts: &Parts, headers: &mut HeaderMap) {
        let theirs: Vec<HeaderName> =
            headers.keys().filter(|name| name.as_str().starts_with("access-control-")).cloned().collect();
        for name in theirs {
            headers.remove(name);
        }
        let mut named = parts.headers.get_all(ORIGIN).iter();
        let (Some(origin), None) = (named.next(), named.next()) else { return };
        if !self.origins.iter().any(|allowed| allowed.0 == origin) {
            return;
        }
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        let allowed = if is_preflight(parts) { &self.preflight } else { &self.call };
        headers.extend(allowed.iter().cloned());
    }
}
