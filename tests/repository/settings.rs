//! What functions read from their environment: what is required, what counts where nothing is set, what is refused.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroU32;
use std::path::Path;

use authorizer::{HttpApiResponses, RevocationSettings};
use platform::settings::{AwsSettings, Environment, FromEnvironment, Setting, SettingsFaults, TelemetrySettings};
use shared::bounds::spend::Tariff;
use shared::tokens::session::Subject;

mod documented;
mod refused;
mod telemetry;

const MASTER: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const SECRET_KEY: &str = "secret-access-key-of-the-test";
/// An oct key: 43 times `Q`.
const SIGNING_KEY: &str = r#"{"kty":"oct","k":"QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"}"#;
const JWKS: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

/// What each function cannot do without.
const REQUIRED: [(&str, &[&str]); 12] = [
    (
        "request",
        &[
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "EMAIL_FROM",
            "ISSUER",
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
            "NOTICES_QUEUE",
            "SERVICE_NAME",
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
            "NOTICES_QUEUE",
            "SERVICE_NAME",
            "TABLE_NAME",
        ],
    ),
    (
        "passkeys",
        &[
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "ISSUER",
            "MASTER_SECRET",
            "NOTICES_QUEUE",
            "SERVICE_NAME",
            "TABLE_NAME",
        ],
    ),
    (
        "signin",
        &[
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "ISSUER",
            "JWKS",
            "MASTER_SECRET",
            "NOTICES_QUEUE",
            "SERVICE_NAME",
            "TABLE_NAME",
        ],
    ),
    (
        "authorizer",
        &["AUDIENCE", "AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "ISSUER", "JWKS", "TABLE_NAME"],
    ),
    ("discovery", &["ISSUER", "JWKS"]),
    ("feedback", &["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "MASTER_SECRET", "TABLE_NAME"]),
    ("keys", &["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "TABLE_NAME"]),
    (
        "notify",
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
    ("settings", &["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY"]),
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
    assert!(request::Settings::read(&environment).unwrap().text.is_none());
}

#[test]
fn the_required_variables_are_enough() {
    for (function, _) in REQUIRED {
        assert_eq!(read(function, &environment_with(&[])), Ok(()), "{function}");
    }
}

#[test]
fn defaults_are_those_of_the_documentation() {
    let request = request::Settings::read(&environment_with(&[])).unwrap();
    let verify = verify::Settings::read(&environment_with(&[])).unwrap();
    for policy in [&request.codes.policy, &verify.codes.policy] {
        assert_eq!(policy.digits.get(), 6);
        assert_eq!((policy.email_code_life, policy.sms_code_life), (600, 300));
        assert_eq!(policy.guesses_per_code.get(), 5);
        assert_eq!(policy.resend_after, 30);
        assert_eq!((policy.email_sends.per_hour.get(), policy.email_sends.per_day.get()), (5, 10));
        assert_eq!((policy.sms_sends.per_hour.get(), policy.sms_sends.per_day.get()), (3, 6));
        assert_eq!((policy.failures.per_day.get(), policy.failures.per_month.get()), (20, 50));
        assert_eq!(policy.failures.in_a_row.get(), 100);
    }
    assert_eq!((request.codes.device_life, verify.codes.device_life), (90 * 86_400, 90 * 86_400));
    assert!(request.text.is_none(), "SMS is off until countries are listed");
    assert_eq!((request.addresses.calls.get(), request.addresses.window), (10, 300));
    assert_eq!((verify.addresses.calls.get(), verify.addresses.window), (30, 300));
    for threshold in [request.codes.wrong_guesses_per_minute, verify.codes.wrong_guesses_per_minute] {
        assert_eq!(threshold.map(NonZeroU32::get), Some(500));
    }
    let text = request::Settings::read(&environment_with(&[("SMS_COUNTRIES", "US")])).unwrap().text.unwrap();
    assert_eq!(
        (text.common.daily_budget.micros(), text.common.prices.of(&Tariff::Country("US".to_owned())).micros()),
        (50_000_000, 100_000)
    );
    assert_eq!((text.breaker.sends.get(), text.breaker.verified_percent), (50, 20));
    assert_eq!(request.email.configuration_set, None);
    assert_eq!(verify.terms.access_token_life, 900);
    assert_eq!(verify.terms.subject, Subject::Identifier);
    let authorizer = authorizer::Settings::read(&environment_with(&[])).unwrap();
    assert_eq!(authorizer.result_ttl, 0);
    assert_eq!(authorizer.http_api_responses, HttpApiResponses::Simple);
    let feedback = feedback::Settings::read(&environment_with(&[])).unwrap();
    assert_eq!((feedback.policy.bounce, feedback.policy.complaint), (30 * 86_400, 365 * 86_400));
}

#[test]
fn values_that_are_set_are_the_values_that_count() {
    let sms = [("SMS_COUNTRIES", "US, de,US"), ("SMS_SENDER_ID", "Example1"), ("SMS_MAX_PRICE", "0.25")];
    let sms = request::Settings::read(&environment_with(&sms)).unwrap().text.unwrap().common.sms;
    assert_eq!(sms.countries, ["US", "DE"]);
    assert_eq!((sms.sender_id.as_deref(), sms.maximum_price.as_str()), (Some("Example1"), "0.25"));
    let money = [("SMS_COUNTRIES", "US,DE,FR"), ("SMS_PRICES", "US:0.00645, de: 0.09"), ("SMS_DAILY_BUDGET", "0")];
    let text = request::Settings::read(&environment_with(&money)).unwrap().text.unwrap();
    let prices = ["US", "DE", "FR"].map(|country| text.common.prices.of(&Tariff::Country(country.to_owned())).micros());
    assert_eq!((prices, text.common.daily_budget.micros()), ([6_450, 90_000, 100_000], 0));
    let never = request::Settings::read(&environment_with(&[("WRONG_GUESSES_PER_MINUTE", "0")])).unwrap();
    assert_eq!(never.codes.wrong_guesses_per_minute, None);
    let rules = [("CODE_DIGITS", "8"), ("EMAIL_CODE_SECONDS", "30"), ("GUESSES_PER_CODE", "10")];
    let policy = request::Settings::read(&environment_with(&rules)).unwrap().codes.policy;
    assert_eq!((policy.digits.get(), policy.email_code_life, policy.guesses_per_code.get()), (8, 30, 10));
    for (seconds, life) in [("0", 0), ("34560000", 400 * 86_400)] {
        let device = environment_with(&[("DEVICE_SECONDS", seconds)]);
        assert_eq!(request::Settings::read(&device).unwrap().codes.device_life, life);
        assert_eq!(verify::Settings::read(&device).unwrap().codes.device_life, life);
    }
    let verify = [("SUBJECT", "account"), ("ACCESS_TOKEN_SECONDS", "3600"), ("SCOPE", "read write")];
    let verify = verify::Settings::read(&environment_with(&verify)).unwrap();
    assert_eq!(
        (verify.terms.subject, verify.terms.access_token_life, verify.terms.scope.as_str()),
        (Subject::Account, 3_600, "read write")
    );
    let authorizer =
        authorizer::Settings::read(&environment_with(&[("AUTHORIZER_RESULT_TTL_SECONDS", "300")])).unwrap();
    assert_eq!(authorizer.result_ttl, 300);
    let feedback = [("SUPPRESSION_BOUNCE_SECONDS", "3600"), ("SUPPRESSION_COMPLAINT_SECONDS", "63072000")];
    let feedback = feedback::Settings::read(&environment_with(&feedback)).unwrap();
    assert_eq!((feedback.policy.bounce, feedback.policy.complaint), (3_600, 63_072_000));
}

#[test]
fn without_revocations_the_authorizer_needs_nothing_of_aws() {
    let pairs = [("ISSUER", "https://auth.example.org"), ("AUDIENCE", "api"), ("JWKS", JWKS)];
    let with =
        |mode| authorizer::Settings::read(&Environment::from_pairs(pairs.into_iter().chain([("REVOCATION", mode)])));
    assert!(matches!(with("off").unwrap().revocation, RevocationSettings::Off));
    for mode in ["cached", "strict", ""] {
        assert_eq!(with(mode).unwrap_err().lines().len(), 4, "{mode}");
    }
    let cached = authorizer::Settings::read(&environment_with(&[])).unwrap().revocation;
    assert!(matches!(cached, RevocationSettings::Cached { seconds: 5, .. }), "{cached:?}");
    let strict = authorizer::Settings::read(&environment_with(&[("REVOCATION", "strict")])).unwrap().revocation;
    assert!(matches!(strict, RevocationSettings::Strict { .. }), "{strict:?}");
}

#[test]
fn otp_13_no_fault_repeats_a_value() {
    let marked = "MARK\"ed,{-secret: value";
    for (function, _) in REQUIRED {
        // Every variable wrong at once, so that every fault is told.
        let pairs = declared().into_iter().map(|setting| (setting.name, marked)).chain([("AWS_CA_BUNDLE", marked)]);
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
        request::Settings::read(&environment).unwrap(),
        verify::Settings::read(&environment).unwrap(),
        authorizer::Settings::read(&environment).unwrap(),
        discovery::Settings::read(&environment).unwrap(),
        feedback::Settings::read(&environment).unwrap(),
    );
    let master: Vec<u8> = (0..8).collect();
    let list = format!("{master:?}");
    let list = list.trim_matches(['[', ']']);
    for secret in ["AAECAwQF", list, SECRET_KEY, "session-token", "QQQQ", "115, 101, 99, 114, 101, 116"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

/// The functions, as the folders are called.
pub(crate) fn functions() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// What is wrong with the settings of one function, and what it declares. A function that is not known here fails.
fn of(function: &str, environment: &Environment) -> (Result<(), SettingsFaults>, Vec<&'static Setting>) {
    fn of<T: FromEnvironment>(environment: &Environment) -> (Result<(), SettingsFaults>, Vec<&'static Setting>) {
        (T::read(environment).map(drop), T::declared())
    }
    match function {
        "request" => of::<request::Settings>(environment),
        "verify" => of::<verify::Settings>(environment),
        "token" => of::<token::Settings>(environment),
        "sessions" => of::<sessions::Settings>(environment),
        "signin" => of::<signin::Settings>(environment),
        "passkeys" => of::<passkeys::Settings>(environment),
        "authorizer" => of::<authorizer::Settings>(environment),
        "feedback" => of::<feedback::Settings>(environment),
        "discovery" => of::<discovery::Settings>(environment),
        "keys" => of::<keys::Settings>(environment),
        "settings" => of::<AwsSettings>(environment),
        "me" => of::<me::Settings>(environment),
        "notify" => of::<notify::Settings>(environment),
        other => panic!("functions/{other} has no settings here"),
    }
}

pub(crate) fn read(function: &str, environment: &Environment) -> Result<(), SettingsFaults> {
    of(function, environment).0
}

/// Every variable that a function reads, apart from those that Lambda and the AWS SDKs define.
pub(crate) fn declared_by(function: &str) -> Vec<&'static Setting> {
    let own = of(function, &Environment::default()).1;
    own.into_iter().chain(TelemetrySettings::declared()).filter(|setting| !setting.is_of_aws()).collect()
}

#[test]
fn the_local_server_passes_on_every_variable_that_a_function_there_reads() {
    // Bounces and the keys of a stack are AWS's to tell of.
    let there = functions().into_iter().filter(|name| !["feedback", "keys", "settings"].contains(&name.as_str()));
    let names = |settings: Vec<&'static Setting>| settings.into_iter().map(|setting| setting.name);
    let read: BTreeSet<&str> = there.flat_map(|name| names(declared_by(&name))).collect();
    assert_eq!(names(local::declared()).collect::<BTreeSet<_>>(), read);
}

/// Every variable that a function reads, once, in the order of the functions.
pub(crate) fn declared() -> Vec<&'static Setting> {
    let mut all: Vec<&'static Setting> = Vec::new();
    let of_functions = functions().into_iter().flat_map(|function| declared_by(&function));
    for setting in of_functions.chain(settings::StackSettings::declared()) {
        if !all.contains(&setting) {
            all.push(setting);
        }
    }
    all
}

/// Every required variable, and these.
fn environment_with(pairs: &[(&str, &str)]) -> Environment {
    let required = [
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("TABLE_NAME", "otp"),
        ("NOTICES_QUEUE", "https://sqs.eu-central-1.amazonaws.com/123456789012/notices"),
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
