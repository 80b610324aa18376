//! Starts the function.

use std::process::ExitCode;

use feedback::{Service, Settings};
use lambda_runtime::Diagnostic;
use platform::aws::Aws;
use platform::clock::Clock;
use platform::settings::{Environment, FromEnvironment};
use serde_json::value::RawValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let make = async |environment: &Environment| {
        let settings = Settings::read(environment)?;
        let aws = Aws::new(settings.table.aws.clone());
        let keyring = settings.keyring(&aws).await?;
        Ok(Service::new(settings, keyring, &aws, Clock::system()))
    };
    let service = match platform::lambda::start("feedback", make).await {
        Ok(service) => service,
        Err(refused) => return refused,
    };
    let unavailable = |_| Diagnostic { error_type: "Unavailable".to_owned(), error_message: "Unavailable".to_owned() };
    let handle = async |event: Box<RawValue>| service.handle(event.get()).await.map_err(unavailable);
    platform::lambda::run("feedback", handle).await
}
