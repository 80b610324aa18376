//! Where pages of a client stand, for CORS.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::uri::{self, UriFault};

/// Longest origin, in bytes.
const LONGEST: usize = 255;

/// An origin as browsers send it (RFC 6454 §6.2): `https`, or `http` on a loopback host; no port where it is the scheme's
/// own, nothing behind it, and never `null`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebOrigin(String);

impl WebOrigin {
    /// Reads an origin.
    pub fn parse(text: &str) -> Result<Self, UriFault> {
        let (scheme, rest) = uri::scheme(text, LONGEST)?;
        if !matches!(scheme, "https" | "http") {
            return Err(UriFault::ForeignScheme);
        }
        if !uri::web(scheme, rest)?.rest.is_empty() {
            return Err(UriFault::NotAnOrigin);
        }
        Ok(Self(text.to_owned()))
    }

    /// The origin as it stands in the header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for WebOrigin {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebOrigin {
    type Error = UriFault;

    fn try_from(text: String) -> Result<Self, UriFault> {
        Self::parse(&text)
    }
}

impl From<WebOrigin> for String {
    fn from(origin: WebOrigin) -> Self {
        origin.0
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hw_03_an_origin_is_written_as_browsers_send_it() {
        for text in ["https://app.example.org", "https://app.example.org:8443", "http://localhost:3000", "http://[::1]"]
        {
            assert_eq!(WebOrigin::parse(text).map(String::from), Ok(text.to_owned()));
        }
        for (text, fault) in [
            ("null", UriFault::Scheme),
            ("*", UriFault::Scheme),
            ("https://*.example.org", UriFault::Host),
            ("https://app.example.org/", UriFault::NotAnOrigin),
            ("https://app.example.org/x", UriFault::NotAnOrigin),
            ("https://app.example.org?", UriFault::NotAnOrigin),
            ("https://app.example.org#x", UriFault::Fragment),
            ("https://app.example.org:443", UriFault::Port),
            ("https://app.example.org:99999", UriFault::Port),
            ("http://localhost:80", UriFault::Port),
            ("http://localhost:03000", UriFault::Port),
            ("http://localhost:*", UriFault::Port),
            ("http://app.example.org", UriFault::PlainHttp),
            ("http://localhost.example.org", UriFault::PlainHttp),
            ("http://192.168.1.7:3000", UriFault::PlainHttp),
            ("https://App.example.org", UriFault::Host),
            ("HTTPS://app.example.org", UriFault::Scheme),
            ("http://127.1:3000", UriFault::Host),
            ("http://[0:0:0:0:0:0:0:1]:3000", UriFault::Host),
            ("https://", UriFault::Host),
            ("https://bücher.example", UriFault::Character),
            ("https://user@app.example.org", UriFault::UserInfo),
            ("https://a.example.org https://b.example.org", UriFault::Character),
            ("https://app.example.org\n", UriFault::Character),
            ("app.example.org", UriFault::Scheme),
            ("localhost:3000", UriFault::ForeignScheme),
            ("com.example.app:", UriFault::ForeignScheme),
            ("capacitor://localhost", UriFault::ForeignScheme),
            ("chrome-extension://abcdefghijklmnopabcdefghijklmnop", UriFault::ForeignScheme),
            ("file:///", UriFault::ForeignScheme),
        ] {
            assert_eq!(WebOrigin::parse(text), Err(fault), "{text}");
        }
    }
}
