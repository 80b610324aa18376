//! An outbox in memory: what would have been sent, newest first.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use crate::clock::Clock;
use pages::{EmailMessage, TextMessage};
use shared::identity::identifier::{Channel, EmailAddress, PhoneNumber};

/// Older messages than this many make room for new ones.
const KEPT: usize = 1_000;

/// Keeps messages instead of sending them. Clones share the same messages.
#[derive(Clone, Debug)]
pub struct Outbox {
    clock: Clock,
    messages: Arc<Mutex<Messages>>,
}

#[derive(Debug, Default)]
struct Messages {
    count: u64,
    newest_first: VecDeque<Sent>,
}

/// One message that would have been sent.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    /// Counts up from 1.
    pub id: u64,
    /// How it would have travelled.
    pub channel: Channel,
    /// Whom to.
    pub to: String,
    /// The email's subject.
    pub subject: Option<String>,
    /// The plain text.
    pub text: String,
    /// The email's HTML part.
    pub html: Option<String>,
    /// When, in Unix seconds.
    pub sent_at: u64,
}

impl Outbox {
    /// An empty outbox.
    pub fn new(clock: Clock) -> Self {
        Self { clock, messages: Arc::default() }
    }

    /// Every message, newest first.
    pub fn messages(&self) -> Vec<Sent> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).newest_first.iter().cloned().collect()
    }

    /// The newest message to somebody, while it is kept.
    pub fn newest_to(&self, to: &str) -> Option<Sent> {
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.newest_first.iter().find(|message| message.to == to).cloned()
    }

    /// How many messages there have been, those included that are no longer kept.
    pub fn count(&self) -> u64 {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).count
    }

    pub(super) fn keep_email(&self, to: &EmailAddress, message: &EmailMessage) {
        let (subject, html) = (Some(message.subject.clone()), Some(message.html.clone()));
        self.keep(Channel::Email, to.delivery(), message.text.clone(), subject, html);
    }

    pub(super) fn keep_text(&self, to: &PhoneNumber, message: &TextMessage) {
        self.keep(Channel::Sms, to.e164(), message.text.clone(), None, None);
    }

    fn keep(&self, channel: Channel, to: &str, text: String, subject: Option<String>, html: Option<String>) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.count += 1;
        let sent_at = self.clock.now().as_unix();
        let sent = Sent { id: messages.count, channel, to: to.to_owned(), subject, text, html, sent_at };
        messages.newest_first.push_front(sent);
        messages.newest_first.truncate(KEPT);
    }
}
