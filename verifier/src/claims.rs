//! What an access token says.

use std::net::IpAddr;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::Timestamp;

mod flat;

/// The claims of an access token (RFC 9068 §2.2).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// Whom it is for: one audience.
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
    /// What the proofs add up to ([`Level`](crate::Level)); other issuers' tokens, and older ones, may not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// How the user proved who they are (RFC 8176).
    pub amr: Vec<String>,
    /// When the user proved it.
    pub auth_time: Timestamp,
    /// Where the token may be used from; anywhere, where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ctx: Option<ContextClaims>,
    /// The verified identifier.
    #[serde(flatten)]
    pub contact: ContactClaims,
}

impl Claims {
    /// Whether a token that is bound ([`ContextClaims`]) is bound to this client; true where it is not bound. `None`
    /// stands for what is not known, and fits no bound token; a binding that names nothing known fits nobody.
    pub fn may_be_used_by(&self, address: Option<IpAddr>, user_agent: Option<&str>) -> bool {
        let Some(ContextClaims { ip, ua }) = &self.ctx else { return true };
        let address = || address.map(|address| ContextClaims::of_address(&self.jti, address));
        let user_agent = || user_agent.map(|user_agent| ContextClaims::of_user_agent(&self.jti, user_agent));
        (ip.is_some() || ua.is_some())
            && ip.as_ref().is_none_or(|bound| address().as_ref() == Some(bound))
            && ua.as_ref().is_none_or(|bound| user_agent().as_ref() == Some(bound))
    }
}

/// What a token is bound to, as hashes that `jti` salts: the token tells nobody from where it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextClaims {
    /// The client's address: [`ContextClaims::of_address`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// The client's user agent: [`ContextClaims::of_user_agent`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ua: Option<String>,
}

impl ContextClaims {
    /// The hash of an address; of IPv6 the first 64 bits count, since hosts change the others by themselves.
    pub fn of_address(jti: &str, address: IpAddr) -> String {
        let network = match address.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().into_iter().take(8).collect(),
        };
        salted(jti, b"ip", &network)
    }

    /// The hash of a `User-Agent`, taken as it stands.
    pub fn of_user_agent(jti: &str, user_agent: &str) -> String {
        salted(jti, b"ua", user_agent.as_bytes())
    }
}

/// 128 bits of SHA-256.
fn salted(jti: &str, kind: &[u8], value: &[u8]) -> String {
    let hash = digest(&SHA256, &[kind, b"\0", jti.as_bytes(), b"\0", value].concat());
    URL_SAFE_NO_PAD.encode(hash.as_ref().first_chunk::<16>().unwrap_or(&[0; 16]))
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

impl std::fmt::Debug for Claims {
    /// `sub` and the contact may be an address: only what names the token is shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Claims").field("jti", &self.jti).field("sid", &self.sid).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ContactClaims {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ContactClaims(redacted)")
    }
}
