//! Who issues the tokens of this service, for whom, and by which keys: what the functions that hand out, check and
//! describe them have in common.

use shared::tokens::{Issuer, KeySet, Verifier};

use super::{FromEnvironment, Reader, Setting};

const ISSUER: Setting = Setting::required(
    "ISSUER",
    "https://, a host in lower case and perhaps a port, without path, query, fragment, user or slash at the end (http \
     for localhost and 127.0.0.1 only)",
    "iss of every token: the URL of the service",
);
pub(super) const AUDIENCE: Setting = Setting::required("AUDIENCE", "a text", "aud of every token");
const JWKS: Setting = Setting::required("JWKS", "a JWK set (RFC 7517)", "the public keys");
const CLOCK_SKEW: Setting = Setting::number("CLOCK_SKEW_SECONDS", "seconds", 0..=60, 30, "how far clocks may differ");

/// Reads our own issuer, which is narrower than what a verifier takes of others: the service answers `/.well-known/…` at
/// the root of its host alone, and below a path clients would look for keys where nothing is (RFC 8414 §3.1, OpenID
/// Connect Discovery 1.0 §4.1).
pub fn issuer(reader: &mut Reader<'_>) -> Option<Issuer> {
    reader.formed(&ISSUER, |text| {
        let has_path = text.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
        Issuer::parse(text).ok().filter(|_| !has_path)
    })
}

/// Reads the public keys.
pub fn keys(reader: &mut Reader<'_>) -> Option<KeySet> {
    reader.parsed(&JWKS, KeySet::parse)
}

/// Reads whom the tokens of the codes' own interface are for.
pub fn audience(reader: &mut Reader<'_>) -> Option<String> {
    reader.text(&AUDIENCE)
}

/// Reads what the issuer's own endpoints check tokens by, whomever these are for.
pub fn verifier_of_any_audience(reader: &mut Reader<'_>) -> Option<Verifier> {
    let issuer = issuer(reader);
    let keys = keys(reader);
    let clock_skew = reader.number(&CLOCK_SKEW);
    Some(Verifier::of_any_audience(keys?, issuer?, clock_skew?))
}

impl FromEnvironment for Verifier {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let issuer = issuer(reader);
        let audience = reader.text(&AUDIENCE);
        let keys = keys(reader);
        let clock_skew = reader.number(&CLOCK_SKEW);
        Some(Self::new(keys?, issuer?, audience?, clock_skew?))
    }
}
