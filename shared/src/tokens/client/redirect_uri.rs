//! Where authorization codes are sent: what may be registered, and what a request may name of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::uri::{self, Parts, UriFault};

/// Longest redirect URI, in bytes.
pub const LONGEST_REDIRECT_URI: usize = 512;

/// Parameters of the answer (RFC 6749 §4.1.2, RFC 9207, OpenID Connect Session Management): a client that has one of
/// them in its own URI would be sent two.
const OF_ANSWERS: [&str; 8] =
    ["code", "state", "iss", "error", "error_description", "error_uri", "session_state", "response"];

/// A redirection endpoint (RFC 6749 §3.1.2): `https`, `http` on a loopback host (RFC 8252 §7.3), or a private-use scheme
/// (RFC 8252 §7.1).
///
/// No other scheme is one: `javascript:` and `data:` run what stands in them, and none of those has a dot in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Reads a URI that is to be registered, or one that a request names.
    pub fn parse(text: &str) -> Result<Self, UriFault> {
        let (scheme, rest) = uri::scheme(text, LONGEST_REDIRECT_URI)?;
        let rest = match scheme {
            "https" | "http" => uri::web(scheme, rest)?.rest,
            own if is_own_scheme(own) => private_use(rest)?,
            _ => return Err(UriFault::ForeignScheme),
        };
        let query = rest.split_once('?').map(|(_, query)| query).unwrap_or_default();
        for name in query.split('&').map(|parameter| parameter.split('=').next().unwrap_or_default()) {
            if name.contains(['%', '+']) || OF_ANSWERS.contains(&name) {
                return Err(UriFault::AnswerParameter);
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The URI that `asked` is, if it is this one: character by character (RFC 9700 §2.1), but for the port of `http` on a
    /// loopback host, which a program takes as it gets one (RFC 8252 §7.3). What is found is where the answer goes.
    pub fn matching(&self, asked: &str) -> Option<Self> {
        if asked == self.0 {
            return Some(self.clone());
        }
        let Parts { scheme: "http", host, rest, .. } = self.parts()? else { return None };
        let behind_host = asked.strip_prefix("http://")?.strip_prefix(host)?;
        let behind_port = match behind_host.strip_prefix(':') {
            Some(port_and_rest) => {
                let (port, behind) =
                    port_and_rest.split_at(port_and_rest.find(['/', '?']).unwrap_or(port_and_rest.len()));
                if !uri::is_port(port) {
                    return None;
                }
                behind
            }
            None => behind_host,
        };
        if behind_port == rest { Self::parse(asked).ok() } else { None }
    }

    /// The URI as it stands in the registration or in the request.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a person is shown as the place where the answer goes: a host, or the scheme of an app.
    pub fn host_shown(&self) -> &str {
        self.parts().map_or_else(|| self.scheme(), |parts| parts.host)
    }

    /// The source expression of Content Security Policy for it, for `form-action`: `https://host:port`, or `com.example.app:`.
    /// No expression matches an IP address but 127.0.0.1 (CSP level 3 §6.7.2.9): for others it is the scheme.
    pub fn origin(&self) -> String {
        match self.parts() {
            Some(Parts { scheme, host, .. }) if host != "127.0.0.1" && uri::is_address(host) => format!("{scheme}:"),
            Some(Parts { scheme, host, port: Some(port), .. }) => format!("{scheme}://{host}:{port}"),
            Some(Parts { scheme, host, port: None, .. }) => format!("{scheme}://{host}"),
            None => format!("{}:", self.scheme()),
        }
    }

    /// Whether it leads to the user's own device, where any program may listen.
    pub fn is_loopback(&self) -> bool {
        self.parts().is_some_and(|parts| uri::is_loopback(parts.host))
    }

    /// Whether it leads to an app by a scheme, which any other app may claim.
    pub fn is_private_use(&self) -> bool {
        self.parts().is_none()
    }

    /// Whether nobody can tell which program gets the answer (RFC 8252 §8.6): consent is asked for each time.
    pub fn is_native(&self) -> bool {
        self.is_loopback() || self.is_private_use()
    }

    fn scheme(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// `None` for a private-use scheme.
    fn parts(&self) -> Option<Parts<'_>> {
        let (scheme, rest) = self.0.split_once("://").filter(|(scheme, _)| matches!(*scheme, "https" | "http"))?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (host, port) = uri::split_port(authority);
        Some(Parts { scheme, host, port, rest })
    }
}

/// A domain of the app's maker, read backwards.
fn is_own_scheme(scheme: &str) -> bool {
    let labels = !scheme.contains('+') && scheme.split('.').all(|label| !label.is_empty());
    labels && scheme.contains('.')
}

/// `scheme:/path`, as RFC 8252 §7.1 has it, or `scheme://name/path`, as most apps do.
fn private_use(rest: &str) -> Result<&str, UriFault> {
    let path = match rest.strip_prefix("//") {
        Some(behind) => {
            let (host, path) = behind.split_at(behind.find(['/', '?']).unwrap_or(behind.len()));
            if host.contains('@') {
                return Err(UriFault::UserInfo);
            }
            if !uri::is_host(host) {
                return Err(UriFault::Host);
            }
            path
        }
        None if rest.starts_with('/') => rest,
        None => return Err(UriFault::Path),
    };
    uri::path_and_query(path)?;
    Ok(path)
}

impl TryFrom<String> for RedirectUri {
    type Error = UriFault;

    fn try_from(text: String) -> Result<Self, UriFault> {
        Self::parse(&text)
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.0
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
#[path = "redirect_uri_tests.rs"]
mod tests;
