//! Master secrets and signing keys: how they are made and written.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use platform::entropy::random;
use shared::tokens::{Algorithm, KeySet, SigningKey};

/// What a signing key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum KeyAlgorithm {
    /// RSA, 2048 bits: the only one that API Gateway's native JWT authorizers take.
    #[value(name = "RS256")]
    Rs256,
    /// P-256.
    #[value(name = "ES256")]
    Es256,
    /// Ed25519.
    #[value(name = "EdDSA")]
    EdDsa,
    /// A shared secret: nothing is published, and whoever verifies can sign.
    #[value(name = "HS256")]
    Hs256,
}

impl From<KeyAlgorithm> for Algorithm {
    fn from(algorithm: KeyAlgorithm) -> Self {
        match algorithm {
            KeyAlgorithm::Rs256 => Self::Rs256,
            KeyAlgorithm::Es256 => Self::Es256,
            KeyAlgorithm::EdDsa => Self::EdDsa,
            KeyAlgorithm::Hs256 => Self::Hs256,
        }
    }
}

/// Keys cannot be read, made or written.
#[derive(Debug, thiserror::Error)]
pub enum KeysFailed {
    /// The file system says no.
    #[error("{} cannot be used: {cause}; check its permissions, or name another folder with --data", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What the operating system says.
        cause: std::io::Error,
    },
    /// What is in a file is no key.
    #[error("{} holds no usable key: it {rule}; move it away to have a new one made", path.display())]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// Which rule it breaks.
        rule: String,
    },
    /// A shared secret, where a public key is wanted.
    #[error("HS256 has no public key: whoever could check its tokens could sign them; choose RS256, ES256 or EdDSA")]
    NothingToPublish,
    /// No key could be made.
    #[error("no key could be made: the operating system gave no randomness")]
    Generation,
}

/// Writes a new signing key and its public JWK set into `folder`, for a deployment. Refuses to overwrite.
pub fn write_new(folder: &Path, algorithm: KeyAlgorithm) -> Result<[PathBuf; 2], KeysFailed> {
    if algorithm == KeyAlgorithm::Hs256 {
        return Err(KeysFailed::NothingToPublish);
    }
    let signing_key = new_signing_key(algorithm)?;
    let private = folder.join(format!("signing-key-{}", file_name(algorithm)));
    let public = folder.join("jwks.json");
    let jwks = jwks(&signing_key).map_err(|rule| KeysFailed::Unusable { path: private.clone(), rule })?;
    write(&private, &signing_key)?;
    write(&public, &jwks)?;
    Ok([private, public])
}

/// How the file with such a key is called.
pub const fn file_name(algorithm: KeyAlgorithm) -> &'static str {
    match algorithm {
        KeyAlgorithm::Rs256 => "rs256.pem",
        KeyAlgorithm::Es256 => "es256.pem",
        KeyAlgorithm::EdDsa => "eddsa.pem",
        KeyAlgorithm::Hs256 => "hs256.json",
    }
}

/// Writes a new file that its owner alone may read. It appears whole or not at all, and replaces none.
pub fn write(path: &Path, text: &str) -> Result<(), KeysFailed> {
    let unfinished = path.with_extension("unfinished");
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished);
    file.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        let appeared = fs::hard_link(&unfinished, path);
        fs::remove_file(&unfinished)?;
        appeared
    })
    .map_err(|cause| KeysFailed::File { path: path.to_owned(), cause })
}

/// A new master secret, as `MASTER_SECRET` takes it.
pub fn new_master_secret() -> Result<String, KeysFailed> {
    let secret = random::<32>().map_err(|_| KeysFailed::Generation)?;
    Ok(format!("1:{}", STANDARD.encode(secret)))
}

/// A new signing key: PEM (RFC 7468), or a JWK for a shared secret.
pub fn new_signing_key(algorithm: KeyAlgorithm) -> Result<String, KeysFailed> {
    let der = match algorithm {
        KeyAlgorithm::Rs256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048);
            pair.and_then(|pair| AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)).map(|der| der.as_ref().to_vec())
        }
        KeyAlgorithm::Es256 => {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
            pair.and_then(|pair| pair.to_pkcs8v1()).map(|der| der.as_ref().to_vec())
        }
        KeyAlgorithm::EdDsa => {
            let pair = Ed25519KeyPair::generate();
            pair.and_then(|pair| pair.to_pkcs8v1()).map(|der| der.as_ref().to_vec())
        }
        KeyAlgorithm::Hs256 => {
            let secret = random::<32>().map_err(|_| KeysFailed::Generation)?;
            return Ok(format!(r#"{{"kty":"oct","k":"{}"}}"#, URL_SAFE_NO_PAD.encode(secret)));
        }
    };
    der.map(|der| pem(&der)).map_err(|_| KeysFailed::Generation)
}

/// RFC 7468.
fn pem(der: &[u8]) -> String {
    let mut text = "-----BEGIN PRIVATE KEY-----\n".to_owned();
    for line in STANDARD.encode(der).as_bytes().chunks(64) {
        text.extend(line.iter().map(|byte| char::from(*byte)));
        text.push('\n');
    }
    text.push_str("-----END PRIVATE KEY-----\n");
    text
}

/// The JWK set of a signing key; the error is the rule that the key breaks.
fn jwks(signing_key: &str) -> Result<String, String> {
    let key = SigningKey::parse(signing_key).map_err(|fault| fault.to_string())?;
    let set = KeySet::of([key.verification_jwk().clone()]).map_err(|fault| fault.to_string())?;
    Ok(set.to_json().to_string())
}
