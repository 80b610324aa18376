//! Starts the custom resource.

use std::process::ExitCode;

use keys::{Event, handle};
use lambda_runtime::Diagnostic;
use serde_json::value::RawValue;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::AwsConfig;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let aws = match shared::edge::start("keys", async |environment| AwsConfig::read_from(environment)).await {
        Ok(config) => Aws::new(config),
        Err(refused) => return refused,
    };
    let failed = |message: &str| Diagnostic { error_type: "Failed".to_owned(), error_message: message.to_owned() };
    let clock = Clock::system();
    let answer = async |event: Box<RawValue>| {
        let event = Event::parse(event.get()).ok_or_else(|| failed("not an event of CloudFormation"))?;
        handle(&event, &aws, clock.now()).await.map_err(|error| {
            tracing::error!(outcome = "failed", reason = %error, "CloudFormation was not told");
            failed("CloudFormation was not told")
        })
    };
    shared::edge::run("keys", answer).await
}
