//! The line that an act leaves.

use super::Act;
use crate::telemetry::AUDIT;
use shared::identity::IdentityKey;
use shared::identity::identifier::Channel;
use shared::tokens::assurance::Method;

impl Act<'_> {
    /// Writes it down and counts it. Called once what it tells is booked.
    pub fn record(&self) {
        tracing::info!(
            target: AUDIT,
            audit = self.name(),
            outcome = self.outcome(),
            reason = self.reason().map(display),
            method = self.method().map(Method::name),
            channel = self.channel().map(Channel::name),
            identity = self.identity().map(debug),
            session = if let Self::SessionEnded { session } = self { Some(debug(session)) } else { None },
            number = if let Self::SmsPrefixStopped { number } = self { Some(display(number)) } else { None },
            client = self.client(),
            count = self.count(),
            event = self.event(),
            "audit"
        );
        if let Some((metric, amount)) = self.metric() {
            metric.add(amount);
        }
    }

    /// Whom it concerns, where the call concerns several.
    const fn identity(&self) -> Option<IdentityKey> {
        match self {
            Self::AddressSuppressed { identity, .. } | Self::MailRefused { identity, .. } => Some(*identity),
            _ => None,
        }
    }

    const fn count(&self) -> Option<usize> {
        match self {
            Self::SessionsEnded { count }
            | Self::IdentifierRemoved { count, .. }
            | Self::FactorsChanged { count, .. }
            | Self::Erased { count } => Some(*count),
            _ => None,
        }
    }

    const fn client(&self) -> Option<&str> {
        match self {
            Self::Consented { client }
            | Self::ConsentTakenBack { client }
            | Self::GrantBegun { client }
            | Self::AuthorizationCodeReused { client } => Some(client),
            _ => None,
        }
    }

    const fn method(&self) -> Option<Method> {
        match self {
            Self::StepAccepted { method } | Self::StepRefused { method, .. } => Some(*method),
            _ => None,
        }
    }

    const fn event(&self) -> Option<&'static str> {
        match self {
            Self::FactorsChanged { change, .. } => Some(change.name()),
            Self::NoticeSent { event, .. } | Self::NoticeFailed { event, .. } | Self::NoticeWithheld { event } => {
                Some(event)
            }
            _ => None,
        }
    }

    const fn channel(&self) -> Option<Channel> {
        match self {
            Self::CodeSent { channel }
            | Self::LongCodeSent { channel }
            | Self::CodeNotSent { channel, .. }
            | Self::NoticeSent { channel, .. }
            | Self::NoticeFailed { channel, .. }
            | Self::CodeAccepted { channel }
            | Self::LinkAccepted { channel }
            | Self::IdentifierAdded { channel }
            | Self::IdentifierRemoved { channel, .. } => Some(*channel),
            _ => None,
        }
    }

    fn reason(&self) -> Option<String> {
        match self {
            Self::CodeNotSent { reason, .. }
            | Self::NoticeFailed { reason, .. }
            | Self::CodeRefused { reason, .. }
            | Self::LinkRefused { reason }
            | Self::StepRefused { reason, .. }
            | Self::PasskeyRefused { reason }
            | Self::FactorsReset { reason }
            | Self::EntryRefused { reason } => Some(reason.to_string()),
            Self::SendSuppressed { cause } | Self::AddressSuppressed { cause, .. } => Some(cause.name().to_owned()),
            Self::MailRefused { fault, .. } => Some(fault.name().to_owned()),
            Self::AddressRefused { reason } => Some((*reason).to_owned()),
            _ => None,
        }
    }
}
