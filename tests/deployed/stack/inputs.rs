//! Bad input of a deployment fails before anything is made.

use std::collections::BTreeSet;

use serde_norway::Value;

use super::PARAMETERS;
use super::parameters::violated;
use super::resources::{Stack, document};

const KEY: &str = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000";
const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:alarms";
const CERTIFICATE: &str = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000";

/// What a pattern takes, and what it refuses.
pub(crate) struct Samples {
    pub(crate) parameter: &'static str,
    pub(crate) good: &'static [&'static str],
    pub(crate) bad: &'static [&'static str],
}

const fn samples(parameter: &'static str, good: &'static [&'static str], bad: &'static [&'static str]) -> Samples {
    Samples { parameter, good, bad }
}

/// Samples for each parameter with a pattern.
pub(crate) const SAMPLES: [Samples; 17] = [
    samples(
        "ServiceName",
        &["", "Acme", "Grüße aus Köln"],
        &["a name of sixty-one characters that no mail program would show", "Two\nlines"],
    ),
    samples("EmailFrom", &["sign-in@example.org"], &["", "example.org", "a b@example.org", "@example.org", "a@b c"]),
    samples("FeedbackTopic", &["", TOPIC], &["*", "alarms", "arn:aws:sns:*:*:*", KEY]),
    samples(
        "SmsCountries",
        &["", "US", "US,DE", "us, de"],
        &["US,", "USA", "US;DE", "UK", "US,uk", "EN", "EL", "+49", "49"],
    ),
    samples("SmsDailyBudget", &["", "0", "5", "0.000001"], &["-1", "0.0000001", "5,0", "much", "5 USD"]),
    samples(
        "Issuer",
        &["", "https://login.example.org", "https://login.example.org:8443"],
        &[
            "http://example.org",
            "https://example.org/",
            "https://example.org/tenant",
            "https://Example.org",
            "https://example.org?a",
            "https://a@example.org",
            "example.org",
        ],
    ),
    samples(
        "SigningKeys",
        &["", KEY, r#"[{"key":"arn:aws:kms:eu-central-1:123456789012:key/one"}]"#],
        &["secret", r#"[{"key":"MIGHAgEAMBMG"}]"#, r#"[{"key":"arn:a"},{"key" : "MIGH"}]"#, r#"{"key":"arn:a"}"#],
    ),
    samples(
        "SigningKeyArns",
        &["", KEY, "arn:aws:kms:eu-central-1:123456789012:key/0,arn:aws:ssm:eu-central-1:123456789012:parameter/key"],
        &["*", "arn:*", "arn:aws:kms:*", "arn:aws:kms:eu-central-1:123456789012:key/?", "arn:aws:s3:::keys", "key/one"],
    ),
    samples(
        "AllowedOrigins",
        &[
            "",
            "https://app.example.org",
            "https://a.example.org,https://b.example.org:8443",
            "http://localhost:3000",
            "http://127.0.0.1:3000,http://[::1]:3000",
        ],
        &[
            "*",
            "null",
            "https://*.example.org",
            "http://example.org",
            "http://localhost.example.org",
            "http://127.0.0.2:3000",
            "https://example.org/",
            "https://example.org:443",
            "https://example.org:0",
            "https://Example.org",
            "https://a.example.org,",
            ",https://a.example.org",
            "https://a.example.org,,https://b.example.org",
            "https://a.example.org https://b.example.org",
            "capacitor://localhost",
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        ],
    ),
    samples("DomainName", &["", "login.example.org"], &["example", "*.example.org", "https://example.org", "a b.org"]),
    samples("CertificateArn", &["", CERTIFICATE], &["*", KEY, "certificate/0a1b2c3d"]),
    samples("HostedZoneId", &["", "Z0123456789ABCDEFGHIJ"], &["example.org", "/hostedzone/Z01", "z01"]),
    samples(
        "EncryptionKeyArn",
        &["", KEY, "arn:aws:kms:eu-central-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab"],
        &["*", "alias/aws/dynamodb", TOPIC],
    ),
    samples(
        "PermissionsBoundary",
        &["", "arn:aws:iam::123456789012:policy/bounds/all", "arn:aws:iam::aws:policy/PowerUserAccess"],
        &["*", "arn:aws:iam::123456789012:role/x", "arn:aws:iam::123456789012:policy/*", "bounds"],
    ),
    samples("AlarmTopicArn", &["", TOPIC], &["*", "alarms", "arn:aws:sns:*:*:*"]),
    samples("AlarmEmail", &["", "ops@example.org"], &["ops", "a b@example.org", "@"]),
    samples("Release", &["", "1", "v2026a"], &["1.0", "v 1", "12345678901"]),
];

/// A parameter and its value.
type Given = (&'static str, &'static str);

fn refusal(more: &[(&str, &str)]) -> Option<String> {
    Stack::on_paper(&document(), &[&PARAMETERS, more].concat()).err()
}

#[test]
fn each_pattern_takes_what_is_good_and_refuses_what_is_bad() {
    let document = document();
    let parameters = document["Parameters"].as_mapping().unwrap();
    let patterned: BTreeSet<&str> = (parameters.iter())
        .filter(|(_, parameter)| parameter.get("AllowedPattern").is_some())
        .map(|(name, _)| name.as_str().unwrap())
        .collect();
    assert_eq!(patterned, SAMPLES.iter().map(|samples| samples.parameter).collect());
    for Samples { parameter, good, bad } in SAMPLES {
        let declared: &Value = &parameters[parameter];
        for text in good {
            assert_eq!(violated(declared, text), None, "{parameter}: {text:?}");
        }
        for text in bad {
            assert!(violated(declared, text).is_some(), "{parameter}: {text:?}");
            assert!(refusal(&[(parameter, text)]).unwrap().starts_with(parameter), "{parameter}: {text:?}");
        }
    }
}

#[test]
fn parameters_out_of_their_ranges_are_refused() {
    assert_eq!(refusal(&[]), None);
    for (parameter, text, constraint) in [
        ("Architecture", "mips", "AllowedValues"),
        ("GradualDeployment", "true", "AllowedValues"),
        ("MakeEmailIdentity", "true", "AllowedValues"),
        ("MakeSigningKeys", "EdDSA", "AllowedValues"),
        ("MasterSecretVersions", "3", "AllowedValues"),
        ("ReservedConcurrency", "-1", "MinValue"),
        ("ReservedConcurrency", "1001", "MaxValue"),
        ("ReservedConcurrency", "many", "Type"),
    ] {
        assert_eq!(refusal(&[(parameter, text)]), Some(format!("{parameter}: {constraint}: {text:?}")));
    }
    let long = format!(r#"{{"SCOPE":"{}"}}"#, "a".repeat(4_096));
    assert_eq!(refusal(&[("Settings", &long)]), Some(format!("Settings: MaxLength: {long:?}")));
    assert!(refusal(&[("Nonsense", "1")]).unwrap().contains("Nonsense"));
}

#[test]
fn the_senders_address_is_the_one_answer_that_a_deployment_needs() {
    let document = document();
    let parameters = document["Parameters"].as_mapping().unwrap().iter();
    let required = parameters.filter(|(_, parameter)| parameter.get("Default").is_none());
    assert_eq!(required.map(|(name, _)| name.as_str().unwrap()).collect::<Vec<_>>(), ["EmailFrom"]);
    let others: Vec<_> = PARAMETERS.iter().filter(|(name, _)| *name != "EmailFrom").copied().collect();
    assert_eq!(Stack::on_paper(&document, &others).unwrap_err(), "the parameter EmailFrom is not given");
}

#[test]
fn combinations_that_cannot_work_are_refused_with_what_is_to_be_done() {
    let no_sms = [("SmsCountries", ""), ("SmsDailyBudget", "")];
    let domain = ("DomainName", "login.example.org");
    // What is given, what is refused, and what makes it good.
    let cases: [(&[Given], &str, Given); 7] = [
        (&[("SmsDailyBudget", "")], "SmsCountries needs SmsDailyBudget", ("SmsDailyBudget", "0")),
        (&[("SigningKeys", KEY)], "SigningKeys needs SigningKeyArns", ("SigningKeyArns", KEY)),
        (&[("SigningKeyArns", KEY)], "SigningKeyArns needs SigningKeys.", ("SigningKeys", KEY)),
        (&[domain], "DomainName needs CertificateArn.", ("CertificateArn", CERTIFICATE)),
        (&[("CertificateArn", CERTIFICATE)], "CertificateArn needs DomainName.", domain),
        (
            &[("AlarmTopicArn", TOPIC), ("AlarmEmail", "ops@example.org")],
            "AlarmEmail is for the stack's own topic",
            ("AlarmEmail", ""),
        ),
        (&[("GradualDeployment", "AllAtOnce")], "GradualDeployment needs a Release", ("Release", "1")),
    ];
    let mut told = BTreeSet::new();
    for (given, description, mended) in cases {
        let refused = refusal(given).unwrap_or_default();
        assert!(refused.starts_with(description) && refused.lines().count() == 1, "{given:?}: {refused}");
        told.insert(refused);
        assert_eq!(refusal(&[given, &[mended]].concat()), None, "{given:?} {mended:?}");
    }
    // A zone needs a domain, and that its certificate.
    let zone = ("HostedZoneId", "Z0123456789");
    told.insert(refusal(&[zone]).unwrap());
    assert_eq!(refusal(&[zone, domain, ("CertificateArn", CERTIFICATE)]), None);
    assert_eq!(refusal(&no_sms), None);
    let document = document();
    let rules = document["Rules"].as_mapping().unwrap().values();
    let assertions = rules.flat_map(|rule| rule["Assertions"].as_sequence().unwrap());
    let every: BTreeSet<String> =
        assertions.map(|assertion| assertion["AssertDescription"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told, every, "each assertion is broken once");
}
