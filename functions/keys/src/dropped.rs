//! What deployments have dropped, so that none brings it back unasked: the saved parameters of a stack are often older than
//! its last emergency, and a plain `sam deploy` goes by them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::tokens::SigningKeys;

/// What was dropped, as the table keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Signing keys, by their ARNs.
    keys: Vec<String>,
    /// Versions of the master secret that opened once and open nothing any more.
    versions: Vec<u8>,
}

/// What one deployment has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    keys: Vec<String>,
    /// Whether the keys are named by a parameter, and not the stack's own one by default.
    are_named: bool,
    /// The versions of the master secret that open, the one that seals first.
    opening: Vec<u8>,
}

impl Deployed {
    /// What the properties of the custom resource say; `None` where they name no keys.
    pub fn read(properties: &Value) -> Option<Self> {
        let text = |name: &str| properties.get(name).and_then(Value::as_str);
        let keys = SigningKeys::parse(text("SigningKeys")?).ok()?;
        let keys = keys.entries().iter().filter_map(|entry| entry.source.arn().map(str::to_owned)).collect();
        // `1n` names only.
        let opening = text("MasterSecretVersions").unwrap_or_default().split(',');
        let opening = opening.filter_map(|version| version.parse().ok()).collect();
        Some(Self { keys, are_named: text("AreNamed") == Some("true"), opening })
    }
}

impl Dropped {
    /// Holds a deployment against what was dropped before. `returning` are ARNs and versions that may come back, or be reset,
    /// all the same. Gives what is dropped from now on, or every fault.
    pub fn judge(&self, before: Option<&Deployed>, next: &Deployed, returning: &str) -> Result<Self, Vec<String>> {
        let may = |name: &str| returning.split(',').any(|allowed| allowed.trim() == name);
        let mut faults = Vec::new();
        for arn in next.keys.iter().filter(|arn| self.keys.contains(arn) && !may(arn)) {
            faults.push(format!(
                "SigningKeys brings back {arn}, which an earlier deployment dropped: are these the parameters of now? Where \
                 it is meant, RETURNING in Settings names it"
            ));
        }
        for version in
            next.opening.iter().filter(|version| self.versions.contains(version) && !may(&version.to_string()))
        {
            faults.push(format!(
                "MasterSecretVersions brings back version {version}, which an earlier deployment retired: are these the \
                 parameters of now? Where it is meant, RETURNING in Settings names it"
            ));
        }
        let Some(before) = before else { return self.after(None, next, faults) };
        if before.are_named && !next.are_named && !next.keys.iter().all(|arn| may(arn)) {
            faults.push(format!(
                "SigningKeys is empty, and named {} before: are these the parameters of now? Where it is meant, RETURNING in \
                 Settings names {}",
                before.keys.join(", "),
                next.keys.join(", ")
            ));
        }
        if let Some(sealing) = before.opening.first()
            && !next.opening.is_empty()
            && !next.opening.contains(sealing)
            && !may(&sealing.to_string())
        {
            faults.push(format!(
                "MasterSecretVersions takes version {sealing} away, which seals: every session that it sealed would end. Let \
                 another one seal first; where it is meant, RETURNING in Settings names it"
            ));
        }
        self.after(Some(before), next, faults)
    }

    fn after(&self, before: Option<&Deployed>, next: &Deployed, faults: Vec<String>) -> Result<Self, Vec<String>> {
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut dropped = self.clone();
        if let Some(before) = before {
            dropped.keys.extend(before.keys.iter().cloned());
            // A version above the one that seals has sealed nothing yet: its rotation may begin anew.
            let sealing = next.opening.first().copied().unwrap_or_default();
            dropped.versions.extend(before.opening.iter().filter(|version| **version < sealing));
        }
        Ok(dropped.without(next))
    }

    /// What stays dropped where a deployment is rolled back: what the one before had comes back, whatever it is.
    #[must_use]
    pub fn rolled_back(&self, next: &Deployed) -> Self {
        self.clone().without(next)
    }

    fn without(mut self, next: &Deployed) -> Self {
        self.keys.retain(|arn| !next.keys.contains(arn));
        self.versions.retain(|version| !next.opening.contains(version));
        self.keys.sort();
        self.keys.dedup();
        self.versions.sort_unstable();
        self.versions.dedup();
        self
    }
}

#[cfg(test)]
#[path = "dropped_tests.rs"]
mod tests;
