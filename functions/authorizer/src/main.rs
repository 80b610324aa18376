//! Starts the authorizer.

use std::process::ExitCode;

use authorizer::{Denied, authorize, start};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use shared::clock::Clock;
use shared::config::Environment;
use shared::edge::{refuse_to_start, report};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let environment = Environment::of_process();
    shared::telemetry::start(&environment);
    let verifier = match start(&environment) {
        Ok(verifier) => verifier,
        Err(faults) => return refuse_to_start(&faults),
    };
    let clock = Clock::system();
    let handler = async |event: LambdaEvent<Box<RawValue>>| {
        authorize(event.payload.get().as_bytes(), &verifier, clock.now()).map_err(|denied| {
            tracing::info!(reason = %denied, "denied");
            // API Gateway answers 401 for exactly this message, and 500 for any other.
            Diagnostic { error_type: Denied::MESSAGE.to_owned(), error_message: Denied::MESSAGE.to_owned() }
        })
    };
    report(lambda_runtime::run(service_fn(handler)).await)
}
