//! Why a caller's sessions stay as they are, and what the caller is told of it.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use platform::http::{FieldFault, Problem, because};
use platform::store::StoreError;
use shared::tokens::session::IdMalformed;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum SessionsError {
    /// An access token that names no session or nobody.
    #[error("the access token names no owner")]
    NoOwner,
    /// Not the id of a session.
    #[error("not a session's id")]
    Id(IdMalformed),
    /// The caller has no such session.
    #[error("no such session")]
    Unknown,
    /// The table could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl IntoResponse for SessionsError {
    fn into_response(self) -> Response {
        let problem = match &self {
            Self::NoOwner => Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "The call needs an access token."),
            Self::Id(rule) => Problem::invalid(FieldFault::new("id", rule)),
            Self::Unknown => Problem::not_found(),
            Self::Store(StoreError::Contended) => Problem::contended(),
            Self::Store(_) => Problem::unavailable(),
        };
        because(problem, &self)
    }
}
