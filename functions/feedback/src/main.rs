//! Starts the function.

use std::process::ExitCode;

use feedback::{Service, Settings};
use lambda_runtime::Diagnostic;
use platform::aws::Aws;
use platform::clock::Clock;
use platform::settings::FromEnvironment;
use serde_json::value::RawValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let service = match platform::lambda::start("feedback", async |environment| Settings::read(environment)).await {
        Ok(settings) => {
            let aws = Aws::new(settings.table.aws.clone());
            Service::new(settings, &aws, Clock::system())
        }
        Err(refused) => return refused,
    };
    let unavailable = |_| Diagnostic { error_type: "Unavailable".to_owned(), error_message: "Unavailable".to_owned() };
    let handle = async |event: Box<RawValue>| service.handle(event.get()).await.map_err(unavailable);
    platform::lambda::run("feedback", handle).await
}
