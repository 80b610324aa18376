//! Why an answer is no success. It rides along to the edge, which writes it down once; callers see no more than the code.

use std::fmt::Display;

use axum::response::{IntoResponse, Response};

/// An extension of answers that are no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The stable code that the caller is told.
    pub code: &'static str,
    /// The cause behind it.
    pub cause: Option<String>,
}

/// An answer, and the cause that callers are not told.
pub fn because(answer: impl IntoResponse, cause: &impl Display) -> Response {
    let mut response = answer.into_response();
    if let Some(reason) = response.extensions_mut().get_mut::<Reason>() {
        reason.cause = Some(cause.to_string());
    }
    response
}
