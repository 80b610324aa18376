//! `GET /.well-known/webauthn`: the origins whose pages may use the passkeys of this one (WebAuthn Level 3 §5.11.1).

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use platform::http::Problem;
use serde::Serialize;

use crate::Service;
use crate::judge::Judge;

#[derive(Serialize)]
struct RelatedOrigins<'a> {
    origins: Vec<&'a str>,
}

pub(crate) async fn handle(State(service): State<Arc<Service>>) -> Response {
    let judge = service.judge.as_ref();
    match judge.map(Judge::party).filter(|party| !party.further_origins().is_empty()) {
        Some(party) => {
            let further = party.further_origins().iter().map(String::as_str);
            let origins = std::iter::once(party.own_origin()).chain(further).collect();
            platform::http::json(StatusCode::OK, &RelatedOrigins { origins })
        }
        None => Problem::not_found().into_response(),
    }
}
