//! `POST /revoke` (RFC 7009): ends the session of a refresh token, or one access token. OAuth clients authenticate, and revoke
//! what they were given themselves.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use platform::audit::{About, Act};
use platform::clients::ClientRefused;
use platform::http::{CallOf, Caller, OAuthError, OAuthForm, because};
use platform::limits::AddressRefused;
use platform::store::{Charge, Charged, Key, StoreError};
use shared::Timestamp;
use shared::bounds::network::Window;
use shared::tokens::client::Client;
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::revocation::{MOST_TOKENS_OF_A_SESSION, MOST_TOKENS_OF_A_SUBJECT, OUTLIVES_EVERY_TOKEN};
use shared::tokens::session::{SessionKind, SessionRecord, Sid};

use crate::Service;
use crate::settings::Settings;

/// The count of all sessions of a subject, beside those of each.
const TOTAL: &str = "total";
/// Before the name of a session's count.
const OF_SESSION: &str = "s_";

/// Why a token is not revoked. That it is unknown is no reason: it is answered like success.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// Not a request that this endpoint takes.
    #[error("not a revocation request: {0:?}")]
    Request(OAuthError),
    /// A caller that counts as no client.
    #[error(transparent)]
    Client(#[from] ClientRefused),
    /// Too many calls with the session's tokens, or from the network, or they could not be counted.
    #[error(transparent)]
    Calls(#[from] AddressRefused),
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
            Self::Client(refused) => refused.into(),
            Self::Calls(AddressRefused::Spent { retry_after }) => OAuthError::TooManyCalls(*retry_after),
            Self::Store(StoreError::Contended) | Self::Calls(AddressRefused::Store(StoreError::Contended)) => {
                OAuthError::Contended
            }
            Self::Store(_) | Self::Calls(AddressRefused::Store(_)) => OAuthError::Unavailable,
        };
        because(answer, &self)
    }
}

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    form: Result<OAuthForm, OAuthError>,
) -> Result<Response, RevokeError> {
    let form = form?;
    let client = service.client(&form, &caller).await?;
    let call_of = CallOf::client(client.as_deref());
    let revoked = service.revoke(&form, client.as_deref(), &caller).await;
    Ok(call_of.mark(revoked.map(|()| StatusCode::OK).into_response()))
}

/// What is to be revoked.
enum Revocable {
    /// A refresh token stands for its session.
    Session,
    /// An access token, by its `jti`.
    Token(String),
}

impl Service {
    /// Whose call it is; `None`: the codes' own interface has one client, which need not say who it is.
    async fn client(&self, form: &OAuthForm, caller: &Caller) -> Result<Option<Arc<Client>>, RevokeError> {
        let (own, keyring, counts) = (&self.settings.client_id, &self.keyring, &self.wrong_secrets);
        Ok(self.clients.caller(form, own, keyring, counts, caller.address, self.clock.now()).await?)
    }

    /// Costs nothing more for what is no token of ours. `token_type_hint` is not needed to tell them apart.
    async fn revoke(&self, form: &OAuthForm, client: Option<&Client>, caller: &Caller) -> Result<(), RevokeError> {
        let now = self.clock.now();
        let Some((sid, revocable)) = self.token(form.required("token")?, client, now) else { return Ok(()) };
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        if self.ended.knows(sid, now) {
            return Ok(());
        }
        // Counted apart: whoever has a copy of an access token must not keep its owner from signing out.
        let calls = match revocable {
            Revocable::Session => &self.sign_outs,
            Revocable::Token(_) => &self.revocations,
        };
        calls.recall(sid.session, now)?;
        calls.admit(sid.session, caller.address, now).await?;
        match revocable {
            Revocable::Session => {
                if !self.is_of(sid, client).await? {
                    return Ok(());
                }
                self.end(sid, now).await?;
            }
            Revocable::Token(jti) => {
                if self.revoke_token(sid, jti, now).await? {
                    return Ok(());
                }
                self.end(sid, now).await?;
                self.store.drop_token_revocations(sid).await?;
            }
        }
        self.ended.remember(sid, now);
        Ok(())
    }

    /// What `text` stands for, if it is a token that counts and, as far as it says itself, the caller's: another client's is
    /// answered like one that is unknown (RFC 7009 §2.1).
    fn token(&self, text: &str, client: Option<&Client>, now: Timestamp) -> Option<(Sid, Revocable)> {
        let Settings { table, sessions, verifier, .. } = &self.settings;
        let (keyring, aws) = (&self.keyring, &table.aws);
        let policy = client.map_or(*sessions, |client| client.sessions(*sessions));
        if let Ok(refresh) = RefreshToken::open(text, keyring, &aws.region, &policy, now) {
            let is_first_party = refresh.identifier.is_some();
            return (is_first_party == client.is_none()).then(|| (refresh.sid(), Revocable::Session));
        }
        let claims = verifier.verify(text, now).ok()?;
        let own = client.map_or(self.settings.client_id.as_str(), |client| client.id.as_str());
        if claims.client_id != own {
            return None;
        }
        Some((claims.sid.parse().ok()?, Revocable::Token(claims.jti.clone())))
    }

    /// Whether a session is that of the calling client, as the table says: a refresh token of a client does not name it.
    async fn is_of(&self, sid: Sid, client: Option<&Client>) -> Result<bool, RevokeError> {
        let Some(client) = client else { return Ok(true) };
        let found = self.store.read::<SessionRecord>(&Key::session(sid.subject, sid.session)).await?;
        let session = found.as_ref().and_then(|found| found.state.live());
        Ok(session.is_some_and(|session| match &session.kind {
            SessionKind::Grant { client: own, .. } => own == client.id.as_str(),
            SessionKind::FirstParty | SessionKind::Browser => false,
        }))
    }

    async fn end(&self, sid: Sid, now: Timestamp) -> Result<(), RevokeError> {
        self.store.end(&[sid], now).await?;
        Act::SessionEnded { session: sid.session }.record();
        Ok(())
    }

    /// Revokes one access token; tells whether that fits. An authorizer reads all revocations of a subject at once, so that
    /// there are only so many: whoever revokes more ends the session, whose one revocation takes the place of its tokens'.
    /// A token that is revoked already counts for nothing.
    async fn revoke_token(&self, sid: Sid, jti: String, now: Timestamp) -> Result<bool, RevokeError> {
        if !self.store.revoke_token(sid, jti, now).await? {
            return Ok(true);
        }
        let window = Window::at(now, OUTLIVES_EVERY_TOKEN);
        let of_session = format!("{OF_SESSION}{}", sid.session);
        let charges = [(TOTAL, MOST_TOKENS_OF_A_SUBJECT), (of_session.as_str(), MOST_TOKENS_OF_A_SESSION)];
        let charges = charges.map(|(number, most)| Charge { number, amount: 1, most: Some(most) });
        let key = Key::token_revocations(sid.subject, window.start());
        match self.store.charge(&key, &charges, window.end().plus(OUTLIVES_EVERY_TOKEN)).await? {
            Charged::Done(_) => {
                Act::TokenRevoked.record();
                Ok(true)
            }
            Charged::Refused(_) => Ok(false),
        }
    }
}
