//! The release binaries as `template.yaml` deploys them: its routes, authorizer, environments, permissions and custom
//! resource, over the embedded DynamoDB and moto (SES, SNS, KMS, Secrets Manager). `.ci/run` runs it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use http::Method;
use local::database::Database;
use local::gateway::cors::{CorsPolicy, Origin};
use local::gateway::{Gateway, Invoke};
use local::template::Template;
use serde_json::{Value, json};
use shared::clock::Clock;
use tests::service::code_in;
use tests::{Answer, Client, Email, Function};
use tokio::net::TcpListener;

use cloud::Cloud;
use moto::Moto;
use stack::Stack;
use wiring::{Permitted, Wiring};

mod cloud;
pub(crate) mod inputs;
mod intrinsics;
mod judgement;
mod key_policies;
mod moto;
pub(crate) mod parameters;
pub(crate) mod permissions;
pub(crate) mod stack;
mod variants;
mod wiring;

const APP: &str = "https://app.example.org";
/// Verified in SES.
const DOMAIN: &str = "example.org";
/// What is given at a deployment; every other parameter has its default.
pub(crate) const PARAMETERS: [(&str, &str); 7] = [
    ("ServiceName", "Acme"),
    ("ServiceHost", "login.example.org"),
    ("EmailFrom", "sign-in@example.org"),
    ("Audience", "api.example.org"),
    ("SmsCountries", "US"),
    ("SmsDailyBudget", "5"),
    ("AllowedOrigins", APP),
];
/// A deployment step by step.
const GRADUAL: [(&str, &str); 2] = [("GradualDeployment", "true"), ("Release", "1")];
/// Far longer than the authorizer remembers that nothing is revoked.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(200);

/// A sandbox, and how long an invocation may take.
struct Sandbox {
    function: Function,
    timeout: Duration,
}

impl Sandbox {
    async fn start(name: &str, stack: &Stack, cloud: &Cloud, moto: &Moto) -> Self {
        let mut environment = stack.environment(name, moto).await;
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
    _database: Database,
}

impl Deployment {
    /// With `more` parameters than a deployment needs.
    async fn with(more: &[(&str, &str)]) -> Self {
        let template = Template::of_this_repository().unwrap();
        let database = Database::start(None, template).await.unwrap();
        let moto = Moto::start();
        moto.verify_domain(DOMAIN).await;
        let cloud = Cloud::start(database.url(), moto.url.clone()).await;
        let mut stack = Stack::create(&[&PARAMETERS, more].concat(), &database, &moto).await;
        for (name, function, properties) in stack.custom_resources() {
            let function = Sandbox::start(&function, &stack, &cloud, &moto).await;
            let data = made(&function, &name, &properties).await;
            stack.answered(&name, &data);
        }
        let mut sandboxes = HashMap::new();
        for name in stack.binaries() {
            sandboxes.insert(name.clone(), Sandbox::start(&name, &stack, &cloud, &moto).await);
        }
        let sandboxes = Sandboxes(Arc::new(sandboxes));
        let functions = Permitted { functions: sandboxes.clone(), wiring: Wiring::of(&stack).unwrap() };
        let gateway = Gateway::new(template, functions, pages(&stack), Clock::system()).unwrap();
        let inbox = cloud.clone();
        let app = Router::new()
            .route("/dev/inbox.json", axum::routing::get(async move || axum::Json(inbox.inbox())))
            .fallback_service(gateway.into_service());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { client: Client::of_service(url.clone()), url, stack, sandboxes, cloud, moto, _database: database }
    }

