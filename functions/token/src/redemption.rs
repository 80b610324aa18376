//! The authorization code grant (RFC 6749 §4.1.3): tokens for a code, once.
//!
//! open → authenticate the client → check redirect URI and verifier → count → one transaction, beside the signatures →
//! answer. Of several redemptions one begins the grant; any further one by whoever could redeem it ends that grant (OA-03).
//! By anybody else a code neither ends nor uses up anything.

use platform::audit::{About, Act};
use platform::entropy::random;
use platform::http::{Caller, OAuthForm};
use platform::store::{Key, Step, StoreError, Transacted};
use shared::Timestamp;
use shared::authorization::code::{AuthorizationCode, CodeRefused};
use shared::authorization::consent::Consent;
use shared::identity::account::AccountRecord;
use shared::revision::Versioned;
use shared::tokens::client::Client;
use shared::tokens::grant::{ClientGrant, Terms, TokenAnswer};
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::{
    Beginning, Device, Session, SessionKind, SessionPolicy, SessionRecord, Sid, Subject, SubjectKey, TokenId,
};

use crate::id_token::SignIn;
use crate::{Service, TokenError, check_policy, check_resource};

/// Tabs of one browser that redeem at once are one more than there are most often.
const ROUNDS: u32 = 8;

/// A grant that is to begin.
struct Redemption<'a> {
    code: AuthorizationCode,
    client: &'a Client,
    sid: Sid,
    grant: Session,
    policy: SessionPolicy,
    now: Timestamp,
}

impl Service {
    /// Redeems the form's code for `client`, which has authenticated.
    pub(crate) async fn redeem(
        &self,
        form: &OAuthForm,
        code: AuthorizationCode,
        client: &Client,
        caller: &Caller,
    ) -> Result<TokenAnswer, TokenError> {
        let now = self.clock.now();
        code.check(client.id.as_str(), form.required("redirect_uri")?, form.optional("code_verifier"))?;
        let sid = Sid { subject: SubjectKey::of(code.account), session: code.grant };
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        self.calls.recall(sid.session, now)?;
        self.calls.admit(sid.session, caller.address, now).await?;
        if code.is_expired(now) {
            return Err(self.late(client, sid, now).await);
        }
        check_resource(form, code.resource.as_deref())?;
        self.check_demand(false, &code.proofs, now)?;
        let redemption = self.redemption(code, client, sid, caller, now)?;
        let (booked, signed) = tokio::join!(self.book_grant(&redemption), self.sign_grant(&redemption));
        booked?;
        match signed {
            Ok(answer) => {
                Act::GrantBegun { client: client.id.as_str() }.record();
                Ok(answer)
            }
            Err(failed) => {
                // Nobody has its refresh token; without this its owner would find it in the list.
                self.store.take_back(sid, now).await?;
                Err(failed)
            }
        }
    }

