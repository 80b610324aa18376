use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderValue, Request, Response};
use serde_json::{Value, json};
use tower::{Layer, ServiceExt, service_fn};

use super::{KEY, NOW, SKEW, TestKey, claims, claims_with};
use crate::{
    CheckFailed, CheckToken, Claims, Client, ContextClaims, Denied, KeysUnavailable, LONGEST_TOKEN, Level,
    RequireToken, Requirements, Timestamp, TokenRefused, Verifier,
};

const INVALID: &str = "Bearer error=\"invalid_token\"";

/// A guard that stands at `NOW`.
fn guard() -> RequireToken<Verifier> {
    RequireToken::new(Arc::new(KEY.verifier())).with_clock(|| NOW)
}

fn request(authorization: &[&str]) -> Request<()> {
    let mut request = Request::new(());
    for value in authorization {
        request.headers_mut().append(AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    request
}

fn bearer(claims: &Value) -> Request<()> {
    request(&[&format!("Bearer {}", KEY.token_saying(claims))])
}

/// Sends a request through a guard to a service that answers with the subject: the status, the challenge, the body.
async fn send<C: CheckToken>(guard: &RequireToken<C>, request: Request<()>) -> (u16, String, String) {
    let service = service_fn(async |request: Request<()>| {
        let claims = request.extensions().get::<Arc<Claims>>().expect("claims");
        Ok::<_, Infallible>(Response::new(claims.sub.clone()))
    });
    let answer = guard.layer(service).oneshot(request).await.unwrap();
    let challenge = answer.headers().get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), challenge.unwrap_or_default(), answer.into_body())
}

fn turned_away(status: u16, challenge: &str) -> (u16, String, String) {
    (status, challenge.to_owned(), String::new())
}

fn passed() -> (u16, String, String) {
    (200, String::new(), "email:ada@example.org".to_owned())
}

#[tokio::test]
async fn a_request_with_a_token_passes_and_carries_its_claims() {
    assert_eq!(send(&guard(), bearer(&claims("jti-1"))).await, passed());
    for (before, after) in
        [("bearer ", ""), ("BEARER ", ""), ("Bearer   ", ""), (" Bearer ", " \t"), ("\tBearer ", " ")]
    {
        let request = request(&[&format!("{before}{}{after}", KEY.token_saying(&claims("jti-1")))]);
        assert_eq!(send(&guard(), request).await, passed(), "RFC 9110 §5.5, §11.1, §11.4: {before:?}");
    }
}

#[tokio::test]
async fn a_request_without_a_token_is_told_how_to_bring_one() {
    let token = KEY.token_saying(&claims("jti-1"));
    for request in [request(&[]), request(&["Basic YTpi"]), request(&[""]), request(&[&token]), request(&["Bearers x"])]
    {
        assert_eq!(send(&guard(), request).await, turned_away(401, "Bearer"));
    }
    let elsewhere = Request::builder().uri(format!("/?access_token={token}")).body(()).unwrap();
    assert_eq!(send(&guard(), elsewhere).await, turned_away(401, "Bearer"), "RFC 6750 §2.3 is not followed");
}

#[tokio::test]
async fn jwt_13_two_headers_or_a_token_of_another_form_are_refused_before_anything_is_parsed() {
    /// Fails the test where a token comes so far.
    struct NeverAsked;
    impl CheckToken for NeverAsked {
        async fn check_token(&self, token: &str, _: Timestamp) -> Result<Arc<Claims>, CheckFailed> {
            panic!("{token} was parsed")
        }
    }
    let guard = RequireToken::new(Arc::new(NeverAsked));
    let token = format!("Bearer {}", KEY.token_saying(&claims("jti-1")));
    let too_long = format!("Bearer {}", "a".repeat(LONGEST_TOKEN + 1));
    for headers in [
        vec![token.as_str(), token.as_str()],
        vec![&token, "Basic YTpi"],
        vec!["Basic YTpi", &token],
        vec![&token, ""],
        vec![&too_long],
        vec!["Bearer"],
        vec!["Bearer "],
        vec!["Bearer\ta.b.c"],
        vec!["Bearer \ta.b.c"],
        vec!["Bearer a=b"],
        vec!["Bearer ="],
        vec!["Bearer realm=\"a.b.c\""],
        vec!["Bearer a.b.c,Bearer a.b.c"],
        vec!["Bearer a.b.c, Basic YTpi"],
        vec!["Bearer a.b.c d.e.f"],
        vec!["Bearer \u{fc}.b.c"],
        vec!["Bearer \"a.b.c\""],
    ] {
        let (status, challenge, _) = send(&guard, request(&headers)).await;
        assert_eq!(status, 401, "{headers:?}");
        assert!(challenge == INVALID, "{headers:?}: {challenge}");
    }
}

