//! The control: what a plain service does. It stores a code under the identifier, and a verification gets it, compares it
//! and deletes it. Nothing counts guesses or sends, nothing binds a code to whoever asked for it.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::StatusCode;
use local::database::Database;
use local::template::Template;
use pages::{Brand, Envelope, Locale, Tag};
use platform::aws::Aws;
use platform::clock::Clock;
use platform::entropy::random;
use platform::sender::{Outbox, Sender};
use platform::settings::{AwsSettings, Environment, FromEnvironment};
use serde_json::{Value, json};
use shared::codes::hotp::Code;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::{EmailAddress, Identifier, PhoneNumber};
use tests::Proxy;
use tests::service::START;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running plain service.
pub(crate) struct Plain {
    pub(crate) clock: Clock,
    pub(crate) outbox: Outbox,
    pub(crate) proxy: Proxy,
    pub(crate) url: String,
    _database: Database,
    server: JoinHandle<std::io::Result<()>>,
}

struct Desk {
    client: Client,
    table: String,
    sender: Sender,
    clock: Clock,
}

impl Plain {
    pub(crate) async fn start() -> Self {
        let database = Database::start(None, Template::of_this_repository().expect("the template")).await;
        let database = database.expect("a database");
        let proxy = Proxy::before(database.url()).await;
        let environment = Environment::from_pairs([
            ("AWS_REGION", "local"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", proxy.url()),
            ("CALL_TIMEOUT_MILLISECONDS", "60000"),
        ]);
        let client = Aws::new(AwsSettings::read(&environment).expect("settings")).dynamodb();
        let clock = Clock::manual(START);
        let outbox = Outbox::new(clock.clone());
        let brand = Brand {
            name: "Plain".parse().expect("a name"),
            host: "localhost".parse().expect("a host"),
            text_name: Some("Plain".parse().expect("a name")),
        };
        let sender = Sender::outbox(brand, outbox.clone());
        let desk = Desk { client, table: database.table().to_owned(), sender, clock: clock.clone() };
        let app = Router::new().route("/otp/request", post(request)).route("/otp/verify", post(verify));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = app.with_state(Arc::new(desk));
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        Self { clock, outbox, proxy, url, _database: database, server }
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn request(State(desk): State<Arc<Desk>>, Json(body): Json<Value>) -> Response {
    let name = body["email"].as_str().or(body["phone"].as_str()).expect("an identifier").to_owned();
    let number = u32::from_le_bytes(random().expect("randomness")) % 1_000_000;
    let code = Code::parse(&format!("{number:06}")).expect("a code");
    let expires_at = desk.clock.now().plus(600).as_unix();
    let put = desk.client.put_item().table_name(&desk.table).item("pk", text(&name)).item("sk", text("code"));
    let put = put.item("code", text(&code.expose())).item("expires_at", AttributeValue::N(expires_at.to_string()));
    put.send().await.expect("a write");
    let identifier = if name.starts_with('+') {
        Identifier::Phone(PhoneNumber::parse(&name).expect("a number").0)
    } else {
        Identifier::Email(EmailAddress::parse(&name).expect("an address"))
    };
    let tag = Tag::of(&[0; 16], 0);
    let envelope = Envelope {
        identifier: &identifier,
        code: &code,
        purpose: CodePurpose::SignIn,
        locale: Locale::default(),
        expires_in: 600,
        tag,
        link: None,
        asked_from: None,
    };
    desk.sender.send(envelope).await.expect("a message");
    (StatusCode::ACCEPTED, Json(json!({ "challenge": name, "code_length": 6 }))).into_response()
}

async fn verify(State(desk): State<Arc<Desk>>, Json(body): Json<Value>) -> Response {
    let name = body["challenge"].as_str().expect("an identifier");
    let get = desk.client.get_item().table_name(&desk.table).key("pk", text(name)).key("sk", text("code"));
    let item = get.consistent_read(true).send().await.expect("a read").item.unwrap_or_default();
    if item.get("code") != Some(&text(body["code"].as_str().expect("a code"))) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let delete = desk.client.delete_item().table_name(&desk.table).key("pk", text(name)).key("sk", text("code"));
    delete.send().await.expect("a deletion");
    Json(json!({ "access_token": "a token" })).into_response()
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}
