use serde_json::{Value, json};
use shared::bounds::suppression::{Cause, OwnFault};

use super::{Demand, Feedback, Malformed, read};

fn of_topic(messages: &[Value]) -> String {
    let records: Vec<Value> = messages
        .iter()
        .map(|message| json!({ "EventSource": "aws:sns", "Sns": { "Message": message.to_string() } }))
        .collect();
    json!({ "Records": records }).to_string()
}

fn of_bus(detail: &Value) -> String {
    json!({ "source": "aws.ses", "detail-type": "Email Bounced", "detail": detail }).to_string()
}

fn bounce(kind: &str, recipients: &[&str]) -> Value {
    let recipients: Vec<Value> = recipients.iter().map(|address| json!({ "emailAddress": address })).collect();
    json!({ "eventType": "Bounce", "bounce": { "bounceType": kind, "bouncedRecipients": recipients }, "mail": {} })
}

fn complaint(kind: &Value, recipients: &[&str]) -> Value {
    let recipients: Vec<Value> = recipients.iter().map(|address| json!({ "emailAddress": address })).collect();
    let complaint = json!({ "complainedRecipients": recipients, "complaintFeedbackType": kind });
    json!({ "notificationType": "Complaint", "complaint": complaint, "mail": {} })
}

/// The demands of the one feedback in an event, by address, and how many recipients were skipped.
fn only(event: &str) -> Option<(Vec<(String, Demand)>, usize)> {
    let [Ok(feedback)] = &read(event).unwrap()[..] else { panic!("one record: {event}") };
    let of = |feedback: &Feedback| {
        let demands = feedback.demands.iter().map(|(address, demand)| (address.delivery().to_owned(), *demand));
        (demands.collect(), feedback.skipped)
    };
    feedback.as_ref().map(of)
}

#[test]
fn otp_26_hard_bounces_and_complaints_ask_for_suppression_by_either_way() {
    let ada = |cause| vec![("ada@example.org".to_owned(), Demand::Suppress(cause))];
    for message in [bounce("Permanent", &["ada@example.org"]), {
        let mut notification = bounce("Permanent", &["ada@example.org"]);
        let kind = notification.as_object_mut().unwrap().remove("eventType").unwrap();
        notification["notificationType"] = kind;
        notification
    }] {
        for event in [of_topic(std::slice::from_ref(&message)), of_bus(&message)] {
            assert_eq!(only(&event), Some((ada(Cause::Bounce), 0)), "{event}");
        }
    }
    for kind in [Value::Null, json!("abuse"), json!("fraud"), json!("something new")] {
        let message = complaint(&kind, &["ada@example.org"]);
        for event in [of_topic(std::slice::from_ref(&message)), of_bus(&message)] {
            assert_eq!(only(&event), Some((ada(Cause::Complaint), 0)), "{event}");
        }
    }
}

#[test]
fn what_is_not_for_good_asks_for_nothing() {
    for message in [
        bounce("Transient", &["ada@example.org"]),
        bounce("Undetermined", &["ada@example.org"]),
        bounce("Something new", &["ada@example.org"]),
        complaint(&json!("not-spam"), &["ada@example.org"]),
        json!({ "eventType": "Delivery", "delivery": { "recipients": ["ada@example.org"] } }),
        json!({ "eventType": "Open", "open": {} }),
        json!({ "eventType": "Something new" }),
        json!({ "notificationType": "AmazonSnsSubscriptionSucceeded", "message": "You have successfully subscribed" }),
    ] {
        assert_eq!(only(&of_topic(std::slice::from_ref(&message))), None, "{message}");
        assert_eq!(only(&of_bus(&message)), None, "{message}");
    }
    let text = "Successfully validated SNS topic for Amazon SES event publishing.";
    assert_eq!(only(&json!({ "Records": [{ "Sns": { "Message": text } }] }).to_string()), None);
}

