//! What `admin` needs to know of the service on this laptop: variables for a shell, beside its keys.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use admin::keys::{KeysFailed, write as write_for_owner};
use platform::settings::Environment;

/// What the commands read. The database has another port each time.
const NAMES: [&str; 11] = [
    "AWS_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_ENDPOINT_URL_SQS",
    "TABLE_NAME",
    "MASTER_SECRET",
    "SIGNING_KEYS",
    "ISSUER",
    "CLIENT_ID",
    "NOTICES_QUEUE",
];

/// Where they stand.
pub fn path(folder: &Path) -> PathBuf {
    folder.join("admin.env")
}

/// Writes them for a shell to read, in place of those of an earlier start.
pub(crate) fn write(folder: &Path, environment: &Environment) -> Result<(), KeysFailed> {
    let path = path(folder);
    match fs::remove_file(&path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(KeysFailed::File { path, cause }),
        Ok(()) | Err(_) => {}
    }
    let line = |name: &&str| Some(format!("export {name}={}\n", quoted(environment.get(name)?)));
    write_for_owner(&path, &NAMES.iter().filter_map(line).collect::<String>())
}

/// A word to a POSIX shell, whatever stands in it.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}
