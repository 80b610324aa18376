//! Heeds what SES reports: where there is no such mailbox, and after a complaint, nothing is sent to that address for a
//! while; what servers refuse for our own fault is counted, for an alarm.
//!
//! event → its records → for each recipient a verdict (pure) → its suppression. Every step may be repeated: without harm,
//! but for counts, which are then too high.

use platform::audit::Act;
use platform::aws::Aws;
use platform::clock::Clock;
use platform::store::{Decision, Expected, Key, Store, StoreError};
use shared::Timestamp;
use shared::bounds::suppression::{Cause, Suppression, suppress};
use shared::identity::IdentityKey;
use shared::identity::identifier::Identifier;
use shared::identity::keyring::Keyring;

mod event;
mod settings;

pub use event::{Demand, Feedback, Malformed, read};
pub use settings::Settings;

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    settings: Settings,
    keyring: Keyring,
    store: Store,
    clock: Clock,
}

impl Service {
    /// Works as `settings` says, with their keys; the clock is the caller's choice.
    pub fn new(settings: Settings, keyring: Keyring, aws: &Aws, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name.clone());
        Self { settings, keyring, store, clock }
    }

    /// Heeds every record of an event. The error is for Lambda, which then tries the whole event again: only where that
    /// can help, so not for a record that nobody will ever understand.
    pub async fn handle(&self, event: &str) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut outcome = Ok(());
        for record in read(event).unwrap_or_else(|malformed| vec![Err(malformed)]) {
            match record {
                Ok(Some(feedback)) => {
                    if let Err(error) = self.heed(&feedback, now).await {
                        tracing::error!(outcome = "failed", reason = %error, "feedback not booked");
                        outcome = Err(error);
                    }
                }
                Ok(None) => {}
                Err(Malformed) => {
                    tracing::error!(outcome = "failed", reason = "malformed", "a record is no feedback of SES");
                }
            }
        }
        outcome
    }

    async fn heed(&self, feedback: &Feedback, now: Timestamp) -> Result<(), StoreError> {
        if feedback.skipped > 0 {
            tracing::warn!(count = feedback.skipped, "recipients that are no addresses of ours");
        }
        let mut outcome = Ok(());
        for (recipient, demand) in &feedback.demands {
            let identifier = Identifier::Email(recipient.clone());
            let identity = self.keyring.identity_key(&identifier);
            match *demand {
                Demand::Suppress(cause) => outcome = outcome.and(self.suppress(identity, cause, now).await),
                Demand::Tell(fault) => Act::MailRefused { identity, fault }.record(),
            }
        }
        outcome
    }

    async fn suppress(&self, identity: IdentityKey, cause: Cause, now: Timestamp) -> Result<(), StoreError> {
        let decide = |found: Option<&Suppression>| match suppress(found, cause, &self.settings.policy, now) {
            Some(next) => Decision::Write { expires_at: next.until, next, outcome: true },
            None => Decision::Keep(false),
        };
        let settled = self.store.settle(&Key::suppression(identity), Expected::Absent, decide).await?;
        if settled.outcome {
            Act::AddressSuppressed { identity, cause }.record();
        }
        Ok(())
    }
}
