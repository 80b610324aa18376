//! The master secret, read where it stands: once, at start. What came from Secrets Manager is dropped once the sub-keys are
//! derived from it.

use std::time::Duration;

use futures_util::future::join_all;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use shared::identity::keyring::{Keyring, Uses};
use shared::identity::master_secret::{MasterSecret, MasterSource, MasterVersion, decode};

use crate::aws::Aws;
use crate::settings::SettingsFaults;

/// A role that was changed a moment ago is not known everywhere: its first calls may be denied. Lambda waits for a start
/// for ten seconds.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(500);

/// Derives the sub-keys that are for `uses`. Every version that cannot be read, or is none, is named by its ARN: a function
/// that knew some versions only would refuse what another sandbox has sealed.
pub async fn keyring(master: &MasterSecret, uses: Uses, aws: &Aws) -> Result<Keyring, SettingsFaults> {
    let mut masters = Vec::new();
    let mut faults = Vec::new();
    let versions = master.versions().iter();
    let read = join_all(versions.clone().map(|version| read(version, aws))).await;
    for (version, read) in versions.zip(read) {
        match read {
            Ok(master) => masters.push(master),
            Err(rule) => faults.push(fault(version, &rule)),
        }
    }
    if !faults.is_empty() {
        return Err(SettingsFaults::of(faults));
    }
    master.keyring(&masters, uses).map_err(|fault| SettingsFaults::of(vec![format!("MASTER_SECRET {fault}")]))
}

async fn read(version: &MasterVersion, aws: &Aws) -> Result<SecretSlice<u8>, String> {
    match &version.source {
        MasterSource::Here(master) => Ok(master.clone()),
        MasterSource::Secret(arn) => {
            let text = permitted(arn, aws).await?;
            decode(text.expose_secret().trim()).map_err(|_| "is not base64 of at least 32 bytes".to_owned())
        }
    }
}

async fn permitted(arn: &str, aws: &Aws) -> Result<SecretString, String> {
    for _ in 1..TRIES {
        match aws.secret(arn).await {
            Err(rule) if rule.contains("AccessDenied") => tokio::time::sleep(PAUSE).await,
            outcome => return outcome,
        }
    }
    aws.secret(arn).await
}

fn fault(version: &MasterVersion, rule: &str) -> String {
    let arn = match &version.source {
        MasterSource::Here(_) => String::new(),
        MasterSource::Secret(arn) => format!(" ({arn})"),
    };
    format!("MASTER_SECRET version {}{arn} {rule}", version.number())
}
