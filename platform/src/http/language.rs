//! What callers call their own language.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use pages::Locale;
use shared::authorization::flow::Flow;

/// The caller's `Accept-Language` (RFC 9110 §12.5.4); empty where there is none that is a text.
pub fn accept_language(headers: &HeaderMap) -> &str {
    headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The language of a page: what the client asks for (`ui_locales`, OpenID Connect Core §3.1.2.1), else what the browser does.
pub fn locale(flow: Option<&Flow>, headers: &HeaderMap) -> Locale {
    let asked = flow.and_then(Flow::request).and_then(|request| request.ui_locales.as_deref());
    asked.and_then(Locale::known).unwrap_or_else(|| Locale::best_for(accept_language(headers)))
}
