//! The stack's parameter `Settings`, judged while the stack is deployed: before any function is replaced, and all at once.

use std::collections::BTreeMap;

use platform::aws::Aws;
use platform::custom_resource::Event;
use platform::settings::{AwsSettings, Environment, FromEnvironment};
use serde_json::{Value, json};
use settings::{handle, judge};

use super::keys_function::Bucket;

/// What the template says beside `Settings`.
pub(crate) fn variables() -> Value {
    json!({
        "EMAIL_FROM": "sign-in@example.org",
        "SERVICE_NAME": "example.org",
        "EMAIL_CONFIGURATION_SET": "otp-ConfigurationSet",
        "SMS_COUNTRIES": "",
        "SMS_DAILY_BUDGET": "",
        "ALLOWED_ORIGINS": "",
        "AUDIENCE": "otp",
    })
}

/// Lets the sample event be answered.
pub(crate) async fn succeeds(sample: &str) {
    let (bucket, url) = Bucket::start().await;
    let mut event: Value = serde_json::from_str(sample).unwrap();
    event["ResponseURL"] = json!(url);
    let variables = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(|name| (name, "test"));
    let aws = Aws::new(AwsSettings::read(&Environment::from_pairs(variables)).unwrap());
    handle(&Event::parse(&event.to_string()).unwrap(), &aws).await.unwrap();
    let [answer] = &bucket.take()[..] else { panic!("one answer") };
    assert_eq!((&answer["Status"], &answer["Data"]["Verify"]), (&json!("SUCCESS"), &json!(r#"{"CODE_DIGITS":"8"}"#)));
}

fn judged(settings: &str, more: &[(&str, &str)]) -> Result<BTreeMap<&'static str, String>, Vec<String>> {
    let mut variables = variables();
    for (name, value) in more {
        variables[name] = json!(value);
    }
    judge(&json!({ "Settings": settings, "Variables": variables }))
}

fn faults(settings: &str) -> Vec<String> {
    judged(settings, &[]).expect_err(settings)
}

#[test]
fn nothing_said_is_every_default() {
    for nothing in ["", " \n", "{}"] {
        let told = judged(nothing, &[]).unwrap();
        let functions = [
            "Authorizer",
            "Discovery",
            "Feedback",
            "Me",
            "Notify",
            "Passkeys",
            "Request",
            "Sessions",
            "Signin",
            "Token",
            "Verify",
        ];
        assert!(functions.iter().all(|function| told[function].is_empty()), "{told:?}");
        let stack: Vec<(&str, &str)> = told
            .iter()
            .filter(|(name, _)| !functions.contains(name))
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let expected = [
            ("ALARM_LATENCY_MILLISECONDS", "3000"),
            ("ALARM_SERVER_ERRORS", "5"),
            ("ALARM_VERIFIED_PERCENT", "30"),
            ("ALARM_WRONG_GUESSES", "300"),
            ("AUDIENCE", "otp"),
            ("AUTHORIZER_RESULT_TTL_SECONDS", "0"),
            ("EMAIL_CONFIGURATION_SET", "otp-ConfigurationSet"),
            ("LOG_RETENTION_DAYS", "30"),
            ("RETURNING", ""),
            ("THROTTLING_BURST_LIMIT", "200"),
            ("THROTTLING_RATE_LIMIT", "100"),
            ("TRACING", "Active"),
        ];
        assert_eq!(stack, expected);
    }
}

#[test]
fn each_function_is_told_what_it_reads_and_nothing_else() {
    let settings = json!({
        "CODE_DIGITS": 8,
        "SMS_MAX_PRICE": "0.05",
        "SCOPE": "api admin",
        "LOG_LEVEL": "warn",
        "ROUTE_RULES": [{ "route": "* /admin/*", "scopes": ["admin"] }],
        "LOG_RETENTION_DAYS": 400,
        "AUDIENCE": "https://api.example.org",
        "THROTTLING_RATE_LIMIT": "20",
    });
    let told = judged(&settings.to_string(), &[("SMS_COUNTRIES", "US"), ("SMS_DAILY_BUDGET", "5")]).unwrap();
    let of = |function: &str| serde_json::from_str::<Value>(&told[function]).unwrap();
    assert_eq!(of("Request"), json!({ "CODE_DIGITS": "8", "SMS_MAX_PRICE": "0.05", "LOG_LEVEL": "warn" }));
    let audience = "https://api.example.org";
    assert_eq!(
        of("Verify"),
        json!({ "CODE_DIGITS": "8", "SCOPE": "api admin", "LOG_LEVEL": "warn", "AUDIENCE": audience })
    );
    assert_eq!(of("Token"), json!({ "SCOPE": "api admin", "LOG_LEVEL": "warn", "AUDIENCE": audience }));
    let rules = r#"[{"route":"* /admin/*","scopes":["admin"]}]"#;
    assert_eq!(of("Authorizer"), json!({ "ROUTE_RULES": rules, "LOG_LEVEL": "warn", "AUDIENCE": audience }));
    assert_eq!(of("Me"), json!({ "LOG_LEVEL": "warn" }));
    assert_eq!((told["LOG_RETENTION_DAYS"].as_str(), told["THROTTLING_RATE_LIMIT"].as_str()), ("400", "20"));
    assert_eq!(told["AUDIENCE"], audience);
}

#[test]
fn every_fault_is_named_at_once() {
    let text = r#"{"CODE_DIGITS":9,"SESSION_SECONDS":"a day","Colour":"red","SCOPE":"a  b","CODE_DIGITS":6,"METRICS":true,
                   "SMS_PRICES":"US:0.1","LOG_RETENTION_DAYS":31,"ALLOWED_HEADERS":"*","ISSUER":"https://x.example.org",
                   "MASTER_SECRET":"1:c2VjcmV0","EMAIL_SENDS_PER_DAY":2}"#;
    let found = faults(text);
    for expected in [
        "CODE_DIGITS stands there twice",
        "Colour is no setting",
        "METRICS must be a text, a number or a list",
        "ISSUER is the parameter Issuer",
        "MASTER_SECRET follows from MasterSecretVersions",
        "SESSION_SECONDS must be a whole number from 60 to 31536000",
        "SCOPE must be scopes with single blanks",
        "SMS_PRICES needs SmsCountries",
        "LOG_RETENTION_DAYS must be 1, 3, 5",
        "ALLOWED_HEADERS must be names of headers",
        "EMAIL_SENDS_PER_DAY must not be below",
    ] {
        let named = found.iter().filter(|fault| fault.starts_with(expected)).count();
        assert_eq!(named, 1, "{expected}: {found:#?}");
    }
    assert!(!found.iter().any(|fault| fault.contains("c2VjcmV0")), "{found:?}");
    let secret = "origin-secret-of-at-least-32-characters";
    let arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otp-origin-1-AbCdEf";
    let told = faults(&format!(r#"{{"ORIGIN_SECRETS":"{arn},{secret}"}}"#));
    assert_eq!(told, ["ORIGIN_SECRETS must name secrets by their ARNs; a secret itself has no place in a template"]);
    assert!(judged(&format!(r#"{{"ORIGIN_SECRETS":"{arn}"}}"#), &[]).is_ok());
}

#[test]
fn a_function_is_told_no_more_than_its_environment_has_room_for() {
    let rules = |scope: &str| {
        let rule = |number| json!({ "route": format!("GET /orders/{number}"), "scopes": [scope] });
        json!({ "ROUTE_RULES": (0..32).map(rule).collect::<Vec<_>>() }).to_string()
    };
    assert!(judged(&rules("orders:read"), &[]).is_ok());
    let told = faults(&rules("orders:read:of-every-customer"));
    assert!(
        matches!(&told[..], [fault] if fault.starts_with("Authorizer would be told more than 2048 bytes")),
        "{told:?}"
    );
}

#[test]
fn an_issuer_that_the_functions_would_refuse_is_refused_before() {
    assert!(judged("", &[("ISSUER", "https://login.example.org")]).is_ok());
    let told = judged("", &[("ISSUER", "https://login.example.org:99999")]).unwrap_err();
    assert!(matches!(&told[..], [fault] if fault.starts_with("ISSUER must be")), "{told:?}");
}

#[test]
fn what_is_no_json_object_of_settings_is_refused_with_its_place() {
    for text in
        ["{", "[]", "[{\"CODE_DIGITS\":6}]", "CODE_DIGITS=6", "null", "7", "\"{}\"", "{}{}", "{\"A\"}", "{'A':1}"]
    {
        let [fault] = &faults(text)[..] else { panic!("{text}") };
        assert!(fault.starts_with("Settings must be a JSON object: ") && fault.contains(" column "), "{text}: {fault}");
    }
    for text in
        [r#"{"code_digits":6}"#, r#"{"CodeDigits":6}"#, r#"{"":1}"#, r#"{"AWS_REGION":"x"}"#, r#"{"SETTINGS":"{}"}"#]
    {
        assert_eq!(faults(text).len(), 1, "{text}");
    }
}

#[test]
fn parameters_are_judged_as_well_before_a_function_would_refuse_to_start() {
    // The sender's domain is the name that messages have, and no text message takes so long a one.
    let long = [
        ("SERVICE_NAME", "sign-in.of.a.company.with.a.long.name.example"),
        ("SMS_COUNTRIES", "US"),
        ("SMS_DAILY_BUDGET", "5"),
    ];
    let told = judged("", &long).unwrap_err();
    assert!(
        matches!(&told[..], [fault] if fault.starts_with("SMS_NAME must be set where SERVICE_NAME is not")),
        "{told:?}"
    );
    assert!(judged(r#"{"SMS_NAME":"Acme"}"#, &long).is_ok());
    assert!(judged("", &long[..1]).is_ok(), "without text messages nothing asks for one");

    let told =
        judged("", &[("SMS_COUNTRIES", "US,ZZ"), ("EMAIL_FROM", "a@b"), ("SMS_DAILY_BUDGET", "2000000")]).unwrap_err();
    let named: Vec<&str> = told.iter().map(|fault| fault.split(' ').next().unwrap()).collect();
    assert_eq!(named, ["EMAIL_FROM", "SMS_COUNTRIES", "SMS_DAILY_BUDGET"], "{told:?}");
}

#[test]
fn a_session_that_could_never_be_refreshed_and_a_budget_below_an_hours_are_refused() {
    for text in [
        r#"{"EMAIL_SENDS_PER_HOUR":20,"EMAIL_SENDS_PER_DAY":5}"#,
        r#"{"SMS_SENDS_PER_HOUR":6,"SMS_SENDS_PER_DAY":5}"#,
        r#"{"SMS_MAX_PRICE":"9"}"#,
        r#"{"ROUTE_RULES":[]}"#,
        r#"{"ROUTE_RULES":{}}"#,
        r#"{"AUTHORIZER_RESULT_TTL_SECONDS":61}"#,
        r#"{"REVOCATION":"never"}"#,
        r#"{"CODE_DIGITS":-6}"#,
        r#"{"CODE_DIGITS":6.5}"#,
        r#"{"CODE_DIGITS":1e1}"#,
        r#"{"CODE_DIGITS":null}"#,
        r#"{"CODE_DIGITS":[6]}"#,
        r#"{"THROTTLING_RATE_LIMIT":0}"#,
        r#"{"LOG_RETENTION_DAYS":"030"}"#,
    ] {
        assert!(!faults(text).is_empty(), "{text}");
    }
}
