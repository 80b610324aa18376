//! `kill -9` at random moments under load: what clients were told still holds afterwards.

use std::collections::HashMap;
use std::time::Duration;

use axum::body::Body;
use http::Method;
use platform::entropy::random;
use platform::settings::Environment;
use serde_json::{Value, json};
use tests::service::{PATIENCE, code_in, wrong};
use tests::tokens::claims;
use tests::{Answer, Client};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::faults::restart::{Server, lasting_port};

const USERS: u64 = 8;
const KILLS: u64 = 6;
/// Most sends to one identifier; a user who has spent them goes on with another one.
const SENDS: usize = 6;
/// Most wrong codes of one challenge that are judged.
const GUESSES: usize = 5;
const SETTINGS: [(&str, &str); 11] = [
    ("EMAIL_SENDS_PER_HOUR", "6"),
    ("WRONG_GUESSES_PER_DAY", "100"),
    ("WRONG_GUESSES_PER_MONTH", "100"),
    // All users share one address here.
    ("ADDRESS_SENDS", "10000"),
    ("ADDRESS_VERIFICATIONS", "10000"),
    ("ADDRESS_TOKEN_CALLS", "10000"),
    ("SESSION_CALLS", "10000"),
    ("WRONG_GUESSES_PER_MINUTE", "0"),
    // A server that starts slowly is no thief.
    ("REFRESH_GRACE_SECONDS", "60"),
    ("LOG_LEVEL", "error"),
    PATIENCE,
];
/// What each user does at least, however slow the machine is.
const ACTIONS: usize = 24;

/// What users make of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// It runs for this time, from 0.
    Runs(u64),
    /// Enough.
    Over,
}

/// Random, and the same again for the same seed.
struct Dice(u64);

impl Dice {
    /// `SplitMix64`.
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// An attempt whose code the user has read.
struct Attempt {
    challenge: String,
    code: String,
    /// Wrong codes that were answered as such.
    wrong: usize,
    /// Right codes that were answered with tokens.
    right: usize,
    /// A call with the right code was answered, or may have been carried out.
    presented: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Lives,
    Ended,
    /// The call that ends it was not answered.
    Unknown,
}

/// A session of which the user was told.
struct Session {
    refresh_token: String,
    access_token: String,
    fate: Fate,
}

/// One user, and all that they were told.
struct User {
    number: u64,
    identifiers: u64,
    dice: Dice,
    client: Client,
    phase: watch::Receiver<Phase>,
    /// Codes that are on their way, by identifier, as far as the server told.
    sends: HashMap<String, usize>,
    attempts: Vec<Attempt>,
    sessions: Vec<Session>,
}

impl User {
    async fn live(mut self) -> Self {
        let mut actions = 0;
        while *self.phase.borrow() != Phase::Over || actions < ACTIONS {
            actions += 1;
            match self.dice.below(4) {
                0 | 1 => self.sign_in().await,
                2 => self.refresh().await,
                _ => self.end().await,
            }
        }
        self
    }

    /// What the server answers; without an answer the user waits until it runs again.
    async fn ask(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Option<Answer> {
        let answer = self.client.try_send(method, path, headers, Body::from(body)).await;
        if let Some(answer) = &answer {
            assert!(answer.status.as_u16() < 500, "{path}: {answer:?}");
        } else {
            // A connection that died before the last start shows that only now: nobody waits for ever.
            let _ = tokio::time::timeout(Duration::from_secs(1), self.phase.changed()).await;
        }
        answer
    }

    async fn post(&mut self, path: &str, body: &Value) -> Option<Answer> {
        self.ask(Method::POST, path, &[("content-type", "application/json")], body.to_string()).await
    }

    async fn post_form(&mut self, path: &str, parameters: &[(&str, &str)]) -> Option<Answer> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        self.ask(Method::POST, path, &[("content-type", "application/x-www-form-urlencoded")], body).await
    }

    async fn sign_in(&mut self) {
        let email = format!("user-{}-{}@example.org", self.number, self.identifiers);
        let Some(requested) = self.post("/otp/request", &json!({ "email": email })).await else { return };
        if requested.status == 429 {
            self.identifiers += 1;
            return;
        }
        *self.sends.entry(email.clone()).or_default() += 1;
        let Some(inbox) = self.ask(Method::GET, "/dev/inbox.json", &[], String::new()).await else { return };
        let inbox = inbox.json();
        // The inbox ends with its process.
        let Some(newest) = inbox.as_array().unwrap().iter().find(|sent| sent["to"] == email.as_str()) else { return };
        let (challenge, code) = (requested.text("challenge"), code_in(newest["text"].as_str().unwrap()));
        let mut attempt = Attempt { challenge, code, wrong: 0, right: 0, presented: false };
        for _ in 0..self.dice.below(GUESSES as u64) {
            let guess = json!({ "challenge": attempt.challenge, "code": wrong(&attempt.code) });
            match self.post("/otp/verify", &guess).await {
                Some(answer) => {
                    assert_eq!(answer.status, 401, "{answer:?}");
                    attempt.wrong += 1;
                }
                None => break,
            }
        }
        if self.dice.below(4) > 0 {
            self.present(&mut attempt).await;
        }
        self.attempts.push(attempt);
    }

    /// The right code, several times at once.
    async fn present(&mut self, attempt: &mut Attempt) {
        attempt.presented = true;
        let guess = json!({ "challenge": attempt.challenge, "code": attempt.code }).to_string();
        let mut calls = JoinSet::new();
        for _ in 0..=self.dice.below(4) {
            let (client, guess) = (self.client.clone(), guess.clone());
            calls.spawn(async move {
                client.try_send(Method::POST, "/otp/verify", &[("content-type", "application/json")], guess).await
            });
        }
        for answer in calls.join_all().await.into_iter().flatten() {
            if answer.status == 200 {
                attempt.right += 1;
                let (refresh_token, access_token) = (answer.text("refresh_token"), answer.text("access_token"));
                self.sessions.push(Session { refresh_token, access_token, fate: Fate::Lives });
            }
        }
    }

