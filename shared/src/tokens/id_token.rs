//! What an ID token says (OpenID Connect Core 1.0 §2): who signed in, when and how, to the one client that asked.

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::{Algorithm, ContactClaims};
use crate::Timestamp;

/// Life of an ID token, in seconds: it is read once, when it comes.
pub const ID_TOKEN_LIFE: u64 = 600;

/// The claims of an ID token.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct IdTokenClaims {
    /// Who issued it.
    pub iss: String,
    /// Whom it is about: the account, 255 ASCII characters at most (OP-02).
    pub sub: String,
    /// Whom it is for: the client's id, one audience.
    pub aud: String,
    /// The first moment at which it no longer counts.
    pub exp: Timestamp,
    /// When it was issued.
    pub iat: Timestamp,
    /// When the user proved who they are: the oldest proof that counts.
    pub auth_time: Timestamp,
    /// What the client sent with its request, as it came; without it there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// What the proofs add up to.
    pub acr: String,
    /// How the user proved who they are (RFC 8176).
    pub amr: Vec<String>,
    /// Binds the access token that comes beside it: [`IdTokenClaims::at_hash`].
    pub at_hash: String,
    /// Names the grant.
    pub sid: String,
    /// The verified identifiers, for clients that are registered so; else nothing.
    #[serde(flatten)]
    pub contact: ContactClaims,
}

impl IdTokenClaims {
    /// `at_hash` for an access token beside an ID token that is signed with `algorithm`: base64url of the left half of the
    /// hash of that algorithm (OpenID Connect Core §3.1.3.6). Ed25519 hashes with SHA-512 (RFC 8032 §5.1), the others with
    /// SHA-256.
    pub fn at_hash(access_token: &str, algorithm: Algorithm) -> String {
        let hash = match algorithm {
            Algorithm::EdDsa => digest(&SHA512, access_token.as_bytes()),
            Algorithm::Rs256 | Algorithm::Es256 | Algorithm::Hs256 => digest(&SHA256, access_token.as_bytes()),
        };
        let (left, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
        URL_SAFE_NO_PAD.encode(left)
    }
}

impl std::fmt::Debug for IdTokenClaims {
    /// The contact may be an address, and `nonce` is the client's secret until it is back: only what names the sign-in is shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("IdTokenClaims").field("aud", &self.aud).field("sid", &self.sid).finish_non_exhaustive()
    }
}
