//! Values that break their rule: each is told once, by the name of its variable.

use super::{MASTER, environment_with, read};
use platform::settings::FromEnvironment;

/// An issuer below which nothing is served.
const PATH: &str = "https://auth.example.org/base";

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
            &["https://example.org", "example.org/path", "example.org:443", "exam ple", "ü_.org"],
        ),
        ("request", "EMAIL_FROM", &["ada", "Ada <ada@example.org>", "a@example.org,b@example.org", "a@localhost"]),
        (
            "token",
            "ALLOWED_ORIGINS",
            &[
                "*",
                "null",
                "http://app.example.org",
                "https://a.example/",
                "https://a.example,",
                "https://a.example, https://b.example",
            ],
        ),
        ("me", "ALLOWED_HEADERS", &["*", "x-*", "X-Trace", "two words", "a:b", "ä", "a,,b", "a, b", ","]),
        ("request", "SMS_COUNTRIES", &["UK", "us,uk", "USA", "+49", "US;DE", "US,,DE", "US,", "*", "1A", "XX", "AQ"]),
        ("request", "SMS_SENDER_ID", &["TwelveLetter", "Two Words", "12345", "Ünder", "Exa-mple"]),
        (
            "sessions",
            "OFFERED_METHODS",
            &["Passkey", "passkey,", "passkey;totp", "passkey,passkey", "none,totp", "sms"],
        ),
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
        ("verify", "SUBJECT", &["email", "opaque", "ACCOUNT", "account "]),
        ("token", "ISSUER", &[PATH]),
        ("sessions", "ISSUER", &[PATH]),
        ("authorizer", "ISSUER", &["http://example.org", "x", PATH]),
        ("authorizer", "JWKS", &["x", "{}", r#"{"keys":[]}"#]),
        ("authorizer", "CLOCK_SKEW_SECONDS", &["61", "-1", "300", "x"]),
        ("authorizer", "HTTP_API_BAD_TOKENS", &["Error", "401", "deny "]),
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
    let read = |pairs: &[(&str, &str)]| request::Settings::read(&environment_with(pairs)).map(|config| config.brand);
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
        let faults = request::Settings::read(&environment_with(pairs)).unwrap_err();
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
        format!("SMS_PRICES {countries}, each with US dollars, as US:0.011,DE:0.09: GB in place of UK")
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
    let faults = discovery::Settings::read(&environment_with(&[("ISSUER", PATH)])).unwrap_err();
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
    let faults = verify::Settings::read(&environment_with(&broken)).unwrap_err();
    let mut named: Vec<&str> = faults.lines().iter().map(|line| line.split(' ').next().unwrap()).collect();
    named.sort_unstable();
    assert_eq!(named, ["CODE_DIGITS", "ISSUER", "SIGNING_KEYS", "SUBJECT", "TABLE_NAME"]);
}
