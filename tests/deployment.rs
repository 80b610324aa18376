//! The release binaries as `template.yaml` deploys them: its routes, authorizer, environments, permissions and custom
//! resource, over the embedded DynamoDB and moto (SES, SNS, KMS, Secrets Manager). `.ci/run` runs it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use http::Method;
use local::database::Database;
use local::gateway::cors::Origin;
use local::gateway::{Gateway, Invoke};
use local::template::Template;
use serde_json::{Value, json};
use shared::clock::Clock;
use tests::service::code_in;
use tests::{Answer, Client, Function};
use tokio::net::TcpListener;

use cloud::Cloud;
use moto::Moto;
use stack::Stack;

mod cloud;
mod intrinsics;
mod moto;
mod permissions;
mod stack;

const APP: &str = "https://app.example.org";
/// Verified in SES.
const DOMAIN: &str = "example.org";
/// What is given at a deployment; every other parameter has its default.
const PARAMETERS: [(&str, &str); 7] = [
    ("ServiceName", "Acme"),
    ("ServiceHost", "login.example.org"),
    ("EmailFrom", "sign-in@example.org"),
    ("Audience", "api.example.org"),
    ("SmsCountries", "US"),
    ("SmsDailyBudget", "5"),
    ("AllowedOrigins", APP),
];
/// Far longer than the authorizer remembers that nothing is revoked.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(200);

/// The sandboxes, one for each function.
struct Sandboxes(HashMap<String, Function>);

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
    issuer: String,
    cloud: Cloud,
    moto: Moto,
    _database: Database,
}

impl Deployment {
    async fn start() -> Self {
        let template = Template::of_this_repository().unwrap();
        let database = Database::start(None, &template).await.unwrap();
        let moto = Moto::start();
        moto.verify_domain(DOMAIN).await;
        let cloud = Cloud::start(database.url(), moto.url.clone()).await;
        let mut stack = Stack::create(&PARAMETERS, &database, &moto).await;
        for (name, function, properties) in stack.custom_resources() {
            let function = start(&function, &stack, &cloud, &moto).await;
            let data = made(&function, &name, &properties).await;
            stack.answered(&name, &data);
        }
        let mut sandboxes = HashMap::new();
        for name in stack.binaries() {
            sandboxes.insert(name.clone(), start(&name, &stack, &cloud, &moto).await);
        }
        let gateway = Gateway::new(&template, Sandboxes(sandboxes), &origins(&stack), Clock::system()).unwrap();
        let app = Router::new().fallback_service(gateway.into_service());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        let issuer = stack.output("Issuer");
        Self { client: Client::of_service(url.clone()), url, issuer, cloud, moto, _database: database }
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
            sent("ses:SendEmail").unwrap().field("Message.Body.Text.Data")
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

async fn start(name: &str, stack: &Stack, cloud: &Cloud, moto: &Moto) -> Function {
    let mut environment = stack.environment(name, moto).await;
    environment.extend(cloud.role(name, stack.statements(name)));
    Function::start(name, &environment).await
}

/// What a custom resource answers CloudFormation, at a URL that CloudFormation names.
async fn made(function: &Function, name: &str, properties: &Value) -> Value {
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
    let answer = answers.recv().await.unwrap();
    server.abort();
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    answer["Data"].clone()
}

/// The pages that may call; the small gateway plays an authorizer as the template wires it, and no other.
fn origins(stack: &Stack) -> Vec<Origin> {
    let authorizer = |property: &str| stack.property("AWS::ApiGatewayV2::Authorizer", property).unwrap();
    assert_eq!(authorizer("IdentitySource"), json!(["$request.header.Authorization"]));
    let ttl = authorizer("AuthorizerResultTtlInSeconds");
    assert!(ttl == 0 || ttl == "0", "{ttl}");
    assert_eq!(
        (authorizer("AuthorizerPayloadFormatVersion"), authorizer("EnableSimpleResponses")),
        (json!("2.0"), json!(true))
    );
    let cors = stack.property("AWS::ApiGatewayV2::Api", "CorsConfiguration").unwrap();
    cors["AllowOrigins"].as_array().unwrap().iter().map(|origin| origin.as_str().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
#[ignore = "needs moto and is slow: .ci/run runs it over the release binaries"]
async fn the_template_deploys_a_service_that_works() {
    let deployment = Deployment::start().await;
    somebody_signs_in_by_email(&deployment).await;
    somebody_signs_in_by_phone(&deployment).await;
    sessions_go_on_and_end(&deployment).await;
    tokens_are_revoked_and_users_forgotten(&deployment).await;
    what_is_not_there_is_refused(&deployment).await;
    pages_elsewhere_may_call(&deployment).await;
    assert_eq!(deployment.cloud.denied(), Vec::<String>::new(), "calls that no role allows");
}

async fn somebody_signs_in_by_email(deployment: &Deployment) {
    let client = &deployment.client;
    let (challenge, code) = deployment.challenge(client, &json!({ "email": "ada@example.org" })).await;
    let [email] = deployment.moto.emails_to("ada@example.org").await.try_into().unwrap();
    assert!(email.contains(&code), "SES took the code");
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
    assert_eq!(metadata.text("issuer"), deployment.issuer);
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

async fn sessions_go_on_and_end(deployment: &Deployment) {
    let client = Client::from(deployment.url.clone(), [127, 0, 1, 3].into());
    let first = deployment.sign_in(&client, &json!({ "email": "bob@example.org" })).await;
    let form = |token: &str| [("grant_type", "refresh_token".to_owned()), ("refresh_token", token.to_owned())];
    let refresh = async |token: &str| {
        let form = form(token);
        client.post_form("/token", &form.each_ref().map(|(name, value)| (*name, value.as_str()))).await
    };
    let second = refresh(&first.text("refresh_token")).await;
    assert_eq!(second.status, 200, "{second:?}");
    let token = second.text("access_token");
    let sessions = client.get_as("/sessions", &token).await;
    assert_eq!(sessions.status, 200, "{sessions:?}");
    let listed = sessions.json()["sessions"].as_array().unwrap().clone();
    assert_eq!((listed.len(), &listed[0]["current"]), (1, &json!(true)), "{sessions:?}");
    let path = format!("/sessions/{}", listed[0]["id"].as_str().unwrap());
    assert_eq!(client.send_as(Method::DELETE, &path, &token).await.status, 204);
    assert_eq!(refresh(&second.text("refresh_token")).await.oauth_error(), (400, "invalid_grant".to_owned()));
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
    let form = [("grant_type", "refresh_token"), ("refresh_token", &refresh_token)];
    assert_eq!(client.post_form("/token", &form).await.oauth_error(), (400, "invalid_grant".to_owned()));
    let forgotten = deployment.sign_in(&client, &body).await.text("access_token");
    assert_eq!(client.send_as(Method::DELETE, "/me", &forgotten).await.status, 204);
    deployment.denied(&forgotten).await;
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
