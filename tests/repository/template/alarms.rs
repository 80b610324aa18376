//! What alarms and the dashboard look at is what the functions count.

use std::collections::{BTreeMap, BTreeSet};

use platform::telemetry::{Metric, NAMESPACE};
use serde_norway::Value;
use shared::identity::identifier::Channel;

use super::{document, of_type, referred};

/// What is counted, and by whom.
const COUNTED: [(Metric, &[&str]); 17] = [
    (Metric::CodesSent(Channel::Email), &["request"]),
    (Metric::CodesSent(Channel::Sms), &["request"]),
    (Metric::SendFailures(Channel::Email), &["request"]),
    (Metric::SendFailures(Channel::Sms), &["request"]),
    (Metric::LongCodes, &["request"]),
    (Metric::SmsSpendMicros, &["notify", "request"]),
    (Metric::SmsBudgetSpent, &["notify", "request"]),
    (Metric::SmsPrefixStopped, &["request"]),
    (Metric::AddressRefused, &["request", "verify"]),
    (Metric::MailRefused, &["feedback"]),
    (Metric::CodesAccepted(Channel::Email), &["verify"]),
    (Metric::CodesAccepted(Channel::Sms), &["verify"]),
    (Metric::CodesRefused, &["verify"]),
    (Metric::Pressure, &["verify"]),
    (Metric::RefreshReuse, &["token"]),
    (Metric::TooManyRevocations, &["authorizer"]),
    (Metric::Unavailable("revocations-unknown"), &["authorizer"]),
];

/// A metric with its dimensions: `Service` by the name of the stack.
type Named = (String, BTreeMap<String, String>);

fn counted() -> BTreeSet<Named> {
    let named = |metric: Metric, function: &str| {
        let own = metric.dimension().into_iter();
        let all = [("Service", "AWS::StackName"), ("Function", function)].into_iter().chain(own);
        (metric.name().to_owned(), all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    };
    COUNTED
        .iter()
        .flat_map(|(metric, functions)| functions.iter().map(move |function| named(*metric, function)))
        .collect()
}

/// A text, or one with the stack's name in it.
fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::Tagged(tagged) => tagged.value.as_str().filter(|_| tagged.tag == "Sub"),
        plain => plain.as_str(),
    }
}

/// What CloudWatch counts in the logs, and by which pattern.
fn counted_in_logs(document: &Value) -> BTreeMap<(String, String), String> {
    let filters = of_type(document, "AWS::Logs::MetricFilter").map(|(_, filter)| &filter["Properties"]);
    let named = |filter: &Value| {
        let [counted] = &filter["MetricTransformations"].as_sequence().unwrap()[..] else { panic!("one metric") };
        assert_eq!((&counted["MetricValue"], counted.get("Dimensions")), (&Value::from("1"), None));
        let name = ["MetricNamespace", "MetricName"].map(|name| text_of(&counted[name]).unwrap().to_owned());
        (name.into(), filter["FilterPattern"].as_str().unwrap().to_owned())
    };
    filters.map(named).collect()
}

/// The metrics of an alarm, each with its namespace.
fn metrics(alarm: &Value) -> Vec<(String, Named)> {
    let properties = &alarm["Properties"];
    let listed = properties.get("Metrics").and_then(Value::as_sequence).into_iter().flatten();
    let listed = listed.filter_map(|entry| entry.get("MetricStat").map(|statistic| &statistic["Metric"]));
    let metrics = listed.chain(Some(properties).filter(|properties| properties.get("MetricName").is_some()));
    let text = |value: &Value| text_of(value).or_else(|| referred(value)).unwrap_or_default().to_owned();
    let read = |metric: &Value| {
        let dimensions = metric.get("Dimensions").and_then(Value::as_sequence).into_iter().flatten();
        let dimensions = dimensions.map(|one| (text(&one["Name"]), text(&one["Value"]))).collect();
        (text(&metric["Namespace"]), (text(&metric["MetricName"]), dimensions))
    };
    metrics.map(read).collect()
}

