//! What the owner of an account is told of: each of its identifiers gets a message of its own, by a queue that carries
//! nothing readable.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::account::AccountId;
use super::factors::Lost;
use super::identifier::{Channel, Identifier};
use super::keyring::{Keyring, NotSealedHere, Purpose};
use crate::Timestamp;

/// Seconds after which a change that was queued and is not booked will never be: its transaction comes next, and takes less.
const LONGEST_CHANGE: u64 = 60;
/// Longest language that is carried on, in characters: the beginning of a list says what is wanted most.
const LONGEST_LANGUAGE: usize = 64;

/// Names one act of which somebody is told; 128 random bits. Every message about it carries the same.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeId([u8; 16]);

/// What has happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountEvent {
    /// Somebody signed in on a device that was not known.
    NewDevice {
        /// From where, as far as that is kept: `203.0.113.0/24`.
        network: Option<String>,
    },
    /// The user let a client in.
    ClientConsented {
        /// What the operator calls the client.
        client: String,
    },
    /// It has an identifier more.
    IdentifierAdded {
        /// Which, masked: who reads the other mailboxes need not learn it in full.
        identifier: String,
    },
    /// It has one less.
    IdentifierRemoved {
        /// Which, masked.
        identifier: String,
    },
    /// What it may be proven by beside its identifiers has changed, or what it demands.
    FactorsChanged {
        /// How.
        change: FactorsChange,
        /// From where, as far as that is kept: `203.0.113.0/24`.
        network: Option<String>,
    },
    /// An operator has taken all of that away.
    FactorsReset {
        /// Why, for the log alone.
        reason: String,
    },
    /// Nobody may sign in to it any more.
    Disabled,
    /// It is gone.
    Erased,
}

/// A change of what an account may be proven by, or of what it demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactorsChange {
    /// It has a passkey more.
    PasskeyAdded,
    /// It has one less.
    PasskeyRemoved,
    /// It has an authenticator app, perhaps in the place of another one.
    AppSet,
    /// It has none any more.
    AppRemoved,
    /// It has other recovery codes.
    RecoveryCodesRenewed,
    /// It demands a second step.
    SecondStepDemanded,
    /// It demands none any more.
    SecondStepDropped,
    /// It will lose something, unless that is stopped.
    RemovalBegun {
        /// What.
        lost: Lost,
        /// From when on it may be completed.
        due_at: Timestamp,
    },
    /// It will not.
    RemovalStopped,
    /// It has.
    RemovalCompleted,
}

impl FactorsChange {
    /// Whether it is about what was lost: agreed to by what stands in for that, and not by the strongest that the account has.
    pub const fn is_of_removal(self) -> bool {
        matches!(self, Self::RemovalBegun { .. } | Self::RemovalStopped | Self::RemovalCompleted)
    }

    /// Its name in lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::AppSet => "app_set",
            Self::AppRemoved => "app_removed",
            Self::RecoveryCodesRenewed => "recovery_codes_renewed",
            Self::SecondStepDemanded => "second_step_demanded",
            Self::SecondStepDropped => "second_step_dropped",
            Self::RemovalBegun { .. } => "removal_begun",
            Self::RemovalStopped => "removal_stopped",
            Self::RemovalCompleted => "removal_completed",
        }
    }
}

/// How many messages about something an account's owner gets in a day (UTC), so that nothing becomes a flood. Each kind has its
/// own: whoever has a client let in again and again does not silence that a device is new. Changes of the account are bounded as
/// text messages alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeBudget {
    /// Sign-ins on devices that were not known.
    NewDevices,
    /// Clients that were let in.
    Consents,
    /// Text messages about changes: all accounts share their money, and none spends it alone.
    TextMessages,
}

/// What a caller called its own language (`Accept-Language`), as it is carried on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLanguage(String);

/// One message to one identifier, on its way through the queue.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The act.
    pub id: NoticeId,
    /// Whose account.
    pub account: AccountId,
    /// Who is told.
    pub recipient: Identifier,
    /// What happened.
    pub event: AccountEvent,
    /// When.
    pub at: Timestamp,
    /// The language that it is written in.
    pub language: NoticeLanguage,
}

