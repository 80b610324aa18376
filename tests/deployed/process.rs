//! The compiled functions as they run in Lambda: under a Runtime API, over the embedded DynamoDB and captured calls to
//! SES and SNS. This is the proof that what is deployed works.

use std::collections::BTreeMap;

use admin::keys::KeyAlgorithm;
use http::Request;
use local::database::Database;
use local::gateway::event::{self, Call};
use local::queue::Queue;
use local::template::Template;
use platform::clock::Clock;
use serde_json::{Value, json};
use tests::service::{ROOM_FOR_TESTS, code_in, wrong};
use tests::tokens::{AUDIENCE, ISSUER};
use tests::{Answer, AwsStub, Function, KeyStub, Keys, evidence};

use crate::deployed::samples::PLACEHOLDER;
use crate::repository::settings::declared_by;

mod callers;
mod deadline;
mod feedback;
mod logs;
mod master_secret;
mod memory;
mod oauth;
mod permissions;
mod secrecy;
mod sends;
mod sessions;
mod time;
mod urls;
mod warm;

const MASTER_SECRET: &str = "Zm9yIHRlc3RzIGFsb25lOiAzMiBieXRlcyBvciBtb3Jl";
const MASTER_SECRET_ARN: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otp-MasterSecret-AbCdEf";
const NOTICES_QUEUE: &str = "https://sqs.eu-central-1.amazonaws.com/123456789012/otp-Notices";
const SECRET_ACCESS_KEY: &str = "test/secret/access/key/K7MDENG/bPxRfiCYEXAMPLE";
/// A port that nobody listens on. One that was free a moment ago may be another test's by now.
const NOBODY: &str = "http://127.0.0.1:1";
const SESSION_TOKEN: &str = "test-session-token-IQoJb3JpZ2luX2VjEXAMPLE";

