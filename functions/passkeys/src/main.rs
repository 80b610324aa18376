//! Starts the function.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    platform::lambda::serve("passkeys", passkeys::start).await
}