    fn redemption<'a>(
        &self,
        code: AuthorizationCode,
        client: &'a Client,
        sid: Sid,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Redemption<'a>, TokenError> {
        let policy = client.sessions(self.settings.terms.sessions);
        let device = Device::seen(caller.address, caller.user_agent.as_deref());
        let kind = SessionKind::Grant {
            client: client.id.as_str().to_owned(),
            resource: code.resource.clone(),
            browser: (!code.is_offline()).then_some(code.browser),
        };
        let beginning = Beginning {
            kind,
            identity: code.session.state.identity,
            proofs: code.proofs.clone(),
            subject: Subject::Account,
            scope: code.scope.clone(),
        };
        // As of the code: where everybody was signed out since, the grant is of before.
        let grant = Session::new(
            beginning,
            TokenId::from_random(random()?),
            device.seal(&self.keyring, sid, random()?)?,
            code.issued_at,
        );
        Ok(Redemption { code, client, sid, grant, policy, now })
    }

    /// Begins the grant where there is none, the browser session goes on, the account does, and so does what its owner has
    /// agreed to. What the code expects of the latter three is a guess that another tab may have made wrong.
    async fn book_grant(&self, redemption: &Redemption<'_>) -> Result<(), TokenError> {
        let Redemption { code, client, sid, grant, policy, now } = redemption;
        let terms = &self.settings.terms;
        let of_grant = Key::session(sid.subject, sid.session);
        let of_browser = Key::session(sid.subject, code.browser);
        let of_account = Key::account(code.account);
        let of_consent = Key::consent(code.account, &code.client);
        let (mut browser, mut account) = (code.session.clone(), code.account_revision);
        let mut consent = code.consent.clone();
        for _ in 0..ROUNDS {
            let used = browser.state.used(*now);
            let used_until = used.expires_at(&terms.sessions);
            let mut steps = vec![
                Step::swap(&of_grant, None, &SessionRecord::Live(grant.clone()), Some(grant.expires_at(policy)))?,
                Step::swap(&of_browser, Some(browser.revision), &SessionRecord::Live(used), Some(used_until))?,
                Step::check(&of_account, account),
            ];
            steps.extend(consent.as_ref().map(|consent| Step::check(&of_consent, consent.revision)));
            let lost = match self.store.transact(&steps).await? {
                Transacted::Done => return Ok(()),
                Transacted::Lost(lost) => lost,
            };
            if lost.at(0) {
                return Err(self.reused(client, *sid, *now).await);
            }
            if lost.at(1) {
                let found = lost.winner::<SessionRecord>(1)?.ok_or(TokenError::Ended)?;
                let is_browsers = |session: &&Session| session.kind == SessionKind::Browser;
                let session = found.state.live().filter(is_browsers).cloned().ok_or(TokenError::Ended)?;
                browser = Versioned { revision: found.revision, state: session };
            }
            if lost.at(2) {
                let found = lost.winner::<AccountRecord>(2)?.ok_or(TokenError::Ended)?;
                let active = found.state.active().filter(|account| grant.is_of(account)).ok_or(TokenError::Ended)?;
                self.check_demand(active.second_step, &grant.proofs, *now)?;
                account = found.revision;
            }
            if let Some(consent) = consent.as_mut().filter(|_| lost.at(3)) {
                // Added to, the same one goes on; taken back, it does not, nor does another one that was given since.
                let found = lost.winner::<Consent>(3)?.filter(|found| found.state.id == consent.state);
                consent.revision = found.ok_or(TokenError::Ended)?.revision;
            }
        }
        Err(StoreError::Contended.into())
    }

    /// The tokens, whose worth the transaction decides.
    async fn sign_grant(&self, redemption: &Redemption<'_>) -> Result<TokenAnswer, TokenError> {
        let Redemption { code, client, sid, grant, policy, now } = redemption;
        let (now, terms) = (*now, &self.settings.terms);
        let resource = self.resource(code.resource.as_deref(), now).await?;
        check_policy(client, resource.as_deref(), &code.proofs, now)?;
        let of_client =
            ClientGrant { client, resource: resource.as_deref(), sid: *sid, session: grant, scope: &code.scope };
        let claims = terms.client_claims(&of_client, policy, random()?, now);
        let access_token = self.sign_for(resource.as_deref(), &claims, now).await?;
        let sign_in = SignIn { proofs: &code.proofs, nonce: code.nonce.clone(), contact: code.contact.clone().into() };
        let id_token = self.sign_id_token(client, (&access_token, &claims), sign_in).await?;
        let refresh_token = RefreshToken::of(None, *sid, grant, code.region.clone()).seal(&self.keyring)?;
        let answer = Terms::answer(access_token, claims, refresh_token, grant, policy, now);
        Ok(answer.with_id_token(id_token))
    }

    /// A code whose time is over. Where it was redeemed in time, this is a second use.
    async fn late(&self, client: &Client, sid: Sid, now: Timestamp) -> TokenError {
        match self.store.read::<SessionRecord>(&Key::session(sid.subject, sid.session)).await {
            Ok(Some(_)) => self.reused(client, sid, now).await,
            Ok(None) => TokenError::Code(CodeRefused::Expired),
            Err(failed) => failed.into(),
        }
    }

    /// A second use: whoever has redeemed it first may have stolen it, so that what has come of it ends.
    async fn reused(&self, client: &Client, sid: Sid, now: Timestamp) -> TokenError {
        match self.store.end(&[sid], now).await {
            Ok(()) => {
                Act::AuthorizationCodeReused { client: client.id.as_str() }.record();
                self.ended.remember(sid, now);
                TokenError::CodeReused
            }
            Err(failed) => failed.into(),
        }
    }
}
