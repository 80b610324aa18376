//! What pages say of an authenticator that its owner has lost.

use shared::Timestamp;
use shared::identity::factors::{Lost, WaitingRemoval};

use super::{RenderFailed, Words};

/// A removal that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRemoval {
    /// Of what.
    pub lost: Lost,
    /// From when on it may be completed.
    pub due: String,
    /// Whether that is now.
    pub is_due: bool,
}

/// A way for whoever has lost something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOfLost {
    /// What.
    pub lost: Lost,
    /// The sealed flow.
    pub flow: String,
}

/// A removal that waits, for whoever has not proven enough to see their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalOnTheWay {
    /// It.
    pub shown: ShownRemoval,
    /// The sealed flow that stops it; empty where that is what is being done.
    pub stop: String,
    /// The one that completes it; empty where that is what is being done, or may not be yet.
    pub complete: String,
}

impl ShownRemoval {
    /// What waits, which is `due` as people read it.
    pub fn new(waiting: &WaitingRemoval, due: String, now: Timestamp) -> Self {
        Self { lost: waiting.lost, due, is_due: now >= waiting.due_at }
    }

    /// That it waits, in a sentence.
    pub(super) fn said(&self, words: &Words) -> Result<String, RenderFailed> {
        words.say_of(&format!("removal.{}", name(self.lost)), &[("due", &self.due)])
    }
}

impl WayOfLost {
    /// What its owner says.
    pub(super) fn said(&self, words: &Words) -> Result<String, RenderFailed> {
        words.say(&format!("lose.{}", name(self.lost)))
    }
}

/// What is lost, as sentences are named.
pub(super) const fn name(lost: Lost) -> &'static str {
    match lost {
        Lost::App(_) => "app",
        Lost::Passkey(_) => "passkey",
        Lost::Everything => "everything",
    }
}
