//! `POST /revoke` (RFC 7009): ends the session of a refresh token, or one access token.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shared::audit::{About, Act};
use shared::http::{OAuthError, OAuthForm, because};
use shared::refresh_token::RefreshToken;
use shared::revocation::{OUTLIVES_EVERY_TOKEN, Revocation};
use shared::session::{Sid, SubjectKey};
use shared::store::{Change, StoreError};

use crate::Service;

/// Why a token is not revoked. That it is unknown is no reason: it is answered like success.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// Not a request that this endpoint takes.
    #[error("not a revocation request: {0:?}")]
    Request(OAuthError),
    /// The revocation could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OAuthError> for RevokeError {
    fn from(refused: OAuthError) -> Self {
        Self::Request(refused)
    }
}

impl IntoResponse for RevokeError {
    fn into_response(self) -> Response {
        let answer = match &self {
            Self::Request(refused) => refused.clone(),
            Self::Store(StoreError::Contended) => OAuthError::Contended,
            Self::Store(_) => OAuthError::Unavailable,
        };
        because(answer, &self)
    }
}

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    form: Result<OAuthForm, OAuthError>,
) -> Result<StatusCode, RevokeError> {
    service.revoke(&form?).await?;
    Ok(StatusCode::OK)
}

impl Service {
    /// One call for a token of ours, none for any other. `token_type_hint` is not needed to tell them apart.
    async fn revoke(&self, form: &OAuthForm) -> Result<(), RevokeError> {
        let now = self.clock.now();
        form.check_client(&self.config.client_id)?;
        let text = form.required("token")?;
        let keyring = &self.config.keyring;
        let refresh = RefreshToken::open(text, keyring, &self.config.aws.region, &self.config.sessions, now);
        let (sid, changes, act) = if let Ok(refresh) = refresh {
            let subject = SubjectKey::from_hash(keyring.subject_key(&refresh.identifier));
            let sid = Sid { subject, session: refresh.session };
            (sid, Change::end(sid, now).to_vec(), Act::SessionEnded { session: sid.session })
        } else if let Ok(claims) = self.config.verifier.verify(text, now) {
            let Ok(sid) = claims.sid.parse::<Sid>() else { return Ok(()) };
            let (revocation, expires_at) = (Revocation::Token(claims.jti.clone()), now.plus(OUTLIVES_EVERY_TOKEN));
            (sid, vec![Change::Revoke { subject: sid.subject, revocation, expires_at }], Act::TokenRevoked)
        } else {
            return Ok(());
        };
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        self.store.apply(&changes).await?;
        act.record();
        Ok(())
    }
}
