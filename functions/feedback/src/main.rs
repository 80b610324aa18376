//! Starts the function.

use std::process::ExitCode;

use feedback::Service;
use lambda_runtime::Diagnostic;
use serde_json::value::RawValue;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::FeedbackConfig;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let service = match shared::edge::start("feedback", async |environment| FeedbackConfig::read(environment)).await {
        Ok(config) => {
            let aws = Aws::new(config.aws.clone());
            Service::new(config, &aws, Clock::system())
        }
        Err(refused) => return refused,
    };
    let unavailable = |_| Diagnostic { error_type: "Unavailable".to_owned(), error_message: "Unavailable".to_owned() };
    let handle = async |event: Box<RawValue>| service.handle(event.get()).await.map_err(unavailable);
    shared::edge::run("feedback", handle).await
}
