//! What clients do, and what must be true whatever became of it.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use shared::bounds::pressure::REMEMBERED_FOR;
use tests::service::wrong;
use tests::tokens::claims;
use tests::{Answer, Service};

use super::Spoil;
use super::stage::Stage;

mod aftermath;

/// Of a text message where no price is set, in millionths of a dollar.
const PRICE: u64 = 100_000;

/// One call of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// For a code, as somebody whom nobody knows.
    Ask,
    /// For a code, as somebody who has signed in.
    AskAsKnown,
    AskByPhone,
    /// For another code for the same attempt.
    Resend,
    ResendTooSoon,
    /// The right code, for the first time.
    Present,
    /// The right code, as somebody who has signed in before and out again.
    PresentAsKnown,
    PresentByPhone,
    PresentWrong,
    PresentUsed,
    Refresh,
    /// With the token before the current one, a moment later.
    RefreshAgain,
    /// With the token before the current one, too late.
    RefreshOld,
    RevokeSession,
    RevokeToken,
    List,
    /// Another session than the caller's own.
    EndOne,
    EndAll,
    Erase,
    /// A guarded API.
    Call {
        strict: bool,
        revoked: bool,
    },
}

/// A client that is about to act.
pub(super) struct Scene<'a> {
    act: Act,
    service: &'a Service,
    /// The address or number.
    who: String,
    challenge: String,
    code: String,
    access: String,
    /// What is refreshed with.
    refresh: String,
    /// Of another session, or the one that counts after `refresh`.
    other: String,
    other_session: String,
    sent: usize,
    counted: Counted,
}

/// What the whole service has counted.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    calls: u64,
    /// Millionths of a dollar.
    spent: u64,
}

impl Counted {
    async fn by(service: &Service) -> Self {
        let mut counted = Self::default();
        for item in service.items().await {
            let number = |name: &str| item.get(name).map_or(0, |value| value.as_n().unwrap().parse().unwrap());
            match item["pk"].as_s().unwrap().split_once('#').unwrap().0 {
                "network" => counted.calls += number("total"),
                "spend" => counted.spent += number("spent"),
                _ => {}
            }
        }
        counted
    }
}

impl Act {
    /// The status where nothing fails.
    pub(super) const fn success(self) -> StatusCode {
        match self {
            Self::Ask | Self::AskAsKnown | Self::AskByPhone | Self::Resend => StatusCode::ACCEPTED,
            Self::ResendTooSoon => StatusCode::TOO_MANY_REQUESTS,
            Self::PresentWrong | Self::PresentUsed | Self::Call { revoked: true, .. } => StatusCode::UNAUTHORIZED,
            Self::RefreshOld => StatusCode::BAD_REQUEST,
            Self::EndOne | Self::EndAll | Self::Erase => StatusCode::NO_CONTENT,
            _ => StatusCode::OK,
        }
    }

    /// Brings somebody new to the point before the act.
    pub(super) async fn prepare(self, stage: &Stage) -> Scene<'_> {
        let (service, number) = (&stage.service, stage.number());
        let who = match self {
            Self::AskByPhone | Self::PresentByPhone => format!("+1415555{:04}", 100 + number),
            _ => format!("ada-{number}@example.org"),
        };
        let nothing = String::new;
        let mut scene = Scene {
            act: self,
            service,
            who,
            challenge: nothing(),
            code: nothing(),
            access: nothing(),
            refresh: nothing(),
            other: nothing(),
            other_session: nothing(),
            sent: 0,
            counted: Counted::default(),
        };
        match self {
            // What is known of the pressure is too old.
            Self::Ask | Self::AskByPhone => service.clock.advance(REMEMBERED_FOR),
            Self::AskAsKnown => _ = service.sign_in(&scene.who).await,
            Self::Resend => {
                (scene.challenge, scene.code) = service.challenge(&scene.who).await;
                service.clock.advance(30);
            }
            Self::PresentAsKnown => {
                scene.sign_in_and_out().await;
                (scene.challenge, scene.code) = service.challenge(&scene.who).await;
            }
            Self::PresentUsed => {
                scene.sign_in_and_out().await;
                scene.sign_in().await;
            }
            Self::ResendTooSoon | Self::Present | Self::PresentByPhone | Self::PresentWrong => {
                (scene.challenge, scene.code) = service.challenge(&scene.who).await;
            }
            _ => scene.sign_in().await,
        }
        scene.sent = service.codes_to(&scene.who).len();
        scene.counted = Counted::by(service).await;
        scene
    }
}

