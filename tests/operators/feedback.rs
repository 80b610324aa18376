//! Bounces and complaints, from SES's event to the message that does not leave.

use std::process::Output;

use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use platform::aws::Aws;
use platform::clock::Clock;
use platform::settings::{Environment, FromEnvironment};
use serde_json::{Value, json};
use tests::service::PATIENCE;
use tests::{Answer, Fault, Service};

use super::{MASTER_SECRET, admin};

const DAY: u64 = 86_400;

/// A service, and the function that heeds what SES says about its messages.
struct Deployment {
    service: Service,
    feedback: feedback::Service,
}

impl Deployment {
    async fn start() -> Self {
        let service = Service::with(&[("MASTER_SECRET", MASTER_SECRET)]).await;
        let environment = Environment::from_pairs([
            ("AWS_REGION", "local"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", service.proxy.url()),
            PATIENCE,
            ("TABLE_NAME", service.database.table()),
            ("MASTER_SECRET", MASTER_SECRET),
        ]);
        let config = feedback::Settings::read(&environment).unwrap();
        let aws = Aws::new(config.table.aws.clone());
        let keyring = config.keyring(&aws).await.unwrap();
        let feedback = feedback::Service::new(config, keyring, &aws, service.clock.clone());
        Self { service, feedback }
    }

    async fn heed(&self, event: &Value) {
        self.feedback.handle(&event.to_string()).await.unwrap();
    }

    async fn request(&self, email: &str) -> Answer {
        self.service.request(&json!({ "email": email })).await
    }

    /// How many messages a request for a code makes.
    async fn sent_to(&self, email: &str) -> usize {
        let before = self.service.sent();
        assert_eq!(self.request(email).await.status, 202, "{email}");
        self.service.sent() - before
    }

    async fn suppressions(&self) -> usize {
        self.service.suppressions().await.len()
    }
}

fn bounce(kind: &str, recipient: &str) -> Value {
    let bounce = json!({ "bounceType": kind, "bouncedRecipients": [{ "emailAddress": recipient }] });
    json!({ "source": "aws.ses", "detail": { "eventType": "Bounce", "bounce": bounce } })
}

fn complaint(kind: &str, recipient: &str) -> Value {
    let complaint = json!({ "complaintFeedbackType": kind, "complainedRecipients": [{ "emailAddress": recipient }] });
    json!({ "source": "aws.ses", "detail": { "eventType": "Complaint", "complaint": complaint } })
}

/// Everything about an answer that does not differ from one request to the next.
fn shape(answer: &Answer) -> (u16, Vec<String>, Value) {
    let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
    headers.sort();
    let mut body = answer.json();
    // A handle's length depends on what the ledger holds, not on whether anything was sent.
    body["challenge"] = json!(body["challenge"].as_str().unwrap().len());
    (answer.status.as_u16(), headers, body)
}

#[tokio::test]
async fn otp_26_after_a_hard_bounce_or_a_complaint_requests_are_answered_as_usual_and_nothing_is_sent() {
    for (event, days) in
        [(bounce("Permanent", "Ada@EXAMPLE.org"), 30), (complaint("abuse", "A <ada@example.org>"), 365)]
    {
        let deployment = Deployment::start().await;
        let usual = shape(&deployment.request("eda@example.org").await);
        deployment.heed(&event).await;
        assert_eq!(deployment.sent_to("eda@example.org").await, 1, "nobody else is meant");
        let before = deployment.service.sent();
        let mut answer = shape(&deployment.request("ada@example.org").await);
        assert_eq!(answer.2["destination"], "a•••@example.org");
        answer.2["destination"] = usual.2["destination"].clone();
        assert_eq!(answer, usual);
        let challenge = deployment.request("ADA@example.org").await.text("challenge");
        deployment.service.clock.advance(30);
        let again = json!({ "email": "ada@example.org", "challenge": challenge });
        assert_eq!(deployment.service.request(&again).await.status, 202);
        for _ in 0..2 {
            assert_eq!(deployment.sent_to("ada@example.org").await, 0);
        }
        let refused = deployment.request("ada@example.org").await;
        assert_eq!(refused.problem().1, "too-many-codes", "budgets are charged as usual");
        assert_eq!(deployment.service.sent(), before);

        deployment.service.clock.advance(days * DAY - 31);
        assert_eq!(deployment.sent_to("ada@example.org").await, 0, "the last second");
        deployment.service.clock.advance(1);
        assert_eq!(deployment.sent_to("ada@example.org").await, 1, "the item is still in the table and counts no more");
    }
}

#[tokio::test]
async fn otp_26_an_owner_who_complained_is_told_of_nothing_either() {
    let deployment = Deployment::start().await;
    let service = &deployment.service;
    let answer = service.sign_in("ada@example.org").await;
    let authorization = format!("Bearer {}", answer.text("access_token"));
    let headers = [("authorization", authorization.as_str())];
    assert_eq!(service.client.send(Method::DELETE, "/me", &headers, String::new()).await.status, 204);
    deployment.heed(&complaint("abuse", "ada@example.org")).await;
    let before = service.sent();
    assert_eq!((service.deliver_notices().await, service.queue().waiting().len()), (1, 0));
    assert_eq!(service.sent(), before);
}

#[tokio::test]
async fn otp_26_what_is_not_for_good_suppresses_nothing() {
    let deployment = Deployment::start().await;
    for event in [
        bounce("Transient", "ada@example.org"),
        bounce("Undetermined", "ada@example.org"),
        complaint("not-spam", "ada@example.org"),
        json!({ "detail": { "eventType": "Delivery" } }),
        json!({ "Records": [] }),
    ] {
        deployment.heed(&event).await;
    }
    assert_eq!((deployment.suppressions().await, deployment.sent_to("ada@example.org").await), (0, 1));
    assert_eq!(deployment.service.proxy.take_calls().get("BatchWriteItem"), None);
}

#[tokio::test]
async fn otp_17_a_stranger_whose_tagged_mail_comes_back_locks_out_nobody() {
    let deployment = Deployment::start().await;
    deployment.heed(&bounce("Permanent", "ada+no-such-tag@example.org")).await;
    assert_eq!(deployment.sent_to("ada+no-such-tag@example.org").await, 0);
    assert_eq!(deployment.sent_to("ada@example.org").await, 1);
    assert_eq!(deployment.sent_to("ada+news@example.org").await, 1);
}

#[tokio::test]
async fn otp_26_a_bounce_does_not_shorten_what_a_complaint_has_begun_and_a_repeated_event_changes_nothing() {
    let deployment = Deployment::start().await;
    deployment.heed(&complaint("abuse", "ada@example.org")).await;
    let before = deployment.service.suppressions().await;
    deployment.service.proxy.take_calls();
    for event in [complaint("abuse", "ada@example.org"), bounce("Permanent", "ada@example.org")] {
        deployment.heed(&event).await;
    }
    assert_eq!(deployment.service.suppressions().await, before);
    let until: u64 = before[0]["expires_at"].as_n().unwrap().parse().unwrap();
    assert_eq!(until, deployment.service.clock.now().as_unix() + 365 * DAY);
}

#[tokio::test]
async fn re_03_where_the_suppression_cannot_be_read_nothing_is_sent_and_the_send_costs_nothing() {
    let deployment = Deployment::start().await;
    let service = &deployment.service;
    service.proxy.plan(|call| match call.operation {
        "GetItem" if call.body.contains("\"suppression\"") => Fault::Throttled,
        _ => Fault::None,
    });
    let unsent = deployment.request("ada@example.org").await;
    assert_eq!((unsent.problem(), service.sent()), ((503, "not-sent".to_owned(), vec![]), 0));
    assert!(unsent.headers.contains_key("retry-after"));
    service.proxy.plan(|_| Fault::None);
    let again = json!({ "email": "ada@example.org", "challenge": unsent.text("challenge") });
    assert_eq!((service.request(&again).await.status.as_u16(), service.sent()), (202, 1), "at once");
    for _ in 0..4 {
        assert_eq!(deployment.sent_to("ada@example.org").await, 1, "and the budget is whole");
    }
}

#[tokio::test]
async fn re_03_a_suppression_that_this_version_cannot_read_suppresses() {
    let deployment = Deployment::start().await;
    deployment.heed(&bounce("Permanent", "ada@example.org")).await;
    let service = &deployment.service;
    let mut item = service.suppressions().await.remove(0);
    item.insert("state".to_owned(), AttributeValue::S("something new".to_owned()));
    let put = service.database.client().put_item().table_name(service.database.table()).set_item(Some(item));
    put.send().await.unwrap();
    assert_eq!((deployment.request("ada@example.org").await.status.as_u16(), service.sent()), (503, 0));
}

#[tokio::test]
async fn the_suppression_is_read_while_the_ledger_is_written() {
    let deployment = Deployment::start().await;
    // Neither is carried out before both have arrived: one after the other would wait for ever.
    deployment.service.proxy.plan(|call| {
        let meets = call.operation == "PutItem" || call.body.contains("suppression");
        if meets { Fault::Meet } else { Fault::None }
    });
    assert_eq!(deployment.sent_to("ada@example.org").await, 1, "neither waited for the other");
}

#[tokio::test]
async fn re_03_an_event_that_could_not_be_booked_is_tried_again_and_one_that_nobody_understands_is_not() {
    let deployment = Deployment::start().await;
    let message = |recipient: &str| bounce("Permanent", recipient)["detail"].to_string();
    let record = |message: String| json!({ "Sns": { "Message": message } });
    let records = [message("ada@example.org"), "no JSON".to_owned(), message("eda@example.org")].map(record);
    let event = json!({ "Records": records });
    // The first item cannot be written, however often it is tried.
    let mut first = None;
    deployment.service.proxy.plan(move |call| {
        let first = first.get_or_insert_with(|| call.body.to_owned());
        if call.body == *first { Fault::Throttled } else { Fault::None }
    });
    assert!(deployment.feedback.handle(&event.to_string()).await.is_err());
    assert_eq!(deployment.suppressions().await, 1, "the others do not wait for it");
    deployment.service.proxy.plan(|_| Fault::None);
    deployment.heed(&event).await;
    assert_eq!(deployment.suppressions().await, 2);
    for nonsense in [json!(null), json!({}), json!({ "detail": 1 }), json!({ "Records": [{}] })] {
        deployment.heed(&nonsense).await;
    }
}

#[tokio::test]
async fn re_01_a_lost_answer_is_no_failure() {
    let deployment = Deployment::start().await;
    deployment.service.proxy.plan(|call| if call.retried { Fault::None } else { Fault::LostAnswer });
    deployment.heed(&bounce("Permanent", "ada@example.org")).await;
    deployment.service.proxy.plan(|_| Fault::None);
    assert_eq!(deployment.suppressions().await, 1);
}

#[tokio::test]
async fn otp_26_erasure_leaves_the_suppression_which_names_nobody() {
    let deployment = Deployment::start().await;
    let access = deployment.service.sign_in("ada@example.org").await.text("access_token");
    deployment.heed(&complaint("abuse", "ada@example.org")).await;
    let erased = deployment.service.client.send_as(Method::DELETE, "/me", &access).await;
    assert_eq!((erased.status.as_u16(), deployment.suppressions().await), (204, 1));
    assert_eq!(deployment.sent_to("ada@example.org").await, 0);
    let item = format!("{:?}", deployment.service.suppressions().await[0]);
    assert!(!item.contains("ada") && !item.contains("example.org"), "{item}");
}

fn suppression(deployment: &Deployment, arguments: &[&str]) -> Output {
    admin(&deployment.service, &[&["suppression"], arguments].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_26_a_command_shows_and_lifts_a_suppression() {
    let deployment = Deployment::start().await;
    // The command goes by the time of the system, which goes on.
    let clock = &deployment.service.clock;
    let catch_up = || clock.advance(Clock::system().now().since(clock.now()));
    catch_up();
    let said = |arguments: &[&str]| {
        let output = suppression(&deployment, arguments);
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(said(&["show", "ada@example.org"]), "a•••@example.org: not suppressed\n");
    deployment.heed(&complaint("abuse", "ada@example.org")).await;
    let until = deployment.service.clock.now().plus(365 * DAY).as_unix();
    let standing = format!("suppressed after a complaint, until {until} in Unix seconds\n");
    assert_eq!(said(&["show", "ADA@example.org"]), format!("A•••@example.org: {standing}"));
    assert_eq!(said(&["lift", "ada@example.org"]), format!("a•••@example.org: lifted; was {standing}"));
    assert_eq!(said(&["lift", "ada@example.org"]), "a•••@example.org: not suppressed\n");
    catch_up();
    // The item stays for a while: a report that was held up on its way must not find the place empty.
    assert_eq!((deployment.suppressions().await, deployment.sent_to("ada@example.org").await), (1, 1));

    for (arguments, told) in [
        (["lift", "ada"].as_slice(), "admin: the address needs an @, as in name@example.org\n"),
        (&["show", ""], "admin: the address needs an @, as in name@example.org\n"),
    ] {
        let output = suppression(&deployment, arguments);
        assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), told);
    }
}
