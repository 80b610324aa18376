//! The calls that a rule is about.

use super::glob;

/// The methods that routes are called with. While a token lacks something, others pass nowhere.
pub(super) const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/// The route of a WebSocket API that its authorizer guards.
pub(super) const CONNECT: &str = "$connect";
const APPSYNC: &str = "appsync";
/// Longest path of a rule; API Gateway takes no ARN of more than 512 characters.
const LONGEST_PATH: usize = 256;

/// The calls that a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `*`: every call of every gateway.
    Every,
    /// `GET /orders/{id}`, `* /admin/*`: calls of REST and HTTP APIs.
    Http {
        /// The method; `None` is each of them.
        method: Option<&'static str>,
        /// The path as a glob, with `*` for each wildcard.
        path: String,
    },
    /// `$connect`: connections to WebSocket APIs.
    Connect,
    /// `appsync`: every operation of AppSync's GraphQL and Event APIs. What a single field or channel needs is the
    /// affair of schema and handlers: one answer counts for every operation with the same token.
    AppSync,
}

/// The text names no calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be `*`, `$connect`, `appsync`, or a method or `*`, a blank and a path of letters, digits, `-._~`, whole \
     segments {{name}} or `*`, and no trailing slash"
)]
pub struct RouteFault;

impl Route {
    /// Reads a route.
    pub fn parse(text: &str) -> Result<Self, RouteFault> {
        match text {
            "*" => return Ok(Self::Every),
            CONNECT => return Ok(Self::Connect),
            APPSYNC => return Ok(Self::AppSync),
            _ => {}
        }
        let (method, path) = text.split_once(' ').ok_or(RouteFault)?;
        let method = match method {
            "*" => None,
            name => Some(METHODS.into_iter().find(|method| *method == name).ok_or(RouteFault)?),
        };
        let segments = path.strip_prefix('/').filter(|_| path.len() <= LONGEST_PATH).ok_or(RouteFault)?;
        if segments.is_empty() {
            return Ok(Self::Http { method, path: "/".to_owned() });
        }
        let segments: Option<Vec<&str>> = segments.split('/').map(segment).collect();
        Ok(Self::Http { method, path: format!("/{}", segments.ok_or(RouteFault)?.join("/")) })
    }

    /// Its path as a glob, if it has one.
    pub(super) fn path(&self) -> Option<&str> {
        match self {
            Self::Http { path, .. } => Some(path),
            Self::Every | Self::Connect | Self::AppSync => None,
        }
    }

    /// Whether it names this call of a REST or HTTP API.
    pub(super) fn is_of(&self, method: &str, path: &str) -> bool {
        match self {
            Self::Every => true,
            Self::Http { method: wanted, path: glob } => {
                // REST APIs take a trailing slash for nothing.
                let bare = path.strip_suffix('/').unwrap_or(path);
                wanted.is_none_or(|wanted| wanted == method) && (glob::matches(glob, path) || glob::matches(glob, bare))
            }
            Self::Connect | Self::AppSync => false,
        }
    }

    /// Whether it names some call of this method (`None`: any) and route template.
    pub(super) fn overlaps(&self, method: Option<&str>, template: &[glob::Piece]) -> bool {
        match self {
            Self::Every => true,
            Self::Http { method: wanted, path } => {
                wanted.is_none_or(|wanted| method.is_none_or(|method| wanted == method))
                    && glob::overlaps(path, template)
            }
            Self::Connect | Self::AppSync => false,
        }
    }
}

/// A segment as a glob. Literals are unreserved characters (RFC 3986 §2.3) alone, so that only percent-encodings of
/// those can be another spelling of them.
fn segment(segment: &str) -> Option<&str> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let literal = !matches!(segment, "" | "." | "..") && segment.bytes().all(unreserved);
    let name = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
    let name = name.map(|name| name.strip_suffix('+').unwrap_or(name));
    if segment == "*" || name.is_some_and(|name| !name.is_empty() && name.bytes().all(unreserved)) {
        Some("*")
    } else {
        literal.then_some(segment)
    }
}
