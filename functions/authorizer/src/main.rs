//! Starts the authorizer.

use std::process::ExitCode;

use authorizer::{Answer, Decision, start};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use shared::clock::Clock;
use shared::config::Environment;
use shared::edge::{refuse_to_start, report};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let environment = Environment::of_process();
    shared::telemetry::start(&environment);
    let authorizer = match start(&environment) {
        Ok(authorizer) => authorizer,
        Err(faults) => return refuse_to_start(&faults),
    };
    tracing::info!(staleness = authorizer.staleness(), "started");
    let clock = Clock::system();
    let handler = async |event: LambdaEvent<Box<RawValue>>| {
        told(authorizer.decide(event.payload.get().as_bytes(), clock.now()).await)
    };
    report(lambda_runtime::run(service_fn(handler)).await)
}

fn told(decision: Decision) -> Result<Answer, Diagnostic> {
    match decision {
        Decision::Allowed(answer) => Ok(answer),
        Decision::Denied { reason, answer } => {
            tracing::info!(%reason, "denied");
            let message = reason.message();
            answer.ok_or_else(|| Diagnostic { error_type: message.to_owned(), error_message: message.to_owned() })
        }
    }
}