#[tokio::test]
async fn jwt_09_nothing_tells_why_a_token_does_not_count_but_the_report() {
    let reasons: Arc<Mutex<Vec<Denied>>> = Arc::default();
    let kept = Arc::clone(&reasons);
    let guard = guard().reporting(move |denied| kept.lock().unwrap().push(denied.clone()));
    for (token, refused) in [
        ("no.such.token".to_owned(), TokenRefused::Malformed),
        (TestKey::new().token_saying(&claims("jti-1")), TokenRefused::UnknownKey),
        (TestKey::new().token(&KEY.header(), &claims("jti-1")), TokenRefused::BadSignature),
        (KEY.token_saying(&claims_with("exp", &json!(1))), TokenRefused::Expired),
        (KEY.token_saying(&claims_with("aud", &json!("other"))), TokenRefused::WrongAudience),
    ] {
        let answer = send(&guard, request(&[&format!("Bearer {token}")])).await;
        assert_eq!(answer, turned_away(401, INVALID), "{refused}");
        assert_eq!(reasons.lock().unwrap().pop(), Some(Denied::Token(refused)));
    }
    assert_eq!(send(&guard, bearer(&claims("jti-1"))).await, passed());
    assert!(reasons.lock().unwrap().is_empty(), "who passes is not reported");
}

#[tokio::test]
async fn jwt_05_the_clock_of_the_layer_decides() {
    let late = RequireToken::new(Arc::new(KEY.verifier())).with_clock(|| NOW.plus(900 + SKEW));
    assert_eq!(send(&late, bearer(&claims("jti-1"))).await, turned_away(401, INVALID));
    let of_the_system = RequireToken::new(Arc::new(KEY.verifier()));
    let mut expired = claims_with("exp", &json!(3));
    for claim in ["iat", "nbf"] {
        expired[claim] = json!(2);
    }
    assert_eq!(send(&of_the_system, bearer(&expired)).await, turned_away(401, INVALID));
    expired["exp"] = json!(u64::MAX);
    assert_eq!(send(&of_the_system, bearer(&expired)).await, passed());
}

#[tokio::test]
async fn a_token_that_is_not_enough_is_told_the_scopes() {
    let of = |list: &[&str]| list.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>();
    let guard = |requirements| guard().requiring(requirements);
    let two_scopes = guard(Requirements { scopes: of(&["api", "admin"]), ..Requirements::default() });
    assert_eq!(
        send(&two_scopes, bearer(&claims("jti-1"))).await,
        turned_away(403, "Bearer error=\"insufficient_scope\", scope=\"api admin\"")
    );
    assert_eq!(send(&two_scopes, bearer(&claims_with("scope", &json!("admin x api")))).await, passed());

    let no_email = guard(Requirements { without_methods: of(&["email"]), ..Requirements::default() });
    let insufficient = turned_away(403, "Bearer error=\"insufficient_scope\"");
    assert_eq!(send(&no_email, bearer(&claims("jti-1"))).await, insufficient);
    assert_eq!(send(&no_email, bearer(&claims_with("amr", &json!(["otp", "sms"])))).await, passed());

    let injected = guard(Requirements { scopes: of(&["a\"\r\nset-cookie: b"]), ..Requirements::default() });
    assert_eq!(send(&injected, bearer(&claims("jti-1"))).await, insufficient, "no scope, so it is not named");
}

