//! The pages of the local server: a sign-in page, and an inbox that shows what would have been sent.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use shared::sender::Outbox;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
    frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

pub(crate) fn router(outbox: Outbox) -> Router {
    let page = |text: &'static str, kind: &'static str| get(async move || asset(text, kind));
    Router::new()
        .route("/", page(include_str!("../assets/page.html"), "text/html; charset=utf-8"))
        .route("/dev/page.js", page(include_str!("../assets/page.js"), "text/javascript"))
        .route("/dev/style.css", page(include_str!("../assets/style.css"), "text/css"))
        .route("/dev/inbox", page(include_str!("../assets/inbox.html"), "text/html; charset=utf-8"))
        .route("/dev/inbox.js", page(include_str!("../assets/inbox.js"), "text/javascript"))
        .route("/dev/inbox.json", get(async move || shared::http::json(StatusCode::OK, &outbox.messages())))
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
