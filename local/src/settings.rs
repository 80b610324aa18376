//! The environment of the functions on a laptop.

use std::net::SocketAddr;

use platform::aws::Aws;
use platform::settings::{AwsSettings, Environment, FromEnvironment, SettingsFaults};
use platform::signer::verification_keys;
use shared::tokens::{KeySet, SigningKeys};

use crate::database::Database;
use crate::keys::Keys;
use crate::loopback;
use crate::queue::Queue;

/// Countries that the local outbox "texts".
const COUNTRIES: &str = "US,GB,DE,AT,AU,BE,BR,CA,CH,CZ,DK,ES,FI,FR,IE,IN,IT,JP,MX,NL,NO,NZ,PL,PT,SE,ZA";

/// Local defaults, with `overrides` on top. The public keys are those of the signing keys, unless they are set too.
pub(crate) async fn environment(
    address: SocketAddr,
    database: &Database,
    queue: &Queue,
    keys: &Keys,
    overrides: &[(String, String)],
) -> Result<Environment, SettingsFaults> {
    let defaults = [
        // The database checks no signatures, but the SDK wants to sign.
        ("AWS_REGION", "local".to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", database.url()),
        ("AWS_ENDPOINT_URL_SQS", queue.url()),
        ("NOTICES_QUEUE", queue.url()),
        ("TABLE_NAME", database.table().to_owned()),
        ("MASTER_SECRET", keys.master_secret.clone()),
        ("SIGNING_KEYS", keys.signing.clone()),
        ("JWKS", keys.jwks.clone()),
        ("ISSUER", loopback::url(address)),
        ("AUDIENCE", "local".to_owned()),
        ("SERVICE_NAME", "Local".to_owned()),
        ("SERVICE_HOST", "localhost".to_owned()),
        ("EMAIL_FROM", "sign-in@localhost.example".to_owned()),
        ("SMS_COUNTRIES", COUNTRIES.to_owned()),
    ];
    let mut pairs: Vec<(String, String)> = defaults.map(|(name, value)| (name.to_owned(), value)).into();
    // An empty variable is one that is not set, but for the one whose default switches something on.
    let counts = |(name, value): &&(String, String)| !value.is_empty() || name == "SMS_COUNTRIES";
    pairs.extend(overrides.iter().filter(counts).cloned());
    let set = |wanted: &str| overrides.iter().any(|(name, value)| name == wanted && !value.is_empty());
    if set("SIGNING_KEYS") && !set("JWKS") {
        let environment = Environment::from_pairs(pairs.iter().cloned());
        // What cannot be read is named by the function that signs.
        if let Some(keys) = environment.get("SIGNING_KEYS").and_then(|text| SigningKeys::parse(text).ok()) {
            let public = verification_keys(&keys, &Aws::new(AwsSettings::read(&environment)?)).await?;
            let jwks = KeySet::of(public).map(|set| set.to_json().to_string());
            pairs.extend(jwks.ok().map(|jwks| ("JWKS".to_owned(), jwks)));
        }
    }
    Ok(Environment::from_pairs(pairs))
}
