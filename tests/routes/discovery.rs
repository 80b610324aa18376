//! `/.well-known/…`: what a client learns of the service by itself.

use std::collections::BTreeSet;

use http::Method;
use local::template::Template;
use serde_json::{Value, json};
use shared::tokens::KeySet;
use tests::Service;

const DOCUMENTS: [&str; 2] = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

/// Every member that the document has, which OpenID Connect Discovery 1.0 §3, RP-Initiated Logout 1.0 §2.1, RFC 8414 §2, RFC
/// 9207 §3 or the registry of OAuth Authorization Server Metadata names.
const MEMBERS: [&str; 25] = [
    "acr_values_supported",
    "authorization_endpoint",
    "authorization_response_iss_parameter_supported",
    "claims_parameter_supported",
    "claims_supported",
    "code_challenge_methods_supported",
    "end_session_endpoint",
    "grant_types_supported",
    "id_token_signing_alg_values_supported",
    "issuer",
    "jwks_uri",
    "prompt_values_supported",
    "pushed_authorization_request_endpoint",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_pushed_authorization_requests",
    "response_modes_supported",
    "response_types_supported",
    "revocation_endpoint",
    "revocation_endpoint_auth_methods_supported",
    "scopes_supported",
    "subject_types_supported",
    "token_endpoint",
    "token_endpoint_auth_methods_supported",
    "userinfo_endpoint",
];

fn list(document: &Value, name: &str) -> BTreeSet<String> {
    let values = document[name].as_array().unwrap_or_else(|| panic!("{name} is no list"));
    let texts: BTreeSet<String> = values.iter().map(|value| value.as_str().unwrap().to_owned()).collect();
    assert!(!texts.is_empty() && texts.len() == values.len(), "{name}");
    texts
}

fn has(document: &Value, name: &str, values: &[&str]) {
    assert_eq!(list(document, name), values.iter().map(|value| (*value).to_owned()).collect(), "{name}");
}

/// A call of a page of any origin at all.
const ELSEWHERE: (&str, &str) = ("origin", "https://evil.example");

/// Away from a laptop an issuer is `https` or none, and every endpoint begins with it.
#[tokio::test]
async fn oidcc_discovery_endpoint_verification() {
    let service = Service::start().await;
    let issuer = service.url();
    let answer = service.client.get(DOCUMENTS[0]).await;
    assert_eq!((answer.status.as_u16(), &answer.headers["content-type"]), (200, &"application/json".parse().unwrap()));
    let document = answer.json();
    let members: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, MEMBERS, "no unknown members");
    assert_eq!(document["issuer"], issuer);
    let template = Template::of_this_repository().unwrap();
    let routed: BTreeSet<&str> = template.routes().iter().filter_map(|route| route.key.split(' ').nth(1)).collect();
    for (name, value) in document.as_object().unwrap() {
        if name.ends_with("_endpoint") || name.ends_with("_uri") {
            let path = value.as_str().and_then(|url| url.strip_prefix(&issuer));
            assert!(path.is_some_and(|path| routed.contains(path)), "{name} {value}");
        }
    }
    has(&document, "scopes_supported", &["openid", "email", "phone", "offline_access", "account"]);
    has(&document, "response_types_supported", &["code"]);
    has(&document, "response_modes_supported", &["query"]);
    has(&document, "grant_types_supported", &["authorization_code", "refresh_token"]);
    has(&document, "subject_types_supported", &["public"]);
    has(&document, "code_challenge_methods_supported", &["S256"]);
    has(&document, "acr_values_supported", &["otp", "2sv", "phr"]);
    has(&document, "prompt_values_supported", &["none", "login", "consent", "select_account"]);
    for name in ["token_endpoint_auth_methods_supported", "revocation_endpoint_auth_methods_supported"] {
        has(&document, name, &["none", "client_secret_basic", "client_secret_post"]);
    }
    assert_eq!(document["require_pushed_authorization_requests"], json!(false));
    for name in ["claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported"] {
        assert_eq!(document[name], json!(false), "{name}");
    }
    assert_eq!(document["authorization_response_iss_parameter_supported"], json!(true));
    let claims = list(&document, "claims_supported");
    for claim in ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "email", "phone_number"]
    {
        assert!(claims.contains(claim), "{claim}");
    }

    let set = service.client.get(document["jwks_uri"].as_str().unwrap()).await.json();
    let keys = set["keys"].as_array().unwrap();
    let kids: BTreeSet<&str> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(kids.len(), keys.len(), "kids are distinct");
    assert!(KeySet::parse(&set.to_string()).is_ok(), "keys are valid");
    let algorithms: BTreeSet<String> = keys.iter().map(|key| key["alg"].as_str().unwrap().to_owned()).collect();
    assert_eq!(list(&document, "id_token_signing_alg_values_supported"), algorithms);
}

#[tokio::test]
async fn oa_14_both_documents_are_one_and_name_the_issuer_that_they_are_found_at() {
    let service = Service::start().await;
    let documents = [service.client.get(DOCUMENTS[0]).await, service.client.get(DOCUMENTS[1]).await];
    assert_eq!(documents[0].body, documents[1].body);
    assert_eq!(documents[0].text("issuer"), service.url());
}

#[tokio::test]
async fn op_01_rs256_is_there_and_none_is_not() {
    let service = Service::start().await;
    let algorithms = list(&service.client.get(DOCUMENTS[0]).await.json(), "id_token_signing_alg_values_supported");
    assert!(algorithms.contains("RS256"), "{algorithms:?}");
    assert!(
        !algorithms.iter().any(|name| name.eq_ignore_ascii_case("none") || name.starts_with("HS")),
        "{algorithms:?}"
    );
}

#[tokio::test]
async fn hw_03_every_page_may_read_metadata_and_keys_and_without_cookies() {
    let service = Service::start().await;
    for path in DOCUMENTS.into_iter().chain(["/.well-known/jwks.json"]) {
        let answer = service.client.send(Method::GET, path, &[ELSEWHERE], "").await;
        assert_eq!(
            (answer.status.as_u16(), &answer.headers["access-control-allow-origin"]),
            (200, &"*".parse().unwrap())
        );
        let asks =
            [ELSEWHERE, ("access-control-request-method", "GET"), ("access-control-request-headers", "traceparent")];
        let allowed = service.client.send(Method::OPTIONS, path, &asks, "").await;
        assert_eq!(allowed.status, 204);
        for (name, value) in [("origin", "*"), ("methods", "GET"), ("headers", "*")] {
            assert_eq!(allowed.headers[format!("access-control-allow-{name}")], value, "{path}");
        }
        for answer in [answer, allowed] {
            assert!(!answer.headers.contains_key("access-control-allow-credentials"), "{path}");
        }
    }
    let health = service.client.send(Method::GET, "/healthz", &[ELSEWHERE], "").await;
    assert!(!health.headers.contains_key("access-control-allow-origin"));
}
