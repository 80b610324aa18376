//! HTTP as every function speaks it: problems (RFC 9457), strict JSON bodies, headers on every answer.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::MethodRouter;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Method, Response, StatusCode};

mod bearer;
mod body;
mod caller;
mod client_authentication;
mod cookies;
mod cors;
mod form;
mod guarded;
mod json;
mod language;
mod oauth;
mod page;
mod principal;
mod problem;
mod reason;

pub use bearer::{BearerToken, NoToken};
pub use body::BodyUnreadable;
pub use caller::Caller;
pub use client_authentication::PresentedClient;
pub use cookies::{cookie_pairs, cookies};
pub use cors::{CallOf, Cookies, open_to_every_page, open_to_own_pages, open_to_pages_of_clients};
pub use form::{OAuthForm, is_utf8};
pub use guarded::{AccessTokens, guarded};
pub use json::{BodyRefused, StrictJson, json_in_field, present};
pub use language::{accept_language, locale};
pub use oauth::OAuthError;
pub use otp_verifier::CheckFailed;
pub use page::{PageForm, Refusal, ask_again, flow_over, out_of_order, page, refused_to, see_other};
pub use principal::Principal;
pub use problem::{FieldFault, LackingStep, Problem};
pub use reason::{Reason, because};

/// Largest body that is read, in bytes: the longest handle, address and locale take less than a tenth.
pub const LARGEST_BODY: usize = 16_384;

/// A route whose other methods answer 405 as a problem; axum adds `Allow`.
pub fn route<S: Clone + Send + Sync + 'static>(methods: MethodRouter<S>) -> MethodRouter<S> {
    route_or(methods, Problem::method_not_allowed)
}

/// A route whose other methods are refused in words of its own. `OPTIONS` is told them all: a browser's preflight has to succeed.
pub fn route_or<S, R>(methods: MethodRouter<S>, refused: fn() -> R) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    R: IntoResponse + 'static,
{
    methods.fallback(async move |method: Method| other_method(&method, refused))
}

/// The answer to a method that a route does not take.
pub fn other_method<R: IntoResponse>(method: &Method, refused: fn() -> R) -> axum::response::Response {
    if *method == Method::OPTIONS { StatusCode::NO_CONTENT.into_response() } else { refused().into_response() }
}

/// Finishes a function's router: unknown paths are problems, and every answer carries the security headers.
pub fn finish(router: Router) -> Router {
    router.fallback(|| async { Problem::not_found() }).layer(axum::middleware::map_response(with_headers))
}

/// The headers that stand on every answer of a function (HW-02), unless it set them itself.
pub(crate) async fn with_headers<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        // For what a page embeds without asking. Calls by `fetch` ask (`cors`).
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A JSON answer.
pub fn json(status: StatusCode, body: &impl serde::Serialize) -> axum::response::Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(http::header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(_) => Problem::internal().into_response(),
    }
}
