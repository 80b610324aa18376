//! The pages: a sign-in by the JSON interface, the inbox that shows what would have been sent, a token, the table.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use platform::sender::Outbox;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
    frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

pub(super) fn router(outbox: Outbox) -> Router {
    let page = |text: &'static str| get(async move || asset(text, "text/html; charset=utf-8"));
    let script = |text: &'static str| get(async move || asset(text, "text/javascript"));
    Router::new()
        .route("/", page(include_str!("../../assets/page.html")))
        .route("/dev/inbox", page(include_str!("../../assets/inbox.html")))
        .route("/dev/token", page(include_str!("../../assets/token.html")))
        .route("/dev/table", page(include_str!("../../assets/table.html")))
        .route_layer(from_fn(by_its_name))
        .route("/dev/page.js", script(include_str!("../../assets/page.js")))
        .route("/dev/inbox.js", script(include_str!("../../assets/inbox.js")))
        .route("/dev/clock.js", script(include_str!("../../assets/clock.js")))
        .route("/dev/token.js", script(include_str!("../../assets/token.js")))
        .route("/dev/jwt.js", script(include_str!("../../assets/jwt.js")))
        .route("/dev/time.js", script(include_str!("../../assets/time.js")))
        .route("/dev/table.js", script(include_str!("../../assets/table.js")))
        .route("/dev/style.css", get(async || asset(include_str!("../../assets/style.css"), "text/css")))
        .route("/dev/inbox.json", get(async move || platform::http::json(StatusCode::OK, &outbox.messages())))
}

fn asset(text: &'static str, kind: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, POLICY)], text).into_response()
}

/// Leads whoever opens a page by a loopback address to `localhost`: what a browser keeps for one it has not for the other.
async fn by_its_name(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    match host.strip_prefix("127.0.0.1").or_else(|| host.strip_prefix("[::1]")) {
        Some(port) => Redirect::temporary(&format!("http://localhost{port}{}", request.uri().path())).into_response(),
        None => next.run(request).await,
    }
}
