//! The Lambda side: what a `main.rs` needs to serve a router, and nothing of what is served.

use std::fmt::Display;
use std::process::ExitCode;

use axum::Router;
use axum::body::Body;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt, service_fn};
use tower::ServiceExt;

use crate::config::Environment;
use crate::http::Principal;
use crate::telemetry;

/// Serves a router until the sandbox ends. A configuration with faults ends the start: a function that lacks something
/// answers nothing.
pub async fn serve<E: Display>(router: impl FnOnce(&Environment) -> Result<Router, E>) -> ExitCode {
    let environment = Environment::of_process();
    telemetry::start(&environment);
    let router = match router(&environment) {
        Ok(router) => router,
        Err(fault) => return refuse_to_start(&fault),
    };
    let handler = service_fn(move |event: Request| router.clone().oneshot(request(event)));
    report(lambda_http::run(handler).await)
}

/// Ends a start, saying why once.
pub fn refuse_to_start(fault: &impl Display) -> ExitCode {
    tracing::error!(error.cause = %fault, "refusing to start");
    ExitCode::FAILURE
}

/// The exit code for the end of a runtime loop.
pub fn report(ended: Result<(), lambda_http::Error>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error.cause = %error, "the runtime ended");
            ExitCode::FAILURE
        }
    }
}

/// Turns an API Gateway event into the request that routers take: the authorizer's context becomes the principal.
pub fn request(event: Request) -> http::Request<Body> {
    let principal = match event.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            // `fields` is what stands under `authorizer.lambda`.
            context.authorizer.as_ref().filter(|authorizer| !authorizer.fields.is_empty()).map(|authorizer| {
                Principal(authorizer.fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
            })
        }
        _ => None,
    };
    let (parts, body) = event.into_parts();
    let mut request = http::Request::from_parts(parts, Body::new(body));
    if let Some(principal) = principal {
        request.extensions_mut().insert(principal);
    }
    request
}