    /// Asks for a code from an address of its own, and gives the challenge and the code that was sent.
    async fn challenge(&self, from: &Client, body: &Value) -> (String, String) {
        self.cloud.take_calls();
        let requested = from.post("/otp/request", body).await;
        assert_eq!(requested.status, 202, "{requested:?}");
        let sent = |action: &str| self.cloud.take_calls().into_iter().find(|call| call.action == action);
        let text = if body.get("phone").is_some() {
            sent("sns:Publish").unwrap().field("Message")
        } else {
            Email::of_data(&sent("ses:SendRawEmail").unwrap().field("RawMessage.Data")).text
        };
        (requested.text("challenge"), code_in(&text))
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
    let mut event: Value = serde_json::from_str(include_str!("../events/keys.json")).unwrap();
    event["ResponseURL"] = json!(url);
    event["LogicalResourceId"] = json!(name);
    event["ResourceProperties"] = properties.clone();
    function.invoke(&event).await.unwrap();
    let answer = tokio::time::timeout(PATIENCE, answers.recv()).await.expect("an answer in time").unwrap();
    server.abort();
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    answer["Data"].clone()
}

/// The pages that may call, and what they may do.
fn pages(stack: &Stack) -> Option<CorsPolicy> {
    // The small gateway asks each time.
    let ttl = stack.property("AWS::ApiGatewayV2::Authorizer", "AuthorizerResultTtlInSeconds").unwrap();
    assert!(ttl == 0 || ttl == "0", "{ttl}");
    let cors = stack.property("AWS::ApiGatewayV2::Api", "CorsConfiguration").unwrap();
    let origins = cors["AllowOrigins"].as_array().unwrap().iter();
    let origins: Vec<Origin> = origins.map(|origin| origin.as_str().unwrap().parse().unwrap()).collect();
    CorsPolicy::new(&serde_json::from_value(cors).unwrap(), &origins, &[])
}

#[tokio::test]
#[ignore = "needs moto and is slow: .ci/run runs it over the release binaries"]
async fn the_template_deploys_a_service_that_works() {
    // Both master secrets, so that both are resolved.
    let deployment = Deployment::with(&[("MasterSecretVersions", "2,1")]).await;
    somebody_signs_in_by_email(&deployment).await;
    somebody_signs_in_by_phone(&deployment).await;
    sessions_go_on_and_end(&deployment).await;
    tokens_are_revoked_and_users_forgotten(&deployment).await;
    guesses_and_resends_have_limits(&deployment).await;
    an_old_refresh_token_ends_its_session(&deployment).await;
    every_session_ends_at_once(&deployment).await;
    a_bounce_stops_messages(&deployment).await;
    what_is_not_there_is_refused(&deployment).await;
    the_smoke_test_of_a_deployment_passes(&deployment).await;
    pages_elsewhere_may_call(&deployment).await;
    assert_eq!(deployment.cloud.denied(), Vec::<String>::new(), "calls that no role allows");
    assert_eq!(deployment.cloud.unneeded(), Vec::<String>::new(), "statements that no call needs");
}

/// With limits under which not most answers are a 429.
#[tokio::test]
#[ignore = "needs moto and is slow: .ci/run runs it over the release binaries"]
async fn hw_05_what_the_template_deploys_answers_as_the_description_says() {
    let limits = [
        ("AddressSends", "10000"),
        ("AddressVerifications", "10000"),
        ("AddressTokenCalls", "10000"),
        ("EmailSendsPerHour", "20"),
        ("EmailSendsPerDay", "200"),
    ];
    let deployment = Deployment::with(&limits).await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/contract/run.sh");
    let mut contract = tokio::process::Command::new(script);
    let output = contract.arg(&deployment.url).kill_on_drop(true).output().await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    println!("{printed}");
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(deployment.cloud.denied(), Vec::<String>::new(), "calls that no role allows");
}

async fn somebody_signs_in_by_email(deployment: &Deployment) {
    let client = &deployment.client;
    let (challenge, code) = deployment.challenge(client, &json!({ "email": "ada@example.org" })).await;
    let [email] = deployment.moto.emails_to("ada@example.org").await.try_into().unwrap();
    assert!(email.text.contains(&code) && email.from.0 == "Acme", "SES took the code: {email:?}");
    let wrong = json!({ "challenge": challenge, "code": tests::service::wrong(&code) });
    let (status, problem, _) = client.post("/otp/verify", &wrong).await.problem();
    assert_eq!((status, problem.as_str()), (401, "code-refused"));
    let verified = client.post("/otp/verify", &json!({ "challenge": challenge, "code": code })).await;
    assert_eq!(verified.status, 200, "{verified:?}");
    let me = client.get_as("/me", &verified.text("access_token")).await;
    assert_eq!((me.status.as_u16(), me.text("sub")), (200, "email:ada@example.org".to_owned()));
    let signed =
        deployment.cloud.take_calls().into_iter().any(|call| call.action == "kms:Sign" && call.function == "verify");
    assert!(signed, "the key of the stack signs");

    let metadata = client.get("/.well-known/openid-configuration").await;
    assert_eq!(metadata.text("issuer"), deployment.stack.output("Issuer"));
    let keys = client.get("/.well-known/jwks.json").await.json();
    assert_eq!((&keys["keys"][0]["alg"], keys["keys"].as_array().unwrap().len()), (&json!("RS256"), 1));
}

async fn somebody_signs_in_by_phone(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 2].into());
    let verified = deployment.sign_in(&client, &json!({ "phone": "+14155550100" })).await;
    let me = client.get_as("/me", &verified.text("access_token")).await;
    assert_eq!((me.text("sub"), me.text("phone_number")), ("tel:+14155550100".to_owned(), "+14155550100".to_owned()));
    let elsewhere = client.post("/otp/request", &json!({ "phone": "+4915112345678" })).await;
    assert_eq!(elsewhere.problem(), (400, "invalid-request".to_owned(), vec!["phone".to_owned()]));
}

