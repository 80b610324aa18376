//! Who issues tokens.

use std::fmt;

/// The issuer identifier: an https URL without query, fragment or trailing slash (RFC 8414 §2); plain http for a
/// loopback host only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

/// The text is no issuer identifier.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an https URL without query, fragment, user or trailing slash (http for localhost and 127.0.0.1 only)")]
pub struct IssuerFault;

impl Issuer {
    /// Reads an issuer identifier.
    pub fn parse(text: &str) -> Result<Self, IssuerFault> {
        let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return Err(IssuerFault),
        };
        let (authority, path) = rest.split_once('/').map_or((rest, None), |(authority, path)| (authority, Some(path)));
        let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        let loopback = host == "127.0.0.1" || host == "localhost";
        let port = port.is_none_or(|port| !port.starts_with('+') && port.parse::<u16>().is_ok());
        let path = path.is_none_or(|path| path.split('/').all(is_segment));
        if is_host(host) && port && path && (secure || loopback) { Ok(Self(text.to_owned())) } else { Err(IssuerFault) }
    }

    /// Whether a URL lies under the issuer's own, without query or fragment and with no step upwards.
    #[cfg(feature = "remote")]
    pub(crate) fn is_above(&self, url: &str) -> bool {
        let path = url.strip_prefix(self.as_str()).and_then(|rest| rest.strip_prefix('/'));
        path.is_some_and(|path| path.split('/').all(is_segment))
    }

    /// The identifier as it stands in `iss`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lower-case labels, since issuers are compared character by character.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        let edges = label.starts_with('-') || label.ends_with('-');
        !label.is_empty() && !edges && label.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    host.split('.').all(label)
}

/// A path segment of unreserved characters (RFC 3986 §2.3) that leads nowhere else.
fn is_segment(segment: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    !matches!(segment, "" | "." | "..") && segment.bytes().all(unreserved)
}

impl fmt::Display for Issuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
