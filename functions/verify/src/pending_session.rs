//! How a session begins: at the same time as its code is judged where the code is most likely right, and taken back where
//! it is not.

use std::sync::Arc;

use platform::entropy::random;
use platform::http::Caller;
use platform::store::{Key, Step, StoreError, Swap};
use shared::Timestamp;
use shared::identity::account::AccountId;
use shared::identity::identifier::Identifier;
use shared::revision::{Revision, Versioned};
use shared::tokens::Claims;
use shared::tokens::grant::Grant;
use shared::tokens::session::{Beginning, Device, Session, SessionId, SessionPolicy, SessionRecord, Sid, TokenId};
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::presented::Presented;
use crate::{Service, VerifyError};

/// A session that counts once the code's use is booked.
#[derive(Clone, Debug)]
pub(crate) struct NewSession {
    pub(crate) sid: Sid,
    pub(crate) session: Session,
    pub(crate) claims: Claims,
    revision: Revision,
}

/// A session on its way into the table, or one that has not left yet.
pub(crate) struct PendingSession {
    service: Arc<Service>,
    new: NewSession,
    begun: Option<JoinHandle<Result<String, VerifyError>>>,
}

impl NewSession {
    /// A session of `account`, on the device that calls.
    pub(crate) fn new(
        service: &Service,
        presented: &Presented,
        account: AccountId,
        caller: &Caller,
    ) -> Result<Self, VerifyError> {
        let terms = &service.settings.terms;
        let Presented { now, handle, identity, .. } = presented;
        let beginning =
            Beginning::first_party(*identity, handle.channel.into(), terms.subject, terms.scope.clone(), *now);
        Self::begun_by(service, beginning, &handle.identifier, account, caller, *now)
    }

    /// A session of `account` that begins so, with `identifier`.
    pub(crate) fn begun_by(
        service: &Service,
        beginning: Beginning,
        identifier: &Identifier,
        account: AccountId,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, VerifyError> {
        let (keyring, terms) = (&service.keyring, &service.settings.terms);
        let sid = Sid { subject: account.into(), session: SessionId::from_random(random()?) };
        let device = Device::seen(caller.address, caller.user_agent.as_deref()).seal(keyring, sid, random()?)?;
        let token = TokenId::from_random(random()?);
        let session = Session::new(beginning, token, device, now);
        let grant = Grant {
            identifier,
            sid,
            session: &session,
            scope: &terms.scope,
            address: caller.address,
            user_agent: caller.user_agent.as_deref(),
        };
        let claims = terms.claims(&grant, random()?, now);
        Ok(Self { sid, session, claims, revision: Revision::from_random(random()?) })
    }

    /// Writes the session in a transaction.
    pub(crate) fn step(&self, policy: &SessionPolicy) -> Result<Step, StoreError> {
        let key = Key::session(self.sid.subject, self.sid.session);
        let record = Versioned { revision: self.revision, state: SessionRecord::Live(self.session.clone()) };
        Step::swap_versioned(&key, None, &record, Some(self.session.expires_at(policy)))
    }

    /// Writes the session and signs its first access token.
    async fn begin(self, service: Arc<Service>) -> Result<String, VerifyError> {
        let Self { sid, session, claims, revision } = self;
        let expires_at = session.expires_at(&service.settings.terms.sessions);
        let record = Versioned { revision, state: SessionRecord::Live(session) };
        let sign = async {
            // Lets the writes leave first.
            tokio::task::yield_now().await;
            service.signer.sign(&claims, claims.iat).await
        };
        let key = Key::session(sid.subject, sid.session);
        let (written, signed) = tokio::join!(service.store.swap(&key, None, &record, expires_at), sign);
        match written? {
            Swap::Done => Ok(signed?),
            Swap::Conflict(_) => Err(VerifyError::SessionExists),
        }
    }
}

impl PendingSession {
    /// Begins at once where the code `is_likely_right`, whether or not anybody waits for it.
    pub(crate) fn new(service: &Arc<Service>, new: NewSession, is_likely_right: bool) -> Self {
        let service = Arc::clone(service);
        let spawn = || tokio::spawn(new.clone().begin(Arc::clone(&service)).in_current_span());
        let begun = is_likely_right.then(spawn);
        Self { service, new, begun }
    }

    /// Names the session.
    pub(crate) const fn sid(&self) -> Sid {
        self.new.sid
    }

    /// Waits until the session is there; gives its first access token.
    pub(crate) async fn finish(&mut self) -> Result<String, VerifyError> {
        match self.begun.take() {
            Some(task) => task.await.unwrap_or_else(|ended| Err(ended.into())),
            None => self.new.clone().begin(Arc::clone(&self.service)).await,
        }
    }

    /// The session that counts now, or what is told where it was not `begun` and is taken back.
    pub(crate) async fn settle(self, begun: Result<String, VerifyError>) -> Result<(NewSession, String), VerifyError> {
        match begun {
            Ok(access_token) => Ok((self.new, access_token)),
            Err(failed) => {
                drop_session(&self.service, self.new.sid).await;
                Err(failed.not_begun())
            }
        }
    }

    /// Ends what has begun for a code that brings nobody in.
    pub(crate) async fn take_back(self, is_final: bool) {
        let Self { service, new, begun } = self;
        let Some(begun) = begun else { return };
        let taken_back = async move {
            // What became of it does not matter any more.
            let _ = begun.await;
            drop_session(&service, new.sid).await;
        };
        if is_final {
            taken_back.await;
        } else {
            // The code may be right and is not used up: an answer that waited for this would tell so.
            tokio::spawn(taken_back.in_current_span());
        }
    }
}

/// Takes back a session whose code lost the race, or whose token could not be signed. Nobody has its refresh token;
/// without this its owner would find it in the list.
pub(crate) async fn drop_session(service: &Service, sid: Sid) {
    if let Err(error) = service.store.take_back(sid, service.clock.now()).await {
        tracing::error!(reason = %error, session = ?sid.session, "a session could not be taken back");
    }
}
