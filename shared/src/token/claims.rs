//! What an access token says.

use serde::{Deserialize, Deserializer, Serialize};

use crate::clock::Timestamp;
use crate::identifier::Identifier;

/// The claims of an access token (RFC 9068 §2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// Whom it is for: one audience.
    #[serde(deserialize_with = "one_audience")]
    pub aud: String,
    /// Whom it is about.
    pub sub: String,
    /// When it was issued.
    pub iat: Timestamp,
    /// The first moment at which it counts.
    pub nbf: Timestamp,
    /// The first moment at which it no longer counts.
    pub exp: Timestamp,
    /// Names this token.
    pub jti: String,
    /// Names the sign-in.
    pub sid: String,
    /// The client that asked for it.
    pub client_id: String,
    /// What it allows, separated by blanks.
    pub scope: String,
    /// How the user proved who they are (RFC 8176).
    pub amr: Vec<String>,
    /// When the user proved it.
    pub auth_time: Timestamp,
    /// The verified identifier.
    #[serde(flatten)]
    pub contact: ContactClaims,
}

/// The verified identifier, as OpenID Connect names it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactClaims {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether its owner proved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// The number, in E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Whether its owner proved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
}

impl ContactClaims {
    /// Claims for an identifier that was just proven.
    pub fn proven(identifier: &Identifier) -> Self {
        match identifier {
            Identifier::Email(address) => {
                Self { email: Some(address.identity()), email_verified: Some(true), ..Self::default() }
            }
            Identifier::Phone(number) => Self {
                phone_number: Some(number.e164().to_owned()),
                phone_number_verified: Some(true),
                ..Self::default()
            },
        }
    }
}

impl std::fmt::Debug for ContactClaims {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ContactClaims(redacted)")
    }
}

/// A string, or a list of exactly one (RFC 7519 §4.1.3). A token for several audiences could be replayed between them.
fn one_audience<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Audience {
        One(String),
        List([String; 1]),
    }
    Ok(match Audience::deserialize(deserializer)? {
        Audience::One(audience) | Audience::List([audience]) => audience,
    })
}
