//! What is attacked, with a clock to move and a bill to read.

use std::fmt;

use platform::clock::Clock;
use platform::sender::{Outbox, Sent};
use serde_json::json;
use tests::{Answer, Service, stored};

use crate::attacker::Address;
use crate::plain::Plain;

/// A running service.
pub(crate) struct Target {
    pub(crate) clock: Clock,
    outbox: Outbox,
    base: String,
    running: Running,
}

enum Running {
    Ours(Box<Service>),
    Plain(Box<Plain>),
}

/// What the owner pays for: US dollars by the list prices of us-east-1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    emails: u64,
    texts: u64,
    writes: u64,
    reads: u64,
}

/// What one message and one call cost.
const EMAIL: f64 = 0.000_1;
pub(crate) const TEXT: f64 = 0.05;
const WRITE: f64 = 0.000_000_625;
const READ: f64 = 0.000_000_125;

/// An attempt that the service accepted.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) challenge: String,
    /// Digits of the code; none where it is a long one.
    pub(crate) digits: Option<u32>,
}

impl Target {
    /// This service, with some settings changed.
    pub(crate) async fn ours(settings: &[(&str, &str)]) -> Self {
        // Hundreds of calls at once share one process and one database here, and may queue.
        let mut settings = settings.to_vec();
        settings.push(("CALL_TIMEOUT_MILLISECONDS", "60000"));
        // Other tests raise these; an empty variable has its default.
        settings.extend([("ADDRESS_SENDS", ""), ("ADDRESS_VERIFICATIONS", "")]);
        let service = Box::new(Service::with(&settings).await);
        let (clock, outbox, base) = (service.clock.clone(), service.outbox().clone(), service.base());
        service.proxy.take_calls();
        Self { clock, outbox, base, running: Running::Ours(service) }
    }

    /// The plain one.
    pub(crate) async fn plain() -> Self {
        let plain = Box::new(Plain::start().await);
        let (clock, outbox, base) = (plain.clock.clone(), plain.outbox.clone(), plain.url.clone());
        Self { clock, outbox, base, running: Running::Plain(plain) }
    }

    pub(crate) async fn request(&self, from: &Address, identifier: &str) -> Option<Attempt> {
        attempt(&self.post(from, "/otp/request", &[], &identified(identifier)).await)
    }

    /// Asks for another code for the same attempt; none where that is dead.
    pub(crate) async fn resend(&self, from: &Address, identifier: &str, challenge: &str) -> Option<Attempt> {
        let mut body = identified(identifier);
        body["challenge"] = json!(challenge);
        let answer = self.post(from, "/otp/request", &[], &body).await;
        if answer.status == 400 { None } else { attempt(&answer) }
    }

    /// Asks as a browser with this cookie.
    pub(crate) async fn request_known(&self, from: &Address, identifier: &str, cookie: &str) -> Option<Attempt> {
        attempt(&self.post(from, "/otp/request", &[("cookie", cookie)], &identified(identifier)).await)
    }

    pub(crate) async fn verify(&self, from: &Address, challenge: &str, code: &str) -> Answer {
        self.post(from, "/otp/verify", &[], &json!({ "challenge": challenge, "code": code })).await
    }

    async fn post(&self, from: &Address, path: &str, headers: &[(&str, &str)], body: &serde_json::Value) -> Answer {
        from.post(&format!("{}{path}", self.base), headers, body).await
    }

    /// The newest message to somebody: only its owner reads it.
    pub(crate) fn message_to(&self, identifier: &str) -> Sent {
        self.outbox.newest_to(identifier).expect("a message")
    }

    /// How many messages left.
    pub(crate) fn sent(&self) -> u64 {
        self.outbox.count()
    }

    /// How many of the wrong guesses `made` at this very second were judged: the ledgers book each with its time, the
    /// plain service judges all of them.
    pub(crate) async fn judged_now(&self, made: usize) -> usize {
        let Running::Ours(service) = &self.running else { return made };
        let now = self.clock.now().as_unix();
        let ledgers: Vec<stored::Ledger> = service.ledgers().await.iter().map(stored::state).collect();
        let pools = ledgers
            .iter()
            .flat_map(|ledger| [&ledger.strangers].into_iter().chain(ledger.devices.iter().map(|(_, spent)| spent)));
        pools.flat_map(|spent| &spent.failures).filter(|at| **at == now).count()
    }

    /// The bill since the last one.
    pub(crate) fn cost(&self, texts: bool) -> Cost {
        let calls = match &self.running {
            Running::Ours(service) => service.proxy.take_calls(),
            Running::Plain(plain) => plain.proxy.take_calls(),
        };
        let count = |wanted: fn(&str) -> bool| {
            let calls = calls.iter().filter(|(operation, _)| wanted(operation));
            calls.map(|(_, count)| u64::try_from(*count).expect("a count")).sum()
        };
        let sent = self.sent();
        Cost {
            emails: if texts { 0 } else { sent },
            texts: if texts { sent } else { 0 },
            writes: count(|operation| !operation.ends_with("GetItem") && operation != "Query"),
            reads: count(|operation| operation.ends_with("GetItem") || operation == "Query"),
        }
    }
}

fn identified(identifier: &str) -> serde_json::Value {
    if identifier.starts_with('+') { json!({ "phone": identifier }) } else { json!({ "email": identifier }) }
}

fn attempt(answer: &Answer) -> Option<Attempt> {
    if answer.status != 202 {
        assert_eq!(answer.status, 429, "{answer:?}");
        return None;
    }
    let body = answer.json();
    let digits = (body["code_format"] != "base32").then(|| body["code_length"].as_u64().expect("a length"));
    Some(Attempt {
        challenge: answer.text("challenge"),
        digits: digits.map(|digits| u32::try_from(digits).expect("a length")),
    })
}

impl fmt::Display for Cost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |count: u64| f64::from(u32::try_from(count).expect("a count"));
        let dollars = count(self.emails) * EMAIL
            + count(self.texts) * TEXT
            + count(self.writes) * WRITE
            + count(self.reads) * READ;
        let messages = if self.texts > 0 { (self.texts, "texts") } else { (self.emails, "emails") };
        write!(formatter, "{} {}, {} writes, {} reads: ${dollars:.4}", messages.0, messages.1, self.writes, self.reads)
    }
}
