//! The whole service, started for one test.

use std::collections::HashMap;

use admin::keys::KeyAlgorithm;
use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use local::database::Database;
use local::queue::Queue;
use local::template::Template;
use local::{Local, Options};
use platform::aws::Aws;
use platform::clock::Clock;
use platform::notices::Notices;
use platform::sender::{Outbox, Sent};
use platform::settings::{AwsSettings, Environment, FromEnvironment, NoticeSettings};
use serde_json::{Value, json};
use shared::Timestamp;
use shared::identity::keyring::Keyring;

use crate::{Answer, Client, Proxy, evidence, stored};

/// When every test begins: 2026-11-22T12:00:00Z.
pub const START: Timestamp = Timestamp::from_unix(1_795_348_800);

/// Every test comes from one address; tests of its limits set them back.
pub const ROOM_FOR_TESTS: [(&str, &str); 6] = [
    ("ADDRESS_SENDS", "10000"),
    ("ADDRESS_VERIFICATIONS", "10000"),
    ("ADDRESS_TOKEN_CALLS", "10000"),
    ("ADDRESS_PUSHED_REQUESTS", "10000"),
    ("ADDRESS_PASSKEYS", "10000"),
    ("SESSION_CALLS", "10000"),
];

/// No call of a test is late, however busy the machine: the SDK would make it again, and counts of calls would differ.
/// Tests of what is late set it back.
pub const PATIENCE: (&str, &str) = ("CALL_TIMEOUT_MILLISECONDS", "60000");

/// Open files that a test may need.
const FILES: u64 = 10_000;

/// A running service over a database of its own, behind a proxy, with a clock that the test moves.
#[derive(Debug)]
pub struct Service {
    /// Speaks to it.
    pub client: Client,
    /// Stands before its database.
    pub proxy: Proxy,
    /// Its time.
    pub clock: Clock,
    /// Its database.
    pub database: Database,
    local: Watched,
}

/// Another deployment over a service's table.
#[derive(Debug)]
pub struct Beside {
    /// Speaks to it.
    pub client: Client,
    _local: Watched,
}

/// Its messages are evidence when it ends.
#[derive(Debug)]
struct Watched(Local);

impl Watched {
    fn base(&self) -> String {
        format!("http://{}", self.0.address())
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        for message in self.0.outbox().messages() {
            evidence::sent(&message.to, &message.text);
        }
    }
}

