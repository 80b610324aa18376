//! Every act that matters to security, each as one line that no log level silences, and counted where an alarm may hang
//! on it. `docs/observability.md` lists them.

use std::fmt::Display;

use crate::telemetry::Metric;
use shared::bounds::suppression::{Cause, OwnFault};
use shared::identity::IdentityKey;
use shared::identity::identifier::{Channel, PhoneNumber};
use shared::identity::notice::FactorsChange;
use shared::tokens::assurance::Method;
use shared::tokens::session::SessionId;

mod about;
mod record;

pub use about::About;

/// What was done. Whom it concerns is in the line as well, once [`About::note`] has told.
#[derive(Clone, Copy)]
pub enum Act<'a> {
    /// A code left.
    CodeSent {
        /// How.
        channel: Channel,
    },
    /// A code did not leave.
    CodeNotSent {
        /// How it would have.
        channel: Channel,
        /// Why.
        reason: &'a (dyn Display + Sync),
    },
    /// A code of the long form left: too many wrong codes were tried.
    LongCodeSent {
        /// How.
        channel: Channel,
    },
    /// No code was sent: its address is suppressed.
    SendSuppressed {
        /// Why it is.
        cause: Cause,
    },
    /// Nothing more is sent to an address.
    AddressSuppressed {
        /// Which: one event tells of several.
        identity: IdentityKey,
        /// What SES reported.
        cause: Cause,
    },
    /// A server refused a message for what we are or send, which no other mailbox would take either.
    MailRefused {
        /// Whom it was to reach: one event tells of several.
        identity: IdentityKey,
        /// What is refused.
        fault: OwnFault,
    },
    /// A network had made its calls.
    AddressRefused {
        /// Which bound it was.
        reason: &'static str,
    },
    /// Wrong guesses of the whole service make codes longer.
    PressureBegun,
    /// The day's money for text messages did not suffice for one.
    SmsBudgetSpent,
    /// Text messages to a block of numbers are stopped.
    SmsPrefixStopped {
        /// A number of it, which masks itself.
        number: &'a PhoneNumber,
    },
    /// A right code was used up.
    CodeAccepted {
        /// How it came.
        channel: Channel,
    },
    /// A mail's link was used up, and its code with it.
    LinkAccepted {
        /// How it came.
        channel: Channel,
    },
    /// A mail's link was refused: used, expired, or followed by a newer one.
    LinkRefused {
        /// Why.
        reason: &'a (dyn Display + Sync),
    },
    /// A code was refused.
    CodeRefused {
        /// Whether it was judged, which spends a guess.
        judged: bool,
        /// Why.
        reason: &'a (dyn Display + Sync),
    },
    /// An account's app or recovery code was taken.
    StepAccepted {
        /// Which of them.
        method: Method,
    },
    /// One was refused.
    StepRefused {
        /// Which of them.
        method: Method,
        /// Why.
        reason: &'a (dyn Display + Sync),
    },
    /// The wrong codes of a pool are spent: long ones take the place of its short codes until the window has passed.
    LockedToLongCodes {
        /// How the last code came.
        channel: Channel,
    },
    /// Somebody signed in for the first time: there is an account more.
    AccountBegun,
    /// A right code led into no account.
    EntryRefused {
        /// Why.
        reason: &'a (dyn Display + Sync),
    },
    /// Somebody signed in.
    SessionBegun,
    /// Somebody ended a session.
    SessionEnded {
        /// Which; it need not be the caller's own.
        session: SessionId,
    },
    /// Somebody ended all sessions of a subject.
    SessionsEnded {
        /// How many there were.
        count: usize,
    },
    /// An access token was revoked.
    TokenRevoked,
    /// A refresh token came back within moments, and got the one successor again: two tabs, a lost answer, or a thief.
    RefreshTokenRepeated,
    /// An old refresh token came back: its session is ended.
    RefreshTokenReused,
    /// Somebody agreed to what an OAuth client asked for.
    Consented {
        /// Which client.
        client: &'a str,
    },
    /// Somebody took back what they had agreed to.
    ConsentTakenBack {
        /// From which client.
        client: &'a str,
    },
    /// An authorization code was redeemed.
    GrantBegun {
        /// By which client.
        client: &'a str,
    },
    /// An authorization code was redeemed once more: its grant is ended.
    AuthorizationCodeReused {
        /// By which client.
        client: &'a str,
    },
    /// An account got one identifier more.
    IdentifierAdded {
        /// How codes reach it.
        channel: Channel,
    },
    /// An account lost an identifier.
    IdentifierRemoved {
        /// How codes reached it.
        channel: Channel,
        /// How many sessions ended with it.
        count: usize,
    },
    /// What an account may be proven by has changed, or what it demands.
    FactorsChanged {
        /// How.
        change: FactorsChange,
        /// How many sessions ended with it.
        count: usize,
    },
    /// An operator has taken passkeys, app and recovery codes off an account.
    FactorsReset {
        /// Why, as the operator says.
        reason: &'a (dyn Display + Sync),
    },
    /// A passkey has proven whose it is.
    PasskeyAccepted,
    /// What was shown of a passkey was refused.
    PasskeyRefused {
        /// Why.
        reason: &'a (dyn Display + Sync),
    },
    /// A passkey's counter did not go on: there may be a copy of it.
    PasskeyCounterWentBack,
    /// Everything about a subject was forgotten.
    Erased {
        /// How many sessions ended with it.
        count: usize,
    },
    /// An owner was told of something.
    NoticeSent {
        /// How.
        channel: Channel,
        /// Of what.
        event: &'static str,
    },
    /// A notice did not leave; it is tried five times.
    NoticeFailed {
        /// How it would have been.
        channel: Channel,
        /// Of what.
        event: &'static str,
        /// Why.
        reason: &'a (dyn Display + Sync),
    },
    /// An owner is not told: the address is suppressed, the number's country is texted no more, or the day's messages are spent.
    NoticeWithheld {
        /// Of what.
        event: &'static str,
    },
    /// A deployment changed the signing keys.
    KeysRotated,
}

