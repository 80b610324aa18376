//! What must be true of each act once nothing fails any more.

use tests::service::wrong;
use tests::{Answer, Fault};

use super::{Act, Counted, PRICE, Scene};
use crate::faults::calls::{Spoil, Target};

impl Scene<'_> {
    /// A lost answer may be counted twice, but no answer and no text message is without its count.
    pub(super) async fn nothing_was_free(&self, spoil: Spoil, done: bool) {
        let (before, now) = (self.counted, Counted::by(self.service).await);
        let counts = matches!(
            self.act,
            Act::Ask
                | Act::AskAsKnown
                | Act::AskByPhone
                | Act::Resend
                | Act::ResendTooSoon
                | Act::Present
                | Act::PresentAsKnown
                | Act::PresentByPhone
                | Act::PresentWrong
        );
        assert!(!(done && counts) || now.calls > before.calls, "{spoil:?}: a call that nobody counted");
        if self.act == Act::AskByPhone {
            let sent = (self.service.codes_to(&self.who).len() - self.sent) as u64;
            assert!(now.spent - before.spent >= sent * PRICE, "{spoil:?}: a message that nobody paid for");
        }
    }

    pub(super) async fn only_the_newest_code_works(&self, spoil: Spoil, answer: &Answer, done: bool) {
        let service = self.service;
        let expected = self.sent + usize::from(done && self.act != Act::ResendTooSoon);
        assert_eq!(service.codes_to(&self.who).len(), expected, "{spoil:?}: a refused request sends nothing");
        let mut challenge = if done { answer.clone() } else { Answer { body: "{}".into(), ..answer.clone() } };
        let sent = done && answer.status == 202;
        if !sent {
            // As long as the longest wait before this resend.
            service.clock.advance(60);
            let again = if matches!(self.act, Act::Resend | Act::ResendTooSoon) {
                self.resend().await
            } else {
                service.request(&self.body()).await
            };
            assert_eq!(again.status, 202, "{spoil:?}: {again:?}");
            challenge = again;
        }
        let challenge = challenge.text("challenge");
        let codes = service.codes_to(&self.who);
        let (newest, older) = codes.split_first().unwrap();
        for code in older.iter().filter(|code| *code != newest) {
            assert_eq!(service.verify(&challenge, code).await.status, 401, "{spoil:?}: an older code");
        }
        assert_eq!(service.verify(&challenge, newest).await.status, 200, "{spoil:?}");
        assert_eq!(service.verify(&challenge, newest).await.status, 401, "{spoil:?}: a second time");
        while service.request(&self.body()).await.status == 202 {}
        let budget = if self.act == Act::AskByPhone { 3 } else { 5 };
        let sent = service.codes_to(&self.who).len();
        assert!(sent <= budget && sent + 1 >= budget, "{spoil:?}: {sent} codes in an hour");
    }

    pub(super) async fn the_code_worked_at_most_once(&self, spoil: Spoil, answer: &Answer, done: bool) {
        let service = self.service;
        let again = service.verify(&self.challenge, &self.code).await;
        let used_up = done || answer.problem().1 == "not-signed-in";
        assert!(again.status == 401 || (again.status == 200 && !used_up), "{spoil:?}: {again:?}");
        assert_eq!(service.verify(&self.challenge, &self.code).await.status, 401, "{spoil:?}");
        let holder = match (done, again.status == 200) {
            (true, _) => answer.clone(),
            (false, true) => again,
            (false, false) => service.sign_in(&self.who).await,
        };
        self.one_session_is_left(spoil, &holder.text("access_token")).await;
        assert_eq!(service.refresh(&holder.text("refresh_token")).await.status, 200, "{spoil:?}");
    }

    /// What was begun for a code that was not booked is taken back behind the answer.
    pub(super) async fn one_session_is_left(&self, spoil: Spoil, access: &str) {
        for _ in 0..500 {
            if self.service.sessions(access).await.len() == 1 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{spoil:?}: a session that nobody holds");
    }

    pub(super) async fn the_guess_was_booked_or_has_no_verdict(&self, spoil: Spoil, done: bool) {
        let service = self.service;
        if done {
            for _ in 0..4 {
                assert_eq!(service.verify(&self.challenge, &wrong(&self.code)).await.status, 401, "{spoil:?}");
            }
            assert_eq!(service.verify(&self.challenge, &self.code).await.status, 401, "{spoil:?}: five were judged");
        } else {
            assert_eq!(service.verify(&self.challenge, &self.code).await.status, 200, "{spoil:?}");
        }
    }

    pub(super) async fn nobody_was_signed_in(&self, spoil: Spoil) {
        let Spoil { target, fault, lasting, .. } = spoil;
        assert_eq!(self.call().await.status, 401, "{spoil:?}");
        // What cannot be taken back stays in the list of sign-ins, with tokens that nobody has.
        let kept = target == Target::End && (lasting || matches!(fault, Fault::Refused(_)));
        if kept {
            assert_eq!(self.end("/sessions").await.status, 204, "{spoil:?}: its owner ends it");
        } else {
            self.one_session_is_left(spoil, &self.access).await;
        }
    }

    pub(super) async fn the_session_goes_on(&self, spoil: Spoil, answer: &Answer, done: bool) {
        let service = self.service;
        let again = service.refresh(&self.refresh).await;
        assert_eq!(again.status, 200, "{spoil:?}: {again:?}");
        let successor = again.text("refresh_token");
        assert!(!done || answer.text("refresh_token") == successor, "{spoil:?}: one successor");
        assert!(self.other.is_empty() || self.other == successor, "{spoil:?}: one successor");
        assert_eq!(service.refresh(&successor).await.status, 200, "{spoil:?}");
        assert_eq!(service.of_subjects("revocation#").await.len(), 0, "{spoil:?}: nobody looks like a thief");
    }

    pub(super) async fn nothing_is_left(&self, spoil: Spoil, done: bool) {
        let service = self.service;
        if !done {
            // Where the answer alone was lost, the token that would try again has ended too.
            let again = self.call().await.status;
            assert!(again == 204 || again == 401, "{spoil:?}: {again}");
        }
        assert_eq!(service.refresh(&self.refresh).await.status, 400, "{spoil:?}");
        assert_eq!(service.refresh(&self.other).await.status, 400, "{spoil:?}");
        assert_eq!(service.client.get_as("/me", &self.access).await.status, 401, "{spoil:?}: of this very second");
        service.clock.advance(1);
        let anew = service.sign_in(&self.who).await;
        assert_eq!(service.sessions(&anew.text("access_token")).await.len(), 1, "{spoil:?}");
    }
}
