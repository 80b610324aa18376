//! `cargo run -p admin`: what an operator does with a deployment.

use std::io::Write;
use std::process::ExitCode;

use admin::accounts::AccountsCommand;
use admin::clients::ClientsCommand;
use admin::keys::KeyAlgorithm;
use admin::parameters::ParametersCommand;
use admin::rotation::KeysCommand;
use admin::sessions::SessionsCommand;
use admin::suppression::SuppressionCommand;
use clap::{Parser, Subcommand};
use platform::clock::Clock;
use platform::settings::Environment;

/// Signing keys, parameters, OAuth clients, accounts, sessions and suppressions of a deployment.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Algorithm of a new signing key; without it RS256, and that of the others of a list
    #[arg(long, value_enum, global = true)]
    algorithm: Option<KeyAlgorithm>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make signing keys, and rotate them
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Write parameters of a deployment into samconfig.toml, where the next one finds them
    Parameters(ParametersCommand),
    /// Register OAuth clients and resources, and make their secrets
    #[command(subcommand)]
    Clients(ClientsCommand),
    /// Show and lift what bounces and complaints have suppressed
    #[command(subcommand)]
    Suppression(SuppressionCommand),
    /// Show, disable, enable and erase the account of a user, and invite people
    #[command(subcommand)]
    Accounts(AccountsCommand),
    /// End the sign-ins of a user
    #[command(subcommand)]
    Sessions(SessionsCommand),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Arguments { algorithm, command } = Arguments::parse();
    let (environment, now) = (Environment::of_process(), Clock::system().now());
    let ended = match command {
        Command::Keys(step) => step.run(algorithm, now),
        Command::Parameters(command) => command.run(),
        Command::Clients(command) => Box::pin(command.run(&environment, now)).await,
        Command::Suppression(command) => command.run(&environment, now).await,
        Command::Accounts(command) => command.run(&environment, now).await,
        Command::Sessions(command) => command.run(&environment, now).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let _ = writeln!(std::io::stderr(), "admin: {fault}");
            ExitCode::FAILURE
        }
    }
}