async fn guesses_and_resends_have_limits(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 5].into());
    let (challenge, code) = deployment.challenge(&client, &json!({ "email": "eve@example.org" })).await;
    let again = json!({ "email": "eve@example.org", "challenge": challenge });
    let early = client.post("/otp/request", &again).await;
    assert_eq!((early.status.as_u16(), early.headers.contains_key("retry-after")), (429, true), "{early:?}");
    let present =
        async |code: &str| client.post("/otp/verify", &json!({ "challenge": challenge, "code": code })).await.status;
    for _ in 0..5 {
        assert_eq!(present(&tests::service::wrong(&code)).await, 401);
    }
    assert_eq!(present(&code).await, 401, "five guesses are all");

    // A message that did not leave is sent again at once.
    let body = json!({ "email": "flo@example.org" });
    deployment.cloud.reject_next("ses:SendRawEmail");
    let unsent = client.post("/otp/request", &body).await;
    assert_eq!(unsent.problem().1, "not-sent");
    let again = json!({ "email": "flo@example.org", "challenge": unsent.text("challenge") });
    deployment.sign_in(&client, &again).await;

    // The session that a used code begins is taken back.
    let (challenge, code) = deployment.challenge(&client, &json!({ "email": "fay@example.org" })).await;
    let body = json!({ "challenge": challenge, "code": code });
    assert_eq!(client.post("/otp/verify", &body).await.status, 200);
    assert_eq!(client.post("/otp/verify", &body).await.problem().1, "code-refused");
}

async fn refreshed(client: &Client, token: &str) -> Answer {
    client.post_form("/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

async fn an_old_refresh_token_ends_its_session(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 6].into());
    let first = deployment.sign_in(&client, &json!({ "email": "gus@example.org" })).await;
    let second = refreshed(&client, &first.text("refresh_token")).await;
    let third = refreshed(&client, &second.text("refresh_token")).await;
    for stolen in [&first, &third] {
        let refused = refreshed(&client, &stolen.text("refresh_token")).await;
        assert_eq!(refused.oauth_error(), (400, "invalid_grant".to_owned()));
    }
    deployment.denied(&third.text("access_token")).await;
}

async fn every_session_ends_at_once(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 7].into());
    let body = json!({ "email": "hal@example.org" });
    let (first, second) = (deployment.sign_in(&client, &body).await, deployment.sign_in(&client, &body).await);
    assert_eq!(client.send_as(Method::DELETE, "/sessions", &second.text("access_token")).await.status, 204);
    for ended in [first, second] {
        let refused = refreshed(&client, &ended.text("refresh_token")).await;
        assert_eq!(refused.oauth_error(), (400, "invalid_grant".to_owned()));
        deployment.denied(&ended.text("access_token")).await;
    }
}

async fn a_bounce_stops_messages(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 8].into());
    let body = json!({ "email": "grace@example.org" });
    deployment.challenge(&client, &body).await;
    let event: Value = serde_json::from_str(include_str!("../events/feedback-bounce.json")).unwrap();
    let mut of_others = event.clone();
    of_others["detail"]["mail"]["source"] = json!("news@example.org");
    assert_eq!(deployment.stack.invoked_by(&of_others), Vec::<String>::new(), "mail that is not the service's");
    for function in deployment.stack.invoked_by(&event) {
        assert_eq!(deployment.sandboxes.0[&function].invoke(&event).await, Ok(Value::Null));
    }
    deployment.cloud.take_calls();
    assert_eq!(client.post("/otp/request", &body).await.status, 202);
    let sent = deployment.cloud.take_calls().into_iter().any(|call| call.action == "ses:SendRawEmail");
    assert!(!sent && deployment.moto.emails_to("grace@example.org").await.len() == 1, "one message and no more");
}

