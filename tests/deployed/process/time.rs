//! How long answers take: the deployed binaries, since a build without optimisation works ten times as long on
//! everything. `.ci/run` runs these with `--ignored`.
//!
//! Compared is what a stranger could learn something from: whether an identifier is known, when a code for it is asked
//! for or guessed at. Not compared is what the caller knows anyway: a handle that is forged or expired is refused
//! without a call to the database, and a code that is refused for good may take longer than a wrong one
//! (docs/sessions.md). Tokens and handles cannot be guessed, so the time of their refusal tells their holder alone.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use platform::entropy::random;
use serde_json::{Value, json};
use tests::service::wrong;
use tests::{Answer, Fault, Function, Proxy};

use super::{Deployment, post, verified};
use crate::routes::uniformity::ranks::{median, p_value};

/// Calls of each kind in one round.
const CALLS: usize = 300;
/// Most of so many rounds decide: one round in a hundred shows a difference by chance alone.
const ROUNDS: usize = 3;
const SMALLEST_P: f64 = 0.01;
/// Between the medians, as a share of the smaller one.
const LARGEST_GAP: f64 = 0.05;

/// What the database takes over a call: longer than the embedded one does. That one takes some tenths of a millisecond
/// longer to replace an item than to make one, which says nothing about DynamoDB and would hide what this is about: the
/// work of the functions, and how many calls they make.
const DATABASE: Duration = Duration::from_millis(4);

/// What is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Request,
    RequestByText,
    /// For one code more than an identifier gets.
    RequestTooMany,
    WrongGuess,
}

/// Codes that an address gets in an hour.
const SENDS: usize = 5;

struct Stopwatch {
    deployment: Deployment,
    _proxy: Proxy,
    request: Function,
    verify: Function,
    /// What becomes of calls to the database at this moment.
    pace: Arc<Mutex<Fault>>,
    /// How much longer the database takes where somebody known is asked for.
    delay: Duration,
}

impl Stopwatch {
    /// While somebody is timed, the database takes equally long over everything, and `delay` longer for whoever is known.
    async fn new(delay: Duration) -> Self {
        let deployment = Deployment::with(&[("SMS_COUNTRIES", "US"), ("SMS_DAILY_BUDGET", "1000")]).await;
        let proxy = Proxy::before(deployment.database.url()).await;
        let start = async |name| {
            let mut environment = deployment.environment(name);
            environment.push(("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), proxy.url().to_owned()));
            Function::start(name, &environment).await
        };
        let (request, verify) = (start("request").await, start("verify").await);
        let pace = Arc::new(Mutex::new(Fault::None));
        let now = Arc::clone(&pace);
        proxy.plan(move |_| *now.lock().unwrap());
        Self { deployment, _proxy: proxy, request, verify, pace, delay }
    }

    /// Milliseconds of each call: about those who are known, and about those who are not.
    async fn round(&self, call: Call) -> [Vec<f64>; 2] {
        let mut calls = Vec::new();
        for number in 0..2 * CALLS {
            let known = number % 2 == 0;
            let name = u64::from_le_bytes(random().unwrap());
            let who = if call == Call::RequestByText {
                json!({ "phone": format!("+1415{:07}", 2_000_000 + name % 7_000_000) })
            } else {
                json!({ "email": format!("{name:016x}@example.org") })
            };
            if known {
                let (challenge, code) = self.code_for(&who).await;
                assert_eq!(verified(&self.verify, &challenge, &code).await.status, 200);
            }
            calls.push((name, known, who));
        }
        // The names are random, so this is an order of chance.
        calls.sort_by_key(|(name, ..)| *name);
        let mut samples = [Vec::new(), Vec::new()];
        for (_, known, who) in calls {
            let time = match call {
                Call::Request | Call::RequestByText => {
                    self.time(known, &self.request, &post("/otp/request", &who), 202).await
                }
                Call::RequestTooMany => {
                    for _ in usize::from(known)..SENDS {
                        self.code_for(&who).await;
                    }
                    self.time(known, &self.request, &post("/otp/request", &who), 429).await
                }
                Call::WrongGuess => {
                    let (challenge, code) = self.code_for(&who).await;
                    let guess = json!({ "challenge": challenge, "code": wrong(&code) });
                    self.time(known, &self.verify, &post("/otp/verify", &guess), 401).await
                }
            };
            samples[usize::from(!known)].push(time);
        }
        samples
    }

    async fn code_for(&self, who: &Value) -> (String, String) {
        self.deployment.services.take_calls();
        let requested: Answer = self.request.call(&post("/otp/request", who)).await;
        (requested.text("challenge"), self.deployment.take_code())
    }

    #[expect(clippy::disallowed_methods, reason = "time is what this is about")]
    async fn time(&self, known: bool, function: &Function, event: &Value, status: u16) -> f64 {
        let database = if known { DATABASE + self.delay } else { DATABASE };
        *self.pace.lock().unwrap() = Fault::Steady(database);
        let start = Instant::now();
        let answer = function.invoke(event).await.unwrap();
        let taken = start.elapsed();
        *self.pace.lock().unwrap() = Fault::None;
        assert_eq!(answer["statusCode"], status, "{answer}");
        taken.as_secs_f64() * 1e3
    }
}

/// Whether a round shows a difference.
async fn shows_a_difference(call: Call, delay: Duration) -> bool {
    let [known, unknown] = Stopwatch::new(delay).await.round(call).await;
    let (p, of_known, of_unknown) = (p_value(&known, &unknown), median(&known), median(&unknown));
    let gap = (of_known - of_unknown).abs() / of_known.min(of_unknown);
    let percent = gap * 100.0;
    println!("{call:?} + {delay:?}: known {of_known:.3} ms, unknown {of_unknown:.3} ms, gap {percent:.1} %, p {p:.4}");
    p <= SMALLEST_P || gap >= LARGEST_GAP
}

/// Whether most rounds do.
async fn differs(call: Call, delay: Duration) -> bool {
    let mut shown = [0; 2];
    while shown.iter().all(|rounds| rounds * 2 < ROUNDS) {
        shown[usize::from(shows_a_difference(call, delay).await)] += 1;
    }
    shown[1] > shown[0]
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow, and about the binaries that are deployed; .ci/run runs it"]
async fn otp_11_a_request_for_a_known_identifier_takes_as_long_as_for_an_unknown_one() {
    assert!(!differs(Call::Request, Duration::ZERO).await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow, and about the binaries that are deployed; .ci/run runs it"]
async fn otp_11_a_request_by_text_message_takes_as_long_for_a_known_number_as_for_an_unknown_one() {
    assert!(!differs(Call::RequestByText, Duration::ZERO).await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow, and about the binaries that are deployed; .ci/run runs it"]
async fn otp_12_a_request_too_many_is_refused_as_soon_for_a_known_identifier_as_for_an_unknown_one() {
    assert!(!differs(Call::RequestTooMany, Duration::ZERO).await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow, and about the binaries that are deployed; .ci/run runs it"]
async fn otp_12_a_wrong_guess_takes_as_long_for_a_known_identifier_as_for_an_unknown_one() {
    assert!(!differs(Call::WrongGuess, Duration::ZERO).await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow, and about the binaries that are deployed; .ci/run runs it"]
async fn a_call_to_the_database_that_takes_a_fifth_of_a_millisecond_longer_is_seen() {
    for call in [Call::Request, Call::RequestByText, Call::RequestTooMany, Call::WrongGuess] {
        assert!(differs(call, Duration::from_micros(200)).await, "{call:?}");
    }
}
