//! `/dev/gallery`: every page and every message in every language, light and dark.

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderName, StatusCode};
use pages::{Locale, RenderFailed, STYLE, Template};
use serde::Deserialize;

mod exhibits;

use exhibits::{Exhibit, Shown, exhibits};

const HTML: &str = "text/html; charset=utf-8";
/// What an exhibit may load: a mail brings its style along, and no form of one is sent.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'";
/// What the gallery itself may.
const OWN_POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";
/// By which sheets tell what holds in the dark, and what stands there in its place, so that both are seen at once.
const DARK: &str = "@media (prefers-color-scheme: dark)";

/// One language, light or dark.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    locale: String,
    #[serde(default)]
    scheme: String,
}

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery<'a> {
    locale: Locale,
    exhibits: &'a [Exhibit],
}

pub(crate) fn router() -> Router {
    Router::new()
        .route("/dev/gallery", get(async |Query(wanted): Query<Wanted>| gallery(Locale::best_for(&wanted.locale))))
        .route(
            "/dev/gallery/{name}",
            get(async |Path(name): Path<String>, Query(wanted): Query<Wanted>| one(&name, &wanted)),
        )
        .route("/dev/gallery/style.css", get(async |Query(wanted): Query<Wanted>| sheet(&wanted.scheme)))
        .route(
            "/dev/gallery/logo.svg",
            get(async || answer("image/svg+xml", POLICY, include_str!("../assets/logo.svg"))),
        )
        .route("/dev/gallery.css", get(async || answer("text/css", OWN_POLICY, include_str!("../assets/gallery.css"))))
}

fn gallery(locale: Locale) -> Response {
    let html = exhibits(locale).and_then(|exhibits| Gallery { locale, exhibits: &exhibits }.render());
    html.map_or_else(|error| failed(&error), |html| answer(HTML, OWN_POLICY, html))
}

fn one(name: &str, wanted: &Wanted) -> Response {
    let found = match exhibits(Locale::best_for(&wanted.locale)) {
        Ok(exhibits) => exhibits.into_iter().find(|exhibit| exhibit.name == name),
        Err(error) => return failed(&error),
    };
    match found.map(|exhibit| exhibit.shown) {
        Some(Shown::Html(html)) => {
            let own_sheet = format!("/dev/gallery/style.css?scheme={}", scheme(&wanted.scheme));
            answer(HTML, POLICY, in_scheme(&html, &wanted.scheme).replace(STYLE.url, &own_sheet))
        }
        Some(Shown::Text(text)) => answer("text/plain; charset=utf-8", POLICY, text),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn sheet(wanted: &str) -> Response {
    answer("text/css; charset=utf-8", POLICY, in_scheme(&String::from_utf8_lossy(STYLE.bytes), wanted))
}

/// One of two: nothing of a query gets into a page.
fn scheme(wanted: &str) -> &'static str {
    if wanted == "dark" { "dark" } else { "light" }
}

fn in_scheme(text: &str, wanted: &str) -> String {
    let (media, other) = if wanted == "dark" { ("@media all", "light") } else { ("@media not all", "dark") };
    // The browser's own colours, of fields and of scroll bars.
    text.replace(DARK, media)
        .replace("color-scheme: light dark", &format!("color-scheme: only {}", scheme(wanted)))
        .replace(&format!("content=\"light {other}\""), &format!("content=\"{}\"", scheme(wanted)))
}

fn answer(kind: &'static str, policy: &'static str, body: impl Into<String>) -> Response {
    let headers: [(HeaderName, &str); 2] = [(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, policy)];
    (headers, body.into()).into_response()
}

fn failed(error: &RenderFailed) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
}
