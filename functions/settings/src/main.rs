//! Starts the custom resource.

use std::process::ExitCode;

use lambda_runtime::Diagnostic;
use platform::aws::Aws;
use platform::custom_resource::Event;
use platform::settings::{AwsSettings, FromEnvironment};
use serde_json::value::RawValue;
use settings::handle;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let aws = match platform::lambda::start("settings", async |environment| AwsSettings::read(environment)).await {
        Ok(config) => Aws::new(config),
        Err(refused) => return refused,
    };
    let failed = |message: &str| Diagnostic { error_type: "Failed".to_owned(), error_message: message.to_owned() };
    let answer = async |event: Box<RawValue>| {
        let event = Event::parse(event.get()).ok_or_else(|| failed("not an event of CloudFormation"))?;
        handle(&event, &aws).await.map_err(|error| {
            tracing::error!(outcome = "failed", reason = %error, "CloudFormation was not told");
            failed("CloudFormation was not told")
        })
    };
    platform::lambda::run("settings", answer).await
}
