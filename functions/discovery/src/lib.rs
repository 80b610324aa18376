//! `GET /.well-known/…`: the public keys and what a client needs to know; also `/healthz` and every unknown path.

use axum::response::Response;
use axum::{Router, routing};
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use serde_json::{Value, json};

mod metadata;
mod settings;

pub use settings::Settings;

/// The JWK set (RFC 7517).
pub const JWKS_PATH: &str = "/.well-known/jwks.json";
/// OpenID Connect Discovery 1.0.
pub const OPENID_PATH: &str = "/.well-known/openid-configuration";
/// OAuth 2.0 Authorization Server Metadata (RFC 8414).
pub const OAUTH_PATH: &str = "/.well-known/oauth-authorization-server";
/// Answers 200 as long as the function runs.
pub const HEALTH_PATH: &str = "/healthz";

/// Long enough to spare calls, short enough for a key to reach everybody well before it signs.
const CACHE_FIVE_MINUTES: &str = "public, max-age=300";

/// Builds the function from its environment.
pub fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    Settings::read(environment).map(|settings| router(&settings))
}

/// The function's routes. The documents are made once.
pub fn router(settings: &Settings) -> Router {
    let metadata = metadata::of(settings);
    let document = |body: Value| {
        platform::http::open_to_every_page(platform::http::route(routing::get(move || {
            let answer = cached(&body);
            async move { answer }
        })))
    };
    let routes = Router::new()
        .route(JWKS_PATH, document(settings.keys.publish()))
        .route(OPENID_PATH, document(metadata.clone()))
        .route(OAUTH_PATH, document(metadata))
        .route(
            HEALTH_PATH,
            platform::http::route(routing::get(async || {
                platform::http::json(StatusCode::OK, &json!({ "status": "ok" }))
            })),
        );
    platform::http::finish(routes)
}

fn cached(body: &Value) -> Response {
    let mut answer = platform::http::json(StatusCode::OK, body);
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(CACHE_FIVE_MINUTES));
    answer
}
