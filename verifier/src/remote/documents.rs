//! The issuer's two documents: its metadata (OpenID Connect Discovery 1.0 §4, RFC 8414 §3) and its keys.

use std::future::Future;
use std::pin::Pin;

use serde::Deserialize;

use super::LONGEST_DOCUMENT;
use crate::{Issuer, KeySet, KeysUnavailable};

/// Gets the body of a URL.
pub(super) type Fetch = dyn Fn(String) -> Fetching + Send + Sync;
pub(super) type Fetching = Pin<Box<dyn Future<Output = Result<Vec<u8>, KeysUnavailable>> + Send>>;

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

/// Fetches the key set of an issuer, as it stands there and as it is read.
pub(super) async fn fetch_keys(issuer: &Issuer, fetch: &Fetch) -> Result<(String, KeySet), KeysUnavailable> {
    let metadata = text(fetch(format!("{issuer}/.well-known/openid-configuration")).await?)?;
    let jwks_uri = jwks_uri(&metadata, issuer)?;
    let document = text(fetch(jwks_uri).await?)?;
    let keys = KeySet::parse_public(&document).map_err(KeysUnavailable::Keys)?;
    Ok((document, keys))
}

fn text(body: Vec<u8>) -> Result<String, KeysUnavailable> {
    if body.len() > LONGEST_DOCUMENT {
        return Err(KeysUnavailable::Document);
    }
    String::from_utf8(body).map_err(|_| KeysUnavailable::Document)
}

/// Where the metadata says that the keys are. Whoever can write there must not be able to send us elsewhere.
fn jwks_uri(metadata: &str, issuer: &Issuer) -> Result<String, KeysUnavailable> {
    // serde would read a list of two texts into the same struct.
    if !metadata.trim_start().starts_with('{') {
        return Err(KeysUnavailable::Metadata);
    }
    let metadata: Metadata = serde_json::from_str(metadata).map_err(|_| KeysUnavailable::Metadata)?;
    if metadata.issuer != issuer.as_str() {
        return Err(KeysUnavailable::OtherIssuer);
    }
    if issuer.is_above(&metadata.jwks_uri) { Ok(metadata.jwks_uri) } else { Err(KeysUnavailable::JwksUri) }
}
