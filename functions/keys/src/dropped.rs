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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployed {
    keys: Vec<String>,
    /// Whether the keys are named by a parameter, and not the stack's own one by default.
    are_named: bool,
    /// The versions of the master secret that open, the one that seals first.
    opening: Vec<u8>,
    /// The versions that only name.
    naming: Vec<u8>,
}

/// What the table keeps: what was dropped, and what a roll-back needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What was dropped, with the last deployment that this was noted for.
    pub dropped: Dropped,
    /// That deployment.
    of: Deployed,
    /// What was dropped before it.
    before: Dropped,
    /// What the last deployments were answered.
    published: Vec<Published>,
}

/// What a deployment was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// What it asked for: the text of `SigningKeys`.
    pub asked: String,
    /// The public keys.
    pub jwks: String,
    /// The completed list.
    pub signing_keys: String,
}

/// Of so many deployments: the last one, and the one that it may be rolled back to.
const KEPT_ANSWERS: usize = 2;

impl Noted {
    /// The note of a deployment that goes on.
    #[must_use]
    pub fn next(self, dropped: Dropped, of: Deployed, published: Published) -> Self {
        let before = self.dropped.clone();
        Self { dropped, of, before, published: self.published }.with(published)
    }

    /// The note of a deployment that is taken back to `to`. Where it had got as far as a note, that one was for nothing; what it
    /// has dropped is not, and what it brought along may come again.
    #[must_use]
    pub fn rolled_back(self, failed: Option<&Deployed>, to: Deployed, published: Published) -> Self {
        let dropped = if failed == Some(&self.of) { self.before.clone() } else { self.dropped.clone() };
        let dropped = dropped.without(&to);
        Self { before: dropped.clone(), dropped, of: to, published: self.published }.with(published)
    }

    /// What was answered when this was asked for before.
    pub fn answered(&self, asked: &str) -> Option<&Published> {
        self.published.iter().find(|published| published.asked == asked)
    }

    fn with(mut self, published: Published) -> Self {
        self.published.retain(|earlier| earlier.asked != published.asked);
        self.published.insert(0, published);
        self.published.truncate(KEPT_ANSWERS);
        self
    }
}

impl Deployed {
    /// What the properties of the custom resource say; `None` where they name no keys.
    pub fn read(properties: &Value) -> Option<Self> {
        let text = |name: &str| properties.get(name).and_then(Value::as_str);
        let keys = SigningKeys::parse(text("SigningKeys")?).ok()?;
        let keys = keys.entries().iter().filter_map(|entry| entry.source.arn().map(str::to_owned)).collect();
        // `1n` names only.
        let versions = || text("MasterSecretVersions").unwrap_or_default().split(',');
        let opening = versions().filter_map(|version| version.parse().ok()).collect();
        let naming = versions().filter_map(|version| version.strip_suffix('n')?.parse().ok()).collect();
        Some(Self { keys, are_named: text("AreNamed") == Some("true"), opening, naming })
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
            // That it only names from now on is said on purpose: a leak.
            && !next.naming.contains(sealing)
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
