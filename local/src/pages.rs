//! The pages of the local server: a sign-in page, and an inbox that shows what would have been sent.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, X_CONTENT_TYPE_OPTIONS};
use platform::sender::Outbox;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
    frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

pub(crate) fn router(outbox: Outbox) -> Router {
    let page = |text: &'static str, kind: &'static str| get(async move || asset(text, kind));
    Router::new()
        .route("/", page(include_str!("../assets/page.html"), "text/html; charset=utf-8"))
        .route("/dev/inbox", page(include_str!("../assets/inbox.html"), "text/html; charset=utf-8"))
        .route_layer(from_fn(by_its_name))
        .route("/dev/page.js", page(include_str!("../assets/page.js"), "text/javascript"))
        .route("/dev/style.css", page(include_str!("../assets/style.css"), "text/css"))
        .route("/dev/inbox.js", page(include_str!("../assets/inbox.js"), "text/javascript"))
        .route("/dev/inbox.json", get(async move || platform::http::json(StatusCode::OK, &outbox.messages())))
}

fn asset(text: &'static str, kind: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}

/// Leads whoever opens a page by a loopback address to `localhost`: what a browser keeps for one it has not for the other.
async fn by_its_name(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let behind = host.strip_prefix("127.0.0.1").or_else(|| host.strip_prefix("[::1]"));
    let port = |rest: &&str| rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    match behind.filter(port) {
        Some(port) => Redirect::temporary(&format!("http://localhost{port}{}", request.uri().path())).into_response(),
        None => next.run(request).await,
    }
}
