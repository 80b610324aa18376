//! `cargo run -p local`: the whole service on a laptop, with no AWS account.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use admin::keys::KeyAlgorithm;
use clap::Parser;
use local::{Local, Options};
use platform::clock::Clock;
use platform::settings::Environment;

/// Passwordless sign-in on a laptop: the deployed functions behind a small API Gateway, over an embedded DynamoDB.
/// Every variable of the functions, such as `CODE_DIGITS`, can be set in the environment.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port to answer on; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder that keeps state and keys
    #[arg(long, default_value = ".local", value_name = "FOLDER")]
    data: PathBuf,
    /// Keep nothing: state and keys end with the process
    #[arg(long, conflicts_with = "data")]
    memory: bool,
    /// Algorithm of the key for access tokens; for ID tokens there is one of RS256 beside it
    #[arg(long, value_enum, default_value = "ES256")]
    algorithm: KeyAlgorithm,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let environment = Environment::of_process();
    let ended = match platform::telemetry::start("local", &environment) {
        Ok(()) => serve(&arguments, &environment).await,
        Err(faults) => Err(faults.into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let _ = writeln!(std::io::stderr(), "local: {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: &Arguments, environment: &Environment) -> Result<(), Box<dyn std::error::Error>> {
    let value = |name: &str| (name.to_owned(), environment.get(name).unwrap_or_default().to_owned());
    let set = local::declared().into_iter().map(|setting| setting.name).filter(|name| environment.has(name)).map(value);
    let options = Options {
        port: arguments.port,
        data: (!arguments.memory).then(|| arguments.data.clone()),
        algorithm: arguments.algorithm,
        settings: set.collect(),
        clock: Clock::system_ahead(),
    };
    let local = Local::start(options).await?;
    let operate = if arguments.memory {
        String::new()
    } else {
        let variables = local::admin_environment(&arguments.data);
        format!("  operate    . {} && cargo run -p admin -- clients apply clients.json\n\n", variables.display())
    };
    // At once: whoever has read an address may call, and lines of calls are printed in between.
    std::io::stdout().write_all(format!("{}{operate}", welcome(&local.url())).as_bytes())?;
    tokio::select! {
        stopped = tokio::signal::ctrl_c() => Ok(stopped?),
        () = local.deliver_notices_forever() => Ok(()),
    }
}

/// The addresses, and three lines that sign in by curl.
fn welcome(url: &str) -> String {
    format!(
        r#"
  sign in    {url}/
  inbox      {url}/dev/inbox
  token      {url}/dev/token
  table      {url}/dev/table
  gallery    {url}/dev/gallery
  keys       {url}/.well-known/jwks.json

  CHALLENGE=$(curl -s {url}/otp/request -H 'content-type: application/json' -d '{{"email":"ada@example.org"}}' | sed 's/.*"challenge":"\([^"]*\)".*/\1/')
  TOKEN=$(curl -s {url}/otp/verify -H 'content-type: application/json' -d '{{"challenge":"'$CHALLENGE'","code":"'$(curl -s {url}/dev/inbox.json | grep -oE '>[0-9]{{6}}<' | head -1 | tr -d '<>')'"}}' | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  curl -s {url}/me -H "authorization: Bearer $TOKEN"

"#
    )
}