#[test]
fn each_alarm_has_a_name_a_meaning_somebody_to_tell_and_metrics_that_the_code_counts() {
    let (document, counted) = (document(), counted());
    let mut in_logs = counted_in_logs(&document);
    let (mut alarms, mut watched) = (0, BTreeSet::new());
    for (name, alarm) in of_type(&document, "AWS::CloudWatch::Alarm") {
        let properties = &alarm["Properties"];
        assert!(properties["AlarmDescription"].as_str().unwrap().ends_with('.'), "{name}");
        assert!(properties["AlarmActions"].is_sequence() && properties["OKActions"].is_sequence(), "{name}");
        let metrics = metrics(alarm);
        assert!(!metrics.is_empty(), "{name}");
        for (namespace, metric) in metrics {
            if namespace == NAMESPACE {
                assert!(counted.contains(&metric), "{name}: nobody counts {metric:?}");
                watched.insert(metric.0);
            } else if !namespace.starts_with("AWS/") {
                assert!(in_logs.remove(&(namespace, metric.0)).is_some(), "{name}: nobody counts it");
            }
        }
        alarms += 1;
    }
    assert_eq!(alarms, document_alarms(), "every alarm has a kind of its own");
    assert_eq!(in_logs, BTreeMap::new(), "what is counted in logs has an alarm");
    // A long code is an answer to guesses, which have an alarm of their own. Who has too much revoked harms nobody
    // else, and must not be able to alarm anybody. What is unavailable is a line of the log besides, which is counted there.
    let alarms_nobody = |name: &String| ["LongCodes", "TooManyRevocations", "Unavailable"].contains(&name.as_str());
    let all: BTreeSet<String> = counted.into_iter().map(|(name, _)| name).filter(|name| !alarms_nobody(name)).collect();
    assert_eq!(watched, all);
}

/// Whatever an alarm looks at in AWS itself: namespace, metric and statistic.
fn watched_of_aws(alarm: &Value) -> Vec<(String, String, String)> {
    let properties = &alarm["Properties"];
    let plain = properties.get("Statistic").or_else(|| properties.get("ExtendedStatistic"));
    let plain = plain.map(|statistic| (properties, statistic));
    let listed = properties.get("Metrics").and_then(Value::as_sequence).into_iter().flatten();
    let listed = listed.filter_map(|entry| entry.get("MetricStat")).map(|entry| (&entry["Metric"], &entry["Stat"]));
    let text = |value: &Value| text_of(value).unwrap().to_owned();
    listed
        .chain(plain)
        .map(|(metric, statistic)| (text(&metric["Namespace"]), text(&metric["MetricName"]), text(statistic)))
        .filter(|(namespace, ..)| namespace.starts_with("AWS/"))
        .collect()
}

