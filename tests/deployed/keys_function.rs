//! The custom resource as CloudFormation calls it, up to the answer at the pre-signed URL.

use std::sync::{Arc, Mutex};

use admin::keys::KeyAlgorithm;
use aws_lc_rs::rsa::KeySize;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, Method, StatusCode, Uri};
use keys::{Service, Settings};
use local::database::Database;
use local::template::Template;
use platform::clock::Clock;
use platform::custom_resource::{Event, LONGEST_ANSWER};
use platform::settings::{Environment, FromEnvironment};
use serde_json::{Value, json};
use shared::tokens::{KeySet, SigningKeys};
use tests::key_stub::KeyMood;
use tests::service::START;
use tests::{Function, KeyStub, Keys};
use tokio::net::TcpListener;

const SECRET: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otp/signing-AbCdEf";
const PATH: &str = "/cloudformation-custom-resource-response/answer?X-Amz-Signature=SIGNATURE";

/// A bucket of CloudFormation.
#[derive(Clone, Default)]
pub(crate) struct Bucket {
    answers: Arc<Mutex<Vec<Bytes>>>,
    failures: Arc<Mutex<u32>>,
}

impl Bucket {
    pub(crate) async fn start() -> (Self, String) {
        let bucket = Self::default();
        let app = Router::new().fallback(put).with_state(bucket.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}{PATH}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (bucket, url)
    }

    pub(crate) fn take(&self) -> Vec<Value> {
        let answers = std::mem::take(&mut *self.answers.lock().unwrap());
        answers.iter().map(|answer| serde_json::from_slice(answer).unwrap()).collect()
    }
}

