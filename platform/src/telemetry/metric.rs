//! What is counted, by CloudWatch's embedded metric format.

use metrics::Unit;
use metrics_cloudwatch_embedded::{Builder, Collector};

use shared::bounds::suppression::Cause;
use shared::identity::identifier::Channel;
use shared::tokens::assurance::Method;

/// The namespace of every metric.
pub const NAMESPACE: &str = "otp-authorizer";

/// What is counted. The values of its dimension are few and made here: each is a metric of its own, which costs money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Codes that left.
    CodesSent(Channel),
    /// Codes that could not be sent.
    SendFailures(Channel),
    /// Codes of the long form, among them.
    LongCodes,
    /// Addresses that get nothing more, by what SES reported.
    Suppressed(Cause),
    /// Messages that servers refused for what we are or send.
    MailRefused,
    /// Calls from a network that has made its calls.
    AddressRefused,
    /// Times at which wrong guesses of the whole service made codes longer.
    Pressure,
    /// What text messages were charged with, in millionths of a dollar.
    SmsSpendMicros,
    /// Text messages for which the day's money did not suffice.
    SmsBudgetSpent,
    /// Blocks of numbers that were stopped.
    SmsPrefixStopped,
    /// Right codes, each a sign-in.
    CodesAccepted(Channel),
    /// Wrong guesses.
    CodesRefused,
    /// Codes of apps and recovery codes that were taken.
    StepsAccepted(Method),
    /// Those that were not.
    StepsRefused(Method),
    /// Passkeys that have proven whose they are, each a sign-in.
    PasskeysAccepted,
    /// What was shown of passkeys and refused.
    PasskeysRefused,
    /// Passkeys whose counters did not go on.
    PasskeyCounters,
    /// Sessions that somebody ended.
    SessionsEnded,
    /// Old refresh tokens that came back.
    RefreshReuse,
    /// Times at which so much of one subject was revoked that all its tokens were refused.
    TooManyRevocations,
    /// Calls that could not be served, by the code that was answered.
    Unavailable(&'static str),
}

impl Metric {
    /// Its name in CloudWatch.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CodesSent(_) => "CodesSent",
            Self::SendFailures(_) => "SendFailures",
            Self::CodesAccepted(_) => "CodesAccepted",
            Self::LongCodes => "LongCodes",
            Self::Suppressed(_) => "Suppressed",
            Self::MailRefused => "MailRefused",
            Self::AddressRefused => "AddressRefused",
            Self::Pressure => "Pressure",
            Self::SmsSpendMicros => "SmsSpendMicros",
            Self::SmsBudgetSpent => "SmsBudgetSpent",
            Self::SmsPrefixStopped => "SmsPrefixStopped",
            Self::CodesRefused => "CodesRefused",
            Self::StepsAccepted(_) => "StepsAccepted",
            Self::StepsRefused(_) => "StepsRefused",
            Self::PasskeysAccepted => "PasskeysAccepted",
            Self::PasskeysRefused => "PasskeysRefused",
            Self::PasskeyCounters => "PasskeyCounters",
            Self::SessionsEnded => "SessionsEnded",
            Self::RefreshReuse => "RefreshReuse",
            Self::TooManyRevocations => "TooManyRevocations",
            Self::Unavailable(_) => "Unavailable",
        }
    }

    /// Its own dimension, beside `Service` and `Function`.
    pub const fn dimension(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::CodesSent(channel) | Self::SendFailures(channel) | Self::CodesAccepted(channel) => {
                Some(("Channel", channel.name()))
            }
            Self::StepsAccepted(method) | Self::StepsRefused(method) => Some(("Method", method.name())),
            Self::Unavailable(cause) => Some(("Cause", cause)),
            Self::Suppressed(cause) => Some(("Cause", cause.name())),
            Self::LongCodes
            | Self::MailRefused
            | Self::AddressRefused
            | Self::Pressure
            | Self::SmsSpendMicros
            | Self::SmsBudgetSpent
            | Self::SmsPrefixStopped
            | Self::CodesRefused
            | Self::PasskeysAccepted
            | Self::PasskeysRefused
            | Self::PasskeyCounters
            | Self::SessionsEnded
            | Self::RefreshReuse
            | Self::TooManyRevocations => None,
        }
    }

    /// Counts `amount` more.
    pub fn add(self, amount: u64) {
        metrics::describe_counter!(self.name(), Unit::Count, "");
        let counter = if let Some((name, value)) = self.dimension() {
            metrics::counter!(self.name(), name => value)
        } else {
            metrics::counter!(self.name())
        };
        counter.increment(amount);
    }
}

/// Counts for a deployment and a function; `None` where something counts already.
pub(super) fn collector(deployment: String, function: &'static str) -> Option<&'static Collector> {
    let builder = Builder::new().cloudwatch_namespace(NAMESPACE);
    builder.with_dimension("Service", deployment).with_dimension("Function", function).init().ok()
}
