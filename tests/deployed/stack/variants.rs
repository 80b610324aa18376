//! The template under each of its conditions: everything resolves, and says what it should.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::permissions::texts;
use super::resources::{Stack, document, secret_arn};
use super::wiring::Wiring;
use super::{GRADUAL, PARAMETERS};

const KEY: &str = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000";
const SIGNING: [&str; 2] =
    ["arn:aws:kms:eu-central-1:123456789012:key/one", "arn:aws:ssm:eu-central-1:123456789012:parameter/two"];
const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:topic";
const BOUNDARY: &str = "arn:aws:iam::123456789012:policy/bounds";
const CERTIFICATE: &str = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d";
const DOMAIN: [(&str, &str); 2] = [("DomainName", "login.example.org"), ("CertificateArn", CERTIFICATE)];
const OWN_KEYS: [(&str, &str); 2] = [
    ("SigningKeys", r#"[{"key":"arn:aws:kms:eu-central-1:123456789012:key/one"}]"#),
    (
        "SigningKeyArns",
        "arn:aws:kms:eu-central-1:123456789012:key/one,arn:aws:ssm:eu-central-1:123456789012:parameter/two",
    ),
];

fn with(more: &[(&str, &str)]) -> Stack {
    Stack::on_paper(&document(), &[&PARAMETERS, more].concat()).unwrap()
}

/// What a function reads: what it is told of the settings comes before what stands beside it.
fn told(everything: &Value, function: &str, variable: &str) -> Value {
    let variables = &everything[function]["Environment"]["Variables"];
    let settings: Value = serde_json::from_str(variables["SETTINGS"].as_str().unwrap()).unwrap_or_default();
    settings.get(variable).unwrap_or(&variables[variable]).clone()
}

fn statement(stack: &Stack, function: &str, sid: &str) -> Option<Value> {
    stack.statements(function).into_iter().find(|statement| statement["Sid"] == sid)
}

#[test]
fn under_each_condition_everything_resolves() {
    let variants: [&[(&str, &str)]; 23] = [
        &[],
        &[("ServiceName", ""), ("Settings", "")],
        &[("EncryptionKeyArn", KEY)],
        &GRADUAL,
        &DOMAIN,
        &[DOMAIN[0], DOMAIN[1], ("HostedZoneId", "Z0123456789")],
        &[("Issuer", "https://issuer.example.org")],
        &OWN_KEYS,
        &[("MakeSigningKeys", "ES256-next")],
        &[("MakeSigningKeys", "RS256")],
        &[("MakeSigningKeys", "RS256-next")],
        &[("MasterSecretVersions", "1,2")],
        &[("MasterSecretVersions", "2,1")],
        &[("MasterSecretVersions", "2,1n")],
        &[("MasterSecretVersions", "2")],
        &[("MakeEmailIdentity", "address")],
        &[("FeedbackTopic", TOPIC)],
        &[("AllowedOrigins", ""), ("SmsCountries", ""), ("DeletionProtection", "false")],
        &[("ReservedConcurrency", "10")],
        &[("AlarmTopicArn", TOPIC)],
        &[("AlarmEmail", "ops@example.org")],
        &[("PermissionsBoundary", BOUNDARY)],
        &[
            ("EncryptionKeyArn", KEY),
            GRADUAL[0],
            GRADUAL[1],
            DOMAIN[0],
            DOMAIN[1],
            OWN_KEYS[0],
            OWN_KEYS[1],
            ("MakeEmailIdentity", "domain"),
            ("MakeSigningKeys", "ES256-next"),
        ],
    ];
    let mut seen: BTreeMap<String, [bool; 2]> = BTreeMap::new();
    for variant in variants {
        let stack = with(variant);
        // Ends the test where something refers to what is not made.
        let everything = stack.everything();
        assert!(!everything.to_string().contains("${"), "{variant:?}");
        let outputs = stack.outputs();
        assert_eq!(outputs["Issuer"].1.as_deref(), Some("otp-Issuer"), "{variant:?}");
        Wiring::of(&stack).unwrap_or_else(|fault| panic!("{variant:?}: {fault}"));
        for function in stack.binaries() {
            // IAM takes 10,240 characters of policies within a role.
            let policy = json!(stack.statements_of_role(&function)).to_string();
            assert!(policy.len() < 10_000, "{function} {variant:?}: {}", policy.len());
        }
        let (issuer, _) = &outputs["Issuer"];
        for function in [
            "VerifyFunction",
            "TokenFunction",
            "SessionsFunction",
            "SigninFunction",
            "AuthorizerFunction",
            "DiscoveryFunction",
        ] {
            assert_eq!(everything[function]["Environment"]["Variables"]["ISSUER"], **issuer, "{variant:?}");
        }
        for name in document()["Conditions"].as_mapping().unwrap().keys().map(|name| name.as_str().unwrap()) {
            seen.entry(name.to_owned()).or_default()[usize::from(stack.holds(name))] = true;
        }
    }
    let one_sided: Vec<_> = seen.iter().filter(|(_, seen)| **seen != [true, true]).collect();
    assert!(one_sided.is_empty(), "conditions that only hold, or never do: {one_sided:?}");
}

#[test]
fn the_issuer_is_the_one_given_or_the_domain_or_the_url_of_the_api() {
    let issuer = ("Issuer", "https://issuer.example.org");
    for (more, expected, url) in [
        (vec![], "https://local.execute-api.eu-central-1.amazonaws.com", None),
        (DOMAIN.to_vec(), "https://login.example.org", Some("https://login.example.org")),
        ([DOMAIN.as_slice(), &[issuer]].concat(), issuer.1, Some("https://login.example.org")),
        (vec![issuer], issuer.1, Some("https://local.execute-api.eu-central-1.amazonaws.com")),
    ] {
        let stack = with(&more);
        assert_eq!(stack.output("Issuer"), expected, "{more:?}");
        let url = url.unwrap_or(expected);
        assert_eq!(stack.output("ApiUrl"), url, "{more:?}");
        assert_eq!(stack.output("Jwks"), format!("{url}/.well-known/jwks.json"), "{more:?}");
        let closed = stack.property("AWS::ApiGatewayV2::Api", "DisableExecuteApiEndpoint");
        assert_eq!(closed, Some(json!(more.contains(&DOMAIN[0]))), "{more:?}");
    }
}

#[test]
fn what_is_not_answered_follows_from_the_senders_address_and_the_stack() {
    let sender = ("EmailFrom", "sign-in@mail.example.org");
    let host = "local.execute-api.eu-central-1.amazonaws.com";
    for (more, name, host, audience) in [
        (vec![], "mail.example.org", host, "otp"),
        (DOMAIN.to_vec(), "mail.example.org", "login.example.org", "otp"),
        (vec![("Issuer", "https://id.example.org:8443")], "mail.example.org", "id.example.org", "otp"),
        (
            vec![("ServiceName", "Acme"), ("Settings", r#"{"SERVICE_HOST":"a.example.org","AUDIENCE":"x"}"#)],
            "Acme",
            "a.example.org",
            "x",
        ),
    ] {
        let stack = Stack::on_paper(&document(), &[vec![sender], more].concat()).unwrap();
        let everything = stack.everything();
        let told = |function: &str, variable: &str| told(&everything, function, variable);
        assert_eq!(told("RequestFunction", "SERVICE_NAME"), name);
        assert_eq!(told("RequestFunction", "SERVICE_HOST"), host);
        for function in ["VerifyFunction", "TokenFunction", "SessionsFunction", "AuthorizerFunction"] {
            assert_eq!(told(function, "AUDIENCE"), audience, "{function}");
        }
        assert_eq!(stack.output("Audience"), audience);
    }
}

#[test]
fn other_stacks_import_the_authorizer_that_callers_go_by() {
    let function = "arn:aws:lambda:eu-central-1:123456789012:function:otp-AuthorizerFunction";
    for (more, expected) in [(&[] as &[_], function.to_owned()), (&GRADUAL, format!("{function}:live"))] {
        let stack = with(more);
        assert_eq!(stack.outputs()["AuthorizerArn"], (expected, Some("otp-AuthorizerArn".to_owned())));
        let (audience, exported) = &stack.outputs()["Audience"];
        assert_eq!((audience.as_str(), exported.as_deref()), ("api.example.org", Some("otp-Audience")));
    }
}

#[test]
fn a_key_of_the_operators_encrypts_everything_that_rests() {
    let (plain, encrypted) = (with(&[]), with(&[("EncryptionKeyArn", KEY)]));
    for (stack, key) in [(&plain, &Value::Null), (&encrypted, &json!(KEY))] {
        let everything = stack.everything();
        assert_eq!(&everything["StateTable"]["SSESpecification"]["KMSMasterKeyId"], key);
        assert_eq!(&everything["MasterSecret"]["KmsKeyId"], key);
        assert_eq!(&everything["Globals"]["KmsKeyArn"], key);
        for (name, group) in stack.of_type("AWS::Logs::LogGroup") {
            assert_eq!(&group["KmsKeyId"], key, "{name}");
        }
    }
    for function in encrypted.binaries() {
        assert_eq!(statement(&plain, &function, "Encrypted"), None);
        let statements = encrypted.statements(&function);
        let reads = |what: &str| statements.iter().any(|statement| statement["Action"].to_string().contains(what));
        let services = ["dynamodb", "secretsmanager"].into_iter().filter(|service| reads(&format!("{service}:")));
        let through: Vec<_> = services.map(|service| format!("{service}.eu-central-1.amazonaws.com")).collect();
        let Some(decrypts) = statement(&encrypted, &function, "Encrypted") else {
            // The key of a signing key of the operator's own is the operator's to allow.
            assert!(through.is_empty() || function == "keys", "{function}");
            continue;
        };
        assert_eq!((&decrypts["Action"], &decrypts["Resource"]), (&json!("kms:Decrypt"), &json!(KEY)));
        let by = texts(&decrypts["Condition"]["StringEquals"]["kms:ViaService"]).unwrap();
        assert_eq!(by, through, "{function}");
    }
}

#[test]
fn a_boundary_bounds_every_role() {
    let (free, bounded) = (with(&[]), with(&[("PermissionsBoundary", BOUNDARY)]));
    for (stack, bound) in [(&free, None), (&bounded, Some(&json!(BOUNDARY)))] {
        let roles = stack.of_type("AWS::IAM::Role");
        assert!(roles.len() >= stack.binaries().len(), "{roles:?}");
        for (name, role) in roles {
            assert_eq!(role.get("PermissionsBoundary"), bound, "{name}");
        }
    }
}

#[test]
fn the_keys_that_sign_are_the_ones_named_or_the_ones_that_are_made() {
    let (made, named, next) = (with(&[]), with(&OWN_KEYS), with(&[("MakeSigningKeys", "ES256-next")]));
    let arn = |name: &str| format!("arn:aws:kms:eu-central-1:123456789012:otp-{name}");
    let own = json!([arn("SigningKey"), arn("AccessTokenKey")]);
    for function in ["verify", "token", "keys"] {
        assert_eq!(statement(&named, function, "SigningKeys").unwrap()["Resource"], json!(SIGNING), "{function}");
        for stack in [&made, &next] {
            // The key names who signs.
            let asks = (function == "keys").then_some(&own);
            assert_eq!(statement(stack, function, "SigningKeys").as_ref().map(|asks| &asks["Resource"]), asks);
        }
        assert_eq!(statement(&made, function, "ForeignSigningKeys"), None);
        assert_eq!(statement(&named, function, "ForeignSigningKeys").unwrap()["Resource"], json!(SIGNING));
    }
    let asked = |stack: &Stack| stack.everything()["Keys"]["SigningKeys"].clone();
    let both = json!([{ "key": own[1], "alg": "ES256" }, { "key": own[0], "alg": "RS256" }]);
    assert_eq!(serde_json::from_str::<Value>(asked(&made).as_str().unwrap()).unwrap(), both);
    assert_eq!(asked(&named), json!(OWN_KEYS[0].1));
    assert_eq!((made.of_type("AWS::KMS::Key").len(), next.of_type("AWS::KMS::Key").len()), (2, 3));
    assert!(!made.outputs().contains_key("NextSigningKeyArn"));
    assert_eq!(next.output("NextSigningKeyArn"), arn("NextAccessTokenKey"));
}

#[test]
fn one_key_of_rs256_signs_everything_where_that_is_asked_for() {
    let (one, next) = (with(&[("MakeSigningKeys", "RS256")]), with(&[("MakeSigningKeys", "RS256-next")]));
    let own = "arn:aws:kms:eu-central-1:123456789012:otp-SigningKey";
    assert_eq!(one.everything()["Keys"]["SigningKeys"], own);
    assert_eq!(statement(&one, "keys", "SigningKeys").unwrap()["Resource"], json!([own]));
    assert_eq!((one.of_type("AWS::KMS::Key").len(), next.of_type("AWS::KMS::Key").len()), (1, 2));
    assert_eq!((one.output("AccessTokenKeyArn"), one.output("SigningKeyArn")), (own.to_owned(), own.to_owned()));
    assert_eq!(next.output("NextSigningKeyArn"), "arn:aws:kms:eu-central-1:123456789012:otp-NextSigningKey");
}

#[test]
fn a_second_master_secret_is_known_to_all_before_it_seals_and_the_first_is_retired_or_forgotten_by_all() {
    let [first_arn, second_arn] = ["otp-MasterSecret", "otp-SecondMasterSecret"].map(secret_arn);
    let (first, second) = (format!("1:{first_arn}"), format!("2:{second_arn}"));
    for (versions, expected) in [
        ("1", first.clone()),
        ("1,2", format!("{first},{second}")),
        ("2,1", format!("{second},{first}")),
        ("2,1n", format!("{second},1n:{first_arn}")),
        ("2", second.clone()),
    ] {
        let stack = with(&[("MasterSecretVersions", versions)]);
        let everything = stack.everything();
        for function in ["Request", "Verify", "Token", "Sessions", "Signin", "Feedback"] {
            let variables = &everything[format!("{function}Function")]["Environment"]["Variables"];
            assert_eq!(variables["MASTER_SECRET"], expected, "{function} {versions}");
            let read = &statement(&stack, &function.to_lowercase(), "MasterSecret").unwrap()["Resource"];
            let made = if versions == "1" { json!([first_arn]) } else { json!([first_arn, second_arn]) };
            assert_eq!(*read, made, "{function} {versions}");
        }
        assert_eq!(stack.outputs().contains_key("SecondMasterSecretArn"), versions != "1");
    }
    assert_eq!(everything_of_secret(&[]), everything_of_secret(&[("MasterSecretVersions", "2")]));
}

/// What the first master secret is made of: another property would make another secret.
fn everything_of_secret(more: &[(&str, &str)]) -> Value {
    with(more).everything()["MasterSecret"].clone()
}

#[test]
fn email_leaves_by_the_identity_and_the_configuration_set_that_are_the_services() {
    let of_ses = |resource: &str| format!("arn:aws:ses:eu-central-1:123456789012:{resource}");
    let codes = &[("Settings", r#"{"EMAIL_CONFIGURATION_SET":"codes"}"#)];
    for (more, set) in [(&[] as &[_], "otp-ConfigurationSet"), (codes, "codes")] {
        let stack = with(more);
        let email = statement(&stack, "request", "Email").unwrap();
        assert_eq!(
            email["Resource"],
            json!([of_ses("identity/*"), of_ses(&format!("configuration-set/{set}"))]),
            "{more:?}"
        );
        let bound = json!({ "StringEquals": { "ses:FromAddress": "sign-in@example.org" } });
        assert_eq!(email["Condition"], bound, "whichever identity is verified");
        let everything = stack.everything();
        assert_eq!(told(&everything, "RequestFunction", "EMAIL_CONFIGURATION_SET"), set);
        assert_eq!(everything["ReportsOfSes"]["ConfigurationSetName"], set);
    }
    for (which, identity) in [("domain", "example.org"), ("address", "sign-in@example.org")] {
        let stack = with(&[("MakeEmailIdentity", which)]);
        assert_eq!(stack.everything()["SenderIdentity"]["EmailIdentity"], identity);
    }
    let made = with(&[("MakeEmailIdentity", "domain")]);
    assert!(made.outputs().contains_key("DkimRecord3") && !with(&[]).outputs().contains_key("DkimRecord1"));
}
