//! Starts the function.

use std::convert::Infallible;
use std::process::ExitCode;

use notify::{Messages, Service, Settings};
use platform::aws::Aws;
use platform::clock::Clock;
use platform::sender::{Sender, Ses, Sns};
use platform::settings::{Environment, FromEnvironment};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let make = async |environment: &Environment| {
        let settings = Settings::read(environment)?;
        let aws = Aws::new(settings.table.aws.clone());
        let keyring = settings.keyring(&aws).await?;
        let text = settings.text.as_ref().map(|text| Sns::new(aws.sns(), text.sms.clone()));
        let sender = Sender::aws(settings.brand.clone(), Ses::new(aws.ses(), settings.email.clone()), text);
        Ok(Service::new(settings, keyring, &aws, sender, Clock::system()))
    };
    let service = match platform::lambda::start("notify", make).await {
        Ok(service) => service,
        Err(refused) => return refused,
    };
    let handle = async |messages: Messages| Ok::<_, Infallible>(service.handle(&messages).await);
    platform::lambda::run("notify", handle).await
}
