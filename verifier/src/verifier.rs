//! Checks access tokens. Built from what is expected; everything else is refused.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::memory::{Memory, TokenName};
use crate::{ACCESS_TOKEN_TYPE, Claims, Issuer, KeySet, LONGEST_TOKEN, Timestamp, VerificationKey};

/// Accepts the tokens of one issuer for one audience, signed with one of its keys.
#[derive(Debug)]
pub struct Verifier {
    keys: KeySet,
    issuer: Issuer,
    /// `None`: whomever a token is for.
    audience: Option<String>,
    clock_skew: u64,
    pub(crate) memory: Option<Memory>,
}

/// Why a token is refused. For the log; whoever presents the token is not told (JWT-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    /// Longer than any header lets through.
    #[error("too long")]
    TooLong,
    /// Not three base64url parts, or a header that we did not write.
    #[error("not a compact JWS of ours")]
    Malformed,
    /// Another type of token.
    #[error("not an access token")]
    WrongType,
    /// No such key, or not the algorithm that the key is for.
    #[error("unknown key or another algorithm")]
    UnknownKey,
    /// The signature is not the key's.
    #[error("bad signature")]
    BadSignature,
    /// Signed by us, yet not the claims of an access token.
    #[error("not the claims of an access token")]
    BadClaims,
    /// Another issuer's.
    #[error("another issuer")]
    WrongIssuer,
    /// For somebody else.
    #[error("another audience")]
    WrongAudience,
    /// Its life is over.
    #[error("expired")]
    Expired,
    /// Its life has not begun.
    #[error("not yet valid")]
    NotYetValid,
}

/// Exactly the header that the signer writes. `jwk`, `jku`, `x5u`, `x5c`, `crit`, `b64` and `zip` are unknown
/// fields and thereby refusals, as are doubled ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

impl Verifier {
    /// Expects tokens of `issuer` for `audience`, signed with one of `keys`; clocks may differ by `clock_skew` seconds.
    pub fn new(keys: KeySet, issuer: Issuer, audience: String, clock_skew: u64) -> Self {
        Self { keys, issuer, audience: Some(audience), clock_skew, memory: None }
    }

    /// Expects tokens of `issuer`, whomever they are for. Only for the issuer's own endpoints, which take tokens for others too
    /// (userinfo, revocation): a service that took them would let any other service that its users call act as them.
    #[cfg(feature = "issuer")]
    pub fn of_any_audience(keys: KeySet, issuer: Issuer, clock_skew: u64) -> Self {
        Self { keys, issuer, audience: None, clock_skew, memory: None }
    }

    /// Remembers the signatures of up to `entries` tokens, about 1.5 kB each, so that a token that comes again costs a
    /// hash in place of a signature check. The one that was not used for the longest gives way. Everything else about a
    /// token is checked at every use.
    #[must_use]
    pub fn remembering(self, entries: usize) -> Self {
        Self { memory: Memory::of(entries, self.clock_skew), ..self }
    }

    /// Checks type, key, algorithm, signature, issuer, audience and times, in this order. It does not compare where the
    /// call comes from with what the token is bound to: that is [`Claims::may_be_used_by`].
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Arc<Claims>, TokenRefused> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenRefused::TooLong);
        }
        let memory = self.memory.as_ref().and_then(|memory| Some((memory, TokenName::of(token)?)));
        let known = memory.as_ref().and_then(|(memory, name)| memory.recall(name, now));
        if let Some(claims) = known {
            self.check(&claims, now)?;
            return Ok(claims);
        }
        let claims = Arc::new(self.read(token)?);
        self.check(&claims, now)?;
        if let Some((memory, name)) = memory {
            memory.remember(name, &claims);
        }
        Ok(claims)
    }

    /// The claims of a token that one of the keys signed.
    fn read(&self, token: &str) -> Result<Claims, TokenRefused> {
        let (message, signature) = token.rsplit_once('.').ok_or(TokenRefused::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(TokenRefused::Malformed)?;
        let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| TokenRefused::Malformed)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenRefused::Malformed)?;
        self.key(header)?.check(message.as_bytes(), signature)?;
        // serde would read a list of the values into the same struct.
        if payload.first() != Some(&b'{') {
            return Err(TokenRefused::BadClaims);
        }
        let payload = std::str::from_utf8(&payload).map_err(|_| TokenRefused::BadClaims)?;
        serde_json::from_str(payload).map_err(|_| TokenRefused::BadClaims)
    }

    /// The key that an encoded header names.
    fn key(&self, encoded: &str) -> Result<&VerificationKey, TokenRefused> {
        // The header that our signer writes is the same for every token of a key.
        if let Some(key) = self.keys.with_header(encoded) {
            return Ok(key);
        }
        let header = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| TokenRefused::Malformed)?;
        // serde would read `["EdDSA","at+jwt","…"]` into the same struct.
        if header.first() != Some(&b'{') {
            return Err(TokenRefused::Malformed);
        }
        let header: Header<'_> = serde_json::from_slice(&header).map_err(|_| TokenRefused::Malformed)?;
        // RFC 9068 §4 has resource servers take the full media type too.
        if header.typ.strip_prefix("application/").unwrap_or(header.typ) != ACCESS_TOKEN_TYPE {
            return Err(TokenRefused::WrongType);
        }
        let key = self.keys.find(header.kid).filter(|key| key.algorithm().name() == header.alg);
        key.ok_or(TokenRefused::UnknownKey)
    }

    fn check(&self, claims: &Claims, now: Timestamp) -> Result<(), TokenRefused> {
        if claims.iss != self.issuer.as_str() {
            return Err(TokenRefused::WrongIssuer);
        }
        if self.audience.as_ref().is_some_and(|audience| claims.aud != *audience) {
            return Err(TokenRefused::WrongAudience);
        }
        if now >= claims.exp.plus(self.clock_skew) {
            return Err(TokenRefused::Expired);
        }
        let latest = now.plus(self.clock_skew);
        if claims.nbf > latest || claims.iat > latest {
            return Err(TokenRefused::NotYetValid);
        }
        Ok(())
    }
}
