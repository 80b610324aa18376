//! What every signer shares: the part of a token that is signed, and the token that a signature makes of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::{ACCESS_TOKEN_TYPE, Algorithm, Claims, IdTokenClaims, SigningFailed};

/// What a token is, as its header says. Nobody takes one for another (JWT-07, RFC 8725 §3.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenType {
    /// For resource servers: `at+jwt` (RFC 9068 §2.1).
    AccessToken,
    /// For the client that asked for it: `JWT`, since no standard has a type of its own for ID tokens.
    IdToken,
}

/// Claims that know which type of token they make, so that none is ever signed as another.
pub trait TokenClaims: Serialize {
    /// The type of the token.
    const TYPE: TokenType;
}

impl TokenClaims for Claims {
    const TYPE: TokenType = TokenType::AccessToken;
}

impl TokenClaims for IdTokenClaims {
    const TYPE: TokenType = TokenType::IdToken;
}

impl TokenType {
    /// `typ` of the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessToken => ACCESS_TOKEN_TYPE,
            Self::IdToken => "JWT",
        }
    }
}

/// The headers of a key's tokens, each encoded once.
#[derive(Clone, Debug)]
pub struct Header {
    access_token: String,
    id_token: String,
}

/// `header.payload`, without a signature: no token yet, and shown to nobody but a signer.
pub struct Unsigned(String);

impl Header {
    /// The headers of tokens that the key `kid`, a thumbprint, signs.
    pub fn new(algorithm: Algorithm, kid: &str) -> Self {
        let of = |token: TokenType| {
            let (typ, alg) = (token.name(), algorithm.name());
            URL_SAFE_NO_PAD.encode(format!(r#"{{"typ":"{typ}","alg":"{alg}","kid":"{kid}"}}"#))
        };
        Self { access_token: of(TokenType::AccessToken), id_token: of(TokenType::IdToken) }
    }

    /// Sets the header of their type before these claims.
    pub fn unsigned<C: TokenClaims>(&self, claims: &C) -> Result<Unsigned, SigningFailed> {
        let claims = serde_json::to_vec(claims).map_err(|_| SigningFailed::Key)?;
        let mut message = String::with_capacity(1_024);
        message.push_str(match C::TYPE {
            TokenType::AccessToken => &self.access_token,
            TokenType::IdToken => &self.id_token,
        });
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