    /// Any session of which the user was told.
    fn any_session(&mut self) -> Option<usize> {
        let count = u64::try_from(self.sessions.len()).unwrap();
        (count > 0).then(|| usize::try_from(self.dice.below(count)).unwrap())
    }

    async fn refresh(&mut self) {
        let Some(index) = self.any_session() else { return };
        let (token, fate) = (self.sessions[index].refresh_token.clone(), self.sessions[index].fate);
        let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
        let Some(answer) = self.post_form("/token", &form).await else { return };
        match (fate, answer.status.as_u16()) {
            (Fate::Lives | Fate::Unknown, 200) => {
                self.sessions[index].refresh_token = answer.text("refresh_token");
                self.sessions[index].access_token = answer.text("access_token");
            }
            (Fate::Ended, 400) => {}
            // Carried out after all, and it stays so.
            (Fate::Unknown, 400) => self.sessions[index].fate = Fate::Ended,
            _ => panic!("a session that {fate:?}: {answer:?}"),
        }
    }

    /// By either way that ends one session.
    async fn end(&mut self) {
        let Some(index) = self.any_session() else { return };
        if self.sessions[index].fate != Fate::Lives || self.dice.below(3) > 0 {
            return;
        }
        let Session { refresh_token, access_token, .. } = &self.sessions[index];
        let (refresh_token, access_token) = (refresh_token.clone(), access_token.clone());
        let answer = if self.dice.below(2) == 0 {
            self.post_form("/revoke", &[("token", &refresh_token)]).await
        } else {
            let bearer = format!("Bearer {access_token}");
            let sid = claims(&access_token)["sid"].clone();
            let (_, id) = sid.as_str().unwrap().split_once('.').unwrap();
            let path = format!("/sessions/{id}");
            self.ask(Method::DELETE, &path, &[("authorization", &bearer)], String::new()).await
        };
        self.sessions[index].fate = match answer {
            Some(answer) => {
                assert!(answer.status.is_success(), "{answer:?}");
                Fate::Ended
            }
            None => Fate::Unknown,
        };
    }

    /// Asks the server, which stays, about everything that it told.
    async fn check(&mut self, told: &mut Told) {
        for (email, sends) in &self.sends {
            assert!(*sends <= SENDS, "{email}: {sends} codes");
            told.spent += usize::from(*sends == SENDS);
        }
        for attempt in std::mem::take(&mut self.attempts) {
            assert!(attempt.right <= 1, "a code succeeded {} times", attempt.right);
            let verify = async |code: String| {
                let guess = json!({ "challenge": attempt.challenge, "code": code });
                self.client.post("/otp/verify", &guess).await.status
            };
            if attempt.right == 1 {
                told.used += 1;
            } else if attempt.presented {
                // Nobody knows whether it was used.
                continue;
            } else {
                // Together with those that were told before, all that one challenge has.
                for _ in attempt.wrong..GUESSES {
                    assert_eq!(verify(wrong(&attempt.code)).await, 401);
                }
                told.wrong += attempt.wrong;
            }
            assert_eq!(verify(attempt.code.clone()).await, 401, "used, or out of guesses, for good");
        }
        for session in &self.sessions {
            let form = [("grant_type", "refresh_token"), ("refresh_token", session.refresh_token.as_str())];
            let status = self.client.post_form("/token", &form).await.status.as_u16();
            match session.fate {
                Fate::Lives => assert_eq!(status, 200, "a session was lost"),
                Fate::Ended => assert_eq!(status, 400, "a session came back"),
                Fate::Unknown => assert!(status == 200 || status == 400, "{status}"),
            }
            told.living += usize::from(session.fate == Fate::Lives);
            told.ended += usize::from(session.fate == Fate::Ended);
        }
    }
}

/// How much was checked.
#[derive(Debug, Default)]
struct Told {
    used: usize,
    wrong: usize,
    spent: usize,
    living: usize,
    ended: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_whatever_clients_were_told_holds_after_kill_minus_nine_at_random_moments() {
    let seed = Environment::of_process().get("KILL_SEED").and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| u64::from_le_bytes(random().unwrap()));
    println!("KILL_SEED={seed}");
    let mut dice = Dice(seed);
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", folder.path().to_str().unwrap()];
    let port = lasting_port();
    let mut server = Server::with(&SETTINGS, port, &data);
    let (phase, told) = watch::channel(Phase::Runs(0));
    let mut users = JoinSet::new();
    for number in 0..USERS {
        let user = User {
            number,
            identifiers: 0,
            dice: Dice(dice.below(u64::MAX)),
            client: server.client.clone(),
            phase: told.clone(),
            sends: HashMap::new(),
            attempts: Vec::new(),
            sessions: Vec::new(),
        };
        users.spawn(user.live());
    }
    for kill in 1..=KILLS {
        tokio::time::sleep(Duration::from_millis(300 + dice.below(2_000))).await;
        server.kill();
        server = Server::with(&SETTINGS, port, &data);
        phase.send_replace(Phase::Runs(kill));
    }
    phase.send_replace(Phase::Over);
    let mut checked = Told::default();
    for mut user in users.join_all().await {
        user.check(&mut checked).await;
    }
    println!("{checked:?}");
    let Told { used, wrong, spent, living, ended } = checked;
    assert!(used > 0 && wrong > 0 && spent > 0 && living > 0 && ended > 0, "it was checked: {checked:?}");
}