/// What to do with a notice that has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// What it tells of is so.
    Tell,
    /// The change is not booked yet.
    Wait,
    /// The change has not been made and will not be.
    Drop,
}

impl NoticeId {
    /// Takes 16 fresh random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for NoticeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for NoticeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NoticeId({self})")
    }
}

impl NoticeLanguage {
    /// Cuts a text to what names languages: nothing else of a caller's gets into a message.
    pub fn cut(text: &str) -> Self {
        let names = |character: &char| character.is_ascii_alphanumeric() || ",;=.-_* ".contains(*character);
        Self(text.chars().take_while(names).take(LONGEST_LANGUAGE).collect())
    }

    /// As `Accept-Language` has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AccountEvent {
    /// Its name in lines.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NewDevice { .. } => "new_device",
            Self::ClientConsented { .. } => "client_consented",
            Self::IdentifierAdded { .. } => "identifier_added",
            Self::IdentifierRemoved { .. } => "identifier_removed",
            Self::FactorsChanged { change, .. } => change.name(),
            Self::FactorsReset { .. } => "factors_reset",
            Self::Disabled => "disabled",
            Self::Erased => "erased",
        }
    }

    /// When what it has begun may be completed, where it has begun anything.
    pub const fn due_at(&self) -> Option<Timestamp> {
        match self {
            Self::FactorsChanged { change: FactorsChange::RemovalBegun { due_at, .. }, .. } => Some(*due_at),
            _ => None,
        }
    }

    /// Whether it changes the account: then its table says once it was made, and every identifier is told.
    pub const fn is_change(&self) -> bool {
        !matches!(self, Self::NewDevice { .. } | Self::ClientConsented { .. })
    }

    /// What a message of it counts for by this channel; `None`: it is sent however many there were.
    pub const fn budget(&self, channel: Channel) -> Option<NoticeBudget> {
        match self {
            Self::NewDevice { .. } => Some(NoticeBudget::NewDevices),
            Self::ClientConsented { .. } => Some(NoticeBudget::Consents),
            Self::IdentifierAdded { .. }
            | Self::IdentifierRemoved { .. }
            | Self::FactorsChanged { .. }
            | Self::FactorsReset { .. }
            | Self::Disabled
            | Self::Erased => match channel {
                Channel::Email => None,
                Channel::Sms => Some(NoticeBudget::TextMessages),
            },
        }
    }

    /// Whether an identifier of this channel is told. Sign-ins are told by email alone: a text message costs money, and whoever
    /// has the phone has just had one.
    pub fn is_told_by(&self, channel: Channel) -> bool {
        self.is_change() || channel == Channel::Email
    }
}

impl NoticeBudget {
    /// How many of one account in a day.
    pub const fn most(self) -> u64 {
        match self {
            Self::NewDevices | Self::Consents => 50,
            Self::TextMessages => 10,
        }
    }

    /// Its name in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewDevices => "new-devices",
            Self::Consents => "consents",
            Self::TextMessages => "text-messages",
        }
    }
}

impl Notice {
    /// The message as the queue carries it, sealed under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::Notice, keyring.current(), &plaintext, nonce)
    }

    /// Opens a message of the queue.
    pub fn open(text: &str, keyring: &Keyring) -> Result<Self, NotSealedHere> {
        let (plaintext, _) = keyring.open(Purpose::Notice, text)?;
        postcard::from_bytes(plaintext.expose_secret()).map_err(|_| NotSealedHere)
    }

    /// Decides what becomes of it, where it was `queued_at` and the table has `booked` what it tells of or has not. Messages about
    /// a change are queued before the change is made, so that none is made of which nobody could be told; some are about one that
    /// was not made.
    pub fn arrive(&self, booked: bool, queued_at: Timestamp, now: Timestamp) -> Arrival {
        if booked || !self.event.is_change() {
            return Arrival::Tell;
        }
        if now < queued_at.plus(LONGEST_CHANGE) { Arrival::Wait } else { Arrival::Drop }
    }
}

impl fmt::Debug for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Notice({}, {}, {})", self.id, self.event.name(), self.recipient)
    }
}

#[cfg(test)]
#[path = "notice_tests.rs"]
mod tests;
