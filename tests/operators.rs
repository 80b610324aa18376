//! What an operator does, and what other services report.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tests::Service;
use tests::service::PATIENCE;

mod accounts;
mod clients;
mod feedback;
mod sessions;

/// What the command seals and opens with, and the service that it speaks to.
pub(crate) const MASTER_SECRET: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Runs `admin` with these arguments against the service's database, at the time of the system.
pub(crate) fn admin(service: &Service, arguments: &[&str]) -> Output {
    admin_with(service, arguments, MASTER_SECRET)
}

fn admin_with(service: &Service, arguments: &[&str], master_secret: &str) -> Output {
    admin_knowing(service, arguments, &[("MASTER_SECRET", master_secret)])
}

/// The same with these variables, beside those of the table.
fn admin_knowing(service: &Service, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(binary())
        .args(arguments)
        .env_clear()
        .env("AWS_REGION", "local")
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .env("AWS_ENDPOINT_URL_DYNAMODB", service.database.url())
        .env("AWS_ENDPOINT_URL_SQS", service.queue().url())
        .env("NOTICES_QUEUE", service.queue().url())
        .envs([PATIENCE])
        .env("TABLE_NAME", service.database.table())
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn binary() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let binary = here.parent().and_then(Path::parent).unwrap().join("admin");
    assert!(binary.exists(), "{} is missing: run `cargo test --workspace`", binary.display());
    binary
}