impl Scene<'_> {
    async fn sign_in(&mut self) {
        let service = self.service;
        (self.challenge, self.code) = service.challenge(&self.who).await;
        let answer = service.verify(&self.challenge, &self.code).await;
        (self.access, self.refresh) = (answer.text("access_token"), answer.text("refresh_token"));
        match self.act {
            Act::RefreshAgain => self.other = service.refresh(&self.refresh).await.text("refresh_token"),
            Act::RefreshOld => {
                self.other = service.refresh(&self.refresh).await.text("refresh_token");
                service.clock.advance(11);
            }
            Act::EndOne | Act::EndAll | Act::Erase => {
                let other = service.sign_in(&self.who).await;
                self.other = other.text("refresh_token");
                let sid = claims(&other.text("access_token"))["sid"].clone();
                self.other_session = sid.as_str().unwrap().split_once('.').unwrap().1.to_owned();
            }
            Act::Call { revoked: true, .. } => assert_eq!(self.revoke(&self.access).await.status, 200),
            _ => {}
        }
    }

    /// Leaves an account, and no session of it.
    async fn sign_in_and_out(&self) {
        let signed_in = self.service.sign_in(&self.who).await;
        assert_eq!(self.revoke(&signed_in.text("refresh_token")).await.status, 200);
    }

    /// Acts.
    pub(super) async fn call(&self) -> Answer {
        let service = self.service;
        match self.act {
            Act::Ask | Act::AskAsKnown | Act::AskByPhone => service.request(&self.body()).await,
            Act::Resend | Act::ResendTooSoon => self.resend().await,
            Act::Present | Act::PresentAsKnown | Act::PresentByPhone | Act::PresentUsed => {
                service.verify(&self.challenge, &self.code).await
            }
            Act::PresentWrong => service.verify(&self.challenge, &wrong(&self.code)).await,
            Act::Refresh | Act::RefreshAgain | Act::RefreshOld => service.refresh(&self.refresh).await,
            Act::RevokeSession => self.revoke(&self.refresh).await,
            Act::RevokeToken => self.revoke(&self.access).await,
            Act::List => service.client.get_as("/sessions", &self.access).await,
            Act::EndOne => self.end(&format!("/sessions/{}", self.other_session)).await,
            Act::EndAll => self.end("/sessions").await,
            Act::Erase => self.end("/me").await,
            Act::Call { .. } => service.client.get_as("/me", &self.access).await,
        }
    }

    fn body(&self) -> Value {
        json!({ if self.who.contains('@') { "email" } else { "phone" }: self.who })
    }

    async fn resend(&self) -> Answer {
        let mut body = self.body();
        body["challenge"] = json!(self.challenge);
        self.service.request(&body).await
    }

    async fn revoke(&self, token: &str) -> Answer {
        self.service.client.post_form("/revoke", &[("token", token)]).await
    }

    async fn end(&self, path: &str) -> Answer {
        self.service.client.send_as(Method::DELETE, path, &self.access).await
    }

    /// No answer but a success holds a token, and none a code, an address or what a service of AWS said.
    pub(super) fn tells_nothing(&self, spoil: Spoil, answer: &Answer) {
        let body = String::from_utf8_lossy(&answer.body);
        let codes = self.service.codes_to(&self.who);
        let mut secrets = vec![self.who.as_str(), "injected", "Exception", "DynamoDB", "<html>"];
        secrets.extend(codes.iter().map(String::as_str));
        if !answer.status.is_success() {
            // With its quote: a sealed text may hold the letters by chance.
            secrets.extend(["\"eyJ", "_token"]);
        }
        for secret in secrets {
            // A sealed or signed text may hold six digits by chance.
            let quoted = secret.len() < 9 && answer.status.is_success();
            let found = if quoted { body.contains(&format!("\"{secret}\"")) } else { body.contains(secret) };
            let of_claims = matches!(self.act, Act::Call { .. });
            assert!(!found || of_claims, "{spoil:?}: {secret} in {body}");
        }
    }

    /// What must be true once nothing fails any more.
    pub(super) async fn afterwards(&self, spoil: Spoil, answer: &Answer, done: bool) {
        self.nothing_was_free(spoil, done).await;
        match self.act {
            Act::Ask | Act::AskAsKnown | Act::AskByPhone | Act::Resend | Act::ResendTooSoon => {
                self.only_the_newest_code_works(spoil, answer, done).await;
            }
            Act::Present | Act::PresentAsKnown | Act::PresentByPhone => {
                self.the_code_worked_at_most_once(spoil, answer, done).await;
            }
            Act::PresentWrong => self.the_guess_was_booked_or_has_no_verdict(spoil, done).await,
            Act::PresentUsed => self.nobody_was_signed_in(spoil).await,
            Act::Refresh | Act::RefreshAgain => self.the_session_goes_on(spoil, answer, done).await,
            Act::RefreshOld => {
                assert_eq!(self.call().await.status, 400, "{spoil:?}");
                assert_eq!(self.service.refresh(&self.other).await.status, 400, "{spoil:?}: the session has ended");
            }
            Act::RevokeSession | Act::RevokeToken => {
                assert!(done || self.call().await.status == 200, "{spoil:?}");
                assert_eq!(self.service.client.get_as("/me", &self.access).await.status, 401, "{spoil:?}");
                let refreshed = self.service.refresh(&self.refresh).await.status;
                assert_eq!(refreshed, if self.act == Act::RevokeSession { 400 } else { 200 }, "{spoil:?}");
            }
            Act::List => assert_eq!(self.service.sessions(&self.access).await.len(), 1, "{spoil:?}"),
            Act::EndOne => {
                let ended = done || self.service.refresh(&self.other).await.status == 400 || {
                    self.call().await.status == 204
                };
                assert!(ended, "{spoil:?}");
                assert_eq!(self.service.refresh(&self.other).await.status, 400, "{spoil:?}");
                assert_eq!(
                    self.service.refresh(&self.refresh).await.status,
                    200,
                    "{spoil:?}: the caller's own goes on"
                );
            }
            Act::EndAll | Act::Erase => self.nothing_is_left(spoil, done).await,
            Act::Call { .. } => assert_eq!(self.call().await.status, self.act.success(), "{spoil:?}"),
        }
    }

    /// Signs in once more and out everywhere, then in again to erase what there is. Gives every session that there was.
    pub(super) async fn end_everything(&self, answer: &Answer) -> Vec<Answer> {
        let service = self.service;
        let mut ended = vec![answer.clone()];
        for path in ["/sessions", "/me"] {
            service.clock.advance(1);
            let signed_in = service.sign_in(&self.who).await;
            let gone = service.client.send_as(Method::DELETE, path, &signed_in.text("access_token")).await;
            assert_eq!(gone.status, 204, "{path}");
            ended.push(signed_in);
        }
        ended
    }

    /// Neither a session, nor a token, nor a code, nor an earlier moment.
    pub(super) async fn nothing_came_back(&self, spoil: Spoil, ended: &[Answer]) {
        let service = self.service;
        let text = |answer: &Answer, name: &str| {
            let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            body[name].as_str().map(str::to_owned)
        };
        let of_answers = |name: &str| ended.iter().filter_map(|answer| text(answer, name)).collect::<Vec<_>>();
        for token in of_answers("refresh_token").iter().chain([&self.refresh, &self.other]) {
            assert_ne!(service.refresh(token).await.status, 200, "{spoil:?}: a refresh token");
        }
        for token in of_answers("access_token").iter().chain([&self.access]).filter(|token| !token.is_empty()) {
            assert_eq!(service.client.get_as("/me", token).await.status, 401, "{spoil:?}: an access token");
        }
        assert_eq!(service.live_sessions().await.len(), 0, "{spoil:?}: a session");
        if !self.challenge.is_empty() {
            assert_eq!(service.verify(&self.challenge, &self.code).await.status, 401, "{spoil:?}: a code");
        }
        let moment = service.of_subjects("revocation#subject").await.remove(0);
        let last = service.clock.now().as_unix() - 1;
        assert_eq!(moment["not_before"].as_n().unwrap(), &last.to_string(), "{spoil:?}: an earlier moment");
    }
}