impl Act<'_> {
    /// Its name in lines, as `audit`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CodeSent { .. } => "code_sent",
            Self::CodeNotSent { .. } => "code_not_sent",
            Self::LongCodeSent { .. } => "long_code_sent",
            Self::SendSuppressed { .. } => "send_suppressed",
            Self::AddressSuppressed { .. } => "address_suppressed",
            Self::MailRefused { .. } => "mail_refused",
            Self::AddressRefused { .. } => "address_refused",
            Self::PressureBegun => "pressure_begun",
            Self::SmsBudgetSpent => "sms_budget_spent",
            Self::SmsPrefixStopped { .. } => "sms_prefix_stopped",
            Self::CodeAccepted { .. } => "code_accepted",
            Self::LinkAccepted { .. } => "link_accepted",
            Self::LinkRefused { .. } => "link_refused",
            Self::CodeRefused { .. } => "code_refused",
            Self::StepAccepted { .. } => "step_accepted",
            Self::StepRefused { .. } => "step_refused",
            Self::LockedToLongCodes { .. } => "locked_to_long_codes",
            Self::AccountBegun => "account_begun",
            Self::EntryRefused { .. } => "entry_refused",
            Self::SessionBegun => "session_begun",
            Self::SessionEnded { .. } => "session_ended",
            Self::SessionsEnded { .. } => "sessions_ended",
            Self::TokenRevoked => "token_revoked",
            Self::RefreshTokenRepeated => "refresh_token_repeated",
            Self::RefreshTokenReused => "refresh_token_reused",
            Self::Consented { .. } => "consented",
            Self::ConsentTakenBack { .. } => "consent_taken_back",
            Self::GrantBegun { .. } => "grant_begun",
            Self::AuthorizationCodeReused { .. } => "authorization_code_reused",
            Self::IdentifierAdded { .. } => "identifier_added",
            Self::IdentifierRemoved { .. } => "identifier_removed",
            Self::FactorsChanged { .. } => "factors_changed",
            Self::FactorsReset { .. } => "factors_reset",
            Self::PasskeyAccepted => "passkey_accepted",
            Self::PasskeyRefused { .. } => "passkey_refused",
            Self::PasskeyCounterWentBack => "passkey_counter_went_back",
            Self::Erased { .. } => "erased",
            Self::NoticeSent { .. } => "notice_sent",
            Self::NoticeFailed { .. } => "notice_failed",
            Self::NoticeWithheld { .. } => "notice_withheld",
            Self::KeysRotated => "keys_rotated",
        }
    }

    /// `success`, `refused` (the caller's doing) or `failed` (ours).
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::CodeNotSent { .. } | Self::MailRefused { .. } | Self::NoticeFailed { .. } => "failed",
            Self::SendSuppressed { .. }
            | Self::NoticeWithheld { .. }
            | Self::AddressRefused { .. }
            | Self::SmsBudgetSpent
            | Self::CodeRefused { .. }
            | Self::LinkRefused { .. }
            | Self::StepRefused { .. }
            | Self::LockedToLongCodes { .. }
            | Self::PasskeyRefused { .. }
            | Self::EntryRefused { .. }
            | Self::AuthorizationCodeReused { .. }
            | Self::RefreshTokenReused => "refused",
            Self::CodeSent { .. }
            | Self::LongCodeSent { .. }
            | Self::AddressSuppressed { .. }
            | Self::PressureBegun
            | Self::SmsPrefixStopped { .. }
            | Self::CodeAccepted { .. }
            | Self::LinkAccepted { .. }
            | Self::StepAccepted { .. }
            | Self::AccountBegun
            | Self::SessionBegun
            | Self::SessionEnded { .. }
            | Self::SessionsEnded { .. }
            | Self::Consented { .. }
            | Self::ConsentTakenBack { .. }
            | Self::GrantBegun { .. }
            | Self::TokenRevoked
            | Self::RefreshTokenRepeated
            | Self::IdentifierAdded { .. }
            | Self::IdentifierRemoved { .. }
            | Self::FactorsChanged { .. }
            | Self::FactorsReset { .. }
            | Self::PasskeyAccepted
            | Self::PasskeyCounterWentBack
            | Self::Erased { .. }
            | Self::NoticeSent { .. }
            | Self::KeysRotated => "success",
        }
    }

    /// What is counted for it, and how many.
    pub fn metric(&self) -> Option<(Metric, u64)> {
        let many = |count| u64::try_from(count).unwrap_or(u64::MAX);
        match *self {
            Self::CodeSent { channel } => Some((Metric::CodesSent(channel), 1)),
            Self::CodeNotSent { channel, .. } => Some((Metric::SendFailures(channel), 1)),
            Self::LongCodeSent { .. } => Some((Metric::LongCodes, 1)),
            Self::AddressSuppressed { cause, .. } => Some((Metric::Suppressed(cause), 1)),
            Self::MailRefused { .. } => Some((Metric::MailRefused, 1)),
            Self::AddressRefused { .. } => Some((Metric::AddressRefused, 1)),
            Self::PressureBegun => Some((Metric::Pressure, 1)),
            Self::SmsBudgetSpent => Some((Metric::SmsBudgetSpent, 1)),
            Self::SmsPrefixStopped { .. } => Some((Metric::SmsPrefixStopped, 1)),
            Self::CodeAccepted { channel } | Self::LinkAccepted { channel } => {
                Some((Metric::CodesAccepted(channel), 1))
            }
            Self::CodeRefused { judged: true, .. } => Some((Metric::CodesRefused, 1)),
            Self::StepAccepted { method } => Some((Metric::StepsAccepted(method), 1)),
            Self::StepRefused { method, .. } => Some((Metric::StepsRefused(method), 1)),
            Self::SessionEnded { .. } => Some((Metric::SessionsEnded, 1)),
            Self::PasskeyAccepted => Some((Metric::PasskeysAccepted, 1)),
            Self::PasskeyRefused { .. } => Some((Metric::PasskeysRefused, 1)),
            Self::PasskeyCounterWentBack => Some((Metric::PasskeyCounters, 1)),
            Self::SessionsEnded { count }
            | Self::IdentifierRemoved { count, .. }
            | Self::FactorsChanged { count, .. }
            | Self::Erased { count } => Some((Metric::SessionsEnded, many(count))),
            Self::RefreshTokenReused | Self::AuthorizationCodeReused { .. } => Some((Metric::RefreshReuse, 1)),
            Self::SendSuppressed { .. }
            | Self::FactorsReset { .. }
            | Self::CodeRefused { judged: false, .. }
            | Self::LinkRefused { .. }
            | Self::Consented { .. }
            | Self::ConsentTakenBack { .. }
            | Self::GrantBegun { .. }
            | Self::IdentifierAdded { .. }
            | Self::LockedToLongCodes { .. }
            | Self::AccountBegun
            | Self::SessionBegun
            | Self::EntryRefused { .. }
            | Self::TokenRevoked
            | Self::RefreshTokenRepeated
            | Self::NoticeSent { .. }
            | Self::NoticeFailed { .. }
            | Self::NoticeWithheld { .. }
            | Self::KeysRotated => None,
        }
    }
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
