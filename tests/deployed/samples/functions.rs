//! The functions that the sample events are for, over a database of their own.

use admin::keys::KeyAlgorithm;
use authorizer::{Decision, Denied};
use axum::Router;
use local::database::Database;
use local::queue::Queue;
use local::template::Template;
use platform::aws::Aws;
use platform::clock::Clock;
use platform::lambda::Event;
use platform::sender::{Outbox, Sender};
use platform::settings::{Environment, FromEnvironment};
use platform::signer::Signer;
use serde_json::{Value, json};
use tests::service::{PATIENCE, ROOM_FOR_TESTS, START, code_in};
use tests::tokens::{AUDIENCE, ISSUER, claims};
use tests::{Answer, Keys, ready, stored};

use super::{PLACEHOLDER, call, sample};
use crate::deployed::oauth::{self, FIRST_CLIENT};

/// Every function as it is deployed, but for the outbox in place of SES and SNS.
pub(crate) struct Functions {
    pub(super) keys: Keys,
    pub(super) environment: Environment,
    pub(super) aws: Aws,
    pub(super) outbox: Outbox,
    pub(crate) clock: Clock,
    pub(super) database: Database,
    pub(super) queue: Queue,
}

impl Functions {
    pub(crate) async fn start() -> Self {
        Self::signing_with(KeyAlgorithm::EdDsa).await
    }

    /// The same with registered clients, and the key that their ID tokens are signed with.
    pub(super) async fn with_clients() -> Self {
        let functions = Self::signing_with(KeyAlgorithm::Rs256).await;
        oauth::register(&functions.database).await;
        functions
    }

    async fn signing_with(algorithm: KeyAlgorithm) -> Self {
        let template = Template::of_this_repository().unwrap();
        let database = Database::start(None, template).await.unwrap();
        let keys = Keys::new(algorithm);
        let queue = Queue::start().await.unwrap();
        let settings = [
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &database.url()),
            ("AWS_ENDPOINT_URL_SQS", &queue.url()),
            ("NOTICES_QUEUE", &queue.url()),
            PATIENCE,
            ("TABLE_NAME", database.table()),
            ("MASTER_SECRET", "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
            ("SIGNING_KEYS", &keys.signing_key),
            ("JWKS", &keys.jwks),
            ("ISSUER", ISSUER),
            ("AUDIENCE", AUDIENCE),
            ("SERVICE_NAME", "Acme"),
            ("SERVICE_HOST", "login.example.org"),
            ("EMAIL_FROM", "sign-in@example.org"),
            ("SMS_COUNTRIES", "US"),
            ("EMAIL_SENDS_PER_HOUR", "20"),
            ("EMAIL_SENDS_PER_DAY", "20"),
            ("FIRST_CLIENT", FIRST_CLIENT),
        ];
        let environment = Environment::from_pairs(settings.into_iter().chain(ROOM_FOR_TESTS));
        let aws = Aws::new(request::Settings::read(&environment).unwrap().table.aws);
        let clock = Clock::manual(START);
        Self { keys, environment, aws, outbox: Outbox::new(clock.clone()), clock, database, queue }
    }

    /// What the function answers that the event's route leads to.
    pub(crate) async fn answer(&self, event: &str) -> Answer {
        let parsed: Event = serde_json::from_str(event).unwrap();
        let mut routes = Template::of_this_repository().unwrap().routes().iter();
        let found = routes.find(|route| route.key == parsed.route()).unwrap_or_else(|| panic!("{}", parsed.route()));
        let function = match found.function.as_str() {
            "discovery" => self.discovery(),
            "me" => self.me(),
            "request" => self.request().await,
            "sessions" => self.sessions().await,
            "signin" => self.signin().await,
            "passkeys" => self.passkeys().await,
            "token" => self.token().await,
            "verify" => self.verify().await,
            other => panic!("{other} answers no call"),
        };
        call(function, event).await
    }

    pub(crate) fn me(&self) -> Router {
        me::router(&me::Settings::read(&self.environment).unwrap())
    }

    pub(crate) async fn request(&self) -> Router {
        let config = request::Settings::read(&self.environment).unwrap();
        let keyring = config.keyring(&self.aws).await.unwrap();
        let sender = Sender::outbox(config.brand.clone(), self.outbox.clone());
        request::router(request::Service::new(config, keyring, &self.aws, sender, self.clock.clone()))
    }

    pub(crate) async fn verify(&self) -> Router {
        let config = verify::Settings::read(&self.environment).unwrap();
        let signer = Signer::load(&config.signing_keys, &self.aws).await.unwrap();
        let keyring = config.keyring(&self.aws).await.unwrap();
        verify::router(verify::Service::new(config, keyring, signer, &self.aws, self.clock.clone()))
    }

    pub(crate) async fn token(&self) -> Router {
        let config = token::Settings::read(&self.environment).unwrap();
        let signer = Signer::load(&config.signing_keys, &self.aws).await.unwrap();
        let keyring = config.keyring(&self.aws).await.unwrap();
        token::router(token::Service::new(config, keyring, signer, &self.aws, self.clock.clone()))
    }

