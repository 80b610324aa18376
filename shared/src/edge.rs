//! The Lambda side: what a `main.rs` needs to serve a router, and nothing of what is served.

use std::convert::Infallible;
use std::fmt::Display;
use std::process::ExitCode;

use axum::Router;
use axum::response::IntoResponse;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use tower::ServiceExt;

mod payload;

pub use payload::{Event, Payload};

use crate::config::Environment;
use crate::http::{Problem, with_headers};
use crate::telemetry;

/// Serves a router until the sandbox ends. A configuration with faults ends the start: a function that lacks something
/// answers nothing.
pub async fn serve<E: Display>(router: impl AsyncFnOnce(&Environment) -> Result<Router, E>) -> ExitCode {
    let environment = Environment::of_process();
    telemetry::start(&environment);
    let router = match router(&environment).await {
        Ok(router) => router,
        Err(fault) => return refuse_to_start(&fault),
    };
    let handler = async |event: LambdaEvent<Event>| Ok::<_, Infallible>(answer(&router, event.payload).await);
    report(lambda_runtime::run(service_fn(handler)).await)
}

/// Has a router answer one event. What is no HTTP request is no path of ours either.
pub async fn answer(router: &Router, event: Event) -> Payload {
    let response = match event.into_request() {
        Some(request) => router.clone().oneshot(request).await.unwrap_or_else(|never| match never {}),
        None => with_headers(Problem::not_found().into_response()).await,
    };
    Payload::of(response).await
}

/// Ends a start, saying why once.
pub fn refuse_to_start(fault: &impl Display) -> ExitCode {
    tracing::error!(error.cause = %fault, "refusing to start");
    ExitCode::FAILURE
}

/// The exit code for the end of a runtime loop.
pub fn report(ended: Result<(), Error>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error.cause = %error, "the runtime ended");
            ExitCode::FAILURE
        }
    }
}
