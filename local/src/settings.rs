//! The environment of the functions on a laptop.

use std::net::SocketAddr;

use shared::config::Environment;

use crate::database::Database;
use crate::keys::Keys;

/// Countries that the local outbox "texts".
const COUNTRIES: &str = "AT,AU,BE,BR,CA,CH,CZ,DE,DK,ES,FI,FR,GB,IE,IN,IT,JP,MX,NL,NO,NZ,PL,PT,SE,US,ZA";

/// The address as people and issuers write it.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// Local defaults, with `overrides` on top.
pub(crate) fn environment(
    address: SocketAddr,
    database: &Database,
    keys: &Keys,
    overrides: &[(String, String)],
) -> Environment {
    let defaults = [
        // The database checks no signatures, but the SDK wants to sign.
        ("AWS_REGION", "local".to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", database.url()),
        ("TABLE_NAME", database.table().to_owned()),
        ("MASTER_SECRET", keys.master_secret.clone()),
        ("SIGNING_KEY", keys.signing_key.clone()),
        ("JWKS", keys.jwks.clone()),
        ("ISSUER", url(address)),
        ("AUDIENCE", "local".to_owned()),
        ("SERVICE_NAME", "Local".to_owned()),
        ("SERVICE_HOST", "localhost".to_owned()),
        ("EMAIL_FROM", "sign-in@localhost.example".to_owned()),
        ("SMS_COUNTRIES", COUNTRIES.to_owned()),
    ];
    let defaults = defaults.map(|(name, value)| (name.to_owned(), value));
    Environment::from_pairs(defaults.into_iter().chain(overrides.iter().cloned()))
}
