//! HTTP as every function speaks it: problems (RFC 9457), strict JSON bodies, headers on every answer.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::MethodRouter;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Response};

mod caller;
mod form;
mod json;
mod oauth;
mod principal;
mod problem;

pub use caller::Caller;
pub use form::OAuthForm;
pub use json::{BodyRefused, StrictJson, present};
pub use oauth::OAuthError;
pub use principal::Principal;
pub use problem::{FieldFault, Problem};

/// Largest body that is read, in bytes: the longest handle, address and locale take less than a tenth.
pub const LARGEST_BODY: usize = 16_384;

/// A route whose other methods answer 405 as a problem; axum adds `Allow`.
pub fn route<S: Clone + Send + Sync + 'static>(methods: MethodRouter<S>) -> MethodRouter<S> {
    methods.fallback(|| async { Problem::method_not_allowed() })
}

/// Finishes a function's router: unknown paths are problems, and every answer carries the security headers.
pub fn finish(router: Router) -> Router {
    router.fallback(|| async { Problem::not_found() }).layer(axum::middleware::map_response(with_headers))
}

async fn with_headers<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A JSON answer.
pub fn json(status: http::StatusCode, body: &impl serde::Serialize) -> axum::response::Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(http::header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => Problem::internal().into_response(),
    }
}