#[test]
fn recipients_come_in_any_case_and_with_names_and_what_is_no_address_is_counted() {
    let named = [
        "Ada Lovelace <Ada@EXAMPLE.org>",
        "<ada@example.org>",
        " ada@example.org ",
        "\"a <b>\" <ada@bücher.example>",
        "\"taro..yamada\"@docomo.ne.jp",
        "taro..yamada@docomo.ne.jp",
        "Taro <\"taro..yamada\"@docomo.ne.jp>",
        "",
        "<>",
        "ada",
        "\"ada b\"@example.org",
        "ada@example.org, eve@example.org",
        "ada@example.org\r\neve@example.org",
    ];
    let (taro, ada) = ("\"taro..yamada\"@docomo.ne.jp", "ada@example.org");
    let expected = ["Ada@example.org", ada, ada, "ada@xn--bcher-kva.example", taro, taro, taro];
    let (demands, skipped) = only(&of_bus(&bounce("Permanent", &named))).unwrap();
    let recipients: Vec<&str> = demands.iter().map(|(address, _)| address.as_str()).collect();
    assert_eq!((recipients.as_slice(), skipped), (expected.as_slice(), 6));
}

#[test]
fn otp_26_each_recipient_is_judged_by_its_own_status_and_diagnostic_code() {
    let recipient = |name: &str, status: &str, said: &str| {
        let address = format!("{name}@example.org");
        json!({ "emailAddress": address, "status": status, "diagnosticCode": said })
    };
    let recipients = [
        recipient("gone", "5.1.1", "smtp; 550 5.1.1 user unknown"),
        recipient("full", "5.2.2", "smtp; 552 5.2.2 mailbox full"),
        recipient("strict", "5.7.26", "smtp; 550-5.7.26 Your email has been blocked"),
        recipient("no address", "5.2.2", "smtp; 552 5.2.2 mailbox full"),
        json!({ "emailAddress": "gone@quota.example", "diagnosticCode": "smtp; 550 5.1.2 quota.example: unknown host" }),
    ];
    let report = |kind: &str, subkind: &str, recipients: &[Value]| {
        let bounce = json!({ "bounceType": kind, "bounceSubType": subkind, "bouncedRecipients": recipients });
        of_bus(&json!({ "eventType": "Bounce", "bounce": bounce }))
    };
    let told = [
        ("gone@example.org", Demand::Suppress(Cause::Bounce)),
        ("strict@example.org", Demand::Tell(OwnFault::Policy)),
        ("gone@quota.example", Demand::Suppress(Cause::Bounce)),
    ];
    let told = told.map(|(address, demand)| (address.to_owned(), demand)).to_vec();
    assert_eq!(only(&report("Permanent", "General", &recipients)), Some((told, 0)));
    assert_eq!(only(&report("Permanent", "General", &recipients[1..2])), None);
    let size = vec![("gone@example.org".to_owned(), Demand::Tell(OwnFault::Size))];
    assert_eq!(only(&report("Transient", "MessageTooLarge", &recipients[..1])), Some((size, 0)));
    let null = json!({ "emailAddress": "ada@example.org", "status": null, "diagnosticCode": null });
    let ada = vec![("ada@example.org".to_owned(), Demand::Suppress(Cause::Bounce))];
    assert_eq!(only(&report("Permanent", "General", &[null])), Some((ada, 0)));
}

#[test]
fn a_malformed_record_spoils_no_other() {
    let good = bounce("Permanent", &["ada@example.org"]);
    let mut without_type = good.clone();
    without_type["bounce"].as_object_mut().unwrap().remove("bounceType");
    let missing = json!({ "eventType": "Bounce" });
    let event = of_topic(&[missing, without_type, json!({}), json!([]), json!({ "eventType": 1 }), good]);
    let records = read(&event).unwrap();
    assert_eq!(records.iter().filter(|record| **record == Err(Malformed)).count(), 5);
    assert!(matches!(records.last(), Some(Ok(Some(_)))), "{records:?}");
    for event in [
        json!({ "Records": [null, 1, {}, { "Sns": {} }, { "Sns": { "Message": "no JSON" } }] }),
        json!({ "detail": null }),
        json!({ "detail": "Bounce" }),
    ] {
        assert!(read(&event.to_string()).unwrap().iter().all(|record| *record == Err(Malformed)), "{event}");
    }
    for text in ["", "null", "[]", "{}", "{\"Records\":{}}", "no JSON", "\u{0}"] {
        assert_eq!(read(text), Err(Malformed), "{text:?}");
    }
}
