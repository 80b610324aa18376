//! Starts the custom resource.

use std::process::ExitCode;

use keys::{Event, handle};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::{AwsConfig, Environment};
use shared::edge::{refuse_to_start, report};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let environment = Environment::of_process();
    shared::telemetry::start(&environment);
    let aws = match AwsConfig::read_from(&environment) {
        Ok(config) => Aws::new(config),
        Err(faults) => return refuse_to_start(&faults),
    };
    let failed = |message: &str| Diagnostic { error_type: "Failed".to_owned(), error_message: message.to_owned() };
    let clock = Clock::system();
    let handler = async |event: LambdaEvent<Box<RawValue>>| {
        let event = Event::parse(event.payload.get()).ok_or_else(|| failed("not an event of CloudFormation"))?;
        handle(&event, &aws, clock.now()).await.map_err(|error| {
            tracing::error!(error.cause = %error, "CloudFormation was not told");
            failed("CloudFormation was not told")
        })
    };
    report(lambda_runtime::run(service_fn(handler)).await)
}
