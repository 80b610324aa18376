//! The example of another team's service, before the real issuer and before one that changes its keys.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use admin::keys::KeyAlgorithm;
use axum::body::Body;
use axum::extract::ConnectInfo;
use guarded_service::{FetchFailed, HttpsClient, client_of_connection, guard, router};
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{Method, Request};
use otp_verifier::{FETCH_INTERVAL, Issuer, LONGEST_DOCUMENT};
use platform::clock::Clock;
use serde_json::json;
use tests::service::START;
use tests::tokens::{AUDIENCE, ISSUER};
use tests::{Keys, Service, damaged};
use tower::ServiceExt;

/// `aud` of the local service's tokens.
const LOCAL_AUDIENCE: &str = "local";

/// The example's router before a running service, as its `main.rs` puts it together.
fn before(service: &Service) -> axum::Router {
    let client = HttpsClient::new().unwrap();
    let fetch = move |url: String| {
        let client = client.clone();
        async move { client.get(&url).await }
    };
    let clock = service.clock.clone();
    let issuer = Issuer::parse(&service.url()).unwrap();
    router(
        guard(issuer, LOCAL_AUDIENCE.to_owned(), fetch)
            .with_client(client_of_connection)
            .with_clock(move || clock.now()),
    )
}

async fn send(router: &axum::Router, method: Method, path: &str, token: Option<&str>) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let challenge = answer.headers().get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), challenge.unwrap_or_default())
}

async fn get_me(router: &axum::Router, token: &str) -> u16 {
    send(router, Method::GET, "/me", Some(token)).await.0
}

async fn sign_in(service: &Service, contact: serde_json::Value) -> String {
    let challenge = service.request(&contact).await.text("challenge");
    service.verify(&challenge, &service.last_code()).await.text("access_token")
}

#[tokio::test]
async fn a_service_of_another_team_takes_the_tokens_of_a_sign_in() {
    let service = Service::start().await;
    let token = sign_in(&service, json!({ "email": "ada@example.org" })).await;
    let example = before(&service);
    assert_eq!(send(&example, Method::GET, "/", None).await.0, 200, "the public route");
    assert_eq!(send(&example, Method::GET, "/me", None).await, (401, "Bearer".to_owned()));
    assert_eq!(send(&example, Method::GET, "/me", Some(&token)).await, (200, String::new()));
    let lacks_scope = (403, "Bearer error=\"insufficient_scope\", scope=\"payments\"".to_owned());
    assert_eq!(send(&example, Method::POST, "/payments", Some(&token)).await, lacks_scope);
    let forged = damaged(&token);
    assert_eq!(
        send(&example, Method::GET, "/me", Some(&forged)).await,
        (401, "Bearer error=\"invalid_token\"".to_owned())
    );
    service.clock.advance(900 + 30);
    assert_eq!(get_me(&example, &token).await, 401, "jwt_05: expired, though remembered");
}

#[tokio::test]
async fn a_route_without_sms_takes_a_sign_in_by_email_alone() {
    let service = Service::with(&[("SCOPE", "payments")]).await;
    let example = before(&service);
    for (contact, status) in [(json!({ "email": "ada@example.org" }), 200), (json!({ "phone": "+14155550100" }), 403)] {
        let token = sign_in(&service, contact).await;
        assert_eq!(send(&example, Method::POST, "/payments", Some(&token)).await.0, status);
        assert_eq!(get_me(&example, &token).await, 200);
    }
}

#[tokio::test]
async fn the_client_of_a_connection_is_its_peer() {
    let mut request = Request::new(());
    request.headers_mut().insert("x-forwarded-for", "203.0.113.9".parse().unwrap());
    request.headers_mut().insert("user-agent", "curl/8".parse().unwrap());
    request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([192, 0, 2, 7], 4_000))));
    let client = client_of_connection(&request.into_parts().0);
    assert_eq!((client.address, client.user_agent.as_deref()), (Some([192, 0, 2, 7].into()), Some("curl/8")));
}

/// The example before an issuer whose keys a test changes, and which counts how often it is asked for them.
struct Rotating {
    example: axum::Router,
    keys: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
    clock: Clock,
}

impl Rotating {
    fn with(keys: &Keys) -> Self {
        let (clock, asked, keys) =
            (Clock::manual(START), Arc::<AtomicUsize>::default(), Arc::new(Mutex::new(keys.jwks.clone())));
        let (count, published, time) = (Arc::clone(&asked), Arc::clone(&keys), clock.clone());
        let fetch = move |url: String| {
            let document = if url.ends_with("/jwks.json") {
                count.fetch_add(1, Ordering::SeqCst);
                published.lock().unwrap().clone()
            } else {
                json!({ "issuer": ISSUER, "jwks_uri": format!("{ISSUER}/.well-known/jwks.json") }).to_string()
            };
            async { Ok::<_, String>(document.into_bytes()) }
        };
        let guard = guard(Issuer::parse(ISSUER).unwrap(), AUDIENCE.to_owned(), fetch);
        Self { example: router(guard.with_clock(move || time.now())), keys, asked, clock }
    }
}

#[tokio::test]
async fn a_new_key_of_the_issuer_is_fetched_when_its_first_token_comes() {
    let [old, new] = [KeyAlgorithm::Es256, KeyAlgorithm::Es256].map(Keys::new);
    let issuer = Rotating::with(&old);
    assert_eq!(get_me(&issuer.example, &old.token(START)).await, 200);
    assert_eq!(get_me(&issuer.example, &new.token(START)).await, 401);
    new.jwks.clone_into(&mut issuer.keys.lock().unwrap());
    issuer.clock.advance(FETCH_INTERVAL);
    assert_eq!(get_me(&issuer.example, &new.token(START)).await, 200);
    assert_eq!(get_me(&issuer.example, &old.token(START)).await, 401, "and the old one is gone, remembered or not");
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn jwt_02_forged_key_names_do_not_make_the_service_ask_more_than_once_a_minute() {
    let keys = Keys::new(KeyAlgorithm::Es256);
    let issuer = Rotating::with(&keys);
    let (good, forged) = (keys.token(START), Keys::new(KeyAlgorithm::Es256).token(START));
    for _ in 0..180 {
        assert_eq!(get_me(&issuer.example, &forged).await, 401);
        assert_eq!(get_me(&issuer.example, &good).await, 200);
        issuer.clock.advance(1);
    }
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn the_examples_client_takes_a_short_200_answer_and_nothing_else() {
    let long = "x".repeat(LONGEST_DOCUMENT + 1);
    let app = axum::Router::new()
        .route("/short", axum::routing::get(async || "keys"))
        .route("/long", axum::routing::get(async move || long.clone()))
        .route("/moved", axum::routing::get(async || axum::response::Redirect::temporary("/short")));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let client = HttpsClient::new().unwrap();
    let get = async |path: &str| client.get(&format!("{origin}{path}")).await;
    assert_eq!(get("/short").await.unwrap(), b"keys");
    assert!(matches!(get("/long").await, Err(FetchFailed::Body)));
    assert!(matches!(get("/moved").await, Err(FetchFailed::Status(_))));
    assert!(matches!(get("/nowhere").await, Err(FetchFailed::Status(_))));
    assert!(matches!(client.get("http://127.0.0.1:1/").await, Err(FetchFailed::NoAnswer)));
    assert!(matches!(client.get("no url at all").await, Err(FetchFailed::Url)));
}
