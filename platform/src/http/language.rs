//! What callers call their own language.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// The caller's `Accept-Language` (RFC 9110 §12.5.4); empty where there is none that is a text.
pub fn accept_language(headers: &HeaderMap) -> &str {
    headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
