//! Paths as HTTP APIs read them. What AWS documents is that a path is decoded; what a live one did with `%2F`, `%3F`, `%25`
//! and the like in July 2026 stands in <https://github.com/hotsock/voker/pull/8>, and is done here: decoded, cut at a `?`
//! that comes of it, and decoded again, or refused.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// A path that a gateway takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayPath {
    routed: String,
    raw: String,
}

/// A path that no HTTP API takes: 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the path has a % that begins no encoded character, or encodes what is no UTF-8")]
pub struct PathMalformed;

impl GatewayPath {
    /// Reads the path of a request line.
    pub fn read(path: &str) -> Result<Self, PathMalformed> {
        let mut routed = decoded(path)?;
        if let Some(end) = routed.find('?') {
            routed.truncate(end);
        }
        let raw = decoded(&routed)?;
        Ok(Self { routed, raw })
    }

    /// What routes are found by.
    pub fn routed(&self) -> &str {
        &self.routed
    }

    /// What functions and authorizers are told.
    pub(super) fn raw(&self) -> &str {
        &self.raw
    }

    /// The parameters, if the path fits a route's, in which `{name}` stands for one segment.
    pub(super) fn parameters(&self, of_route: &str) -> Option<BTreeMap<String, String>> {
        let (mut expected, mut found) = (of_route.split('/'), self.routed.split('/'));
        let mut parameters = BTreeMap::new();
        loop {
            match (expected.next(), found.next()) {
                (None, None) => return Some(parameters),
                (Some(expected), Some(found)) if expected == found => {}
                (Some(expected), Some(found)) if !found.is_empty() => {
                    let name = expected.strip_prefix('{')?.strip_suffix('}')?;
                    parameters.insert(name.to_owned(), decoded(found).ok()?);
                }
                _ => return None,
            }
        }
    }
}

fn decoded(text: &str) -> Result<String, PathMalformed> {
    let is_encoded = |part: &str| part.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    if !text.split('%').skip(1).all(is_encoded) {
        return Err(PathMalformed);
    }
    percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| PathMalformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_a_live_api_read_it() {
        for (sent, raw) in [
            ("/capture/plain", "/capture/plain"),
            ("/capture/space%20value", "/capture/space value"),
            ("/capture/question%3Fvalue", "/capture/question"),
            ("/capture/hash%23value", "/capture/hash#value"),
            ("/capture/slash%2Fvalue", "/capture/slash/value"),
            ("/capture/unicode-%CE%BB-%E4%B8%96%E7%95%8C", "/capture/unicode-λ-世界"),
            ("/capture/literal%252Fvalue", "/capture/literal/value"),
            ("/capture/literal%253Fvalue", "/capture/literal?value"),
            ("/capture/literal%2525value", "/capture/literal%value"),
        ] {
            assert_eq!(GatewayPath::read(sent).unwrap().raw(), raw, "{sent}");
        }
        for refused in ["/capture/percent%25done", "/%", "/%4", "/%zz", "/%FF", "/%C3", "/%25FF"] {
            assert_eq!(GatewayPath::read(refused), Err(PathMalformed), "{refused}");
        }
    }

    #[test]
    fn a_route_is_found_by_the_path_decoded_once_and_its_parameters_are_decoded_twice() {
        let id =
            |sent: &str| GatewayPath::read(sent).unwrap().parameters("/sessions/{id}").map(|found| found["id"].clone());
        for (sent, found) in [
            ("/sessions/a", Some("a")),
            ("/%73essions/%41", Some("A")),
            ("/sessions%2Fa", Some("a")),
            ("/sessions/a%252Fb", Some("a/b")),
            ("/sessions/a%3Fb", Some("a")),
            ("/sessions/a%2Fb", None),
            ("/sessions/", None),
            ("/sessions", None),
            ("/sessions/a/b", None),
            ("/session/a", None),
        ] {
            assert_eq!(id(sent).as_deref(), found, "{sent}");
        }
    }
}
