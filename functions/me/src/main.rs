//! Starts the function.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    shared::edge::serve("me", async |environment| me::start(environment)).await
}
