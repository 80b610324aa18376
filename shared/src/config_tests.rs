use crate::grant::Subject;
use crate::spend::Tariff;
use std::collections::BTreeSet;
use std::num::NonZeroU32;

use super::{
    AuthorizerConfig, AwsConfig, ConfigFaults, DiscoveryConfig, Environment, FeedbackConfig, HttpApiResponses,
    LogLevel, RequestConfig, RevocationConfig, SessionsConfig, TelemetryConfig, TokenConfig, VARIABLES, VerifyConfig,
};

const MASTER: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const SECRET_KEY: &str = "secret-access-key-of-the-test";
/// An oct key: 43 times `Q`.
const SIGNING_KEY: &str = r#"{"kty":"oct","k":"QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"}"#;
const JWKS: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

/// An issuer below which nothing is served.
const PATH: &str = "https://auth.example.org/base";

/// What the start of every function reads.
const EVERYWHERE: [&str; 3] = ["LOG_LEVEL", "METRICS", "DEPLOYMENT"];

/// What each function cannot do without.
const REQUIRED: [(&str, &[&str]); 8] = [
    (
        "request",
        &[
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "EMAIL_FROM",
            "MASTER_SECRET",
            "SERVICE_HOST",
            "SERVICE_NAME",
            "TABLE_NAME",
        ],
    ),
    (
        "verify",
        &[
            "AUDIENCE",
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "ISSUER",
            "MASTER_SECRET",
            "SIGNING_KEYS",
            "TABLE_NAME",
        ],
    ),
    (
        "token",
        &[
            "AUDIENCE",
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "ISSUER",
            "MASTER_SECRET",
            "SIGNING_KEYS",
            "TABLE_NAME",
        ],
    ),
    (
        "sessions",
        &[
            "AUDIENCE",
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "ISSUER",
            "JWKS",
            "MASTER_SECRET",
            "TABLE_NAME",
        ],
    ),
    (
        "authorizer",
        &["AUDIENCE", "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "ISSUER", "JWKS", "TABLE_NAME"],
    ),
    ("discovery", &["ISSUER", "JWKS"]),
    ("feedback", &["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "MASTER_SECRET", "TABLE_NAME"]),
    ("keys", &["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY"]),
];

/// What `config/limits.rs` reads for each function: the name of the limit is the function's own.
const SENDS: &str = r#""ADDRESS_SENDS" "ADDRESS_WINDOW_SECONDS" "WRONG_GUESSES_PER_MINUTE""#;
const TOKEN_CALLS: &str = r#""ADDRESS_TOKEN_CALLS" "SESSION_CALLS" "ADDRESS_WINDOW_SECONDS""#;
const VERIFICATIONS: &str = r#""ADDRESS_VERIFICATIONS" "ADDRESS_WINDOW_SECONDS" "WRONG_GUESSES_PER_MINUTE""#;

/// The source of each configuration, with what it includes.
const SOURCES: [(&str, &[&str]); 8] = [
    (
        "request",
        &[
            include_str!("config/request.rs"),
            include_str!("config/text.rs"),
            SENDS,
            include_str!("config/rules.rs"),
            include_str!("config/aws.rs"),
        ],
    ),
    (
        "verify",
        &[
            include_str!("config/verify.rs"),
            VERIFICATIONS,
            include_str!("config/rules.rs"),
            include_str!("config/terms.rs"),
            include_str!("config/client.rs"),
            include_str!("config/aws.rs"),
        ],
    ),
    (
        "token",
        &[
            include_str!("config/token.rs"),
            TOKEN_CALLS,
            include_str!("config/terms.rs"),
            include_str!("config/client.rs"),
            include_str!("config/aws.rs"),
        ],
    ),
    (
        "sessions",
        &[
            include_str!("config/sessions.rs"),
            TOKEN_CALLS,
            include_str!("config/client.rs"),
            include_str!("config/aws.rs"),
        ],
    ),
    ("authorizer", &[include_str!("config/authorizer.rs"), include_str!("config/aws.rs")]),
    ("discovery", &[include_str!("config/discovery.rs")]),
    ("feedback", &[include_str!("config/feedback.rs"), include_str!("config/aws.rs")]),
    ("keys", &[include_str!("config/aws.rs")]),
];

#[test]
fn an_empty_environment_names_every_required_variable_at_once() {
    for (function, required) in REQUIRED {
        let faults = read(function, &Environment::default()).unwrap_err();
        let mut lines = faults.lines().to_vec();
        lines.sort();
        let expected: Vec<String> = required.iter().map(|name| format!("{name} is not set")).collect();
        assert_eq!(lines, expected, "{function}");
        let shown = faults.to_string();
        assert!(required.iter().all(|name| shown.contains(name)), "{function}: {shown}");
    }
}

#[test]
fn an_empty_value_counts_as_not_set() {
    for (function, required) in REQUIRED {
        for name in required {
            let faults = read(function, &environment_with(&[(name, "")])).unwrap_err();
            assert_eq!(faults.lines(), [format!("{name} is not set")], "{function}");
        }
    }
    let environment = environment_with(&[("CODE_DIGITS", ""), ("SMS_COUNTRIES", ""), ("AWS_CA_BUNDLE", "")]);
    assert!(RequestConfig::read(&environment).unwrap().text.is_none());
}

#[test]
fn the_required_variables_are_enough() {
    for (function, _) in REQUIRED {
        assert_eq!(read(function, &environment_with(&[])), Ok(()), "{function}");
    }
}

#[test]
fn defaults_are_those_of_the_documentation() {
    let request = RequestConfig::read(&environment_with(&[])).unwrap();
    let verify = VerifyConfig::read(&environment_with(&[])).unwrap();
    for policy in [&request.policy, &verify.policy] {
        assert_eq!(policy.digits.get(), 6);
        assert_eq!((policy.email_code_life, policy.sms_code_life), (600, 300));
        assert_eq!(policy.guesses_per_code.get(), 5);
        assert_eq!(policy.resend_after, 30);
        assert_eq!((policy.email_sends.per_hour.get(), policy.email_sends.per_day.get()), (5, 10));
        assert_eq!((policy.sms_sends.per_hour.get(), policy.sms_sends.per_day.get()), (3, 6));
        assert_eq!((policy.failures.per_day.get(), policy.failures.per_month.get()), (20, 50));
        assert_eq!(policy.failures.in_a_row.get(), 100);
    }
    assert_eq!((request.device_life, verify.device_life), (90 * 86_400, 90 * 86_400));
    assert!(request.text.is_none(), "SMS is off until countries are listed");
    assert_eq!((request.addresses.calls.get(), request.addresses.window), (10, 300));
    assert_eq!((verify.addresses.calls.get(), verify.addresses.window), (30, 300));
    for threshold in [request.wrong_guesses_per_minute, verify.wrong_guesses_per_minute] {
        assert_eq!(threshold.map(NonZeroU32::get), Some(500));
    }
    let text = RequestConfig::read(&environment_with(&[("SMS_COUNTRIES", "US")])).unwrap().text.unwrap();
    assert_eq!(
        (text.daily_budget.micros(), text.prices.of(&Tariff::Country("US".to_owned())).micros()),
        (50_000_000, 100_000)
    );
    assert_eq!((text.breaker.sends.get(), text.breaker.verified_percent), (50, 20));
    assert_eq!(request.email.configuration_set, None);
    assert_eq!(verify.terms.access_token_life, 900);
    assert_eq!(verify.terms.subject, Subject::Identifier);
    let authorizer = AuthorizerConfig::read(&environment_with(&[])).unwrap();
    assert_eq!(authorizer.result_ttl, 0);
    assert_eq!(authorizer.http_api_responses, HttpApiResponses::Simple);
    let feedback = FeedbackConfig::read(&environment_with(&[])).unwrap();
    assert_eq!((feedback.policy.bounce, feedback.policy.complaint), (30 * 86_400, 365 * 86_400));
}

#[test]
fn values_that_are_set_are_the_values_that_count() {
    let sms = [("SMS_COUNTRIES", "US, de,US"), ("SMS_SENDER_ID", "Example1"), ("SMS_MAX_PRICE", "0.25")];
    let sms = RequestConfig::read(&environment_with(&sms)).unwrap().text.unwrap().sms;
    assert_eq!(sms.countries, ["US", "DE"]);
    assert_eq!((sms.sender_id.as_deref(), sms.maximum_price.as_str()), (Some("Example1"), "0.25"));
    let money = [("SMS_COUNTRIES", "US,DE,FR"), ("SMS_PRICES", "US:0.00645, de: 0.09"), ("SMS_DAILY_BUDGET", "0")];
    let text = RequestConfig::read(&environment_with(&money)).unwrap().text.unwrap();
    let prices = ["US", "DE", "FR"].map(|country| text.prices.of(&Tariff::Country(country.to_owned())).micros());
    assert_eq!((prices, text.daily_budget.micros()), ([6_450, 90_000, 100_000], 0));
    let never = RequestConfig::read(&environment_with(&[("WRONG_GUESSES_PER_MINUTE", "0")])).unwrap();
    assert_eq!(never.wrong_guesses_per_minute, None);
    let rules = [("CODE_DIGITS", "8"), ("EMAIL_CODE_SECONDS", "30"), ("GUESSES_PER_CODE", "10")];
    let policy = RequestConfig::read(&environment_with(&rules)).unwrap().policy;
    assert_eq!((policy.digits.get(), policy.email_code_life, policy.guesses_per_code.get()), (8, 30, 10));
    for (seconds, life) in [("0", 0), ("34560000", 400 * 86_400)] {
        let device = environment_with(&[("DEVICE_SECONDS", seconds)]);
        assert_eq!(RequestConfig::read(&device).unwrap().device_life, life);
        assert_eq!(VerifyConfig::read(&device).unwrap().device_life, life);
    }
    let verify = [("SUBJECT", "opaque"), ("ACCESS_TOKEN_SECONDS", "3600"), ("SCOPE", "read write")];
    let verify = VerifyConfig::read(&environment_with(&verify)).unwrap();
    assert_eq!(
        (verify.terms.subject, verify.terms.access_token_life, verify.terms.scope.as_str()),
        (Subject::Opaque, 3_600, "read write")
    );
    let authorizer = AuthorizerConfig::read(&environment_with(&[("AUTHORIZER_RESULT_TTL_SECONDS", "300")])).unwrap();
    assert_eq!(authorizer.result_ttl, 300);
    let feedback = [("SUPPRESSION_BOUNCE_SECONDS", "3600"), ("SUPPRESSION_COMPLAINT_SECONDS", "63072000")];
    let feedback = FeedbackConfig::read(&environment_with(&feedback)).unwrap();
    assert_eq!((feedback.policy.bounce, feedback.policy.complaint), (3_600, 63_072_000));
}

#[test]
fn without_revocations_the_authorizer_needs_nothing_of_aws() {
    let pairs = [("ISSUER", "https://auth.example.org"), ("AUDIENCE", "api"), ("JWKS", JWKS)];
    let with = |mode| AuthorizerConfig::read(&Environment::from_pairs(pairs.into_iter().chain([("REVOCATION", mode)])));
    assert!(matches!(with("off").unwrap().revocation, RevocationConfig::Off));
    for mode in ["cached", "strict", ""] {
        assert_eq!(with(mode).unwrap_err().lines().len(), 4, "{mode}");
    }
    let cached = AuthorizerConfig::read(&environment_with(&[])).unwrap().revocation;
    assert!(matches!(cached, RevocationConfig::Cached { seconds: 5, .. }), "{cached:?}");
    let strict = AuthorizerConfig::read(&environment_with(&[("REVOCATION", "strict")])).unwrap().revocation;
    assert!(matches!(strict, RevocationConfig::Strict { .. }), "{strict:?}");
}

#[test]
fn a_value_that_breaks_its_rule_is_one_fault_that_names_its_variable() {
    let long_scope = "s".repeat(513);
    let (long_name, long_text_name) = ("n".repeat(61), "n".repeat(31));
    let counts = ["0", "1001", "-1", "1.5", "five", " 5"];
    let cases: &[(&str, &str, &[&str])] = &[
        ("request", "MASTER_SECRET", &["x", "1:AAAA", &MASTER.replace("1:", "0:"), &MASTER.replace("1:", "1n:")]),
        ("request", "CODE_DIGITS", &["5", "9", "0", "256", "six", "6.0"]),
        ("request", "EMAIL_CODE_SECONDS", &["29", "601", "0", "-30", "1e2", "18446744073709551616"]),
        ("request", "SMS_CODE_SECONDS", &["29", "601", "0", "ten"]),
        ("request", "GUESSES_PER_CODE", &counts),
        ("request", "DEVICE_SECONDS", &["-1", "34560001", "90d"]),
        ("verify", "DEVICE_SECONDS", &["-1", "34560001", "90d"]),
        ("request", "RESEND_SECONDS", &["0", "601", "-1", "soon"]),
        ("request", "EMAIL_SENDS_PER_HOUR", &counts),
        ("request", "EMAIL_SENDS_PER_DAY", &counts),
        ("request", "SMS_SENDS_PER_HOUR", &counts),
        ("request", "SMS_SENDS_PER_DAY", &counts),
        ("request", "WRONG_GUESSES_PER_DAY", &counts),
        ("request", "WRONG_GUESSES_PER_MONTH", &counts),
        ("request", "WRONG_GUESSES_IN_A_ROW", &counts),
        ("request", "SERVICE_NAME", &[" ", "Two\nlines", "\u{202e}emcA", &long_name]),
        ("request", "SMS_NAME", &[" ", "Two\nlines", "“Quoted”", "São Paulo", &long_text_name]),
        (
            "request",
            "SERVICE_HOST",
            &["https://example.org", "example.org/path", "example.org:443", "exam ple", "ü.org"],
        ),
        ("request", "EMAIL_FROM", &["ada", "Ada <ada@example.org>", "a@example.org,b@example.org", "a@localhost"]),
        ("request", "SMS_COUNTRIES", &["UK", "us,uk", "USA", "+49", "US;DE", "US,,DE", "US,", "*", "1A", "XX", "AQ"]),
        ("request", "SMS_SENDER_ID", &["TwelveLetter", "Two Words", "12345", "Ünder", "Exa-mple"]),
        ("request", "SMS_MAX_PRICE", &["0", "0.0009", "5.01", "-1", "NaN", "inf", "cheap", "0,10", "$1"]),
        (
            "request",
            "SMS_PRICES",
            &["US", "US:", "US:0", "US=0.1", "US:0.01,", "US:0.01,us:0.02", "UK:0.01", "US:-1", "FR:0.01"],
        ),
        ("request", "SMS_PRICES", &["US:0.100001"]),
        ("request", "SMS_DAILY_BUDGET", &["-1", "1000000.01", "much", "1e3", "0.0000001"]),
        ("request", "SMS_PREFIX_SENDS", &["0", "1000001", "x"]),
        ("request", "SMS_PREFIX_VERIFIED_PERCENT", &["101", "-1", "20%"]),
        ("request", "ADDRESS_SENDS", &["0", "10001", "-1", "ten"]),
        ("request", "ADDRESS_WINDOW_SECONDS", &["9", "3601", "5m"]),
        ("request", "WRONG_GUESSES_PER_MINUTE", &["50001", "-1", "many"]),
        ("verify", "ADDRESS_VERIFICATIONS", &["0", "10001", "x"]),
        ("token", "ADDRESS_TOKEN_CALLS", &["0", "10001", "x"]),
        ("sessions", "SESSION_CALLS", &["2", "10001", "x"]),
        ("verify", "ADDRESS_WINDOW_SECONDS", &["9", "3601"]),
        ("verify", "WRONG_GUESSES_PER_MINUTE", &["50001", "-1"]),
        ("request", "AWS_CA_BUNDLE", &["/nowhere/to/be/found.pem", "/dev/null", "Cargo.toml"]),
        ("verify", "MASTER_SECRET", &["x", "1:AAAA"]),
        ("verify", "CODE_DIGITS", &["5", "9"]),
        ("verify", "SIGNING_KEYS", &["x", "{}", r#"{"kty":"oct","k":"QQ"}"#]),
        ("verify", "ISSUER", &["http://example.org", "example.org", "https://example.org/", PATH]),
        ("verify", "CLIENT_ID", &["two words", "\"quoted\"", "back\\slash", "ünder", "tab\t"]),
        ("verify", "SCOPE", &[" ", "a  b", " a", "a ", "\"a\"", "a\nb", &long_scope]),
        ("verify", "ACCESS_TOKEN_SECONDS", &["59", "3601", "0", "-1", "1e3"]),
        ("verify", "SUBJECT", &["email", "OPAQUE", "opaque "]),
        ("token", "ISSUER", &[PATH]),
        ("sessions", "ISSUER", &[PATH]),
        ("authorizer", "ISSUER", &["http://example.org", "x", PATH]),
        ("authorizer", "JWKS", &["x", "{}", r#"{"keys":[]}"#]),
        ("authorizer", "CLOCK_SKEW_SECONDS", &["61", "-1", "300", "x"]),
        ("authorizer", "HTTP_API_RESPONSES", &["Simple", "policy", "iam "]),
        ("authorizer", "AUTHORIZER_RESULT_TTL_SECONDS", &["3601", "-1", "5m"]),
        ("authorizer", "REVOCATION", &["on", "Strict", "cached "]),
        ("authorizer", "REVOCATION_CACHE_SECONDS", &["0", "61", "5s"]),
        ("authorizer", "ROUTE_RULES", &["x", "{}", "[]", r#"[{"route":"*"}]"#, r#"[{"route":"me","scopes":["a"]}]"#]),
        ("feedback", "MASTER_SECRET", &["x", "1:AAAA"]),
        ("feedback", "SUPPRESSION_BOUNCE_SECONDS", &["3599", "63072001", "-1", "30d"]),
        ("feedback", "SUPPRESSION_COMPLAINT_SECONDS", &["0", "63072001", "1y"]),
        ("discovery", "ISSUER", &["http://example.org", "x", PATH, "http://localhost:8080/a"]),
        ("discovery", "JWKS", &["x", "{}", r#"{"keys":[]}"#]),
    ];
    for (function, name, values) in cases {
        for value in *values {
            let faults = read(function, &environment_with(&[("SMS_COUNTRIES", "US"), (name, value)])).unwrap_err();
            let [line] = faults.lines() else { panic!("{name}={value:?}: {faults}") };
            assert!(line.starts_with(&format!("{name} ")), "{name}={value:?}: {line}");
        }
    }
}

#[test]
fn each_channel_checks_the_name_that_it_shows() {
    let read = |pairs: &[(&str, &str)]| RequestConfig::read(&environment_with(pairs)).map(|config| config.brand);
    let saude = ("SERVICE_NAME", "São Paulo Saúde");
    let by_email = read(&[saude, ("SMS_NAME", "“of no use”")]).unwrap();
    assert_eq!((by_email.name.as_str(), by_email.text_name), ("São Paulo Saúde", None));
    let texted = ("SMS_COUNTRIES", "BR");
    let faults = read(&[saude, texted]).unwrap_err();
    let rule = "SMS_NAME must be set where SERVICE_NAME is not 1 to 30 characters of the GSM-7 alphabet";
    assert_eq!(faults.lines(), [rule]);
    let both = read(&[saude, texted, ("SMS_NAME", "SP Saude")]).unwrap();
    assert_eq!((both.name.as_str(), both.text_name.unwrap().as_str()), ("São Paulo Saúde", "SP Saude"));
    let one = read(&[("SERVICE_NAME", " Grüße "), texted]).unwrap();
    assert_eq!((one.name.as_str(), one.text_name.unwrap().as_str()), ("Grüße", "Grüße"));
    let unnamed = read(&[("SERVICE_NAME", ""), texted]).unwrap_err();
    assert_eq!(unnamed.lines(), ["SERVICE_NAME is not set"], "one fault is told once");
}

#[test]
fn a_country_that_is_none_is_refused_with_the_right_one() {
    let line = |pairs: &[(&str, &str)]| {
        let faults = RequestConfig::read(&environment_with(pairs)).unwrap_err();
        let [line] = faults.lines() else { panic!("{faults}") };
        line.clone()
    };
    let countries = "must be countries by their two letters of ISO 3166-1, with commas";
    assert_eq!(
        line(&[("SMS_COUNTRIES", "UK,us,+49,XX")]),
        format!(
            "SMS_COUNTRIES {countries}, as US,DE: GB in place of UK, DE in place of +49, nothing that names no country"
        )
    );
    assert_eq!(
        line(&[("SMS_COUNTRIES", "GB"), ("SMS_PRICES", "UK:0.05")]),
        format!("SMS_PRICES {countries}, each with US dollars, as US:0.00645,DE:0.09: GB in place of UK")
    );
    assert_eq!(
        line(&[("SMS_COUNTRIES", "GB"), ("SMS_PRICES", "GB:0.05,fr:0.05")]),
        "SMS_PRICES must name no country that SMS_COUNTRIES does not list: FR"
    );
}

#[test]
fn an_issuer_is_a_host_and_perhaps_a_port() {
    for issuer in ["https://auth.example.org", "https://auth.example.org:8443", "http://localhost:8080"] {
        for function in ["verify", "token", "sessions", "authorizer", "discovery"] {
            assert_eq!(read(function, &environment_with(&[("ISSUER", issuer)])), Ok(()), "{function} {issuer}");
        }
    }
    let faults = DiscoveryConfig::read(&environment_with(&[("ISSUER", PATH)])).unwrap_err();
    assert!(
        faults.to_string().contains("ISSUER must be https://, a host in lower case and perhaps a port, without path")
    );
}

#[test]
fn a_policy_that_breaks_a_promise_is_refused() {
    for (pairs, rule) in [
        ([("GUESSES_PER_CODE", "11")].as_slice(), "GUESSES_PER_CODE must be a whole number from 1 to 10"),
        (
            &[("EMAIL_SENDS_PER_HOUR", "21"), ("EMAIL_SENDS_PER_DAY", "30")],
            "EMAIL_SENDS_PER_HOUR must be a whole number from 1 to 20",
        ),
        (&[("EMAIL_SENDS_PER_DAY", "4")], "EMAIL_SENDS_PER_DAY must not be below EMAIL_SENDS_PER_HOUR"),
        (&[("SMS_SENDS_PER_HOUR", "7")], "SMS_SENDS_PER_DAY must not be below SMS_SENDS_PER_HOUR"),
        (&[("WRONG_GUESSES_IN_A_ROW", "101")], "WRONG_GUESSES_IN_A_ROW must be a whole number from 1 to 100"),
        (&[("WRONG_GUESSES_PER_DAY", "51")], "WRONG_GUESSES_PER_MONTH must not be below WRONG_GUESSES_PER_DAY"),
    ] {
        for function in ["request", "verify"] {
            let faults = read(function, &environment_with(pairs)).unwrap_err();
            assert_eq!(faults.lines().len(), 1, "{faults}");
            assert!(faults.lines()[0] == rule, "{pairs:?}: {faults}");
        }
    }
}

#[test]
fn every_fault_is_named_and_none_hides_another() {
    let broken = [("TABLE_NAME", ""), ("CODE_DIGITS", "9"), ("ISSUER", "x"), ("SUBJECT", "x"), ("SIGNING_KEYS", "x")];
    let faults = VerifyConfig::read(&environment_with(&broken)).unwrap_err();
    let mut named: Vec<&str> = faults.lines().iter().map(|line| line.split(' ').next().unwrap()).collect();
    named.sort_unstable();
    assert_eq!(named, ["CODE_DIGITS", "ISSUER", "SIGNING_KEYS", "SUBJECT", "TABLE_NAME"]);
}

#[test]
fn otp_13_no_fault_repeats_a_value() {
    let marked = "MARK\"ed,{-secret: value";
    for (function, _) in REQUIRED {
        // Every variable wrong at once, so that every fault is told.
        let pairs = VARIABLES.iter().map(|variable| (variable.name, marked)).chain([("AWS_CA_BUNDLE", marked)]);
        let faults = read(function, &Environment::from_pairs(pairs)).unwrap_err();
        for shown in [faults.to_string(), format!("{faults:?}")] {
            assert!(!shown.contains("MARK") && !shown.contains("value"), "{function}: {shown}");
        }
    }
    for (function, name, value) in [
        ("request", "MASTER_SECRET", format!("{MASTER},{MASTER}")),
        ("verify", "MASTER_SECRET", MASTER.replace("1:", "0:")),
        ("verify", "SIGNING_KEYS", SIGNING_KEY.replace("oct", "okt")),
        ("verify", "SIGNING_KEYS", SIGNING_KEY.replace("QQQQ", "Q")),
        ("authorizer", "JWKS", format!(r#"{{"keys":[{}]}}"#, SIGNING_KEY.replace("QQQQ", "Q"))),
        ("authorizer", "ROUTE_RULES", r#"[{"route":"*","QQQ":1}]"#.to_owned()),
        ("authorizer", "ROUTE_RULES", r#"[{"route":"*","scopes":"QQQ"}]"#.to_owned()),
        ("authorizer", "ROUTE_RULES", r#"[{"route":"QQQ","scopes":["a"]}]"#.to_owned()),
    ] {
        let faults = read(function, &environment_with(&[(name, &value)])).unwrap_err();
        let shown = format!("{faults} {faults:?}");
        assert!(!shown.contains("QQQ") && !shown.contains("AAECAwQF"), "{shown}");
    }
}

#[test]
fn otp_13_debug_of_a_configuration_shows_no_secret() {
    let hs256 = format!(r#"{{"keys":[{SIGNING_KEY}]}}"#);
    let environment = environment_with(&[("AWS_SESSION_TOKEN", "session-token-of-the-test"), ("JWKS", &hs256)]);
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        RequestConfig::read(&environment).unwrap(),
        VerifyConfig::read(&environment).unwrap(),
        AuthorizerConfig::read(&environment).unwrap(),
        DiscoveryConfig::read(&environment).unwrap(),
        FeedbackConfig::read(&environment).unwrap(),
    );
    let master: Vec<u8> = (0..8).collect();
    let list = format!("{master:?}");
    let list = list.trim_matches(['[', ']']);
    for secret in ["AAECAwQF", list, SECRET_KEY, "session-token", "QQQQ", "115, 101, 99, 114, 101, 116"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn every_variable_that_is_read_is_declared_with_its_reader_and_back() {
    for (function, sources) in SOURCES {
        let read: BTreeSet<&str> = sources.iter().flat_map(|source| variables_in(source)).collect();
        let read: BTreeSet<&str> = read.into_iter().filter(|name| !name.starts_with("AWS_")).collect();
        // Read by the start of every function, before its own configuration.
        let declared: BTreeSet<&str> = VARIABLES
            .iter()
            .filter(|variable| variable.read_by.contains(&function) && !EVERYWHERE.contains(&variable.name))
            .map(|variable| variable.name)
            .collect();
        assert_eq!(read, declared, "{function}");
    }
}

#[test]
fn every_function_reads_its_telemetry_first() {
    let source = include_str!("config/telemetry.rs");
    let read: BTreeSet<&str> = variables_in(source).into_iter().filter(|name| !name.starts_with("AWS_")).collect();
    assert_eq!(read, EVERYWHERE.into());
    for name in EVERYWHERE {
        let variable = VARIABLES.iter().find(|variable| variable.name == name).unwrap();
        assert!(REQUIRED.iter().all(|(function, _)| variable.read_by.contains(function)), "{name}");
    }
}

#[test]
fn telemetry_has_defaults_and_metrics_are_for_lambda() {
    let read = |pairs: &[(&str, &str)]| TelemetryConfig::read(&Environment::from_pairs(pairs.iter().copied()));
    let laptop = read(&[]).unwrap();
    assert_eq!(laptop, TelemetryConfig { level: LogLevel::Info, metrics_of: None });
    let lambda = ("AWS_LAMBDA_FUNCTION_NAME", "stack-Request-1A2B");
    assert_eq!(read(&[lambda]).unwrap().metrics_of.as_deref(), Some("otp-authorizer"));
    assert_eq!(read(&[lambda, ("METRICS", "off")]).unwrap().metrics_of, None);
    let asked = read(&[("METRICS", "on"), ("DEPLOYMENT", "sign-in-2"), ("LOG_LEVEL", "error")]).unwrap();
    assert_eq!(asked, TelemetryConfig { level: LogLevel::Error, metrics_of: Some("sign-in-2".to_owned()) });
    let faults = read(&[("METRICS", "yes"), ("DEPLOYMENT", "a b"), ("LOG_LEVEL", "INFO")]).unwrap_err();
    assert_eq!(
        faults.lines(),
        [
            "LOG_LEVEL must be error, warn, info, debug or trace",
            "METRICS must be on or off",
            "DEPLOYMENT must be letters, digits and hyphens, 128 at most"
        ]
    );
    assert_eq!(read(&[("DEPLOYMENT", &"d".repeat(129))]).unwrap_err().lines().len(), 1);
}

#[test]
fn faults_of_telemetry_and_of_the_function_are_told_at_once() {
    let faults = |line: &str| ConfigFaults::of(vec![line.to_owned()]);
    assert_eq!(ConfigFaults::join(Err(faults("a")), Err::<(), _>(faults("b"))).unwrap_err().lines(), ["a", "b"]);
    assert_eq!(ConfigFaults::join(Err(faults("a")), Ok(())).unwrap_err().lines(), ["a"]);
    assert_eq!(ConfigFaults::join(Ok(()), Ok(1)), Ok(1));
}

#[test]
fn every_variable_is_declared_once_with_a_purpose() {
    for (position, variable) in VARIABLES.iter().enumerate() {
        assert!(VARIABLES[..position].iter().all(|earlier| earlier.name != variable.name), "{}", variable.name);
        assert!(!variable.purpose.is_empty() && !variable.read_by.is_empty(), "{}", variable.name);
    }
}

fn read(function: &str, environment: &Environment) -> Result<(), ConfigFaults> {
    match function {
        "request" => RequestConfig::read(environment).map(|_| ()),
        "verify" => VerifyConfig::read(environment).map(|_| ()),
        "token" => TokenConfig::read(environment).map(|_| ()),
        "sessions" => SessionsConfig::read(environment).map(|_| ()),
        "authorizer" => AuthorizerConfig::read(environment).map(|_| ()),
        "feedback" => FeedbackConfig::read(environment).map(|_| ()),
        "keys" => AwsConfig::read_from(environment).map(|_| ()),
        _ => DiscoveryConfig::read(environment).map(|_| ()),
    }
}

/// Every required variable, and these.
fn environment_with(pairs: &[(&str, &str)]) -> Environment {
    let required = [
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("TABLE_NAME", "otp"),
        ("MASTER_SECRET", MASTER),
        ("SERVICE_NAME", "Example"),
        ("SERVICE_HOST", "example.org"),
        ("EMAIL_FROM", "no-reply@example.org"),
        ("SIGNING_KEYS", SIGNING_KEY),
        ("ISSUER", "https://auth.example.org"),
        ("AUDIENCE", "https://api.example.org"),
        ("JWKS", JWKS),
    ];
    Environment::from_pairs(required.into_iter().chain(pairs.iter().copied()))
}

/// String literals in capitals: the names of variables.
fn variables_in(source: &str) -> Vec<&str> {
    let is_name = |text: &&str| {
        text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') && !text.starts_with('_')
    };
    source.split('"').skip(1).step_by(2).filter(is_name).collect()
}
