//! Master secret and signing keys of a laptop: made on first start, and kept.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::OnceLock;

use admin::keys::{KeyAlgorithm, KeysFailed, file_name, new_master_secret, new_signing_key, write};
use serde_json::json;
use shared::tokens::{KeySet, SigningKey};

/// What the functions need, as their environment takes it.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) master_secret: String,
    /// The list of signing keys.
    pub(crate) signing: String,
    pub(crate) jwks: String,
}

/// An RSA key takes a tenth of a second to make. Where nobody keeps it, the one for ID tokens lasts for the process, so that
/// starting many services makes one.
static FOR_ID_TOKENS: OnceLock<String> = OnceLock::new();

/// Reads the keys in `folder`, makes those that are missing, and keeps them there; `None` makes keys that nobody keeps. Beside
/// a key of another algorithm there is one of RS256, which signs ID tokens as it does in a deployment.
pub(crate) fn load_or_make(folder: Option<&Path>, algorithm: KeyAlgorithm) -> Result<Keys, KeysFailed> {
    let master_secret = load_or(folder, "master-secret", new_master_secret)?;
    let mut signing = vec![signing_key(folder, algorithm, || new_signing_key(algorithm))?];
    if algorithm != KeyAlgorithm::Rs256 {
        let make = || if folder.is_some() { new_signing_key(KeyAlgorithm::Rs256) } else { for_id_tokens() };
        signing.push(signing_key(folder, KeyAlgorithm::Rs256, make)?);
    }
    let list: Vec<_> = signing.iter().map(|(text, _)| json!({ "key": text })).collect();
    let public = KeySet::of(signing.iter().map(|(_, key)| key.verification_jwk().clone()));
    let jwks = public.map_err(|fault| unusable(folder, "", &fault))?.to_json().to_string();
    Ok(Keys { master_secret, signing: json!(list).to_string(), jwks })
}

fn signing_key(
    folder: Option<&Path>,
    algorithm: KeyAlgorithm,
    make: impl FnOnce() -> Result<String, KeysFailed>,
) -> Result<(String, SigningKey), KeysFailed> {
    let name = format!("signing-key-{}", file_name(algorithm));
    let text = load_or(folder, &name, make)?;
    let key = SigningKey::parse(&text).map_err(|fault| unusable(folder, &name, &fault))?;
    Ok((text, key))
}

fn for_id_tokens() -> Result<String, KeysFailed> {
    if let Some(key) = FOR_ID_TOKENS.get() {
        return Ok(key.clone());
    }
    let made = new_signing_key(KeyAlgorithm::Rs256)?;
    Ok(FOR_ID_TOKENS.get_or_init(|| made).clone())
}

fn unusable(folder: Option<&Path>, name: &str, rule: &impl ToString) -> KeysFailed {
    KeysFailed::Unusable { path: folder.unwrap_or_else(|| Path::new("")).join(name), rule: rule.to_string() }
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
