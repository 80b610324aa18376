//! The release binaries as `template.yaml` deploys them: its routes, authorizer, environments, permissions and custom
//! resource, over the embedded DynamoDB and moto (SES, SNS, KMS, Secrets Manager). `.ci/run` runs it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use local::database::Database;
use local::gateway::{Gateway, Invoke};
use local::template::Template;
use platform::clock::Clock;
use serde_json::{Value, json};
use tests::service::code_in;
use tests::tokens::ISSUER;
use tests::{Answer, Client, Email, Function};
use tokio::net::TcpListener;

use cloud::{Arrived, Cloud};
use moto::Moto;
use resources::Stack;
use wiring::{Permitted, Wiring};

use super::oauth;

mod cloud;
pub(crate) mod inputs;
mod intrinsics;
mod journeys;
mod judgement;
mod key_policies;
mod moto;
pub(crate) mod parameters;
pub(crate) mod permissions;
pub(crate) mod resources;
mod variants;
mod wiring;

const APP: &str = "https://app.example.org";
/// Verified in SES.
const DOMAIN: &str = "example.org";
/// What is given at a deployment; every other parameter has its default.
pub(crate) const PARAMETERS: [(&str, &str); 6] = [
    ("ServiceName", "Acme"),
    ("EmailFrom", "sign-in@example.org"),
    ("SmsCountries", "US"),
    ("SmsDailyBudget", "5"),
    ("AllowedOrigins", APP),
    ("Settings", r#"{"SERVICE_HOST":"login.example.org","AUDIENCE":"api.example.org"}"#),
];
/// A deployment step by step.
const GRADUAL: [(&str, &str); 2] = [("GradualDeployment", "Canary10Percent15Minutes"), ("Release", "1")];
/// Far longer than the authorizer remembers that nothing is revoked.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(200);

/// A sandbox, and how long an invocation may take.
struct Sandbox {
    function: Function,
    timeout: Duration,
}

impl Sandbox {
    async fn start(name: &str, stack: &Stack, cloud: &Cloud) -> Self {
        let mut environment = stack.environment(name);
        environment.extend(cloud.role(name, stack.statements(name)));
        let memory = stack.number(name, "MemorySize").to_string();
        environment.push(("AWS_LAMBDA_FUNCTION_MEMORY_SIZE".to_owned(), memory));
        // Moto on a busy machine, or a function under qemu, is late where AWS is not.
        environment.push(("CALL_TIMEOUT_MILLISECONDS".to_owned(), "5000".to_owned()));
        let timeout = Duration::from_secs(stack.number(name, "Timeout"));
        Self { function: Function::start(name, &environment).await, timeout }
    }

    async fn invoke(&self, event: &Value) -> Result<Value, Value> {
        self.function.invoke_within(event, self.timeout).await
    }
}

/// The sandboxes, one for each function.
#[derive(Clone)]
struct Sandboxes(Arc<HashMap<String, Sandbox>>);

impl Invoke for Sandboxes {
    fn knows(&self, function: &str) -> bool {
        self.0.contains_key(function)
    }

    async fn invoke(&self, function: &str, event: &Value) -> Result<Value, String> {
        let failed = |error: Value| error["errorMessage"].as_str().unwrap_or_default().to_owned();
        self.0[function].invoke(event).await.map_err(failed)
    }
}

/// A deployed stack. Its parts end with it.
struct Deployment {
    client: Client,
    url: String,
    stack: Stack,
    sandboxes: Sandboxes,
    cloud: Cloud,
    moto: Moto,
    database: Database,
}

impl Deployment {
    /// With `more` parameters than a deployment needs.
    async fn with(more: &[(&str, &str)]) -> Self {
        let template = Template::of_this_repository().unwrap();
        let database = Database::start(None, template).await.unwrap();
        let moto = Moto::start();
        moto.verify_domain(DOMAIN).await;
        let cloud = Cloud::start(database.url(), moto.url.clone()).await;
        let origin = moto
            .create_secret(
                "otp-origin-1",
                &json!({ "GenerateSecretString": { "PasswordLength": 44, "ExcludePunctuation": true } }),
            )
            .await;
        let given = |parameters: &[(&str, &str)]| {
            parameters.iter().rfind(|(name, _)| *name == "Settings").map(|(_, text)| (*text).to_owned())
        };
        let settings = given(more).or_else(|| given(&PARAMETERS)).unwrap();
        let mut settings: Value = serde_json::from_str(&settings).unwrap();
        settings["ORIGIN_SECRETS"] = json!(origin);
        settings["FIRST_CLIENT"] = json!(oauth::FIRST_CLIENT);
        let settings = settings.to_string();
        let parameters = [&PARAMETERS, more, &[("Settings", settings.as_str())]].concat();
        let mut stack = Stack::create(&parameters, &database, &moto).await;
        for (name, function) in stack.custom_resources() {
            let function = Sandbox::start(&function, &stack, &cloud).await;
            let data = made(&function, &name, &stack.asked(&name)).await;
            stack.answered(&name, &data);
        }
        let mut sandboxes = HashMap::new();
        for name in stack.binaries() {
            sandboxes.insert(name.clone(), Sandbox::start(&name, &stack, &cloud).await);
        }
        let sandboxes = Sandboxes(Arc::new(sandboxes));
        let functions = Permitted { functions: sandboxes.clone(), wiring: Wiring::of(&stack).unwrap() };
        let gateway = Gateway::new(template, functions, Clock::system()).unwrap();
        // The small gateway asks each time.
        let ttl = stack.property("AWS::ApiGatewayV2::Authorizer", "AuthorizerResultTtlInSeconds").unwrap();
        assert!(ttl == 0 || ttl == "0", "{ttl}");
        let inbox = cloud.clone();
        let app = Router::new()
            .route("/dev/inbox.json", axum::routing::get(async move || axum::Json(inbox.inbox())))
            .fallback_service(gateway.into_service());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { client: Client::of_service(url.clone()), url, stack, sandboxes, cloud, moto, database }
    }

    /// Asks for a code from an address of its own, and gives the challenge and the code that was sent.
    async fn challenge(&self, from: &Client, body: &Value) -> (String, String) {
        self.cloud.take_calls();
        let requested = from.post("/otp/request", body).await;
        assert_eq!(requested.status, 202, "{requested:?}");
        let code = if body.get("phone").is_some() {
            code_in(&self.sent("sns:Publish").field("Message"))
        } else {
            self.code_by_email()
        };
        (requested.text("challenge"), code)
    }

    /// The code in the email that was sent since the last question.
    fn code_by_email(&self) -> String {
        code_in(&Email::of_data(&self.sent("ses:SendRawEmail").field("RawMessage.Data")).text)
    }

    fn sent(&self, action: &str) -> Arrived {
        self.cloud.take_calls().into_iter().find(|call| call.action == action).expect("a message")
    }

    async fn sign_in(&self, from: &Client, body: &Value) -> Answer {
        let (challenge, code) = self.challenge(from, body).await;
        let answer = from.post("/otp/verify", &json!({ "challenge": challenge, "code": code })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// Waits until the authorizer denies a token that was revoked.
    async fn denied(&self, token: &str) {
        let refused = async {
            while self.client.get_as("/me", token).await.status != 401 {
                tokio::time::sleep(PAUSE).await;
            }
        };
        tokio::time::timeout(PATIENCE, refused).await.expect("a revoked token is refused");
    }
}

/// What a custom resource answers CloudFormation, at a URL that CloudFormation names.
async fn made(function: &Sandbox, name: &str, properties: &Value) -> Value {
    let (sender, mut answers) = tokio::sync::mpsc::unbounded_channel();
    let take = async move |body: Bytes| {
        sender.send(serde_json::from_slice::<Value>(&body).unwrap()).unwrap();
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/answer?X-Amz-Signature=SIGNATURE", listener.local_addr().unwrap());
    let app = Router::new().route("/answer", axum::routing::put(take));
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut event: Value = serde_json::from_str(include_str!("../../events/keys.json")).unwrap();
    event["ResponseURL"] = json!(url);
    event["LogicalResourceId"] = json!(name);
    event["ResourceProperties"] = properties.clone();
    function.invoke(&event).await.unwrap();
    let answer = tokio::time::timeout(PATIENCE, answers.recv()).await.expect("an answer in time").unwrap();
    server.abort();
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    answer["Data"].clone()
}

#[tokio::test]
#[ignore = "needs moto and is slow: .ci/run runs it over the release binaries"]
async fn the_template_deploys_a_service_that_works() {
    // Both master secrets, so that both are read; and a host that can have passkeys.
    let deployment = Deployment::with(&[("MasterSecretVersions", "2,1"), ("Issuer", ISSUER)]).await;
    journeys::somebody_signs_in_by_email(&deployment).await;
    journeys::somebody_signs_in_by_phone(&deployment).await;
    journeys::somebody_signs_in_by_the_link(&deployment).await;
    journeys::sessions_go_on_and_end(&deployment).await;
    journeys::tokens_are_revoked_and_users_forgotten(&deployment).await;
    journeys::owners_are_told(&deployment).await;
    journeys::guesses_and_resends_have_limits(&deployment).await;
    journeys::an_old_refresh_token_ends_its_session(&deployment).await;
    journeys::every_session_ends_at_once(&deployment).await;
    journeys::an_oauth_client_signs_somebody_in(&deployment).await;
    journeys::an_owner_comes_back_by_a_passkey_and_takes_it_off(&deployment).await;
    journeys::a_bounce_stops_messages(&deployment).await;
    journeys::what_is_not_there_is_refused(&deployment).await;
    journeys::the_smoke_test_of_a_deployment_passes(&deployment).await;
    journeys::pages_elsewhere_may_call(&deployment).await;
    assert_eq!(deployment.cloud.denied(), Vec::<String>::new(), "calls that no role allows");
    // Whether it is rolled back is asked of a stack that changes, which tests/emulated has.
    assert_eq!(deployment.cloud.unneeded(), ["keys: Stack"], "statements that no call needs");
}

/// With limits under which not most answers are a 429.
#[tokio::test]
#[ignore = "needs moto and is slow: .ci/run runs it over the release binaries"]
async fn hw_05_what_the_template_deploys_answers_as_the_description_says() {
    let limits = json!({
        "ADDRESS_SENDS": 10_000,
        "ADDRESS_VERIFICATIONS": 10_000,
        "ADDRESS_TOKEN_CALLS": 10_000,
        "EMAIL_SENDS_PER_HOUR": 20,
        "EMAIL_SENDS_PER_DAY": 200,
    });
    let deployment = Deployment::with(&[("Settings", &limits.to_string())]).await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/contract/run.sh");
    let mut contract = tokio::process::Command::new(script);
    let output = contract.arg(&deployment.url).kill_on_drop(true).output().await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    println!("{printed}");
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(deployment.cloud.denied(), Vec::<String>::new(), "calls that no role allows");
}
