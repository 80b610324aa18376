use super::{ParametersFault, with};

const FILE: &str = r#"version = 0.1

# Somebody looks at every change set.
[prod.deploy.parameters]
stack_name = "otp-authorizer-prod" # the stack
parameter_overrides = [
  # "EmailFrom=login@example.org",
  "DeletionProtection=true",
  """Settings='{"LOG_RETENTION_DAYS":90}'""",
]

[default.deploy.parameters]
stack_name = "otp-authorizer"
"#;

fn set(environment: &str, parameters: &[&str]) -> Result<String, ParametersFault> {
    let parameters: Vec<String> = parameters.iter().map(ToString::to_string).collect();
    with(FILE, environment, &parameters)
}

fn overrides(text: &str, environment: &str) -> Vec<String> {
    let document: toml_edit::DocumentMut = text.parse().unwrap();
    let list = document[environment]["deploy"]["parameters"]["parameter_overrides"].as_array().unwrap();
    list.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_set_stands_beside_what_was_there_once_and_all_else_stays() {
    let keys = r#"SigningKeys=[{"key":"arn:aws:kms:eu-central-1:123456789012:key/1"}]"#;
    let text = set("prod", &[keys, "DeletionProtection=false", "ServiceName=Acme Corp"]).unwrap();
    let expected = [
        "DeletionProtection=false",
        r#"Settings='{"LOG_RETENTION_DAYS":90}'"#,
        r#"SigningKeys='[{"key":"arn:aws:kms:eu-central-1:123456789012:key/1"}]'"#,
        "ServiceName='Acme Corp'",
    ];
    assert_eq!(overrides(&text, "prod"), expected);
    for kept in ["# Somebody looks", "# the stack", "# \"EmailFrom=login@example.org\",", "[default.deploy.parameters]"]
    {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    assert_eq!(with(&text, "prod", &[keys.to_owned()]).unwrap(), text, "said again it changes nothing");
}

#[test]
fn a_deployment_without_parameters_gets_a_list() {
    let text = set("default", &["EmailFrom=login@example.org", "SmsCountries=US,DE", "Release="]).unwrap();
    assert_eq!(overrides(&text, "default"), ["EmailFrom=login@example.org", "SmsCountries='US,DE'", "Release=''"]);
    assert!(text.contains("parameter_overrides = [\n  \"EmailFrom=login@example.org\",\n"), "a line each: {text}");
}

#[test]
fn what_sam_would_not_read_back_is_refused() {
    for (environment, parameter, fault) in [
        ("staging", "A=1", ParametersFault::Unknown("staging".to_owned())),
        ("prod", "A", ParametersFault::Shape("A".to_owned())),
        ("prod", "=1", ParametersFault::Shape("=1".to_owned())),
        ("prod", "A B=1", ParametersFault::Shape("A B=1".to_owned())),
        ("prod", "A='\"", ParametersFault::Quotes("A".to_owned())),
        ("prod", "A=\\ ", ParametersFault::Quotes("A".to_owned())),
    ] {
        assert_eq!(set(environment, &[parameter]), Err(fault));
    }
    assert!(matches!(with("[", "prod", &[]), Err(ParametersFault::Malformed(_))));
    let none = "[prod.deploy.parameters]\nparameter_overrides = \"A=1\"\n";
    assert!(matches!(with(none, "prod", &["A=1".to_owned()]), Err(ParametersFault::Unreadable(_))));
}

#[test]
fn settings_change_by_their_members() {
    let text = set("prod", &[r#"Settings={"RETURNING":"1","CODE_DIGITS":8}"#]).unwrap();
    let kept = r#"Settings='{"CODE_DIGITS":8,"LOG_RETENTION_DAYS":90,"RETURNING":"1"}'"#;
    assert_eq!(overrides(&text, "prod")[1], kept);
    let text = with(&text, "prod", &[r#"Settings={"RETURNING":null,"CODE_DIGITS":6}"#.to_owned()]).unwrap();
    assert_eq!(overrides(&text, "prod")[1], r#"Settings='{"CODE_DIGITS":6,"LOG_RETENTION_DAYS":90}'"#);
    assert_eq!(set("prod", &["Settings=x"]), Err(ParametersFault::Settings));
    let text = set("default", &[r#"Settings={"SCOPE":"api admin"}"#]).unwrap();
    assert_eq!(overrides(&text, "default"), [r#"Settings='{"SCOPE":"api admin"}'"#]);
}
