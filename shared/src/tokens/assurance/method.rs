//! The ways to prove who one is.

use serde::{Deserialize, Serialize};

use crate::identity::identifier::Channel;

/// How somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Method {
    /// By a code that came by email.
    Email,
    /// By a code that came by text message.
    Sms,
    /// By a code of an authenticator app (RFC 6238), beside another proof.
    Totp,
    /// By a recovery code, beside another proof.
    Recovery,
    /// By a passkey (WebAuthn), whose user was verified.
    Passkey,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 5] = [Self::Email, Self::Sms, Self::Totp, Self::Recovery, Self::Passkey];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Totp => "totp",
            Self::Recovery => "recovery",
            Self::Passkey => "passkey",
        }
    }

    /// The method that a word names.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// Whether somebody may sign in by it alone, as far as nothing more is demanded.
    pub const fn begins(self) -> bool {
        match self {
            Self::Email | Self::Sms | Self::Passkey => true,
            Self::Totp | Self::Recovery => false,
        }
    }

    /// Whether its code is sent.
    pub(super) const fn is_sent(self) -> bool {
        matches!(self, Self::Email | Self::Sms)
    }

    /// What `amr` says of it: its own name, beside those of RFC 8176 §2 that fit. Whether a passkey's key stands in hardware is
    /// not known without attestation, so that it is `pop` and neither `hwk` nor `swk`.
    pub(super) const fn references(self) -> &'static [&'static str] {
        match self {
            Self::Email => &["otp", "email"],
            Self::Sms => &["otp", "sms"],
            Self::Totp => &["otp", "totp"],
            Self::Recovery => &["recovery"],
            Self::Passkey => &["passkey", "pop", "user", "mfa"],
        }
    }
}

impl From<Channel> for Method {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Email => Self::Email,
            Channel::Sms => Self::Sms,
        }
    }
}