#[test]
fn what_aws_itself_counts_and_an_operator_must_hear_of_has_an_alarm() {
    let document = document();
    let alarms = of_type(&document, "AWS::CloudWatch::Alarm");
    let watched: BTreeSet<_> = alarms.flat_map(|(_, alarm)| watched_of_aws(alarm)).collect();
    let expected = [
        ("AWS/ApiGateway", "Latency", "p99"),
        ("AWS/DynamoDB", "ReadThrottleEvents", "Sum"),
        ("AWS/DynamoDB", "WriteThrottleEvents", "Sum"),
        ("AWS/Lambda", "Errors", "Sum"),
        ("AWS/Lambda", "Throttles", "Sum"),
        ("AWS/SES", "Reputation.BounceRate", "Average"),
        ("AWS/SES", "Reputation.ComplaintRate", "Average"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum"),
    ];
    let owned = |(namespace, metric, statistic): (&str, &str, &str)| {
        (namespace.to_owned(), metric.to_owned(), statistic.to_owned())
    };
    assert_eq!(watched, expected.map(owned).into());
}

#[test]
fn a_bad_token_sets_off_no_alarm_and_rolls_no_release_back() {
    let document = document();
    for (name, alarm) in of_type(&document, "AWS::CloudWatch::Alarm") {
        for (namespace, (metric, dimensions)) in metrics(alarm) {
            let of_authorizer = dimensions.get("FunctionName").is_some_and(|function| function == "AuthorizerFunction");
            assert!(!(namespace == "AWS/Lambda" && metric == "Errors" && of_authorizer), "{name}");
            assert!(!(namespace == "AWS/ApiGateway" && metric == "5xx"), "{name}: the gateway may answer 500 to one");
        }
    }
    // Routes behind the authorizer are those whose 5xx may be a caller's.
    let of_logs = counted_in_logs(&document);
    let own = |name: &str| of_logs[&("otp-authorizer/${AWS::StackName}".to_owned(), name.to_owned())].as_str();
    let guarded = local::template::Template::of_this_repository().unwrap().routes().iter();
    let guarded: Vec<&str> =
        guarded.filter(|route| route.authorizer.is_some()).map(|route| route.key.as_str()).collect();
    let [sample] = guarded[..] else { panic!("{guarded:?}") };
    assert_eq!(own("ServerErrors"), format!(r#"{{ ($.status = "5*") && ($.route != "{sample}") }}"#));
    // A denial is a line of the level INFO: tests/deployed/process.rs.
    let failures = r#"{ ($.level = "ERROR") || ($.record.status = "failure") || ($.record.status = "timeout") }"#;
    assert_eq!(own("AuthorizerFailures"), failures);
}

/// How many alarms the text of the template has.
fn document_alarms() -> usize {
    super::TEMPLATE.matches("Type: AWS::CloudWatch::Alarm").count()
}

#[test]
fn the_dashboard_shows_metrics_that_the_code_counts() {
    let (document, counted) = (document(), counted());
    let Value::Tagged(body) = &document["Resources"]["Dashboard"]["Properties"]["DashboardBody"] else {
        panic!("!Sub")
    };
    let body: serde_json::Value = serde_json::from_str(body.value.as_str().unwrap()).unwrap();
    let mut shown = BTreeSet::new();
    for widget in body["widgets"].as_array().unwrap() {
        for row in widget["properties"]["metrics"].as_array().unwrap() {
            let texts: Vec<&str> = row.as_array().unwrap().iter().filter_map(serde_json::Value::as_str).collect();
            let [namespace, name, dimensions @ ..] = &texts[..] else { panic!("{row}") };
            if *namespace == NAMESPACE {
                let pairs = dimensions
                    .chunks(2)
                    .map(|pair| (pair[0].to_owned(), pair[1].trim_matches(['$', '{', '}']).to_owned()));
                let metric = ((*name).to_owned(), pairs.collect());
                assert!(counted.contains(&metric), "nobody counts {metric:?}");
                shown.insert(metric);
            }
        }
    }
    assert_eq!(shown, counted);
}

/// CloudWatch bills each metric in an alarm.
#[test]
fn the_documents_say_what_the_alarms_cost() {
    let document = document();
    let mut metrics = [0, 0];
    for (_, alarm) in of_type(&document, "AWS::CloudWatch::Alarm") {
        let maths = alarm["Properties"].get("Metrics").and_then(Value::as_sequence);
        let read = maths.map_or(1, |all| all.iter().filter(|metric| metric.get("MetricStat").is_some()).count());
        match alarm.get("Condition").map(|condition| condition.as_str().unwrap()) {
            None => metrics[0] += read,
            Some("HasSms") => metrics[1] += read,
            Some(other) => panic!("{other}"),
        }
    }
    let [always, sms] = metrics;
    let told = format!("$0.10 for each of their {always} metrics, {} with text messages", always + sms);
    assert!(include_str!("../../../docs/deploy.md").contains(&told), "{told}");
    // The two keys and the master secret beside them.
    let month = |metrics: usize| format!("${}.{:02}", (240 + 10 * metrics) / 100, (240 + 10 * metrics) % 100);
    for (document, told) in [
        (include_str!("../../../docs/deploy.md"), month(always)),
        (include_str!("../../../docs/deploy.md"), month(always + sms)),
        (include_str!("../../../README.md"), month(always)),
    ] {
        assert!(document.contains(&told), "{told}");
    }
}
