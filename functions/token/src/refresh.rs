//! Continues a session (RFC 6749 §6). Each refresh token works once; its successor is handed out again to whoever comes back
//! within moments, and an older one ends the session.
//!
//! open → count, and read the session, its account and its browser's → decide (pure) → sign → one conditional write → answer.

use platform::audit::About;
use platform::entropy::random;
use platform::http::{Caller, OAuthError, OAuthForm};
use platform::store::{Batch, Expected, Key};
use shared::Timestamp;
use shared::identity::account::AccountRecord;
use shared::revision::Versioned;
use shared::tokens::client::Client;
use shared::tokens::grant::{ClientGrant, Grant, Terms, TokenAnswer};
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::{Refreshed, Session, SessionKind, SessionPolicy, SessionRecord, Sid};
use shared::tokens::{Claims, ContactClaims};

use crate::id_token::SignIn;
use crate::rotation::Presentation;
use crate::{Service, TokenError, check_policy, check_resource};

/// What stands beside a session that is to go on.
struct Beside {
    batch: Batch,
    account: Key,
    everybody: Key,
    browser: Option<Key>,
}

impl Service {
    /// Continues the session of the form's refresh token: a first-party one, or a grant of `client`.
    pub(crate) async fn refresh(
        &self,
        form: &OAuthForm,
        token: RefreshToken,
        client: Option<&Client>,
        caller: &Caller,
    ) -> Result<TokenAnswer, TokenError> {
        let now = self.clock.now();
        let (keyring, terms) = (&self.keyring, &self.settings.terms);
        let policy = client.map_or(terms.sessions, |client| client.sessions(terms.sessions));
        token.check_age(&policy, now)?;
        let sid = token.sid();
        About { subject: Some(sid.subject), session: Some(sid.session), ..About::default() }.note();
        if self.ended.knows(sid, now) {
            return Err(TokenError::Ended);
        }
        self.calls.recall(sid.session, now)?;

        // What the token says of itself is worth nothing until the table has vouched for it, neither a signature nor a
        // scope: whoever has an old key of ours may have sealed it.
        let key = Key::session(sid.subject, sid.session);
        let (admitted, found, beside) = tokio::join!(
            self.calls.admit(sid.session, caller.address, now),
            self.store.read::<SessionRecord>(&key),
            self.beside(&token),
        );
        admitted?;
        let (found, beside) = (found?, beside?);
        let Some(session) = beside.counts(found.as_ref(), &terms.sessions, now)? else {
            self.ended.remember(sid, now);
            return Err(TokenError::Ended);
        };
        self.check_owner(&token, session, client)?;
        self.check_demand(beside.second_step()?, &session.proofs, now)?;
        let presentation = Presentation::new(&token, sid, caller, keyring, policy, [random()?, random()?])?;
        let is_repeat = match presentation.judge(session, now) {
            Refreshed::Rotated(_) => false,
            Refreshed::SameSuccessor => true,
            verdict => return Err(self.refuse(&verdict, sid, now).await),
        };
        let scope = within(form.optional("scope"), &session.scope)?;
        if let SessionKind::Grant { resource, .. } = &session.kind {
            check_resource(form, resource.as_deref())?;
        }
        if is_repeat {
            self.book_repeat(sid, session.generation, now).await?;
        }
        // Signed first: a rotation whose tokens nobody gets would make an honest client's next try look like a thief's.
        let (access_token, claims, id_token) = match (client, &token.identifier) {
            (None, Some(identifier)) => {
                let (address, user_agent) = (caller.address, caller.user_agent.as_deref());
                let grant = Grant { identifier, sid, session, scope, address, user_agent };
                let claims = terms.claims(&grant, random()?, now);
                (self.signer.sign(&claims, now).await?, claims, None)
            }
            (Some(client), None) => self.sign_refreshed(client, sid, session, scope, &policy, now).await?,
            (None, None) | (Some(_), Some(_)) => return Err(TokenError::OtherSession),
        };
        // A repeat writes nothing that would fail where the session has ended meanwhile: it reads once more.
        let expected = if is_repeat { Expected::Unknown } else { Expected::Read(found.clone()) };
        let session = self.rotate(&presentation, expected, is_repeat, now).await?;
        let next = RefreshToken::of(token.identifier.clone(), sid, &session, self.settings.table.aws.region.clone())
            .seal(keyring)?;
        Ok(Terms::answer(access_token, claims, next, &session, &policy, now).with_id_token(id_token))
    }