async fn sessions_go_on_and_end(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 3].into());
    let first = deployment.sign_in(&client, &json!({ "email": "bob@example.org" })).await;
    let second = refreshed(&client, &first.text("refresh_token")).await;
    assert_eq!(second.status, 200, "{second:?}");
    let token = second.text("access_token");
    let sessions = client.get_as("/sessions", &token).await;
    assert_eq!(sessions.status, 200, "{sessions:?}");
    let listed = sessions.json()["sessions"].as_array().unwrap().clone();
    assert_eq!((listed.len(), &listed[0]["current"]), (1, &json!(true)), "{sessions:?}");
    let path = format!("/sessions/{}", listed[0]["id"].as_str().unwrap());
    assert_eq!(client.send_as(Method::DELETE, &path, &token).await.status, 204);
    assert_eq!(
        refreshed(&client, &second.text("refresh_token")).await.oauth_error(),
        (400, "invalid_grant".to_owned())
    );
    deployment.denied(&token).await;
}

async fn tokens_are_revoked_and_users_forgotten(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 4].into());
    let body = json!({ "email": "cyd@example.org" });
    let revoked = deployment.sign_in(&client, &body).await.text("access_token");
    assert_eq!(client.post_form("/revoke", &[("token", &revoked)]).await.status, 200);
    deployment.denied(&revoked).await;
    let refresh_token = deployment.sign_in(&client, &body).await.text("refresh_token");
    assert_eq!(client.post_form("/revoke", &[("token", &refresh_token)]).await.status, 200);
    assert_eq!(refreshed(&client, &refresh_token).await.oauth_error(), (400, "invalid_grant".to_owned()));
    let forgotten = deployment.sign_in(&client, &body).await.text("access_token");
    assert_eq!(client.send_as(Method::DELETE, "/me", &forgotten).await.status, 204);
    deployment.denied(&forgotten).await;
}

/// As an operator runs it, who types the code in; here it is read from the inbox.
async fn the_smoke_test_of_a_deployment_passes(deployment: &Deployment) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/cloud/smoke.py");
    let mut smoke = tokio::process::Command::new("python3");
    smoke.args([script, "mia@example.org", "--origin", APP]).env("API_URL", &deployment.url);
    let output = smoke.kill_on_drop(true).output().await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let holds = output.status.success() && printed.ends_with("everything holds\n");
    assert!(holds, "{printed}{}", String::from_utf8_lossy(&output.stderr));
}

async fn what_is_not_there_is_refused(deployment: &Deployment) {
    let client = &deployment.client;
    assert_eq!(client.get("/healthz").await.status, 200);
    assert_eq!(client.get("/nowhere").await.problem().0, 404);
    let wrong = client.get("/otp/request").await;
    assert_eq!((wrong.problem().0, wrong.headers["allow"].to_str().unwrap()), (405, "POST"));
    assert_eq!(client.get("/me").await.status, 401, "without a token the authorizer is not asked");
    for token in ["x", "x.y.z"] {
        let denied = client.get_as("/me", token).await;
        assert_eq!((denied.status.as_u16(), denied.text("message")), (401, "Unauthorized".to_owned()));
        assert_eq!(client.get_as("/sessions", token).await.status, 401);
    }
}

async fn pages_elsewhere_may_call(deployment: &Deployment) {
    for (path, method) in [("/otp/request", "POST"), ("/me", "DELETE"), ("/sessions", "GET")] {
        let asks = |origin| [("origin", origin), ("access-control-request-method", method)];
        let allowed = deployment.client.send(Method::OPTIONS, path, &asks(APP), "").await;
        assert_eq!(
            (allowed.status.as_u16(), allowed.headers["access-control-allow-origin"].to_str().unwrap()),
            (204, APP)
        );
        let refused = deployment.client.send(Method::OPTIONS, path, &asks("https://evil.example"), "").await;
        assert!(!refused.headers.contains_key("access-control-allow-origin"), "{refused:?}");
    }
}