    pub(crate) async fn passkeys(&self) -> Router {
        let config = passkeys::Settings::read(&self.environment).unwrap();
        let keyring = config.keyring(&self.aws).await.unwrap();
        passkeys::router(passkeys::Service::new(config, keyring, &self.aws, self.clock.clone()))
    }

    pub(crate) async fn notify(&self) -> notify::Service {
        let config = notify::Settings::read(&self.environment).unwrap();
        let keyring = config.keyring(&self.aws).await.unwrap();
        let sender = Sender::outbox(config.brand.clone(), self.outbox.clone());
        notify::Service::new(config, keyring, &self.aws, sender, self.clock.clone())
    }

    pub(crate) async fn feedback(&self) -> feedback::Service {
        let config = feedback::Settings::read(&self.environment).unwrap();
        let keyring = config.keyring(&self.aws).await.unwrap();
        feedback::Service::new(config, keyring, &self.aws, self.clock.clone())
    }

    pub(crate) async fn sessions(&self) -> Router {
        let config = sessions::Settings::read(&self.environment).unwrap();
        let keyring = config.keyring(&self.aws).await.unwrap();
        sessions::router(sessions::Service::new(config, keyring, &self.aws, self.clock.clone()))
    }

    pub(crate) async fn signin(&self) -> Router {
        let config = signin::Settings::read(&self.environment).unwrap();
        let keyring = config.keyring(&self.aws).await.unwrap();
        signin::router(signin::Service::new(config, keyring, &self.aws, self.clock.clone()))
    }

    /// Signs in as the address of the samples.
    pub(crate) async fn signed_in(&self) -> Answer {
        self.verified(&call(self.request().await, &sample("request-email")).await).await
    }

    /// The proof that an address gives for a change of an account.
    pub(super) async fn proof(&self, email: &str, purpose: &str) -> String {
        let body = json!({ "email": email, "purpose": purpose });
        let requested = call(self.request().await, &with_body("request-email", &body)).await;
        self.verified(&requested).await.text("proof")
    }

    /// The answer to the code that was sent last.
    async fn verified(&self, requested: &Answer) -> Answer {
        let code = code_in(&self.outbox.messages()[0].text);
        let body = json!({ "challenge": requested.text("challenge"), "code": code });
        let answer = call(self.verify().await, &with_body("verify", &body)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// Signs in as the address of the samples, and gives the id of the session and the access token.
    pub(crate) async fn access(&self) -> (String, String) {
        let access = self.signed_in().await.text("access_token");
        let sid = claims(&access)["sid"].as_str().unwrap().to_owned();
        (sid.split_once('.').unwrap().1.to_owned(), access)
    }

    /// Signs in as the address of the samples, and gives the `sid` and the refresh token.
    pub(crate) async fn sign_in(&self) -> (String, String) {
        let answer = self.signed_in().await;
        let sid = claims(&answer.text("access_token"))["sid"].as_str().unwrap().to_owned();
        (sid, answer.text("refresh_token"))
    }

    /// Everything that stands in the table, but for sessions that have ended, by its sort key.
    pub(crate) async fn stored(&self) -> Vec<String> {
        let scan = self.database.client().scan().table_name(self.database.table()).send().await.unwrap();
        let key = |item: &stored::Item| item["sk"].as_s().unwrap().clone();
        let lives = |item: &&stored::Item| {
            !key(item).starts_with("session#") || matches!(stored::state(item), stored::SessionRecord::Live(_))
        };
        let mut keys: Vec<String> = scan.items().iter().filter(lives).map(key).collect();
        keys.sort();
        keys
    }

    pub(crate) fn discovery(&self) -> Router {
        discovery::router(&discovery::Settings::read(&self.environment).unwrap())
    }

    /// What the authorizer makes of an event as it stands, and with a fresh token in place of the placeholder.
    pub(crate) fn authorize(&self, event: &str, settings: &[(&str, &str)]) -> (Denied, Value) {
        let authorizer = authorizer::start(&self.keys.authorizer_environment(settings)).unwrap();
        let now = self.clock.now();
        assert!(event.contains(PLACEHOLDER), "{event}");
        let Decision::Denied { reason, .. } = ready(authorizer.decide(event.as_bytes(), now)) else {
            panic!("{event}")
        };
        let event = event.replace(PLACEHOLDER, &self.keys.token(now));
        let Decision::Allowed(answer) = ready(authorizer.decide(event.as_bytes(), now)) else { panic!("{event}") };
        (reason, serde_json::to_value(answer).unwrap())
    }
}

/// A sample with this in place of its body.
fn with_body(name: &str, body: &Value) -> String {
    let mut event: Value = serde_json::from_str(&sample(name)).unwrap();
    event["body"] = json!(body.to_string());
    event.to_string()
}
