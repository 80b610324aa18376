//! Where a page leads to besides its own forms.

use std::fmt;

const LONGEST: usize = 512;

/// An `https` URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// Reads a URL with a host and without a user.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        let is_host = |host: &str| {
            host.starts_with(|first: char| first.is_ascii_alphanumeric())
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'))
        };
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'\\' | b'`');
        if text.len() <= LONGEST && host.is_some_and(is_host) && text.bytes().all(is_plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("must be an https URL of at most {LONGEST} characters"))
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
