//! What a service hands tokens to, wherever its keys come from.

use std::future::Future;
use std::sync::Arc;

use crate::{Claims, KeySetFault, Timestamp, TokenRefused, Verifier};

/// Checks tokens: a [`Verifier`] with keys at hand, `RemoteKeys` that asks the issuer for them, or what a service builds on
/// one of them, such as a check against its own list of revoked tokens.
pub trait CheckToken: Send + Sync + 'static {
    /// Checks one token as it stands at `now`, all that [`Verifier::verify`] does.
    fn check_token(&self, token: &str, now: Timestamp)
    -> impl Future<Output = Result<Arc<Claims>, CheckFailed>> + Send;
}

/// Why there are no claims.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckFailed {
    /// The token does not count.
    #[error(transparent)]
    Token(#[from] TokenRefused),
    /// It would count, had it not been revoked.
    #[error("revoked")]
    Revoked,
    /// Nobody can tell, since there are no keys to tell by.
    #[error(transparent)]
    NoKeys(#[from] KeysUnavailable),
    /// Nobody can tell whether it was revoked.
    #[error("revocations are not known")]
    RevocationsUnknown,
}

/// Why there are no keys of the issuer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysUnavailable {
    /// The service's own fetch failed, as it says.
    #[error("the fetch failed: {0}")]
    Fetch(String),
    /// A document is longer than `LONGEST_DOCUMENT`, or not UTF-8.
    #[error("a document of the issuer is too long or no text")]
    Document,
    /// The metadata lacks `issuer` or `jwks_uri`, or is no JSON object.
    #[error("the issuer's metadata is malformed")]
    Metadata,
    /// The metadata names another issuer (RFC 8414 §3.3).
    #[error("the metadata is another issuer's")]
    OtherIssuer,
    /// `jwks_uri` leads away from the issuer.
    #[error("jwks_uri does not lie under the issuer")]
    JwksUri,
    /// The JWK set is refused; for [`KeySetFault::Private`], it shows a secret.
    #[error("the issuer's key set {0}")]
    Keys(KeySetFault),
    /// The fetch did not end within `LONGEST_FETCH`.
    #[error("the fetch did not end in time")]
    Late,
    /// The service's own fetch panicked.
    #[error("the fetch panicked")]
    Panicked,
    /// The last fetch failed a moment ago, and the next one is not due yet.
    #[error("the issuer's keys are not known, and were asked for a moment ago")]
    AskedAlready,
}

impl CheckToken for Verifier {
    async fn check_token(&self, token: &str, now: Timestamp) -> Result<Arc<Claims>, CheckFailed> {
        Ok(self.verify(token, now)?)
    }
}
