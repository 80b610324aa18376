//! Who issues the tokens of this service.

use crate::token::Issuer;

const RULE: &str = "must be https://, a host in lower case and perhaps a port, without path, query, fragment, user or \
                    slash at the end (http for localhost and 127.0.0.1 only)";

/// Reads our own issuer, which is narrower than what a verifier takes of others: the service answers `/.well-known/…` at
/// the root of its host alone, and below a path clients would look for keys where nothing is (RFC 8414 §3.1, OpenID
/// Connect Discovery 1.0 §4.1).
pub(super) fn parse(text: &str) -> Result<Issuer, &'static str> {
    let has_path = text.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
    Issuer::parse(text).ok().filter(|_| !has_path).ok_or(RULE)
}
