//! Hands over what owners of accounts are told: one sealed message for each identifier, to the queue of the one function that
//! sends them.
//!
//! A change is announced before it is made, and what its transaction carries says that it was made: none is made of which nobody
//! could be told, and nobody is told of one that was not made.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use shared::Timestamp;
use shared::identity::account::{Account, AccountId, MOST_IDENTIFIERS};
use shared::identity::identifier::Identifier;
use shared::identity::keyring::{Keyring, NotSealedHere};
use shared::identity::notice::{AccountEvent, Notice, NoticeId, NoticeLanguage};

use crate::aws::{self, Aws};
use crate::entropy::{EntropyError, random};
use crate::settings::NoticeSettings;
use crate::store::{Key, Step, StoreError};

/// Most messages that SQS takes at once.
const MOST_AT_ONCE: usize = 10;
/// Seconds in which most changes are made once they are announced: whatever takes longer is waited for.
const DELAY: i32 = 2;
/// Seconds for which the table says that a change was made: the queue's day, and the fourteen of those that failed.
const KEPT_FOR: u64 = 16 * 86_400;

/// The queue of what owners are told.
#[derive(Clone, Debug)]
pub struct Notices {
    client: Client,
    queue: String,
    keyring: Keyring,
}

/// Who does something to an account.
#[derive(Clone, Copy, Debug)]
pub enum Actor<'a> {
    /// Its owner, whose changes of a day are bounded.
    Owner {
        /// What the caller calls its own language.
        language: &'a str,
    },
    /// Whoever operates the service.
    Operator,
}

/// One act, of which these are told.
#[derive(Clone, Debug)]
pub struct Announcement<'a> {
    /// The account.
    pub account: AccountId,
    /// Who is told, each in a message of its own.
    pub recipients: &'a [Identifier],
    /// What happens.
    pub event: AccountEvent,
    /// Who does it.
    pub actor: Actor<'a>,
}

/// What the transaction of an announced change carries beside the change: that it is made.
#[derive(Clone, Debug)]
pub struct Announced(Step);

/// Nobody can be told.
#[derive(Debug, thiserror::Error)]
pub enum NoticeFailed {
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A message could not be sealed.
    #[error(transparent)]
    Key(#[from] NotSealedHere),
    /// What the transaction is to carry could not be written down.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// None of its identifiers opens: all were sealed under a version of the master secret that is retired.
    #[error("no identifier of the account opens")]
    Nobody,
    /// The queue did not take every message.
    #[error("SQS: {0}")]
    Queue(String),
}

impl Announced {
    /// The step of the change's own transaction.
    pub const fn step(&self) -> &Step {
        &self.0
    }
}

impl Notices {
    /// To the queue that `settings` name, sealed with `keyring`.
    pub fn new(aws: &Aws, settings: &NoticeSettings, keyring: Keyring) -> Self {
        Self { client: aws.sqs(), queue: settings.queue.clone(), keyring }
    }

    /// The identifiers of an account that are told of `event`. One that does not open was sealed by a version of the master
    /// secret that is retired, and cannot be told.
    pub fn recipients(&self, id: AccountId, account: &Account, event: &AccountEvent) -> Vec<Identifier> {
        let opened = account.identifiers().filter_map(|own| {
            let opened = own.sealed.open(id, &self.keyring);
            if opened.is_err() {
                tracing::warn!(subject = ?id, "an identifier does not open: nobody is told by it");
            }
            opened.ok()
        });
        opened.filter(|identifier| event.is_told_by(identifier.channel())).collect()
    }

    /// Announces a change that is about to be made. An error means that it must not be. An operator may change what nobody can be
    /// told of: an account whose owner can do nothing else.
    pub async fn announce(&self, announcement: &Announcement<'_>, now: Timestamp) -> Result<Announced, NoticeFailed> {
        if announcement.recipients.is_empty() && !matches!(announcement.actor, Actor::Operator) {
            return Err(NoticeFailed::Nobody);
        }
        let id = self.queue(announcement, now).await?;
        let made = Step::swap(&Key::notice(id), None, &announcement.event.name(), Some(now.plus(KEPT_FOR)))?;
        Ok(Announced(made))
    }

    /// Tells of what has happened. It goes on all the same where nobody can be told: whoever has just proven an identifier is
    /// not kept out for that.
    pub async fn tell(&self, announcement: &Announcement<'_>, now: Timestamp) {
        if let Err(failed) = self.queue(announcement, now).await {
            tracing::error!(reason = %failed, event = announcement.event.name(), "an owner is not told");
        }
    }

    async fn queue(&self, announcement: &Announcement<'_>, now: Timestamp) -> Result<NoticeId, NoticeFailed> {
        let id = NoticeId::from_random(random()?);
        let language = match announcement.actor {
            Actor::Owner { language } => NoticeLanguage::cut(language),
            Actor::Operator => NoticeLanguage::default(),
        };
        let mut entries = Vec::new();
        for (position, recipient) in announcement.recipients.iter().enumerate() {
            let notice = Notice {
                id,
                account: announcement.account,
                recipient: recipient.clone(),
                event: announcement.event.clone(),
                at: now,
                language: language.clone(),
            };
            let entry = SendMessageBatchRequestEntry::builder().id(position.to_string()).delay_seconds(DELAY);
            let entry = entry.message_body(notice.seal(&self.keyring, random()?)?).build();
            entries.push(entry.map_err(|error| NoticeFailed::Queue(error.to_string()))?);
        }
        if !entries.is_empty() {
            self.send(entries).await?;
        }
        Ok(id)
    }

    /// At once: SQS takes as many messages as an account has identifiers.
    async fn send(&self, entries: Vec<SendMessageBatchRequestEntry>) -> Result<(), NoticeFailed> {
        const { assert!(MOST_IDENTIFIERS <= MOST_AT_ONCE, "a batch for each ten") };
        let batch = self.client.send_message_batch().queue_url(&self.queue).set_entries(Some(entries));
        let sent = batch.send().await.map_err(|error| NoticeFailed::Queue(aws::cause(&error)))?;
        match sent.failed().first() {
            None => Ok(()),
            Some(failed) => Err(NoticeFailed::Queue(failed.code().to_owned())),
        }
    }
}
