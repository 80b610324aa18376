//! Master secret and signing key of a laptop: made on first start, and kept.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use admin::keys::{KeyAlgorithm, KeysFailed, file_name, jwks, new_master_secret, new_signing_key, write};

/// What the functions need, as their environment takes it.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) master_secret: String,
    pub(crate) signing_key: String,
    pub(crate) jwks: String,
}

/// Reads the keys in `folder`, makes those that are missing, and keeps them there; `None` makes keys that nobody keeps.
pub(crate) fn load_or_make(folder: Option<&Path>, algorithm: KeyAlgorithm) -> Result<Keys, KeysFailed> {
    let name = format!("signing-key-{}", file_name(algorithm));
    let master_secret = load_or(folder, "master-secret", new_master_secret)?;
    let signing_key = load_or(folder, &name, || new_signing_key(algorithm))?;
    let jwks = jwks(&signing_key).map_err(|rule| {
        let path = folder.unwrap_or_else(|| Path::new("")).join(name);
        KeysFailed::Unusable { path, rule }
    })?;
    Ok(Keys { master_secret, signing_key, jwks })
}

fn load_or(
    folder: Option<&Path>,
    name: &str,
    make: impl FnOnce() -> Result<String, KeysFailed>,
) -> Result<String, KeysFailed> {
    let Some(folder) = folder else { return make() };
    let path = folder.join(name);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let text = make()?;
            write(&path, &text)?;
            Ok(text)
        }
        Err(cause) => Err(KeysFailed::File { path, cause }),
    }
}