#[tokio::test]
async fn a_sign_in_that_is_not_enough_is_told_what_to_ask_for() {
    let strong = Requirements { acr: Level::TwoStep, ..Requirements::default() };
    let young = Requirements { max_age: Some(300), ..Requirements::default() };
    let both = Requirements { acr: Level::PhishingResistant, max_age: Some(5), ..Requirements::default() };
    let told = |rest: &str| turned_away(401, &format!("Bearer error=\"insufficient_user_authentication\"{rest}"));
    let of = |acr: Option<&str>, auth_time: Timestamp| {
        let mut claims = claims_with("auth_time", &json!(auth_time));
        if let Some(acr) = acr {
            claims["acr"] = json!(acr);
        }
        bearer(&claims)
    };
    for (requirements, acr, age, expected) in [
        (&strong, Some("2sv"), 800, passed()),
        (&strong, Some("phr"), 800, passed()),
        (&strong, Some("otp"), 0, told(", acr_values=\"2sv\"")),
        (&strong, None, 0, told(", acr_values=\"2sv\"")),
        (&strong, Some("gold"), 0, told(", acr_values=\"2sv\"")),
        (&young, None, 300, passed()),
        (&young, Some("phr"), 301, told(", max_age=\"300\"")),
        (&both, Some("phr"), 5, passed()),
        (&both, Some("2sv"), 5, told(", acr_values=\"phr\", max_age=\"5\"")),
        (&both, Some("phr"), 6, told(", acr_values=\"phr\", max_age=\"5\"")),
    ] {
        let layer = RequireToken::new(Arc::new(KEY.verifier())).with_clock(|| NOW.plus(800));
        let answer = send(&layer.requiring(requirements.clone()), of(acr, NOW.plus(800 - age))).await;
        assert_eq!(answer, expected, "{requirements:?} {acr:?} {age}");
    }
}

#[tokio::test]
async fn a_bound_token_is_refused_until_the_layer_is_told_the_client() {
    let address: IpAddr = "192.0.2.1".parse().unwrap();
    let ctx = json!({ "ip": ContextClaims::of_address("jti-1", address), "ua": ContextClaims::of_user_agent("jti-1", "curl") });
    let bound = claims_with("ctx", &ctx);
    assert_eq!(send(&guard(), bearer(&bound)).await, turned_away(401, INVALID));

    let told = guard().with_client(|parts| Client {
        address: parts.extensions.get::<IpAddr>().copied(),
        user_agent: parts.headers.get("user-agent").and_then(|value| value.to_str().ok()).map(str::to_owned),
    });
    for (from, agent, expected) in [
        (Some("192.0.2.1"), "curl", passed()),
        (Some("192.0.2.2"), "curl", turned_away(401, INVALID)),
        (Some("192.0.2.1"), "wget", turned_away(401, INVALID)),
        (None, "curl", turned_away(401, INVALID)),
    ] {
        let mut request = bearer(&bound);
        request.headers_mut().insert("user-agent", agent.parse().unwrap());
        if let Some(from) = from {
            request.extensions_mut().insert(from.parse::<IpAddr>().unwrap());
        }
        assert_eq!(send(&told, request).await, expected, "{from:?} {agent}");
    }
    assert_eq!(send(&guard(), bearer(&claims_with("ctx", &json!({})))).await, turned_away(401, INVALID));
}

#[tokio::test]
async fn claims_that_a_caller_smuggles_in_are_replaced() {
    let mut request = bearer(&claims("jti-1"));
    request.extensions_mut().insert(Arc::new(super::parsed(&claims_with("sub", &json!("root")))));
    assert_eq!(send(&guard(), request).await, passed());
}

#[tokio::test]
async fn where_nobody_can_tell_the_answer_is_503() {
    struct NoKeys;
    impl CheckToken for NoKeys {
        async fn check_token(&self, _: &str, _: Timestamp) -> Result<Arc<Claims>, CheckFailed> {
            Err(KeysUnavailable::AskedAlready.into())
        }
    }
    let answer = send(&RequireToken::new(Arc::new(NoKeys)), bearer(&claims("jti-1"))).await;
    assert_eq!(answer, turned_away(503, ""));
}
