//! SES or SNS fails while a code is sent: the caller is told and may send again at once, and one code lives.

use axum::Router;
use http::StatusCode;
use platform::aws::Aws;
use platform::sender::{Sender, Ses, Sns};
use platform::settings::{Environment, FromEnvironment};
use serde_json::{Value, json};
use tests::service::code_in;
use tests::{Answer, AwsStub, Fault, Proxy, Service};

use super::{DEADLINE, faults};

const MASTER_SECRET: &str = "1:Zm9yIHRlc3RzIGFsb25lOiAzMiBieXRlcyBvciBtb3Jl";

/// Errors of SES and SNS, and whether a call that gets one is made again.
const REFUSALS: [(&str, bool); 4] =
    [("Throttling", true), ("ThrottledException", true), ("AccessDenied", false), ("MessageRejected", false)];

/// The function that sends, before SES and SNS that can be spoilt, and one that takes the codes.
struct Post {
    request: Router,
    verify: Service,
    proxy: Proxy,
    stub: AwsStub,
}

impl Post {
    /// Room for exactly one code an hour.
    async fn new() -> Self {
        let rules = [
            ("MASTER_SECRET", MASTER_SECRET),
            ("EMAIL_SENDS_PER_HOUR", "1"),
            ("SMS_SENDS_PER_HOUR", "1"),
            ("SMS_COUNTRIES", "US"),
            ("ADDRESS_SENDS", "10000"),
        ];
        let verify = Service::with(&rules).await;
        let stub = AwsStub::start().await;
        let proxy = Proxy::before(stub.url().to_owned()).await;
        let table = verify.database.url();
        let own = [
            ("AWS_REGION", "local"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", table.as_str()),
            ("AWS_ENDPOINT_URL_SES", proxy.url()),
            ("AWS_ENDPOINT_URL_SNS", proxy.url()),
            ("CALL_TIMEOUT_MILLISECONDS", "1000"),
            ("TABLE_NAME", verify.database.table()),
            ("SERVICE_NAME", "Acme"),
            ("SERVICE_HOST", "login.example.org"),
            ("ISSUER", "https://login.example.org"),
            ("EMAIL_FROM", "sign-in@example.org"),
        ];
        let environment = Environment::from_pairs(rules.into_iter().chain(own));
        let config = request::Settings::read(&environment).unwrap();
        let aws = Aws::new(config.table.aws.clone());
        let keyring = config.keyring(&aws).await.unwrap();
        let text = config.text.as_ref().map(|text| Sns::new(aws.sns(), text.common.sms.clone()));
        let sender = Sender::aws(config.brand.clone(), Ses::new(aws.ses(), config.email.clone()), text);
        let request = request::router(request::Service::new(config, keyring, &aws, sender, verify.clock.clone()));
        Self { request, verify, proxy, stub }
    }

    async fn ask(&self, body: &Value) -> Answer {
        let event = serde_json::from_value(crate::deployed::process::post(request::PATH, body)).unwrap();
        let payload = tokio::time::timeout(DEADLINE, platform::lambda::answer(&self.request, event)).await;
        let payload = payload.expect("an answer in time");
        let headers = payload.headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        Answer {
            status: StatusCode::from_u16(payload.status_code).unwrap(),
            headers: headers.collect(),
            body: payload.body.into(),
        }
    }

    /// The codes that were taken for delivery since the last question, oldest first.
    fn delivered(&self) -> Vec<String> {
        self.stub.take_calls().iter().filter_map(|call| call.text().map(|text| code_in(&text))).collect()
    }

    async fn one_cell(&self, to: &Value, fault: Fault, lasting: bool, passes: bool) {
        let cell = format!("{to} {fault:?} lasting={lasting}");
        let mut spoilt = false;
        self.proxy.plan(move |_| if lasting || !std::mem::replace(&mut spoilt, true) { fault } else { Fault::None });
        let mut answer = self.ask(to).await;
        self.proxy.plan(|_| Fault::None);
        assert!(answer.status == 202 || !passes, "{cell}: {answer:?}");
        let mut codes = self.delivered();
        assert!(codes.iter().all(|code| *code == codes[0]), "{cell}: one code for one request: {codes:?}");
        if answer.status != 202 {
            // The pace is what callers can bring about.
            let paced = matches!(fault, Fault::Refused("Throttling" | "ThrottledException"));
            let (status, code, wait) = if paced { (429, "too-many-sends", "2") } else { (503, "not-sent", "1") };
            assert_eq!(answer.problem(), (status, code.to_owned(), vec![]), "{cell}");
            assert_eq!(
                (&answer.headers["retry-after"], &answer.headers["cache-control"]),
                (&value(wait), &value("no-store"))
            );
            let told = String::from_utf8_lossy(&answer.body).replace(&answer.text("challenge"), "");
            for secret in ["injected", "SES", "SNS", "example.org", "+1415", "Exception", "<html>"] {
                assert!(!told.contains(secret), "{cell}: {told}");
            }
            let mut again = to.clone();
            again["challenge"] = json!(answer.text("challenge"));
            answer = self.ask(&again).await;
            assert_eq!(answer.status, 202, "{cell}: at once and at no cost: {answer:?}");
            codes.extend(self.delivered());
        }
        let (newest, older) = codes.split_last().unwrap();
        for code in older.iter().filter(|code| *code != newest) {
            assert_eq!(self.verify.verify(&answer.text("challenge"), code).await.status, 401, "{cell}: an older code");
        }
        assert_eq!(self.verify.verify(&answer.text("challenge"), newest).await.status, 200, "{cell}");
        assert_eq!(self.verify.verify(&answer.text("challenge"), newest).await.status, 401, "{cell}: a second time");
        assert_eq!(self.ask(to).await.status, 429, "{cell}: one code was charged");
        assert!(self.delivered().is_empty(), "{cell}: a refused request sends nothing");
    }
}

fn value(text: &str) -> http::HeaderValue {
    text.parse().unwrap()
}

/// `repeated`: whether the SDK tries a call again of its own accord.
async fn survive(repeated: bool, addressee: impl Fn(usize) -> Value) {
    let post = Post::new().await;
    let cells = [false, true].into_iter().flat_map(|lasting| faults(&REFUSALS).map(move |fault| (lasting, fault)));
    for (number, (lasting, (fault, passes))) in cells.enumerate() {
        post.one_cell(&addressee(number), fault, lasting, passes && repeated && !lasting).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn re_02_whatever_ses_does_one_code_lives_and_a_failure_is_told_and_costs_nothing() {
    survive(true, |number| json!({ "email": format!("ada-{number}@example.org") })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn re_02_whatever_sns_does_one_code_lives_and_a_failure_is_told_and_costs_nothing() {
    // A second try might be a second message, and a second price.
    survive(false, |number| json!({ "phone": format!("+1415555{:04}", 100 + number) })).await;
}

#[tokio::test]
async fn re_02_while_email_is_away_a_phone_signs_in() {
    let post = Post::new().await;
    post.proxy.plan(|call| if call.operation == "SendRawEmail" { Fault::ServerError } else { Fault::None });
    assert_eq!(post.ask(&json!({ "email": "ada@example.org" })).await.problem().1, "not-sent");
    post.delivered();
    let answer = post.ask(&json!({ "phone": "+14155550100" })).await;
    let codes = post.delivered();
    assert_eq!(post.verify.verify(&answer.text("challenge"), &codes[0]).await.status, 200);
}
