//! Tells owners of accounts what has happened to them, and can do nothing else: it opens the messages of its queue, reads whether
//! a change was made and whether an address is suppressed, counts, and sends.
//!
//! message → opened → arrival (pure) → budget → suppression → sent. What fails comes again; after five times it waits in the
//! queue of failed ones.

use platform::audit::Act;
use platform::aws::Aws;
use platform::clock::{self, Clock};
use platform::sender::{SendFailed, Sender};
use platform::store::{Charge, Charged, Key, Store, StoreError};
use shared::Timestamp;
use shared::bounds::spend::Day;
use shared::bounds::suppression::Suppression;
use shared::identity::identifier::{Channel, Identifier};
use shared::identity::keyring::Keyring;
use shared::identity::notice::{AccountEvent, Arrival, Notice};

mod event;
mod settings;
mod text_messages;

pub use event::{Attributes, ItemFailure, Message, Messages, Unfinished};
use pages::{Locale, NoticeContent};
pub use settings::Settings;
use text_messages::TextMessages;

/// The number in an account's counts.
const COUNT: &str = "count";
/// Seconds for which a day's counts stay after it.
const COUNTS_KEPT_FOR: u64 = 86_400;

/// What the function works with.
#[derive(Debug)]
pub struct Service {
    keyring: Keyring,
    store: Store,
    sender: Sender,
    /// `None`: SMS is off.
    text: Option<TextMessages>,
    clock: Clock,
}

/// Why somebody is not told now; the message comes again.
#[derive(Debug, thiserror::Error)]
enum NotTold {
    #[error("the change is not booked yet")]
    NotYet,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Send(#[from] SendFailed),
    #[error("the day's money for text messages is spent")]
    Unpaid,
}

impl Service {
    /// Works as `settings` says, with their keys; `sender` and `clock` are the caller's choice.
    pub fn new(settings: Settings, keyring: Keyring, aws: &Aws, sender: Sender, clock: Clock) -> Self {
        let store = Store::new(aws.dynamodb(), settings.table.name);
        let text = settings.text.map(|text| TextMessages::new(store.clone(), text));
        Self { keyring, store, sender, text, clock }
    }

    /// Tells of every message, one after the other, and names those that are to come again.
    pub async fn handle(&self, messages: &Messages) -> Unfinished {
        let mut unfinished = Unfinished::default();
        for message in &messages.records {
            if self.take(message).await.is_err() {
                let item_identifier = message.message_id.clone();
                unfinished.batch_item_failures.push(ItemFailure { item_identifier });
            }
        }
        unfinished
    }

    async fn take(&self, message: &Message) -> Result<(), ()> {
        let Ok(notice) = Notice::open(&message.body, &self.keyring) else {
            // A version of the master secret that was retired too early, or somebody else's: it is kept among those that failed.
            tracing::error!(outcome = "failed", reason = "malformed", "a message of the queue was not sealed here");
            return Err(());
        };
        let queued_at = message.sent_at().unwrap_or(notice.at);
        match self.tell(&notice, queued_at, self.clock.now()).await {
            Ok(()) => Ok(()),
            Err(NotTold::NotYet) => Err(()),
            Err(error) => {
                let (channel, event) = (notice.recipient.channel(), notice.event.name());
                Act::NoticeFailed { channel, event, reason: &error }.record();
                Err(())
            }
        }
    }

    async fn tell(&self, notice: &Notice, queued_at: Timestamp, now: Timestamp) -> Result<(), NotTold> {
        let event = notice.event.name();
        match notice.arrive(self.is_booked(notice).await?, queued_at, now) {
            Arrival::Tell => {}
            Arrival::Wait => return Err(NotTold::NotYet),
            Arrival::Drop => {
                tracing::info!(event, "a change that was not made is not told");
                return Ok(());
            }
        }
        if let AccountEvent::FactorsReset { reason } = &notice.event {
            Act::FactorsReset { reason }.record();
        }
        if self.is_suppressed(notice, now).await? || !self.has_room(notice, now).await? {
            Act::NoticeWithheld { event }.record();
            return Ok(());
        }
        let when = clock::in_words(notice.at);
        let locale = Locale::best_for(notice.language.as_str());
        let due = notice.event.due_at().map(clock::in_words).unwrap_or_default();
        let content = NoticeContent { event: &notice.event, when: &when, due: &due, locale };
        match self.send(&notice.recipient, &content, now).await {
            Ok(true) => {}
            Ok(false) => {
                Act::NoticeWithheld { event }.record();
                return Ok(());
            }
            Err(failed) => {
                self.give_back(notice, now).await;
                return Err(failed);
            }
        }
        Act::NoticeSent { channel: notice.recipient.channel(), event }.record();
        Ok(())
    }

    /// Sends, a text message only once it is paid for; tells whether anything left.
    async fn send(&self, to: &Identifier, content: &NoticeContent<'_>, now: Timestamp) -> Result<bool, NotTold> {
        let Identifier::Phone(number) = to else {
            self.sender.tell(to, content).await?;
            return Ok(true);
        };
        let Some(text) = self.text.as_ref().filter(|text| text.reaches(number)) else { return Ok(false) };
        // It comes again, and waits in the queue of failed ones in the end: other accounts' changes are paid from the same money, and
        // are not to keep an owner from what is done to this one.
        let receipt = text.pay(number, now).await?.ok_or(NotTold::Unpaid)?;
        if let Err(failed) = self.sender.tell(to, content).await {
            if failed.is_certain() {
                text.take_back(&receipt, now).await;
            }
            return Err(failed.into());
        }
        Ok(true)
    }

    /// Whether the table says that what is told was done. What a sign-in tells of is done when it is queued.
    async fn is_booked(&self, notice: &Notice) -> Result<bool, StoreError> {
        if !notice.event.is_change() {
            return Ok(true);
        }
        Ok(self.store.read::<String>(&Key::notice(notice.id)).await?.is_some())
    }

    /// Counts a message of those that are bounded.
    async fn has_room(&self, notice: &Notice, now: Timestamp) -> Result<bool, StoreError> {
        let Some(budget) = notice.event.budget(notice.recipient.channel()) else { return Ok(true) };
        let day = Day::of(now);
        let charge = Charge { number: COUNT, amount: 1, most: Some(budget.most()) };
        let key = Key::notices(notice.account, budget, day);
        let charged = self.store.charge(&key, &[charge], day.end().plus(COUNTS_KEPT_FOR)).await?;
        Ok(matches!(charged, Charged::Done(_)))
    }

    /// A message that did not leave counts for nothing. What cannot be given back is counted, which is the safe side.
    async fn give_back(&self, notice: &Notice, now: Timestamp) {
        let Some(budget) = notice.event.budget(notice.recipient.channel()) else { return };
        let key = Key::notices(notice.account, budget, Day::of(now));
        if let Err(error) = self.store.credit(&key, COUNT, 1).await {
            tracing::warn!(reason = %error, "a message that did not leave stays counted");
        }
    }

    async fn is_suppressed(&self, notice: &Notice, now: Timestamp) -> Result<bool, StoreError> {
        if notice.recipient.channel() != Channel::Email {
            return Ok(false);
        }
        let key = Key::suppression(self.keyring.identity_key(&notice.recipient));
        let found = self.store.read::<Suppression>(&key).await?;
        Ok(found.is_some_and(|found| found.state.stands(now)))
    }
}