impl Service {
    /// Starts with the defaults.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// Starts with some settings changed.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        raise_file_limit();
        let template = Template::of_this_repository().expect("the template");
        let database = Database::start(None, template).await.expect("a database");
        let proxy = Proxy::before(database.url()).await;
        let clock = Clock::manual(START);
        let local = start(settings, &proxy, &clock).await;
        // What a start asks for is no call's.
        proxy.take_calls();
        Self { client: Client::of_service(local.base()), proxy, clock, database, local }
    }

    /// Another deployment of the same service, with some settings changed and signing keys of its own, over the same
    /// table and at the same time.
    pub async fn beside(&self, settings: &[(&str, &str)]) -> Beside {
        let local = start(settings, &self.proxy, &self.clock).await;
        Beside { client: Client::of_service(local.base()), _local: local }
    }

    /// Where it answers: an address, since a name may lead to IPv6, and tests tell networks of IPv4 apart.
    pub fn base(&self) -> String {
        self.local.base()
    }

    /// The issuer, which is its name.
    pub fn url(&self) -> String {
        self.local.0.url()
    }

    /// Asks for a code.
    pub async fn request(&self, body: &Value) -> Answer {
        self.client.post("/otp/request", body).await
    }

    /// Asks for a code for an address or a number, and gives the challenge and the code.
    pub async fn challenge(&self, who: &str) -> (String, String) {
        let answer = self.request(&json!({ if who.contains('@') { "email" } else { "phone" }: who })).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        (answer.text("challenge"), self.last_code())
    }

    /// Asks for a code with a `Cookie` header.
    pub async fn request_with(&self, cookie: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json"), ("cookie", cookie)];
        self.client.send(Method::POST, "/otp/request", &headers, body.to_string()).await
    }

    /// What the strangers' pool of the one ledger has spent: its `sends` or `failures`.
    pub async fn strangers_spent(&self, of_what: &str) -> usize {
        let Some(stored::Ledger { strangers, .. }) = self.ledgers().await.first().map(stored::state) else { return 0 };
        match of_what {
            "sends" => strangers.sends.len(),
            "failures" => strangers.failures.len(),
            _ => panic!("a pool has no {of_what}"),
        }
    }

    /// Presents a code.
    pub async fn verify(&self, challenge: &str, code: &str) -> Answer {
        self.client.post("/otp/verify", &json!({ "challenge": challenge, "code": code })).await
    }

    /// A client that calls from another address of the loopback network, such as `127.0.1.7`.
    pub fn from(&self, address: &str) -> Client {
        Client::from(self.base(), address.parse().expect("an address"))
    }

    /// The code in the newest message.
    pub fn last_code(&self) -> String {
        code_in(&self.last_message().text)
    }

    /// The newest message.
    pub fn last_message(&self) -> Sent {
        self.local.0.outbox().messages().into_iter().next().expect("a message")
    }

    /// The codes that were sent to this address or number, newest first.
    pub fn codes_to(&self, to: &str) -> Vec<String> {
        let messages = self.local.0.outbox().messages();
        messages.iter().filter(|message| message.to == to).filter_map(|message| find_code(&message.text)).collect()
    }

    /// Everything in the table.
    pub async fn items(&self) -> Vec<HashMap<String, AttributeValue>> {
        let scan = self.database.client().scan().table_name(self.database.table()).consistent_read(true);
        let mut items = scan.send().await.expect("a scan").items.unwrap_or_default();
        // What a start notes once and for good is no call's.
        items.retain(|item| item["pk"].as_s().is_ok_and(|partition| !partition.starts_with("secret#")));
        items
    }

    /// The ledgers in the table.
    pub async fn ledgers(&self) -> Vec<HashMap<String, AttributeValue>> {
        let items = self.items().await.into_iter();
        items.filter(|item| item["sk"] == AttributeValue::S("ledger".to_owned())).collect()
    }

    /// What stands under keys of subjects and is of this kind (`session#`, `revocation#` …), by its sort key.
    pub async fn of_subjects(&self, kind: &str) -> Vec<HashMap<String, AttributeValue>> {
        let text = |item: &HashMap<String, AttributeValue>, name: &str| item[name].as_s().expect("a text").clone();
        let mut items = self.items().await;
        items.retain(|item| text(item, "pk").starts_with("subject#") && text(item, "sk").starts_with(kind));
        items.sort_by_key(|item| text(item, "sk"));
        items
    }

    /// The sessions in the table that have not ended, by their sort key.
    pub async fn live_sessions(&self) -> Vec<HashMap<String, AttributeValue>> {
        let mut items = self.of_subjects("session#").await;
        items.retain(|item| matches!(stored::state(item), stored::SessionRecord::Live(_)));
        items
    }

    /// The suppressions in the table.
    pub async fn suppressions(&self) -> Vec<HashMap<String, AttributeValue>> {
        let mut items = self.items().await;
        items.retain(|item| item["pk"].as_s().expect("a text").starts_with("suppression#"));
        items
    }

    /// Signs in and gives the answer.
    pub async fn sign_in(&self, who: &str) -> Answer {
        let (challenge, code) = self.challenge(who).await;
        let answer = self.verify(&challenge, &code).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// Continues a session.
    pub async fn refresh(&self, refresh_token: &str) -> Answer {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        self.client.post_form("/token", &form).await
    }

    /// The sessions that the owner of this access token sees.
    pub async fn sessions(&self, access_token: &str) -> Vec<Value> {
        let answer = self.client.get_as("/sessions", access_token).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["sessions"].as_array().expect("a list").clone()
    }

    /// Everything that would have been sent.
    pub fn outbox(&self) -> &Outbox {
        self.local.0.outbox()
    }

    /// Tells owners what waits to be told; gives how many messages that were.
    pub async fn deliver_notices(&self) -> usize {
        self.local.0.deliver_notices().await
    }

    /// What hands over what owners are told, for who acts beside the functions.
    pub fn notices(&self, keyring: Keyring) -> Notices {
        let queue = self.queue().url();
        let variables = [
            ("AWS_REGION", "local"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL_SQS", queue.as_str()),
            ("NOTICES_QUEUE", queue.as_str()),
            PATIENCE,
        ];
        let environment = Environment::from_pairs(variables);
        let aws = Aws::new(AwsSettings::read(&environment).expect("settings of AWS"));
        Notices::new(&aws, &NoticeSettings::read(&environment).expect("a queue"), keyring)
    }

    /// What owners are to be told.
    pub fn queue(&self) -> &Queue {
        self.local.0.queue()
    }

    /// How many messages would have been sent.
    pub fn sent(&self) -> usize {
        self.local.0.outbox().messages().len()
    }
}

/// Client, gateway, proxy and database are one process here: a parallel call takes some seven descriptors, and 1,024 are
/// what most systems give at first.
pub fn raise_file_limit() {
    let limit = rlimit::increase_nofile_limit(u64::MAX).expect("a limit of open files");
    assert!(limit >= FILES, "{limit} open files are too few for the tests: allow {FILES} (`ulimit -Hn`)");
}

async fn start(settings: &[(&str, &str)], proxy: &Proxy, clock: &Clock) -> Watched {
    evidence::watch();
    // One that a test sets to nothing has its default.
    let is_set = |name: &str| settings.iter().any(|(set, _)| *set == name);
    let room = ROOM_FOR_TESTS.iter().chain([&PATIENCE]).filter(|(name, _)| !is_set(name));
    let settings = room.chain(settings);
    let mut settings: Vec<(String, String)> =
        settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    settings.push(("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), proxy.url().to_owned()));
    let algorithm = KeyAlgorithm::Rs256;
    let options = Options { port: 0, data: None, algorithm, settings, clock: clock.clone() };
    Watched(Local::start(options).await.expect("a service"))
}

/// The code in a message.
pub fn code_in(text: &str) -> String {
    find_code(text).expect("a code")
}

/// Four groups of four, or else the first run of six to eight digits that stands alone; not every message has a code.
fn find_code(text: &str) -> Option<String> {
    let words = || text.split_whitespace().map(|word| word.trim_end_matches('.'));
    let grouped = |word: &&str| word.len() == 19 && word.split('-').all(|group| group.len() == 4);
    if let Some(long) = words().find(grouped) {
        return Some(long.to_owned());
    }
    let runs = text.split(|character: char| !character.is_ascii_digit());
    runs.into_iter().find(|run| (6..=8).contains(&run.len())).map(str::to_owned)
}

/// A well-formed code that is not `code`.
pub fn wrong(code: &str) -> String {
    let Ok(number) = code.parse::<u32>() else {
        let (most, last) = code.split_at(code.len() - 1);
        return format!("{most}{}", if last == "0" { "1" } else { "0" });
    };
    format!("{:0width$}", (number + 1) % 10_u32.pow(u32::try_from(code.len()).expect("a length")), width = code.len())
}
