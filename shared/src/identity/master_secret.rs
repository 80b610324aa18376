//! The master secret as a deployment names it: each version here, or as the secret of Secrets Manager that holds it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretSlice};

use super::keyring::{KeyVersion, Keyring, KeyringFault, Uses};
use crate::tokens::KeySource;

/// Shortest master secret, in bytes.
pub const SHORTEST_MASTER: usize = 32;

/// Every version of the master secret, the one that seals first.
#[derive(Clone, Debug)]
pub struct MasterSecret(Vec<MasterVersion>);

/// One version.
#[derive(Clone, Debug)]
pub struct MasterVersion {
    pub(super) version: KeyVersion,
    /// It finds what it has named, and makes nothing that counts.
    pub(super) names_only: bool,
    /// Where it stands.
    pub source: MasterSource,
}

/// Where one version stands.
#[derive(Clone, Debug)]
pub enum MasterSource {
    /// In the settings: on a laptop.
    Here(SecretSlice<u8>),
    /// In Secrets Manager, as base64 under this ARN.
    Secret(String),
}

impl MasterSecret {
    /// Reads `version:base64` or `version:ARN` pairs separated by commas, the current one first. A version with an `n`
    /// behind it (`1n`) names only, and cannot be the current one.
    pub fn parse(text: &str) -> Result<Self, KeyringFault> {
        let mut versions: Vec<MasterVersion> = Vec::new();
        for pair in text.split(',') {
            let next = MasterVersion::parse(pair.trim())?;
            if versions.iter().any(|earlier| earlier.version == next.version) {
                return Err(KeyringFault::Shape);
            }
            if versions.iter().any(|earlier| earlier.source.is_same(&next.source)) {
                return Err(KeyringFault::SameSecret);
            }
            versions.push(next);
        }
        let (current, earlier) = versions.split_first().ok_or(KeyringFault::Shape)?;
        if current.names_only {
            return Err(KeyringFault::NothingSeals);
        }
        let retired = earlier.iter().filter(|version| version.names_only);
        let last_retired = retired.map(|version| version.version.0).max().unwrap_or_default();
        if earlier.iter().any(|version| !version.names_only && version.version.0 < last_retired) {
            return Err(KeyringFault::OlderOpens);
        }
        Ok(Self(versions))
    }

    /// The versions, the one that seals first.
    pub fn versions(&self) -> &[MasterVersion] {
        &self.0
    }

    /// The keyring of these versions, with the sub-keys that are for `uses`; `masters` are the secrets themselves, in the
    /// order of the versions.
    pub fn keyring(&self, masters: &[SecretSlice<u8>], uses: Uses) -> Result<Keyring, KeyringFault> {
        if masters.len() != self.0.len() {
            return Err(KeyringFault::Shape);
        }
        let distinct = |(index, master): (usize, &SecretSlice<u8>)| {
            masters.iter().take(index).all(|earlier| earlier.expose_secret() != master.expose_secret())
        };
        if !masters.iter().enumerate().all(distinct) {
            return Err(KeyringFault::SameSecret);
        }
        Keyring::derive(self.0.iter().zip(masters), uses)
    }
}

impl MasterVersion {
    fn parse(pair: &str) -> Result<Self, KeyringFault> {
        let (version, source) = pair.split_once(':').ok_or(KeyringFault::Shape)?;
        let (version, names_only) = version.strip_suffix('n').map_or((version, false), |version| (version, true));
        let digits = version.bytes().all(|byte| byte.is_ascii_digit());
        let version = version.parse().ok().filter(|version| digits && *version > 0).ok_or(KeyringFault::Shape)?;
        let source = if source.starts_with("arn:") {
            match KeySource::parse(source) {
                Ok(KeySource::Secret(arn)) => MasterSource::Secret(arn),
                _ => return Err(KeyringFault::Shape),
            }
        } else {
            MasterSource::Here(decode(source)?)
        };
        Ok(Self { version: KeyVersion(version), names_only, source })
    }

    /// The number of the version, 1 to 255.
    pub const fn number(&self) -> u8 {
        self.version.0
    }
}

impl MasterSource {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Here(one), Self::Here(other)) => one.expose_secret() == other.expose_secret(),
            (Self::Secret(one), Self::Secret(other)) => one == other,
            (Self::Here(_), Self::Secret(_)) | (Self::Secret(_), Self::Here(_)) => false,
        }
    }
}

/// Decodes the base64 of one version: at least [`SHORTEST_MASTER`] bytes.
pub fn decode(text: &str) -> Result<SecretSlice<u8>, KeyringFault> {
    let master = SecretSlice::from(STANDARD.decode(text).map_err(|_| KeyringFault::Shape)?);
    if master.expose_secret().len() < SHORTEST_MASTER { Err(KeyringFault::TooShort) } else { Ok(master) }
}

#[cfg(test)]
#[path = "master_secret_tests.rs"]
mod tests;
