//! The ID token that a client shows to say whom it has before it (`id_token_hint`, OpenID Connect Core §3.1.2.1,
//! RP-Initiated Logout 1.0 §2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::{Issuer, KeySet, LONGEST_TOKEN};
use crate::identity::account::AccountId;
use crate::tokens::session::Sid;

/// The `typ` of an ID token here; an access token is none.
const TYPE: &str = "JWT";

/// What one of our ID tokens says of whom it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdTokenHint {
    /// The account.
    pub account: AccountId,
    /// The client that it was made for.
    pub client: String,
    /// The grant that it came with.
    pub sid: Sid,
}

/// Not an ID token of this issuer, signed with one of its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ID token of this issuer")]
pub struct NoHint;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    sid: String,
}

impl IdTokenHint {
    /// Reads a hint. One that has expired is one all the same: it says who was signed in, and lets nobody in.
    pub fn read(token: &str, keys: &KeySet, issuer: &Issuer) -> Result<Self, NoHint> {
        if token.len() > LONGEST_TOKEN {
            return Err(NoHint);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(NoHint)?;
        let (header, payload) = message.split_once('.').ok_or(NoHint)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| NoHint);
        let header = decode(header)?;
        let header: Header<'_> = object(&header)?;
        if header.typ != TYPE {
            return Err(NoHint);
        }
        // The key alone says by which algorithm: a header that names another one is none of ours.
        let key = keys.find(header.kid).filter(|key| key.algorithm().name() == header.alg).ok_or(NoHint)?;
        key.check(message.as_bytes(), decode(signature)?).map_err(|_| NoHint)?;
        let payload = decode(payload)?;
        let claims: Claims = object(&payload)?;
        if claims.iss != issuer.as_str() {
            return Err(NoHint);
        }
        let account = claims.sub.parse().map_err(|_| NoHint)?;
        Ok(Self { account, client: claims.aud, sid: claims.sid.parse().map_err(|_| NoHint)? })
    }
}

/// serde would read a list of the values into the same struct.
fn object<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, NoHint> {
    if bytes.first() != Some(&b'{') {
        return Err(NoHint);
    }
    serde_json::from_slice(bytes).map_err(|_| NoHint)
}
