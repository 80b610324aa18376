//! What pages load: the sheet, and the theme's font and logo.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use pages::PageFile;

use platform::http::Problem;

use crate::Service;
use crate::resume::parameters;

/// Its URL names its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For a picture that somebody opens by itself: nothing in it runs, whatever the check of it overlooked.
const OF_PICTURES: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A client's logo changes with what is applied, which counts everywhere after a minute.
const ONE_MINUTE: &str = "public, max-age=60";

/// The file. Kept only by whoever asks for this version: while a deployment goes on, the page of one release can ask the
/// other one for its files.
pub(crate) fn answer(file: &PageFile, RawQuery(query): RawQuery) -> Response {
    let is_own = parameters(query.as_deref()).get("v") == Some(file.version);
    shown(file.media_type, file.bytes, is_own.then_some(FOR_EVER))
}

/// The logo of a registered client. Who has none, and who is none, is told alike.
pub(crate) async fn client_logo(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = parameters(query.as_deref());
    let client = parameters.get("client_id").unwrap_or_default();
    match service.clients.find(client, service.clock.now()).await {
        Ok(found) => match found.as_ref().and_then(|client| client.logo.as_ref()) {
            Some(logo) => shown(logo.media_type(), logo.bytes().to_vec(), Some(ONE_MINUTE)),
            None => Problem::not_found().into_response(),
        },
        Err(error) => service.fault(&error.into(), "", &headers),
    }
}

fn shown(media_type: &'static str, bytes: impl Into<Body>, kept: Option<&'static str>) -> Response {
    let mut response = ([(CONTENT_TYPE, media_type)], bytes.into()).into_response();
    let headers = response.headers_mut();
    if let Some(kept) = kept {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    }
    if media_type.starts_with("image/") {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(OF_PICTURES));
    }
    response
}
