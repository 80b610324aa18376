//! How sessions end, so that whoever is told of a failure on the way can ask again, and then all of it ends.

use super::apply::Change;
use super::key::Key;
use super::{Store, StoreError};
use shared::Timestamp;
use shared::authorization::cookie::SessionCookie;
use shared::tokens::revocation::Revocation;
use shared::tokens::session::{SessionKind, SessionRecord, Sid, SubjectKey};

impl Store {
    /// Ends sessions: first their access tokens, then the sessions themselves. In this order, since a session that is gone
    /// would be found no more by the next try, and its tokens would count on.
    pub async fn end(&self, sids: &[Sid], now: Timestamp) -> Result<(), StoreError> {
        self.revoke(sids, now).await?;
        self.place_tombstones(sids, now).await
    }

    /// Ends a browser's session, and what was granted until it ends, access tokens included. Its grants before it: once it is
    /// gone, the next try would find it no more, and the access tokens of its grants would count on.
    pub async fn end_with_grants(&self, browser: Sid, now: Timestamp) -> Result<(), StoreError> {
        self.end_grants_of(browser, now).await?;
        self.end(&[browser], now).await?;
        // A grant may have begun meanwhile; none does from here on.
        self.end_grants_of(browser, now).await
    }

    async fn end_grants_of(&self, browser: Sid, now: Timestamp) -> Result<(), StoreError> {
        let subject = browser.subject;
        let hangs_on_it = |record: &SessionRecord| {
            let kind = record.live().map(|session| &session.kind);
            matches!(kind, Some(SessionKind::Grant { browser: Some(own), .. }) if *own == browser.session)
        };
        let found = self.sessions(subject).await?.into_iter();
        let grants = found.filter(|(_, record)| record.as_ref().is_some_and(hangs_on_it));
        let grants: Vec<Sid> = grants.map(|(session, _)| Sid { subject, session }).collect();
        self.end(&grants, now).await
    }

    /// Ends the session whose access token asks for it, the other way around: were its tokens revoked first, its owner could
    /// not ask again, and the session would outlive that revocation.
    pub async fn end_own(&self, own: Sid, now: Timestamp) -> Result<(), StoreError> {
        self.place_tombstones(&[own], now).await?;
        self.revoke(&[own], now).await
    }

    /// Ends the session whose access token asks for it, all others of its subject, and every token that was issued before
    /// `now`. The moment alone would miss a token that a machine with a fast clock issued.
    pub async fn end_all(&self, own: Sid, others: &[Sid], now: Timestamp) -> Result<(), StoreError> {
        self.revoke(others, now).await?;
        self.place_tombstones(&[others, &[own]].concat(), now).await?;
        self.revoke_all(own.subject, now).await?;
        self.revoke(&[own], now).await
    }

    /// Ends the sessions of an account that goes on no more, and every token of it, also one that is issued later: by a
    /// sign-in that was on its way, say. The one whose access token may ask for it goes on until the last step, so that its
    /// owner can ask again.
    pub async fn close(&self, subject: SubjectKey, sids: &[Sid], now: Timestamp) -> Result<(), StoreError> {
        self.place_tombstones(sids, now).await?;
        self.apply(&[Change::revoke_account(subject, now)]).await
    }

    /// Lets the tokens of an account count again that are issued from now on.
    pub async fn reopen(&self, subject: SubjectKey, now: Timestamp) -> Result<(), StoreError> {
        self.revoke_all(subject, now).await?;
        self.apply(&[Change::Drop(Key::revocation(subject, &Revocation::Account))]).await
    }

    /// Ends the session that a browser had, if its cookie still counts: a copy from before a step-up is worth nothing, and must not
    /// end the session of whoever has the right one.
    pub async fn leave(&self, old: &SessionCookie, now: Timestamp) -> Result<(), StoreError> {
        let left = Sid { subject: old.account.into(), session: old.session };
        let found = self.read::<SessionRecord>(&Key::session(left.subject, left.session)).await?;
        let live = found.as_ref().and_then(|found| found.state.live());
        if live.is_some_and(|session| session.current == old.secret) {
            self.end(&[left], now).await?;
        }
        Ok(())
    }

    /// Takes back a session of which nobody has a token.
    pub async fn take_back(&self, sid: Sid, now: Timestamp) -> Result<(), StoreError> {
        self.place_tombstones(&[sid], now).await
    }

    /// No refresh of the sessions can be booked from now on, also none that is on its way.
    pub async fn place_tombstones(&self, sids: &[Sid], now: Timestamp) -> Result<(), StoreError> {
        self.apply(&sids.iter().map(|sid| Change::tombstone(*sid, now)).collect::<Vec<_>>()).await
    }

    /// No access token of the sessions counts from now on.
    async fn revoke(&self, sids: &[Sid], now: Timestamp) -> Result<(), StoreError> {
        self.apply(&sids.iter().map(|sid| Change::revoke(*sid, now)).collect::<Vec<_>>()).await
    }
}