    async fn sign_refreshed(
        &self,
        client: &Client,
        sid: Sid,
        session: &Session,
        scope: &str,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<(String, Claims, Option<String>), TokenError> {
        let resource = match &session.kind {
            SessionKind::Grant { resource, .. } => self.resource(resource.as_deref(), now).await?,
            SessionKind::FirstParty | SessionKind::Browser => None,
        };
        check_policy(client, resource.as_deref(), &session.proofs, now)?;
        let grant = ClientGrant { client, resource: resource.as_deref(), sid, session, scope };
        let claims = self.settings.terms.client_claims(&grant, policy, random()?, now);
        let access_token = self.sign_for(resource.as_deref(), &claims, now).await?;
        let sign_in = SignIn { proofs: &session.proofs, nonce: None, contact: ContactClaims::default() };
        let id_token = self.sign_id_token(client, (&access_token, &claims), sign_in).await?;
        Ok((access_token, claims, id_token))
    }

    /// Reads what stands beside the token's session, in one call.
    async fn beside(&self, token: &RefreshToken) -> Result<Beside, TokenError> {
        let sid = token.sid();
        let (account, everybody) = (Key::account(token.account), Key::everybody());
        let browser = token.browser.map(|browser| Key::session(sid.subject, browser));
        let keys: Vec<&Key> = [&account, &everybody].into_iter().chain(&browser).collect();
        let batch = self.store.read_batch(&keys).await?;
        Ok(Beside { batch, account, everybody, browser })
    }

    /// A token of one client continues no session of another (OA-10), and none of another identifier.
    fn check_owner(&self, token: &RefreshToken, session: &Session, client: Option<&Client>) -> Result<(), TokenError> {
        let is_own = match (&session.kind, client, &token.identifier) {
            (SessionKind::FirstParty, None, Some(identifier)) => {
                session.identity == Some(self.keyring.identity_key(identifier))
            }
            (SessionKind::Grant { client: own, browser, .. }, Some(client), None) => {
                own == client.id.as_str() && *browser == token.browser
            }
            _ => false,
        };
        if is_own { Ok(()) } else { Err(TokenError::OtherSession) }
    }
}

impl Beside {
    /// Whether the account demands a second step by now.
    fn second_step(&self) -> Result<bool, TokenError> {
        let account = self.batch.state::<AccountRecord>(&self.account)?;
        Ok(account.is_some_and(|found| found.state.active().is_some_and(|account| account.second_step)))
    }

    /// The session, if it goes on: it has not ended, nor its browser's (without `offline_access`), nor everybody's, and its
    /// account is active and has the identifiers that it came by. A session that a sign-in has begun while its account was
    /// erased, or its identifier removed, is in no list of those that ended.
    fn counts<'a>(
        &self,
        found: Option<&'a Versioned<SessionRecord>>,
        of_browsers: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Option<&'a Session>, TokenError> {
        let Some(session) = found.and_then(|found| found.state.live()) else { return Ok(None) };
        let account = self.batch.state::<AccountRecord>(&self.account)?;
        let is_active = account.is_some_and(|found| found.state.active().is_some_and(|account| session.is_of(account)));
        let goes_on = match &self.browser {
            Some(key) => {
                let browser = self.batch.state::<SessionRecord>(key)?;
                let live = browser.as_ref().and_then(|browser| browser.state.live());
                live.is_some_and(|live| live.kind == SessionKind::Browser && now < live.expires_at(of_browsers))
            }
            None => true,
        };
        let is_after = session.created_at >= self.batch.moment(&self.everybody)?;
        Ok(Some(session).filter(|_| is_active && goes_on && is_after))
    }
}

/// The scope asked for, if it lies within the one granted (RFC 6749 §6); the granted one where none is asked for.
fn within<'a>(asked: Option<&'a str>, granted: &'a str) -> Result<&'a str, OAuthError> {
    let Some(asked) = asked else { return Ok(granted) };
    let known = |part: &str| granted.split(' ').any(|of_grant| of_grant == part);
    if asked.len() <= granted.len() && asked.split(' ').all(known) { Ok(asked) } else { Err(OAuthError::InvalidScope) }
}
