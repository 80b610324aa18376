//! What a user proves to own: an email address or a phone number, in canonical form.

use std::fmt;

use serde::{Deserialize, Serialize};

mod country;
mod email;
mod phone;

pub use country::{CountryFault, calling_codes, parse_country};
pub use email::{EmailAddress, EmailFault, parse_domain};
pub use phone::{NumberFacts, NumberKind, PhoneFault, PhoneNumber};

/// How a code travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// By email.
    Email,
    /// By text message.
    Sms,
}

impl Channel {
    /// The word for this channel in answers, logs and the `amr` claim.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
}

/// An email address or a phone number. `Display` masks it; [`Identifier::canonical`] shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Identifier {
    /// An email address.
    Email(EmailAddress),
    /// A phone number.
    Phone(PhoneNumber),
}

impl Identifier {
    /// The whole address, or the number in E.164: for its owner alone, and for clients that they granted it to.
    pub fn exposed(&self) -> String {
        match self {
            Self::Email(address) => address.identity(),
            Self::Phone(number) => number.e164().to_owned(),
        }
    }

    /// The one spelling that stands for this identity: `email:ada@example.org` or `tel:+14155550100`.
    pub fn canonical(&self) -> String {
        match self {
            Self::Email(_) => format!("email:{}", self.exposed()),
            Self::Phone(_) => format!("tel:{}", self.exposed()),
        }
    }

    /// The name under which budgets are kept. It folds `ada+anything@example.org` into `ada@example.org`: one mailbox must
    /// not have a budget per tag (OTP-17). Identities stay apart, since a code's key comes from the canonical form.
    pub fn budget_name(&self) -> String {
        match self {
            Self::Email(address) => format!("email:{}", address.mailbox()),
            Self::Phone(_) => self.canonical(),
        }
    }

    /// Whether it is one of several spellings that share a mailbox's budgets: `ada+anything@example.org`.
    pub fn is_tagged(&self) -> bool {
        self.budget_name() != self.canonical()
    }

    /// The channel that reaches this identifier.
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Phone(_) => Channel::Sms,
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(address) => address.fmt(formatter),
            Self::Phone(number) => number.fmt(formatter),
        }
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Identifier({self})")
    }
}
