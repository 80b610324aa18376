//! Starts the function.

use std::process::ExitCode;

use feedback::Service;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::{Environment, FeedbackConfig};
use shared::edge::{refuse_to_start, report};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let environment = Environment::of_process();
    shared::telemetry::start(&environment);
    let service = match FeedbackConfig::read(&environment) {
        Ok(config) => {
            let aws = Aws::new(config.aws.clone());
            Service::new(config, &aws, Clock::system())
        }
        Err(faults) => return refuse_to_start(&faults),
    };
    let handler = async |event: LambdaEvent<Box<RawValue>>| {
        let unavailable =
            |_| Diagnostic { error_type: "Unavailable".to_owned(), error_message: "Unavailable".to_owned() };
        service.handle(event.payload.get()).await.map_err(unavailable)
    };
    report(lambda_runtime::run(service_fn(handler)).await)
}
