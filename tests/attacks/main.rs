//! Attacks the service as somebody with many addresses would, and prints what each attack got and what it cost the owner:
//!
//! ```sh
//! cargo run --release -p tests --bin attacks                  # everything
//! cargo run -p tests --bin attacks -- --share 50              # each attack at a fiftieth of its size
//! ```
//!
//! The very same attacks run against a plain service that stores a code, gets it, compares it and deletes it. There they
//! must succeed, or they would prove nothing here. Ends with an error where a bound is broken, or the plain service holds.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "what an attack cannot do without ends the program")]

use std::io::Write;
use std::process::ExitCode;

use report::Report;
use target::Target;

mod attacker;
mod flooding;
mod guessing;
mod lockout;
mod plain;
mod pumping;
mod report;
mod resending;
mod size;
mod spraying;
mod target;

use size::Size;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let size = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Some(Size::WHOLE),
        ["--share", divisor] => divisor.parse().ok().and_then(Size::share),
        _ => None,
    };
    let Some(size) = size else {
        say("usage: attacks [--share 1…1000]");
        return ExitCode::from(2);
    };
    let mut report = Report::default();
    for plain in [false, true] {
        let name = if plain { "plain" } else { "ours" };
        for row in [
            guessing::parallel_guesses(&start(plain, &[]).await, size).await,
            guessing::parallel_right_codes(&start(plain, &[]).await, size).await,
            resending::a_year(&start(plain, &[]).await, size).await,
            spraying::spray(&start(plain, &[]).await, size).await,
            lockout::of_a_known_device(&start(plain, &[]).await).await,
            lockout::of_a_new_device(&start(plain, &[]).await).await,
            flooding::from_addresses(&start(plain, &[]).await, 1, size).await,
            flooding::from_addresses(&start(plain, &[]).await, 1_000, size).await,
            flooding::of_one_mailbox(&start(plain, &[]).await, size).await,
            pumping::one_prefix(&start(plain, pumping::SETTINGS).await, size).await,
        ] {
            say(&format!("{name}: {}", row.attack));
            report.add(plain, row);
        }
    }
    let _ = std::io::stdout().write_all(report.to_string().as_bytes());
    if report.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn start(plain: bool, settings: &[(&str, &str)]) -> Target {
    if plain { Target::plain().await } else { Target::ours(settings).await }
}

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
