//! The Lambda side: what a `main.rs` needs to serve a router, and nothing of what is served.

use std::convert::Infallible;
use std::fmt::Debug;
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use axum::response::{IntoResponse, Response};
use http::Method;
use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tower::ServiceExt;
use tracing::Instrument;

mod path;
mod payload;

pub use payload::{Event, Payload};

use crate::clock::{self, Stopwatch};
use crate::http::{Problem, Reason, because, with_headers};
use crate::settings::{Environment, SettingsFaults};
use crate::telemetry::{self, Metric};

/// Kept of a function's time for the answer itself, and for what was counted.
const RESERVE: Duration = Duration::from_secs(1);

/// Serves a router until the sandbox ends.
pub async fn serve(
    function: &'static str,
    router: impl AsyncFnOnce(&Environment) -> Result<Router, SettingsFaults>,
) -> ExitCode {
    match start(function, router).await {
        Ok(router) => {
            let within = async |event, left| Ok::<_, Infallible>(answer_within(&router, event, left).await);
            run_within(function, within).await
        }
        Err(refused) => refused,
    }
}

/// Starts a function: its logs and metrics, and what `make` makes of its environment. A configuration with faults ends
/// the start: a function that lacks something answers nothing.
pub async fn start<T>(
    function: &'static str,
    make: impl AsyncFnOnce(&Environment) -> Result<T, SettingsFaults>,
) -> Result<T, ExitCode> {
    let (environment, told) = match Environment::of_process().with_settings() {
        Ok(environment) => (environment, Ok(())),
        Err(faults) => (Environment::of_process(), Err(faults)),
    };
    let telemetry = telemetry::start(function, &environment);
    let result = make(&environment).await;
    let result = SettingsFaults::join(told, result).map(|((), made)| made);
    SettingsFaults::join(telemetry, result).map(|((), made)| made).map_err(|faults| {
        tracing::error!(function, outcome = "failed", reason = %faults, "refusing to start");
        ExitCode::FAILURE
    })
}

/// Hands every invocation to `handler` until the sandbox ends: each with lines that name it, and with what it counted
/// written after it.
pub async fn run<E, A, F>(function: &'static str, handler: impl AsyncFn(E) -> Result<A, F>) -> ExitCode
where
    E: DeserializeOwned,
    A: Serialize,
    F: Into<Diagnostic> + Debug,
{
    run_within(function, async |event, _| handler(event).await).await
}

/// The same for a handler that is told how long it may take.
async fn run_within<E, A, F>(function: &'static str, handler: impl AsyncFn(E, Duration) -> Result<A, F>) -> ExitCode
where
    E: DeserializeOwned,
    A: Serialize,
    F: Into<Diagnostic> + Debug,
{
    let invoked = async |event: LambdaEvent<E>| {
        let LambdaEvent { payload, context } = event;
        let call = telemetry::call(function, &context.request_id, context.xray_trace_id.as_deref());
        let left = clock::left_until(context.deadline()).saturating_sub(RESERVE);
        let answered = handler(payload, left).instrument(call).await;
        telemetry::flush();
        answered
    };
    // In a box, or the compiler finds the futures nested too deeply.
    match Box::pin(Runtime::new(service_fn(invoked)).run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(function, outcome = "failed", reason = %error, "the runtime ended");
            ExitCode::FAILURE
        }
    }
}

/// Answers within `left`. Each call of AWS has an end, and a chain of them that goes on and on ends here: whoever waited
/// until Lambda ends the function would get no answer and leave no line. What was on its way then is what every write of
/// ours has to bear anyway: nobody knows whether it arrived.
async fn answer_within(router: &Router, event: Event, left: Duration) -> Payload {
    let route = event.route().to_owned();
    let stopwatch = Stopwatch::start();
    match tokio::time::timeout(left, Box::pin(answer(router, event))).await {
        Ok(payload) => payload,
        Err(late) => {
            let response = with_headers(because(Problem::unavailable(), &late)).await;
            close(None, &route, &response, stopwatch.milliseconds());
            Payload::of(response).await
        }
    }
}

/// Has a router answer one event. What is no HTTP request is no path of ours either.
pub async fn answer(router: &Router, event: Event) -> Payload {
    let stopwatch = Stopwatch::start();
    let route = event.route().to_owned();
    let (method, response) = match event.into_request() {
        Some(request) => {
            let method = request.method().clone();
            (Some(method), router.clone().oneshot(request).await.unwrap_or_else(|never| match never {}))
        }
        None => (None, with_headers(Problem::not_found().into_response()).await),
    };
    close(method.as_ref(), &route, &response, stopwatch.milliseconds());
    Payload::of(response).await
}

/// Writes the one line that every call ends with. Nothing in it is the caller's choice but the method, and of that only
/// a known one is told: a path or a method may be anything, also a code.
fn close(method: Option<&Method>, route: &str, response: &Response, milliseconds: u64) {
    macro_rules! answered {
        ($level:ident, $outcome:literal) => {{
            let reason = response.extensions().get::<Reason>();
            tracing::$level!(
                outcome = $outcome,
                problem = reason.map(|reason| reason.code),
                reason = reason.and_then(|reason| reason.cause.as_deref()),
                method = method.filter(|method| KNOWN_METHODS.contains(method)).map(Method::as_str),
                route,
                status = response.status().as_u16(),
                milliseconds,
                "answered"
            );
        }};
    }
    let status = response.status();
    if status.is_server_error() {
        let code = response.extensions().get::<Reason>().map_or("internal", |reason| reason.code);
        Metric::Unavailable(code).add(1);
        answered!(error, "failed");
    } else if status.is_client_error() || response.extensions().get::<Reason>().is_some() {
        // A form that is refused sends its browser on to the page that says so.
        answered!(info, "refused");
    } else {
        answered!(info, "success");
    }
}

const KNOWN_METHODS: [&Method; 7] =
    [&Method::GET, &Method::HEAD, &Method::POST, &Method::PUT, &Method::PATCH, &Method::DELETE, &Method::OPTIONS];
