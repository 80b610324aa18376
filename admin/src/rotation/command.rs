//! `admin keys …`: reads the present value of `SigningKeys`, prints the next one.

use std::error::Error;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use shared::Timestamp;
use shared::tokens::SigningKeys;

use super::{NewKey, announce, describe, prune, remove};
use crate::keys::{KeyAlgorithm, write_new};

/// The steps of a rotation. Each prints the next value of `SigningKeys` on standard output and says what it means on
/// standard error; `docs/keys.md` goes through a whole rotation.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Write a new private key and its public JWK set into a folder
    New {
        /// Where to write them
        folder: PathBuf,
    },
    /// Say what each key does now
    Show {
        /// The present value of `SigningKeys`; without it, standard input
        current: Option<PathBuf>,
    },
    /// Add a key: published at once, and signing in 3 hours, in place of the one of its algorithm
    Announce {
        /// ARN of a KMS key, a secret or an SSM parameter; or a file with a private key
        key: String,
        /// The present value of `SigningKeys`; without it, standard input
        current: Option<PathBuf>,
        /// When it begins to sign, in Unix seconds; two hours and five minutes from now at the earliest
        #[arg(long, value_name = "SECONDS")]
        at: Option<u64>,
    },
    /// Take out a key that is needed no more
    Drop {
        /// Its kid or ARN
        key: String,
        /// The present value of `SigningKeys`; without it, standard input
        current: Option<PathBuf>,
        /// Although it signs, or tokens of it still count: they end with the deployment
        #[arg(long)]
        emergency: bool,
        /// The successor of the only key of an algorithm: ARN, or a file with a private key
        #[arg(long, value_name = "KEY", requires = "emergency")]
        with: Option<String>,
    },
    /// Take out every retired key whose last token has expired
    Prune {
        /// The present value of `SigningKeys`; without it, standard input
        current: Option<PathBuf>,
    },
}

impl KeysCommand {
    /// Carries the command out at `now`.
    pub fn run(&self, algorithm: Option<KeyAlgorithm>, now: Timestamp) -> Result<(), Box<dyn Error>> {
        let next = match self {
            Self::New { folder } => return new(folder, algorithm.unwrap_or(KeyAlgorithm::Rs256)),
            Self::Show { current } => {
                let keys = required(current.as_deref())?;
                io::stdout().write_all(describe(&keys, now).as_bytes())?;
                return Ok(());
            }
            Self::Announce { key, current, at } => {
                let keys = read(current.as_deref())?;
                let source = source(key)?;
                let key = NewKey { source: &source, algorithm: algorithm.map(Into::into) };
                announce(keys.as_ref(), key, now, at.map(Timestamp::from_unix))?
            }
            Self::Drop { key, current, emergency, with } => {
                let successor = with.as_deref().map(source).transpose()?;
                remove(&required(current.as_deref())?, key, now, *emergency, successor.as_deref())?
            }
            Self::Prune { current } => prune(&required(current.as_deref())?, now)?,
        };
        let arns: Vec<&str> = next.entries().iter().filter_map(|entry| entry.source.arn()).collect();
        let arns = if arns.is_empty() { String::new() } else { format!("SigningKeyArns={}\n", arns.join(",")) };
        io::stderr().write_all(format!("{}{arns}", describe(&next, now)).as_bytes())?;
        writeln!(io::stdout(), "{}", next.to_json())?;
        Ok(())
    }
}

fn new(folder: &Path, algorithm: KeyAlgorithm) -> Result<(), Box<dyn Error>> {
    let [private, public] = write_new(folder, algorithm)?;
    writeln!(io::stdout(), "private key: {}\npublic keys: {}", private.display(), public.display())?;
    Ok(())
}

/// The present list; `None` where there is none yet.
fn read(current: Option<&Path>) -> Result<Option<SigningKeys>, Box<dyn Error>> {
    let text = match current {
        Some(path) => file(path)?,
        None => io::read_to_string(io::stdin().lock().take(1 << 20))?,
    };
    let text = text.trim();
    let keys = (!text.is_empty()).then(|| SigningKeys::parse(text)).transpose();
    keys.map_err(|fault| format!("the present value of SigningKeys {fault}").into())
}

fn required(current: Option<&Path>) -> Result<SigningKeys, Box<dyn Error>> {
    Ok(read(current)?.ok_or("the present value of SigningKeys is empty")?)
}

/// An ARN as it stands, or what is in the file.
fn source(key: &str) -> Result<String, Box<dyn Error>> {
    if key.starts_with("arn:") { Ok(key.to_owned()) } else { file(Path::new(key)) }
}

fn file(path: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()).into())
}