/// The state and the services of one deployment, and how its functions are configured.
struct Deployment {
    database: Database,
    /// What owners are to be told.
    queue: Queue,
    services: AwsStub,
    /// Secrets Manager, with the master secret.
    secrets: KeyStub,
    keys: Keys,
    settings: Vec<(&'static str, String)>,
}

impl Deployment {
    async fn with(settings: &[(&'static str, &str)]) -> Self {
        let database = Database::start(None, Template::of_this_repository().unwrap()).await.unwrap();
        let services = AwsStub::start().await;
        let secrets = KeyStub::start().await;
        secrets.put_text(MASTER_SECRET_ARN, MASTER_SECRET);
        evidence::secret(evidence::Kind::Token, MASTER_SECRET);
        let keys = Keys::new(KeyAlgorithm::Rs256);
        let queue = Queue::start().await.unwrap();
        let defaults = [
            ("TABLE_NAME", database.table()),
            ("NOTICES_QUEUE", NOTICES_QUEUE),
            ("MASTER_SECRET", &format!("1:{MASTER_SECRET_ARN}")),
            ("SIGNING_KEYS", &keys.signing_key),
            ("JWKS", &keys.jwks),
            ("ISSUER", ISSUER),
            ("AUDIENCE", AUDIENCE),
            ("SERVICE_NAME", "Acme"),
            ("SERVICE_HOST", "login.example.org"),
            ("EMAIL_FROM", "sign-in@example.org"),
            // Long enough for any call on a busy machine, and shorter than a function has.
            ("CALL_TIMEOUT_MILLISECONDS", "5000"),
        ];
        let settings = defaults
            .iter()
            .chain(&ROOM_FOR_TESTS)
            .chain(settings)
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        Self { database, queue, services, secrets, keys, settings }
    }

    /// Starts a function.
    async fn start(&self, name: &str) -> Function {
        Function::start(name, &self.environment(name)).await
    }

    /// The variables that a function declares, and those that Lambda sets for its role.
    fn environment(&self, name: &str) -> Vec<(String, String)> {
        let aws = [
            ("AWS_REGION", "eu-central-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
            ("AWS_SESSION_TOKEN", SESSION_TOKEN.to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB", self.database.url()),
            ("AWS_ENDPOINT_URL_SQS", self.queue.url()),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", self.secrets.url().to_owned()),
            ("AWS_ENDPOINT_URL_SES", self.services.url().to_owned()),
            ("AWS_ENDPOINT_URL_SNS", self.services.url().to_owned()),
        ];
        let declared = declared_by(name);
        let reads = |variable: &str| declared.iter().any(|known| known.name == variable);
        let own = self.settings.iter().filter(|(variable, _)| reads(variable)).cloned();
        aws.into_iter().chain(own).map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The code in the one message that left since the last question.
    fn take_code(&self) -> String {
        code_in(&self.services.take_call().text().unwrap())
    }
}

/// The event of a `POST` with a JSON body.
pub(crate) fn post(path: &str, body: &Value) -> Value {
    let request = Request::post(path).header("content-type", "application/json");
    proxy(request.body(()).unwrap(), body.to_string().as_bytes(), None)
}

/// The event of a `POST` with a form.
fn post_form(path: &str, parameters: &[(&str, &str)]) -> Value {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    proxy(request.body(()).unwrap(), body.as_bytes(), None)
}

/// The event of a call without a body, with an access token that the function checks itself.
fn guarded(method: &str, path: &str, access_token: &str) -> Value {
    let request = Request::builder().method(method).uri(path);
    proxy(request.header("authorization", format!("Bearer {access_token}")).body(()).unwrap(), b"", None)
}

fn proxy(request: Request<()>, body: &[u8], context: Option<Value>) -> Value {
    let (parts, ()) = request.into_parts();
    let template = Template::of_this_repository().unwrap();
    let mut routes = template.routes().iter().map(|route| route.key.as_str());
    // As the gateway does: what no route fits is not named by its path.
    let route_key = routes.rfind(|key| key.ends_with(&format!(" {}", parts.uri.path()))).unwrap_or("$default");
    let source_ip = "203.0.113.24".to_owned();
    let (path, parameters, at) = (parts.uri.path(), BTreeMap::new(), Clock::system().now());
    event::proxy(&Call { route_key, parts: &parts, path, parameters, source_ip, at }, body, context)
}

/// A sample event of an authorizer, with `token`.
fn presenting(sample: &str, token: &str) -> Value {
    serde_json::from_str(&sample.replace(PLACEHOLDER, token)).unwrap()
}

async fn verified(verify: &Function, challenge: &str, code: &str) -> Answer {
    verify.call(&post("/otp/verify", &json!({ "challenge": challenge, "code": code }))).await
}

async fn refreshed(token: &Function, refresh_token: &str) -> Answer {
    token.call(&post_form("/token", &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)])).await
}

#[tokio::test]
async fn somebody_signs_in_by_email_and_calls_every_kind_of_guarded_api() {
    let deployment = Deployment::with(&[("EMAIL_CONFIGURATION_SET", "codes")]).await;
    let (request, verify) = (deployment.start("request").await, deployment.start("verify").await);
    let event = serde_json::from_str(include_str!("../../events/request-email.json")).unwrap();
    let requested = request.call(&event).await;
    assert_eq!((requested.status.as_u16(), requested.text("destination").as_str()), (202, "a•••@example.org"));
    assert_eq!(requested.headers["cache-control"], "no-store");

    let call = deployment.services.take_call();
    assert_eq!((call.field("Action"), call.field("Source")), ("SendRawEmail", "sign-in@example.org"));
    let recipients: Vec<_> = call.0.iter().filter(|(name, _)| name.starts_with("Destination")).collect();
    assert_eq!(recipients, [(&"Destinations.member.1".to_owned(), &"ada@example.org".to_owned())]);
    assert_eq!(call.field("ConfigurationSetName"), "codes");
    let email = call.email().unwrap();
    let code = code_in(&email.text);
    assert_eq!(email.from, ("Acme".to_owned(), "sign-in@example.org".to_owned()));
    assert_eq!(email.to, "ada@example.org");
    assert!(email.subject.starts_with("Your sign-in code for Acme ("), "{}", email.subject);
    assert!(email.html.contains(&code) && !email.subject.contains(&code), "both parts carry the code");
    assert_eq!(email.headers["Auto-Submitted"], "auto-generated");

    let challenge = requested.text("challenge");
    let guess = verified(&verify, &challenge, &wrong(&code)).await;
    assert_eq!((guess.status.as_u16(), guess.problem().1.as_str()), (401, "code-refused"));
    let right = verified(&verify, &challenge, &code).await;
    assert_eq!(right.status, 200, "{right:?}");
    assert!(right.cookies().starts_with("__Host-device-"), "{right:?}");
    assert_eq!(verified(&verify, &challenge, &code).await, guess, "a used code is answered like a wrong one");
    let token = right.text("access_token");

    let authorizer = deployment.start("authorizer").await;
    let simple = include_str!("../../events/authorizer-http-2.0.json");
    let answer = authorizer.invoke(&presenting(simple, &token)).await.unwrap();
    assert_eq!((&answer["isAuthorized"], &answer["context"]["sub"]), (&json!(true), &json!("email:ada@example.org")));
    let context = answer["context"].clone();
    for (sample, stage) in [
        (include_str!("../../events/authorizer-http-1.0.json"), "a1b2c3d4e5/$default"),
        (include_str!("../../events/authorizer-rest-token.json"), "r9s8t7u6v5/prod"),
        (include_str!("../../events/authorizer-rest-request.json"), "r9s8t7u6v5/prod"),
    ] {
        let answer = authorizer.invoke(&presenting(sample, &token)).await.unwrap();
        let resource = format!("arn:aws:execute-api:eu-central-1:123456789012:{stage}/*");
        let statement = json!([{ "Action": "execute-api:Invoke", "Effect": "Allow", "Resource": resource }]);
        let policy_document = json!({ "Version": "2012-10-17", "Statement": statement });
        let principal_id = "email:ada@example.org";
        assert_eq!(
            answer,
            json!({ "principalId": principal_id, "policyDocument": policy_document, "context": context })
        );
    }

    let me = deployment.start("me").await;
    let called = me.call(&proxy(Request::get("/me").body(()).unwrap(), b"", Some(context.clone()))).await;
    assert_eq!((called.status.as_u16(), called.json()), (200, context));
    let unguarded = me.call(&proxy(Request::get("/me").body(()).unwrap(), b"", None)).await;
    assert_eq!(unguarded.problem(), (401, "unauthorized".to_owned(), vec![]));
}

#[tokio::test]
async fn otp_23_somebody_signs_in_by_phone() {
    let deployment =
        Deployment::with(&[("SMS_COUNTRIES", "US"), ("SMS_SENDER_ID", "Acme"), ("SMS_MAX_PRICE", "0.05")]).await;
    let request = deployment.start("request").await;
    let event = serde_json::from_str(include_str!("../../events/request-phone.json")).unwrap();
    let requested = request.call(&event).await;
    assert_eq!((requested.status.as_u16(), requested.text("destination").as_str()), (202, "+1•••••••100"));

    let message = deployment.services.take_call();
    assert_eq!((message.field("Action"), message.field("PhoneNumber")), ("Publish", "+14155550100"));
    assert!(!message.0.keys().any(|name| name.contains("Arn")), "no topic: {message:?}");
    let attributes: Vec<_> = message.attributes().into_iter().collect();
    assert_eq!(
        attributes,
        [("AWS.SNS.SMS.MaxPrice", "0.05"), ("AWS.SNS.SMS.SMSType", "Transactional"), ("AWS.SNS.SMS.SenderID", "Acme"),]
    );
    let text = message.field("Message");
    let code = code_in(text);
    assert_eq!(text.lines().last(), Some(format!("@login.example.org #{code}").as_str()));

    let verify = deployment.start("verify").await;
    let answer = verified(&verify, &requested.text("challenge"), &code).await;
    let authorizer = deployment.start("authorizer").await;
    let event = presenting(include_str!("../../events/authorizer-http-2.0.json"), &answer.text("access_token"));
    let context = &authorizer.invoke(&event).await.unwrap()["context"];
    assert_eq!((&context["sub"], &context["phone_number"]), (&json!("tel:+14155550100"), &json!("+14155550100")));
}

#[tokio::test]
async fn otp_22_without_listed_countries_no_text_message_leaves() {
    let deployment = Deployment::with(&[]).await;
    let request = deployment.start("request").await;
    let event = serde_json::from_str(include_str!("../../events/request-phone.json")).unwrap();
    let refused = request.call(&event).await;
    assert_eq!(refused.problem(), (400, "invalid-request".to_owned(), vec!["phone".to_owned()]));
    assert_eq!(deployment.services.take_calls(), []);
}

#[tokio::test]
async fn the_authorizer_tells_its_staleness_and_fails_otherwise_than_for_a_bad_token_while_dynamodb_is_away() {
    let deployment = Deployment::with(&[("AUTHORIZER_RESULT_TTL_SECONDS", "60")]).await;
    let authorizer = deployment.start("authorizer").await;
    let token = deployment.keys.token(Clock::system().now());
    let event = presenting(include_str!("../../events/authorizer-http-2.0.json"), &token);
    assert_eq!(authorizer.invoke(&event).await.unwrap()["isAuthorized"], true);
    let told = authorizer.stop();
    assert_eq!(told.matches("a revocation counts within 65 s").count(), 1, "{told}");

    let mut environment = deployment.environment("authorizer");
    environment.retain(|(name, _)| name != "AWS_ENDPOINT_URL_DYNAMODB");
    environment.push(("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), NOBODY.to_owned()));
    let authorizer = Function::start("authorizer", &environment).await;
    let unavailable = json!({ "errorType": "Unavailable", "errorMessage": "Unavailable" });
    assert_eq!(authorizer.invoke(&event).await, Err(unavailable));
    let told = authorizer.stop();
    assert_eq!(told.matches("revocations are not known").count(), 2, "{told}");
    assert_eq!(told.matches(r#""level":"ERROR""#).count(), 1, "what an alarm counts: {told}");
}

#[tokio::test]
async fn jwt_09_whatever_is_wrong_with_a_token_the_runtime_is_told_unauthorized() {
    let deployment = Deployment::with(&[]).await;
    let authorizer = deployment.start("authorizer").await;
    let now = Clock::system().now();
    let expired = deployment.keys.token(shared::Timestamp::from_unix(now.as_unix() - 1_000));
    let foreign = Keys::new(KeyAlgorithm::Es256).token(now);
    let unauthorized = json!({ "errorType": "Unauthorized", "errorMessage": "Unauthorized" });
    for sample in [
        include_str!("../../events/authorizer-http-2.0.json"),
        include_str!("../../events/authorizer-http-1.0.json"),
        include_str!("../../events/authorizer-rest-token.json"),
        include_str!("../../events/authorizer-rest-request.json"),
        include_str!("../../events/authorizer-websocket.json"),
    ] {
        for token in [PLACEHOLDER, &expired, &foreign, "", "two tokens"] {
            assert_eq!(authorizer.invoke(&presenting(sample, token)).await, Err(unauthorized.clone()), "{token}");
        }
    }
    for event in [json!(null), json!([]), json!({}), json!("REQUEST"), json!({ "type": "REQUEST", "version": "9.9" })] {
        assert_eq!(authorizer.invoke(&event).await, Err(unauthorized.clone()), "{event}");
    }
    let valid = presenting(include_str!("../../events/authorizer-http-2.0.json"), &deployment.keys.token(now));
    assert_eq!(authorizer.invoke(&valid).await.unwrap()["isAuthorized"], true, "and it still runs");
    let told = authorizer.stop();
    assert!(!told.contains(r#""level":"ERROR""#), "a stranger's token is nothing to alarm an operator with: {told}");
}

#[tokio::test]
async fn discovery_publishes_the_key_that_tokens_are_signed_with() {
    let deployment = Deployment::with(&[]).await;
    let discovery = deployment.start("discovery").await;
    let event = serde_json::from_str(include_str!("../../events/discovery-openid-configuration.json")).unwrap();
    let metadata = discovery.call(&event).await;
    assert_eq!(
        (metadata.text("issuer").as_str(), metadata.text("jwks_uri").as_str()),
        (ISSUER, "https://login.example.org/.well-known/jwks.json")
    );
    let event = serde_json::from_str(include_str!("../../events/discovery-jwks.json")).unwrap();
    let published = discovery.call(&event).await.json();
    assert_eq!(published, serde_json::from_str::<Value>(&deployment.keys.jwks).unwrap());
    let elsewhere = discovery.call(&proxy(Request::get("/admin").body(()).unwrap(), b"", None)).await;
    assert_eq!(elsewhere.problem(), (404, "not-found".to_owned(), vec![]));
}
