//! What a presented refresh token is worth, and the booking of it.

use platform::audit::Act;
use platform::http::Caller;
use platform::store::{Charge, Charged, Decision, Expected, Key};
use shared::Timestamp;
use shared::identity::keyring::Keyring;
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::{
    Device, Presented, Refreshed, SealedDevice, Session, SessionPolicy, SessionRecord, Sid, TokenId, refresh,
};

use crate::{Service, TokenError};

/// How often one successor is handed out again: tabs that wake up together, and a client whose answers are lost.
const MOST_REPEATS: u64 = 8;
/// The number in the item that counts them.
const COUNT: &str = "count";
/// The table keeps that item for so many seconds after the last one: by then no clock is within the grace any more.
const KEPT_FOR: u64 = 3_600;

/// A refresh token, and from where it is presented.
pub(crate) struct Presentation<'a> {
    token: &'a RefreshToken,
    sid: Sid,
    device: Device,
    sealed_device: SealedDevice,
    successor: TokenId,
    keyring: &'a Keyring,
    policy: SessionPolicy,
}

impl<'a> Presentation<'a> {
    /// `nonce` and `successor` are fresh randomness.
    pub(crate) fn new(
        token: &'a RefreshToken,
        sid: Sid,
        caller: &Caller,
        keyring: &'a Keyring,
        policy: SessionPolicy,
        [nonce, successor]: [[u8; 12]; 2],
    ) -> Result<Self, TokenError> {
        let device = Device::seen(caller.address, caller.user_agent.as_deref());
        let sealed_device = device.seal(keyring, sid, nonce)?;
        Ok(Self { token, sid, device, sealed_device, successor: TokenId::from_random(successor), keyring, policy })
    }

    /// What it is worth to the session as it stands in the table.
    pub(crate) fn judge(&self, session: &Session, now: Timestamp) -> Refreshed {
        let last_used_from = session.device.open(self.keyring, self.sid);
        let presented = Presented {
            generation: self.token.generation,
            token: self.token.token,
            // What nobody can tell accuses nobody.
            elsewhere: last_used_from.is_some_and(|last| self.device.is_elsewhere_than(&last)),
            successor: self.successor,
            device: self.sealed_device.clone(),
        };
        refresh(session, &presented, &self.policy, now)
    }
}

impl Service {
    /// Makes the next token current, and gives the session whose token is current then. Whoever loses against another call
    /// gets its successor, as a repeat; one that was known to be a repeat `is_booked` as such.
    pub(crate) async fn rotate(
        &self,
        presentation: &Presentation<'_>,
        found: Expected<SessionRecord>,
        is_booked: bool,
        now: Timestamp,
    ) -> Result<Session, TokenError> {
        let decide = |record: Option<&SessionRecord>| {
            let Some(session) = record.and_then(SessionRecord::live) else { return Decision::Keep(Refreshed::Refused) };
            match presentation.judge(session, now) {
                Refreshed::Rotated(next) => Decision::Write {
                    expires_at: next.expires_at(&presentation.policy),
                    next: SessionRecord::Live(next.clone()),
                    outcome: Refreshed::Rotated(next),
                },
                verdict => Decision::Keep(verdict),
            }
        };
        let sid = presentation.sid;
        let key = Key::session(sid.subject, sid.session);
        let settled = self.store.settle(&key, found, decide).await?;
        match settled.outcome {
            Refreshed::Rotated(session) => Ok(session),
            Refreshed::SameSuccessor => {
                let current = settled.state.as_ref().and_then(|current| current.state.live());
                let session = current.ok_or(TokenError::Ended)?;
                if !is_booked {
                    self.book_repeat(sid, session.generation, now).await?;
                }
                Ok(session.clone())
            }
            verdict => Err(self.refuse(&verdict, sid, now).await),
        }
    }

    /// Why there are no tokens. Where an old one came back, the session ends.
    pub(crate) async fn refuse(&self, verdict: &Refreshed, sid: Sid, now: Timestamp) -> TokenError {
        if *verdict != Refreshed::Reused {
            return TokenError::Ended;
        }
        match self.store.end(&[sid], now).await {
            Ok(()) => {
                Act::RefreshTokenReused.record();
                self.ended.remember(sid, now);
                TokenError::Reused
            }
            Err(failed) => failed.into(),
        }
    }

    /// Books that a successor is handed out once more. In an item of its own: the successor is made of the session's.
    pub(crate) async fn book_repeat(&self, sid: Sid, generation: u32, now: Timestamp) -> Result<(), TokenError> {
        let one = Charge { number: COUNT, amount: 1, most: Some(MOST_REPEATS) };
        match self.store.charge(&Key::repeats(sid, generation), &[one], now.plus(KEPT_FOR)).await? {
            Charged::Done(_) => {
                Act::RefreshTokenRepeated.record();
                Ok(())
            }
            Charged::Refused(_) => Err(TokenError::Exhausted),
        }
    }
}
