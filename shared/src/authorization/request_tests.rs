use super::*;
use crate::tokens::client::{ClientKind, Consent, Pkce, Resource, TokenAlgorithm};

const BACK: &str = "https://app.example.org/back";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const API: &str = "https://api.example.org/";

fn client(scopes: &[&str], resources: &[&str]) -> Client {
    let text = |text: &&str| (*text).to_owned();
    Client {
        id: "app".to_owned().try_into().unwrap(),
        name: "App".to_owned().try_into().unwrap(),
        kind: ClientKind::Public,
        redirect_uris: vec![BACK.to_owned().try_into().unwrap()],
        post_logout_redirect_uris: Vec::new(),
        origins: Vec::new(),
        scopes: scopes.iter().map(text).map(|scope| scope.try_into().unwrap()).collect(),
        resources: resources.iter().map(text).map(|resource| resource.try_into().unwrap()).collect(),
        consent: Consent::Asked,
        access_token_life: None,
        session_idle: None,
        session_absolute: None,
        id_token_algorithm: TokenAlgorithm::Rs256,
        contact_in_id_token: false,
        logo: None,
        demand: Demand::default(),
    }
}

fn plain() -> Client {
    client(&["openid", "email", "offline_access"], &[])
}

/// The least that is taken, with these in place or beside.
fn parameters(changes: &[(&str, &str)]) -> Parameters {
    let least = [
        ("response_type", "code"),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", "af0ifjsldkj"),
    ];
    let kept = least.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let all = kept.chain(changes.iter().copied().filter(|(_, value)| !value.is_empty()));
    Parameters::new(all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn judge(client: &Client, changes: &[(&str, &str)]) -> Result<AuthorizationRequest, &'static str> {
    AuthorizationRequest::judge(&parameters(changes), client, BACK).map_err(AuthorizationError::code)
}

#[test]
fn a_request_is_taken_as_it_was_meant() {
    let asked = [
        ("scope", " openid  email openid"),
        ("nonce", "n-0S6_WzA2Mj"),
        ("prompt", "login consent"),
        ("max_age", "60"),
        ("login_hint", "ada@example.org"),
        ("ui_locales", "de fr"),
        ("display", "popup"),
        ("acr_values", "otp"),
        ("something", "else"),
    ];
    let request = judge(&plain(), &asked).unwrap();
    assert_eq!(request.scope, "openid email");
    assert_eq!(request.state.as_deref(), Some("af0ifjsldkj"));
    assert_eq!((request.nonce.as_deref(), request.max_age), (Some("n-0S6_WzA2Mj"), Some(60)));
    assert_eq!(request.prompt, Prompt { login: true, consent: true, ..Prompt::default() });
    assert_eq!(
        (request.login_hint.as_deref(), request.ui_locales.as_deref()),
        (Some("ada@example.org"), Some("de fr"))
    );
}

#[test]
fn of_acr_values_the_least_that_is_known_is_asked_for() {
    for (asked, level) in [
        ("", Level::Otp),
        ("phr", Level::PhishingResistant),
        ("phr 2sv", Level::TwoStep),
        ("2sv  phr  otp", Level::Otp),
        ("urn:mace:incommon:iap:silver 2sv", Level::TwoStep),
        ("urn:mace:incommon:iap:silver PHR", Level::Otp),
    ] {
        assert_eq!(judge(&plain(), &[("acr_values", asked)]).unwrap().demand().level, level, "{asked}");
    }
}

#[test]
fn oa_05_nothing_but_a_code_is_handed_out() {
    for other in ["token", "id_token", "code id_token", "code token", "none", "Code"] {
        assert_eq!(judge(&plain(), &[("response_type", other)]), Err("unsupported_response_type"), "{other}");
    }
    assert_eq!(judge(&plain(), &[("response_type", "")]), Err("invalid_request"));
    assert_eq!(judge(&plain(), &[("response_mode", "fragment")]), Err("invalid_request"));
}

#[test]
fn oa_02_a_challenge_is_needed_and_its_method_is_s256() {
    for changes in [
        [("code_challenge", ""), ("code_challenge_method", "")],
        [("code_challenge", ""), ("code_challenge_method", "S256")],
        [("code_challenge", CHALLENGE), ("code_challenge_method", "")],
        [("code_challenge", CHALLENGE), ("code_challenge_method", "plain")],
        [("code_challenge", "short"), ("code_challenge_method", "S256")],
    ] {
        assert_eq!(judge(&plain(), &changes), Err("invalid_request"), "{changes:?}");
    }
}

#[test]
fn oa_02_only_a_client_that_is_registered_so_does_without_a_challenge_and_what_it_sends_counts() {
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let confidential = |pkce| Client { kind: ClientKind::Confidential { secrets: Vec::new(), pkce }, ..plain() };
    assert_eq!(judge(&confidential(Pkce::Required), &without), Err("invalid_request"));
    let optional = confidential(Pkce::Optional);
    assert_eq!(judge(&optional, &without).unwrap().challenge, None);
    assert!(judge(&optional, &[]).unwrap().challenge.is_some());
    assert_eq!(judge(&optional, &[("code_challenge_method", "plain")]), Err("invalid_request"));
}

#[test]
fn oa_22_a_scope_is_what_the_client_is_registered_for() {
    assert_eq!(judge(&plain(), &[("scope", "")]), Err("invalid_scope"));
    assert_eq!(judge(&plain(), &[("scope", "openid phone")]), Err("invalid_scope"));
    assert_eq!(judge(&plain(), &[("scope", "openid account")]), Err("invalid_scope"));
    // OpenID Connect's own, of which nothing is known here, grant nothing and stop nobody.
    assert_eq!(judge(&plain(), &[("scope", "openid profile address")]).unwrap().scope, "openid");
    assert_eq!(judge(&plain(), &[("scope", "profile")]), Err("invalid_scope"));
    assert_eq!(judge(&plain(), &[("scope", &"openid ".repeat(80))]), Err("invalid_scope"));
}

#[test]
fn oa_22_a_resource_is_one_of_the_clients_and_never_stands_beside_the_account() {
    let api = client(&["openid", "account", "read"], &[API]);
    assert_eq!(judge(&api, &[("scope", "read"), ("resource", API)]).unwrap().resource.as_deref(), Some(API));
    assert_eq!(judge(&api, &[("scope", "read")]).unwrap().resource.as_deref(), Some(API), "the only one");
    assert_eq!(judge(&api, &[("scope", "openid")]).unwrap().resource, None);
    assert_eq!(judge(&api, &[("resource", "https://other.example.org/")]), Err("invalid_target"));
    assert_eq!(judge(&api, &[("scope", "account"), ("resource", API)]), Err("invalid_scope"));
    let two = client(&["openid", "read"], &[API, "https://second.example.org/"]);
    assert_eq!(judge(&two, &[("scope", "read")]), Err("invalid_target"));
}

#[test]
fn oa_22_a_scope_is_of_the_resource_that_the_token_is_for() {
    let registered = |scopes: &[&str]| Resource {
        id: API.to_owned().try_into().unwrap(),
        name: "Api".to_owned().try_into().unwrap(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned().try_into().unwrap()).collect(),
        access_token_life: None,
        algorithm: None,
        demand: Demand::default(),
    };
    let client = client(&["openid", "read", "sell"], &[API]);
    let asked = |scope| judge(&client, &[("scope", scope), ("resource", API)]).unwrap();
    let check =
        |scope, resource: Option<&Resource>| asked(scope).check_resource(resource).map_err(AuthorizationError::code);
    assert_eq!(check("openid read", Some(&registered(&["read", "write"]))), Ok(()));
    assert_eq!(check("openid read sell", Some(&registered(&["read"]))), Err("invalid_scope"), "of another API");
    assert_eq!(check("openid", Some(&registered(&[]))), Ok(()));
    assert_eq!(check("openid read", None), Err("invalid_target"), "registered no more");
    let none = judge(&plain(), &[("scope", "openid")]).unwrap();
    assert_eq!(none.check_resource(None), Ok(()));
}

#[test]
fn what_is_not_supported_is_named() {
    for (name, code) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        assert_eq!(judge(&plain(), &[(name, "eyJ")]), Err(code));
    }
}

