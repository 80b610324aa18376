//! Settings of the function that judges codes and signs tokens.

use super::environment::Reader;
use super::{AwsConfig, ConfigFaults, Environment, rules};
use crate::keyring::Keyring;
use crate::ledger::Policy;
use crate::token::{Issuer, SigningKeys};

/// What `verify` needs to know.
#[derive(Debug)]
pub struct VerifyConfig {
    /// Region, credentials, endpoints.
    pub aws: AwsConfig,
    /// The table that holds the ledgers.
    pub table: String,
    /// The master secret's sub-keys.
    pub keyring: Keyring,
    /// How much is sent and judged.
    pub policy: Policy,
    /// The keys that sign, and when each does.
    pub signing_keys: SigningKeys,
    /// `iss` of every token.
    pub issuer: Issuer,
    /// `aud` of every token.
    pub audience: String,
    /// `client_id` of every token.
    pub client_id: String,
    /// `scope` of every token.
    pub scope: String,
    /// Life of an access token, in seconds.
    pub access_token_life: u64,
    /// What `sub` is.
    pub subject: Subject,
}

/// What the `sub` claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The verified identifier itself: `email:a@b.co`, `tel:+1…`.
    Identifier,
    /// A keyed hash of it.
    Opaque,
}

impl VerifyConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let aws = AwsConfig::read(&mut reader);
        let table = reader.text("TABLE_NAME");
        let keyring = reader.required("MASTER_SECRET", Keyring::parse);
        let policy = rules::read(&mut reader);
        let signing_keys = reader.required("SIGNING_KEYS", SigningKeys::parse_for_signing);
        let issuer = reader.required("ISSUER", Issuer::parse);
        let audience = reader.text("AUDIENCE");
        let client_id = reader.or_else("CLIENT_ID", "first-party".to_owned(), token);
        let scope = reader.or_else("SCOPE", "api".to_owned(), scope);
        let access_token_life = reader.number("ACCESS_TOKEN_SECONDS", 900, 60..=3_600);
        let subject = reader.or_else("SUBJECT", Subject::Identifier, |text| match text {
            "identifier" => Ok(Subject::Identifier),
            "opaque" => Ok(Subject::Opaque),
            _ => Err("must be identifier or opaque"),
        });
        let built = (|| {
            Some(Self {
                aws: aws?,
                table: table?,
                keyring: keyring?,
                policy: policy?,
                signing_keys: signing_keys?,
                issuer: issuer?,
                audience: audience?,
                client_id: client_id?,
                scope: scope?,
                access_token_life: access_token_life?,
                subject: subject?,
            })
        })();
        reader.finish(built)
    }
}

/// RFC 6749 Appendix A: visible ASCII without quotes and backslashes.
fn is_token_character(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'
}

fn token(text: &str) -> Result<String, &'static str> {
    if text.bytes().all(is_token_character) { Ok(text.to_owned()) } else { Err("must be visible ASCII without quotes") }
}

/// At most 512 characters, so that a token fits any header (JWT-13).
fn scope(text: &str) -> Result<String, &'static str> {
    let well_formed = text.split(' ').all(|part| !part.is_empty() && part.bytes().all(is_token_character));
    if well_formed && text.len() <= 512 {
        Ok(text.to_owned())
    } else {
        Err("must be scopes with single blanks, 512 characters at most")
    }
}
