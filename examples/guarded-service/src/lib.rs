#![doc = include_str!("../README.md")]

use std::fmt::Display;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::{Extension, Json, Router, routing};
use http::header::USER_AGENT;
use http::request::Parts;
use otp_verifier::{CheckToken, Claims, Client, Issuer, RemoteKeys, RequireToken, Requirements};
use serde_json::{Value, json};

mod fetch;

pub use fetch::{FETCH_TIMEOUT, FetchFailed, HttpsClient};

/// Seconds by which the issuer's clock and ours may differ.
pub const CLOCK_SKEW: u64 = 30;
/// Tokens whose signatures are remembered.
pub const REMEMBERED: usize = 4_096;

/// A guard that takes the tokens of `issuer` for `audience` and fetches the keys by `fetch`. What it turns away is logged.
pub fn guard<F, Fetched, Fault>(issuer: Issuer, audience: String, fetch: F) -> RequireToken<RemoteKeys>
where
    F: Fn(String) -> Fetched + Send + Sync + 'static,
    Fetched: Future<Output = Result<Vec<u8>, Fault>> + Send + 'static,
    Fault: Display,
{
    let spawn = |fetch| drop(tokio::spawn(fetch));
    let keys = RemoteKeys::new(issuer, audience, CLOCK_SKEW, fetch, spawn).remembering(REMEMBERED);
    RequireToken::new(Arc::new(keys)).reporting(|denied| tracing::info!(reason = %denied, "denied"))
}

/// The service's routes, two of them behind `guard`.
pub fn router<C: CheckToken>(guard: RequireToken<C>) -> Router {
    let payments = Requirements {
        scopes: vec!["payments".to_owned()],
        without_methods: vec!["sms".to_owned()],
        ..Requirements::default()
    };
    Router::new()
        .route("/payments", routing::post(pay).layer(guard.clone().requiring(payments)))
        .route("/me", routing::get(me).layer(guard))
        .route("/", routing::get(async || "Anybody may read this.\n"))
}

/// The client of a connection that nothing stands before. Behind a proxy this would be the proxy's address: then the
/// address comes from a header that the proxy overwrites.
pub fn client_of_connection(request: &Parts) -> Client {
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
    let user_agent = request.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    Client { address: peer.map(|peer| peer.0.ip()), user_agent: user_agent.map(str::to_owned) }
}

async fn me(Extension(claims): Extension<Arc<Claims>>) -> Json<Value> {
    Json(json!({ "sub": claims.sub, "scope": claims.scope }))
}

async fn pay(Extension(claims): Extension<Arc<Claims>>) -> Json<Value> {
    Json(json!({ "paid_by": claims.sub }))
}
