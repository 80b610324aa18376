//! Starts the authorizer.

use std::process::ExitCode;

use authorizer::{Answer, Decision, start};
use lambda_runtime::Diagnostic;
use platform::clock::Clock;
use serde_json::value::RawValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let authorizer = match platform::lambda::start("authorizer", async |environment| start(environment)).await {
        Ok(authorizer) => authorizer,
        Err(refused) => return refused,
    };
    let clock = Clock::system();
    authorizer.warm(clock.now()).await;
    tracing::info!(function = "authorizer", staleness = authorizer.staleness(), "started");
    let decide = async |event: Box<RawValue>| told(authorizer.decide(event.get().as_bytes(), clock.now()).await);
    platform::lambda::run("authorizer", decide).await
}

fn told(decision: Decision) -> Result<Answer, Diagnostic> {
    match decision {
        Decision::Allowed(answer) => Ok(answer),
        Decision::Denied { reason, answer } => {
            let message = reason.message();
            answer.ok_or_else(|| Diagnostic { error_type: message.to_owned(), error_message: message.to_owned() })
        }
    }
}
