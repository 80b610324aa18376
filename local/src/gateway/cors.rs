//! Cross-origin calls, as an HTTP API answers for them: the gateway alone decides, and what a function says of it is dropped.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html>

use std::fmt;
use std::str::FromStr;

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    ORIGIN,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::{Host, Url};

use crate::template::Cors;

/// The origin of a page: scheme, host and port as a browser writes them, and of those what a gateway takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// Why no page of an origin may be allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginFault {
    /// A pattern. API Gateway refuses `*` where cookies may come along, and takes `https://*`, which is everybody.
    #[error("must be one exact origin: pages of any other could act for the user, cookies and all")]
    Pattern,
    /// What browsers call pages that they trust nothing of.
    #[error("must not be null, the origin of files and of sandboxed frames, which anybody can make: serve the page")]
    Null,
    /// More than one, or blanks.
    #[error("must be one origin without blanks: give the option once for each")]
    Several,
    /// `capacitor://localhost`, `chrome-extension://…`, or none at all.
    #[error(
        "must begin with https:// or http://: an HTTP API takes no other scheme (let the app serve its pages from \
         https://localhost, or call from its own code, which needs no permission)"
    )]
    Scheme,
    /// Another computer's page that comes unprotected.
    #[error("must begin with https:// unless the host is localhost: whoever is on the way could change the page")]
    Insecure,
    /// A path, a slash at the end, upper case, a port that goes without saying, a user: browsers write none of them.
    #[error("must be as browsers write it, scheme, host and port alone: {0}")]
    Spelling(String),
    /// No URL.
    #[error("must be an origin as browsers write it, such as http://localhost:3000")]
    Malformed,
}

/// A header that pages may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedHeader(HeaderName);

/// Not the name of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be the name of a header, such as traceparent; with cookies allowed, * names none")]
pub struct HeaderMalformed;

/// Which pages may call, and what they may do.
#[derive(Debug)]
pub struct CorsPolicy {
    origins: Vec<Origin>,
    preflight: Vec<(HeaderName, HeaderValue)>,
    call: Vec<(HeaderName, HeaderValue)>,
}

impl FromStr for Origin {
    type Err = OriginFault;

    fn from_str(text: &str) -> Result<Self, OriginFault> {
        if text.contains('*') {
            return Err(OriginFault::Pattern);
        }
        if text.eq_ignore_ascii_case("null") {
            return Err(OriginFault::Null);
        }
        if text.contains(|character: char| character == ',' || character.is_whitespace() || character.is_control()) {
            return Err(OriginFault::Several);
        }
        let (Ok(url), true) = (Url::parse(text), text.contains("://")) else {
            return Err(if text.contains("://") { OriginFault::Malformed } else { OriginFault::Scheme });
        };
        let written = url.origin().ascii_serialization();
        match url.scheme() {
            "https" => {}
            "http" if is_here(&url) => {}
            "http" => return Err(OriginFault::Insecure),
            _ => return Err(OriginFault::Scheme),
        }
        // Compared whole, and by the gateway with what browsers send.
        if text != written {
            return Err(OriginFault::Spelling(written));
        }
        HeaderValue::try_from(text).map(Self).map_err(|_| OriginFault::Malformed)
    }
}

/// Whether a page comes from this machine.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl Origin {
    /// Whether its pages stand on a loopback address in place of `localhost`: for browsers another site than ours, whose
    /// calls the device cookie does not come along with.
    pub fn is_another_site(&self) -> bool {
        let url = self.0.to_str().ok().and_then(|text| Url::parse(text).ok());
        url.is_some_and(|url| matches!(url.host(), Some(Host::Ipv4(_) | Host::Ipv6(_))))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.to_str().unwrap_or_default())
    }
}

impl FromStr for AllowedHeader {
    type Err = HeaderMalformed;

    fn from_str(text: &str) -> Result<Self, HeaderMalformed> {
        HeaderName::from_str(text).ok().filter(|_| !text.contains('*')).map(Self).ok_or(HeaderMalformed)
    }
}

/// Whether a browser asks what it may do.
pub(super) fn is_preflight(parts: &Parts) -> bool {
    let asks = parts.headers.contains_key(ORIGIN) && parts.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    asks && parts.method == Method::OPTIONS
}

impl CorsPolicy {
    /// Allows pages of `origins` what the template says, and to set `headers` besides; `None` where there are no origins.
    pub fn new(cors: &Cors, origins: &[Origin], headers: &[AllowedHeader]) -> Option<Self> {
        if origins.is_empty() {
            return None;
        }
        let settable =
            cors.allow_headers.iter().map(String::as_str).chain(headers.iter().map(|header| header.0.as_str()));
        let credentials = cors.allow_credentials.then(|| ("true".to_owned(), ACCESS_CONTROL_ALLOW_CREDENTIALS));
        let preflight = [
            (cors.allow_methods.join(","), ACCESS_CONTROL_ALLOW_METHODS),
            (settable.collect::<Vec<_>>().join(","), ACCESS_CONTROL_ALLOW_HEADERS),
            (cors.max_age.to_string(), ACCESS_CONTROL_MAX_AGE),
        ];
        let call = [(cors.expose_headers.join(","), ACCESS_CONTROL_EXPOSE_HEADERS)];
        let header = |(text, name): (String, HeaderName)| Some((name, HeaderValue::try_from(text).ok()?));
        Some(Self {
            origins: origins.to_vec(),
            preflight: preflight.into_iter().chain(credentials.clone()).filter_map(header).collect(),
            call: call.into_iter().chain(credentials).filter_map(header).collect(),
        })
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
