//! Whose call it is, by its access token: what pages of that client may read.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use platform::http::CallOf;
use shared::tokens::Claims;

use crate::Service;

/// Marks the answers to calls whose token has been checked.
pub(crate) async fn mark(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let call_of = request.extensions().get::<Arc<Claims>>().map(|claims| service.call_of(claims));
    let answer = next.run(request).await;
    match call_of {
        Some(call_of) => call_of.mark(answer),
        None => answer,
    }
}

impl Service {
    /// The call of the client that a token was given to.
    pub(crate) fn call_of(&self, claims: &Claims) -> CallOf {
        let is_first_party = claims.client_id == self.settings.client_id;
        if is_first_party { CallOf::FirstParty } else { CallOf::Client(claims.client_id.clone()) }
    }
}
