//! What pages load: the sheet, and the theme's font and logo.

use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use pages::PageFile;

use crate::resume::parameters;

/// Its URL names its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For a picture that somebody opens by itself: nothing in it runs, whatever the check of it overlooked.
const OF_PICTURES: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// The file. Kept only by whoever asks for this version: while a deployment goes on, the page of one release can ask the
/// other one for its files.
pub(crate) fn answer(file: &PageFile, RawQuery(query): RawQuery) -> Response {
    let is_own = parameters(query.as_deref()).get("v") == Some(file.version);
    let mut response = ([(CONTENT_TYPE, file.media_type)], file.bytes).into_response();
    let headers = response.headers_mut();
    if is_own {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    }
    if file.media_type.starts_with("image/") {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(OF_PICTURES));
    }
    response
}
