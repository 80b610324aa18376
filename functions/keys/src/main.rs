//! Starts the custom resource.

use std::process::ExitCode;

use keys::{Service, Settings};
use lambda_runtime::Diagnostic;
use platform::clock::Clock;
use platform::custom_resource::Event;
use platform::settings::FromEnvironment;
use serde_json::value::RawValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let service = match platform::lambda::start("keys", async |environment| Settings::read(environment)).await {
        Ok(settings) => Service::new(settings, Clock::system()),
        Err(refused) => return refused,
    };
    let failed = |message: &str| Diagnostic { error_type: "Failed".to_owned(), error_message: message.to_owned() };
    let answer = async |event: Box<RawValue>| {
        let event = Event::parse(event.get()).ok_or_else(|| failed("not an event of CloudFormation"))?;
        service.handle(&event).await.map_err(|error| {
            tracing::error!(outcome = "failed", reason = %error, "CloudFormation was not told");
            failed("CloudFormation was not told")
        })
    };
    platform::lambda::run("keys", answer).await
}
