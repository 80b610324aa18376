//! What every signer shares: the part of a token that is signed, and the token that a signature makes of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{ACCESS_TOKEN_TYPE, Algorithm, Claims, SigningFailed};

/// The header of a key's tokens, encoded once.
#[derive(Clone, Debug)]
pub struct Header(String);

/// `header.payload`, without a signature: no token yet, and shown to nobody but a signer.
pub struct Unsigned(String);

impl Header {
    /// The header of tokens that the key `kid`, a thumbprint, signs.
    pub fn new(algorithm: Algorithm, kid: &str) -> Self {
        let alg = algorithm.name();
        Self(URL_SAFE_NO_PAD.encode(format!(r#"{{"typ":"{ACCESS_TOKEN_TYPE}","alg":"{alg}","kid":"{kid}"}}"#)))
    }

    /// Sets the header before these claims.
    pub fn unsigned(&self, claims: &Claims) -> Result<Unsigned, SigningFailed> {
        let claims = serde_json::to_vec(claims).map_err(|_| SigningFailed::Key)?;
        let mut message = String::with_capacity(1_024);
        message.push_str(&self.0);
        message.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut message);
        Ok(Unsigned(message))
    }
}

impl Unsigned {
    /// The bytes to sign.
    pub fn message(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The compact JWS (RFC 7515 §3.1) that `signature`, in the form of JWS and base64url, makes of it.
    pub fn signed(self, signature: &str) -> String {
        let mut token = self.0;
        token.push('.');
        token.push_str(signature);
        token
    }
}