#[test]
fn op_05_values_of_another_form_are_invalid_and_hints_of_another_form_are_none() {
    for change in [("prompt", "none login"), ("max_age", "-1"), ("max_age", "soon"), ("nonce", &"n".repeat(257))] {
        assert_eq!(judge(&plain(), &[change]), Err("invalid_request"), "{change:?}");
    }
    let request = judge(&plain(), &[("max_age", "0")]).unwrap();
    assert!(request.prompt.login, "no age at all is a new sign-in");
    let request = judge(&plain(), &[("login_hint", &"a".repeat(257)), ("ui_locales", "de\nfr")]).unwrap();
    assert_eq!((request.login_hint, request.ui_locales), (None, None));
}

#[test]
fn a_state_of_a_kilobyte_travels_and_a_longer_one_does_not() {
    assert!(judge(&plain(), &[("state", &"s".repeat(1_024))]).is_ok());
    assert_eq!(judge(&plain(), &[("state", &"s".repeat(1_025))]), Err("invalid_request"));
    assert_eq!(state(&parameters(&[("state", "")])), Ok(None));
}

#[test]
fn oa_15_a_parameter_stands_there_once() {
    let mut pairs: Vec<(String, String)> =
        parameters(&[]).pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    pairs.push(("nonce".to_owned(), "1".to_owned()));
    pairs.push(("nonce".to_owned(), "1".to_owned()));
    let judged = AuthorizationRequest::judge(&Parameters::new(pairs), &plain(), BACK);
    assert_eq!(judged.map_err(AuthorizationError::code), Err("invalid_request"));
}