async fn put(State(bucket): State<Bucket>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    assert_eq!((method, uri.to_string().as_str()), (Method::PUT, PATH));
    // S3 takes no chunks, and the URL is signed for a request without a type.
    assert_eq!(headers["content-length"].to_str().unwrap(), body.len().to_string());
    assert!(!headers.contains_key("content-type") && body.len() <= LONGEST_ANSWER, "{headers:?}");
    let mut failures = bucket.failures.lock().unwrap();
    if *failures > 0 {
        *failures -= 1;
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    bucket.answers.lock().unwrap().push(body);
    StatusCode::OK
}

/// The function beside a table, KMS and CloudFormation.
struct Deployment {
    stub: KeyStub,
    bucket: Bucket,
    url: String,
    database: Database,
}

impl Deployment {
    async fn start() -> Self {
        let (bucket, url) = Bucket::start().await;
        let database = Database::start(None, Template::of_this_repository().unwrap()).await.unwrap();
        Self { stub: KeyStub::start().await, bucket, url, database }
    }

    fn environment(&self) -> [(&'static str, String); 6] {
        [
            ("AWS_REGION", "eu-central-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_ENDPOINT_URL", self.stub.url().to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB", self.database.url()),
            ("TABLE_NAME", self.database.table().to_owned()),
        ]
    }

    fn service(&self) -> Service {
        let settings = Settings::read(&Environment::from_pairs(self.environment())).unwrap();
        Service::new(settings, Clock::manual(START))
    }

    /// The one answer to an event.
    async fn answered(&self, event: &Value) -> Value {
        self.service().handle(&Event::parse(&event.to_string()).unwrap()).await.unwrap();
        let [answer] = &self.bucket.take()[..] else { panic!("one answer") };
        answer.clone()
    }

    /// What becomes of a deployment: of these properties, after those.
    async fn deployed(&self, before: &Value, after: &Value) -> Result<(), String> {
        let mut event = event("Update", &self.url, after);
        event["OldResourceProperties"] = before.clone();
        let answer = self.answered(&event).await;
        match answer["Status"].as_str().unwrap() {
            "SUCCESS" => Ok(()),
            _ => Err(answer["Reason"].as_str().unwrap().to_owned()),
        }
    }
}

fn event(kind: &str, url: &str, properties: &Value) -> Value {
    let mut event: Value = serde_json::from_str(include_str!("../../events/keys.json")).unwrap();
    event["RequestType"] = json!(kind);
    event["ResponseURL"] = json!(url);
    event["ResourceProperties"] = properties.clone();
    event
}

/// Has a key in KMS for the sample event, and lets it be answered.
pub(crate) async fn succeeds(sample: &str) {
    let deployment = Deployment::start().await;
    let mut event: Value = serde_json::from_str(sample).unwrap();
    assert!(event["ResourceProperties"]["SigningKeys"].as_str().unwrap().starts_with("arn:aws:kms:"));
    event["ResourceProperties"]["SigningKeys"] = json!(deployment.stub.new_rsa(KeySize::Rsa2048));
    event["ResponseURL"] = json!(deployment.url);
    assert_eq!(deployment.answered(&event).await["Status"], "SUCCESS");
}

#[tokio::test]
async fn three_rsa_3072_keys_fit_the_answer_and_name_what_the_functions_need() {
    let deployment = Deployment::start().await;
    let Deployment { stub, url, .. } = &deployment;
    let turns = json!([
        { "key": stub.new_rsa(KeySize::Rsa3072) },
        { "key": stub.new_rsa(KeySize::Rsa3072), "announced": 1_795_348_800_u64, "active": 1_795_358_800_u64 },
        { "key": stub.new_rsa(KeySize::Rsa3072), "announced": 1_795_348_800_u64, "active": 1_795_368_800_u64 },
    ]);
    for kind in ["Create", "Update"] {
        let answer = deployment.answered(&event(kind, url, &json!({ "SigningKeys": turns.to_string() }))).await;
        assert_eq!(
            (&answer["Status"], &answer["PhysicalResourceId"]),
            (&json!("SUCCESS"), &json!("otp-authorizer-keys"))
        );
        assert_eq!((&answer["RequestId"], &answer["LogicalResourceId"]), (&json!("unique-id"), &json!("Keys")));
        let published = KeySet::parse(answer["Data"]["Jwks"].as_str().unwrap()).unwrap();
        let keys = SigningKeys::parse_for_signing(answer["Data"]["SigningKeys"].as_str().unwrap()).unwrap();
        assert_eq!(keys.entries().len(), 3);
        assert!(keys.entries().iter().all(|entry| published.find(entry.kid.as_ref().unwrap()).is_some()));
    }
}

#[tokio::test]
async fn a_failure_is_answered_with_its_reason_and_no_secret() {
    let deployment = Deployment::start().await;
    let Deployment { stub, url, .. } = &deployment;
    stub.put_text(SECRET, &Keys::new(KeyAlgorithm::EdDsa).signing_key);
    let private = Keys::new(KeyAlgorithm::Es256).signing_key;
    let oct = r#"{"kty":"oct","k":"QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"}"#;
    let shared_secret = SECRET.replace("signing", "shared");
    stub.put_text(&shared_secret, oct);
    let none = "arn:aws:kms:eu-central-1:123456789012:key/none";
    let alone = |key: &str| json!({ "SigningKeys": key });
    let many: Vec<Value> = (0..9_u64)
        .map(|number| {
            let active = number * 10_000;
            json!({ "key": stub.new_rsa(KeySize::Rsa2048), "announced": 0, "active": active })
        })
        .collect();
    for (properties, reason) in [
        (json!({}), "SigningKeys is not set"),
        (json!({ "SigningKeys": [] }), "SigningKeys is not set"),
        (alone("nonsense"), "SigningKeys must be a private key"),
        (alone(&private), "SigningKeys must name keys by their ARNs"),
        (alone(&json!([{ "key": oct }]).to_string()), "SigningKeys must name keys by their ARNs"),
        (alone(&shared_secret), "SigningKeys names a secret for HS256"),
        (alone(none), &format!("SIGNING_KEYS entry 1 ({none}) cannot be read: KMS: NotFoundException")),
        (alone(&json!(many).to_string()), "otp-authorizer-keys would be told in more than the 4096 bytes"),
    ] {
        let answer = deployment.answered(&event("Update", url, &properties)).await;
        assert_eq!(answer["Status"], "FAILED", "{reason}");
        let told = answer.to_string();
        assert!(told.contains(reason), "{reason} in {told}");
        assert!(!told.contains("BEGIN") && !told.contains("QQQQ") && answer.get("Data").is_none(), "{told}");
    }
}

#[tokio::test]
async fn a_role_that_is_not_known_everywhere_yet_is_waited_for() {
    let deployment = Deployment::start().await;
    let Deployment { stub, bucket, url, .. } = &deployment;
    let event = event("Create", url, &json!({ "SigningKeys": stub.new_ec() }));
    stub.be(KeyMood::FailingOnce("AccessDeniedException"));
    assert_eq!(deployment.answered(&event).await["Status"], "SUCCESS");
    assert!(bucket.take().is_empty());
    // A release that gives the role a new right: the stack itself is asked about first.
    let properties = json!({ "SigningKeys": stub.new_ec() });
    stub.be(KeyMood::FailingOnce("AccessDenied"));
    assert_eq!(deployment.deployed(&properties, &properties).await, Ok(()));
}

#[tokio::test]
async fn a_bucket_that_fails_once_is_told_again_and_one_that_fails_always_is_an_error() {
    let deployment = Deployment::start().await;
    let Deployment { stub, bucket, url, .. } = &deployment;
    let event = Event::parse(&event("Delete", url, &Value::Null).to_string()).unwrap();
    *bucket.failures.lock().unwrap() = 1;
    deployment.service().handle(&event).await.unwrap();
    assert_eq!(bucket.take()[0]["Status"], "SUCCESS", "keys outlive the stack");
    assert!(stub.take_calls().is_empty(), "a deletion asks for nothing");

    *bucket.failures.lock().unwrap() = 9;
    let error = deployment.service().handle(&event).await.unwrap_err().to_string();
    assert_eq!(error, "HTTP 500");
}

#[tokio::test]
async fn the_compiled_function_answers_cloudformation_and_logs_no_url() {
    let deployment = Deployment::start().await;
    let Deployment { stub, bucket, url, .. } = &deployment;
    let function =
        Function::start("keys", &deployment.environment().map(|(name, value)| (name.to_owned(), value))).await;
    let event = event("Create", url, &json!({ "SigningKeys": stub.new_rsa(KeySize::Rsa2048) }));
    function.invoke(&event).await.unwrap();
    assert_eq!(bucket.take()[0]["Status"], "SUCCESS");
    let keys = [stub.new_ec(), stub.new_ec()];
    for (before, after) in [(&keys[0], &keys[0]), (&keys[0], &keys[1])] {
        let mut update = self::event("Update", url, &json!({ "SigningKeys": after }));
        update["OldResourceProperties"] = json!({ "SigningKeys": before });
        function.invoke(&update).await.unwrap();
        assert_eq!(bucket.take()[0]["Status"], "SUCCESS");
    }
    let refused = function.invoke(&json!({ "ResponseURL": url })).await.unwrap_err();
    assert_eq!(refused["errorMessage"], "not an event of CloudFormation");
    let output = function.stop();
    assert!(!output.contains("SIGNATURE") && output.contains("the deployment goes on"), "{output}");
    assert_eq!(output.matches(r#""audit":"keys_rotated""#).count(), 1, "only where the list changed: {output}");
}

#[tokio::test]
async fn op_08_a_key_that_would_sign_before_caches_know_it_is_refused_at_the_deployment() {
    let deployment = Deployment::start().await;
    let Deployment { stub, .. } = &deployment;
    let (first, second, third) = (stub.new_ec(), stub.new_ec(), stub.new_ec());
    let now = START.as_unix();
    let turn = |key: &str, announced: u64, active: u64| json!({ "key": key, "announced": announced, "active": active });
    let list = |turns: &[Value]| json!({ "SigningKeys": json!(turns).to_string() });
    let one = list(&[turn(&first, 0, 0)]);
    for (what, before, after, status) in [
        ("in time", &one, list(&[turn(&first, 0, 0), turn(&second, now, now + 7_200)]), "SUCCESS"),
        ("deployed late", &one, list(&[turn(&first, 0, 0), turn(&second, now - 9_000, now + 7_199)]), "FAILED"),
        ("long since", &one, list(&[turn(&first, 0, 0), turn(&second, now - 9_000, now - 1)]), "FAILED"),
        (
            "nothing new",
            &list(&[turn(&first, 0, 0), turn(&second, now - 9_000, now - 1)]),
            list(&[turn(&first, 0, 0), turn(&second, now - 9_000, now - 1)]),
            "SUCCESS",
        ),
        (
            "an announcement taken back",
            &list(&[turn(&first, 0, 0), turn(&second, now, now + 7_200)]),
            one.clone(),
            "SUCCESS",
        ),
        ("an emergency", &one, list(&[turn(&third, now, now)]), "SUCCESS"),
    ] {
        let outcome = deployment.deployed(before, &after).await;
        assert_eq!(outcome.is_ok(), status == "SUCCESS", "{what}: {outcome:?}");
        if let Err(reason) = outcome {
            assert!(reason.contains("entry 2"), "{what}: {reason}");
        }
    }
}

#[tokio::test]
async fn op_08_a_key_of_a_further_algorithm_takes_over_no_access_tokens_before_caches_know_it() {
    let deployment = Deployment::start().await;
    let Deployment { stub, .. } = &deployment;
    let (ec, second_ec) = (stub.new_ec(), stub.new_ec());
    let (rsa, second_rsa) = (stub.new_rsa(KeySize::Rsa2048), stub.new_rsa(KeySize::Rsa2048));
    let there = |key: &str, alg: &str| json!({ "key": key, "alg": alg });
    let later = |key: &str, alg: &str, active: u64| json!({ "key": key, "alg": alg, "announced": active - 7_200, "active": active });
    let list = |keys: &[Value]| json!({ "SigningKeys": json!(keys).to_string() });
    let now = START.as_unix();
    let (only_ec, only_rsa) = (list(&[there(&ec, "ES256")]), list(&[there(&rsa, "RS256")]));
    let both = list(&[there(&ec, "ES256"), there(&rsa, "RS256")]);
    for (what, before, after, taken) in [
        ("RS256 for who asks", &only_ec, both.clone(), true),
        ("announced", &only_rsa, list(&[there(&rsa, "RS256"), later(&ec, "ES256", now + 7_200)]), true),
        ("unannounced", &only_rsa, list(&[there(&rsa, "RS256"), there(&ec, "ES256")]), false),
        ("announced too late", &only_rsa, list(&[there(&rsa, "RS256"), later(&ec, "ES256", now + 7_199)]), false),
        ("RS256 that claims a time", &only_ec, list(&[there(&ec, "ES256"), later(&rsa, "RS256", now)]), false),
        ("an emergency of one algorithm", &both, list(&[there(&ec, "ES256"), there(&second_rsa, "RS256")]), true),
        (
            "a second one beside it",
            &both,
            list(&[there(&ec, "ES256"), there(&rsa, "RS256"), later(&second_rsa, "RS256", now)]),
            false,
        ),
        ("another algorithm than it says", &only_ec, list(&[there(&ec, "ES256"), there(&second_ec, "RS256")]), false),
        (
            "two of one that nobody told apart",
            &only_ec,
            list(&[there(&ec, "ES256"), json!({ "key": second_ec })]),
            false,
        ),
    ] {
        let outcome = deployment.deployed(before, &after).await;
        assert_eq!(outcome.is_ok(), taken, "{what}: {outcome:?}");
        if let Err(reason) = outcome {
            assert!(reason.contains("entry 2") || reason.contains("entry 3"), "{what}: {reason}");
        }
    }
}

#[tokio::test]
async fn what_an_emergency_dropped_comes_back_with_a_roll_back_and_with_nothing_else_unasked() {
    let deployment = Deployment::start().await;
    let (own, new) = (deployment.stub.new_ec(), deployment.stub.new_ec());
    let now = START.as_unix();
    let of = |keys: &Value, named: bool, more: &Value| {
        let keys = keys.as_str().map_or_else(|| keys.to_string(), str::to_owned);
        let mut properties = json!({ "SigningKeys": keys, "AreNamed": named.to_string(), "MasterSecretVersions": "1" });
        properties.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        properties
    };
    let turn = |key: &str, active: u64| json!({ "key": key, "announced": active - 9_000, "active": active });
    let first = of(&json!([turn(&own, now - 9_000), turn(&new, now - 1)]), true, &json!({}));
    let emergency = of(&json!([turn(&new, now - 1)]), true, &json!({}));
    assert_eq!(deployment.deployed(&first, &emergency).await, Ok(()));

    // The saved parameters are the old ones: with a key, or with none.
    let told = deployment.deployed(&emergency, &first).await.unwrap_err();
    assert!(told.contains(&format!("brings back {own}")) && told.contains("RETURNING"), "{told}");
    let reset = of(&json!(own), false, &json!({}));
    let told = deployment.deployed(&emergency, &reset).await.unwrap_err();
    assert!(told.contains(&format!("brings back {own}")) && told.contains("SigningKeys is empty"), "{told}");
    deployment.stub.stack_is("UPDATE_IN_PROGRESS");
    assert!(deployment.deployed(&emergency, &first).await.is_err(), "nothing was forgotten by a refusal");

    // CloudFormation takes the deployment back that dropped it: the stack must not be stuck.
    deployment.stub.stack_is("UPDATE_ROLLBACK_IN_PROGRESS");
    assert_eq!(deployment.deployed(&emergency, &first).await, Ok(()));
    // Also where the operator has disabled the stolen key meanwhile, and KMS gives no public half of it.
    deployment.stub.be(KeyMood::Failing("DisabledException"));
    assert_eq!(deployment.deployed(&emergency, &first).await, Ok(()));
    deployment.stub.be(KeyMood::Well);
    deployment.stub.stack_is("UPDATE_IN_PROGRESS");
    assert_eq!(deployment.deployed(&first, &first).await, Ok(()), "it was never dropped");

    assert_eq!(deployment.deployed(&first, &emergency).await, Ok(()));
    let meant = of(&json!(own), false, &json!({ "Returning": own }));
    assert_eq!(deployment.deployed(&emergency, &meant).await, Ok(()), "whoever means it says so");
}

#[tokio::test]
async fn without_knowing_what_was_dropped_nothing_is_deployed() {
    let deployment = Deployment::start().await;
    let mut environment = deployment.environment();
    environment[5].1 = "another".to_owned();
    let settings = Settings::read(&Environment::from_pairs(environment)).unwrap();
    let event = event("Create", &deployment.url, &json!({ "SigningKeys": deployment.stub.new_ec() })).to_string();
    Service::new(settings, Clock::manual(START)).handle(&Event::parse(&event).unwrap()).await.unwrap();
    let [answer] = &deployment.bucket.take()[..] else { panic!("one answer") };
    assert_eq!(answer["Status"], "FAILED");
    assert!(answer["Reason"].as_str().unwrap().starts_with("what was dropped before is not known"), "{answer}");
}
