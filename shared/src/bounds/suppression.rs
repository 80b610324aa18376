//! Addresses that nothing is sent to any more, since their mail came back or their owner complained.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

mod bounce;

pub use bounce::{Bounce, OwnFault, Verdict, judge};

/// Why nothing is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// A hard bounce: there is no such mailbox.
    Bounce,
    /// The recipient called a message spam.
    Complaint,
}

impl Cause {
    /// The word for it in logs and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bounce => "bounce",
            Self::Complaint => "complaint",
        }
    }
}

/// How long suppressions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SuppressionPolicy {
    /// After a hard bounce, in seconds.
    pub bounce: u64,
    /// After a complaint, in seconds.
    pub complaint: u64,
}

/// One address is suppressed. The state names nobody: it is kept under the identity's keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Why.
    pub cause: Cause,
    /// The first moment at which messages are sent again.
    pub until: Timestamp,
}

impl Suppression {
    /// Whether nothing may be sent at `now`. The table may keep an item long after its time.
    pub fn stands(&self, now: Timestamp) -> bool {
        now < self.until
    }
}

/// What an address's state becomes after `cause`; `None`: what stands there lasts at least as long.
pub fn suppress(
    found: Option<&Suppression>,
    cause: Cause,
    policy: &SuppressionPolicy,
    now: Timestamp,
) -> Option<Suppression> {
    let seconds = match cause {
        Cause::Bounce => policy.bounce,
        Cause::Complaint => policy.complaint,
    };
    let next = Suppression { cause, until: now.plus(seconds) };
    Some(next).filter(|next| found.is_none_or(|found| found.until < next.until))
}

/// What a suppression becomes that its address's owner has had lifted; `None`: it does not stand any more.
pub fn lift(found: &Suppression, now: Timestamp) -> Option<Suppression> {
    found.stands(now).then_some(Suppression { cause: found.cause, until: now })
}

#[cfg(test)]
mod tests {
    use super::{Cause, Suppression, SuppressionPolicy, suppress};
    use crate::Timestamp;

    const NOW: Timestamp = Timestamp::from_unix(1_795_348_800);
    const POLICY: SuppressionPolicy = SuppressionPolicy { bounce: 30, complaint: 365 };

    #[test]
    fn otp_26_a_suppression_stands_until_its_time_and_no_longer() {
        let bounced = suppress(None, Cause::Bounce, &POLICY, NOW).unwrap();
        assert_eq!(bounced, Suppression { cause: Cause::Bounce, until: NOW.plus(30) });
        assert!(bounced.stands(NOW) && bounced.stands(NOW.plus(29)) && !bounced.stands(NOW.plus(30)));
    }

    #[test]
    fn otp_26_a_suppression_is_prolonged_and_never_shortened() {
        let complained = suppress(None, Cause::Complaint, &POLICY, NOW);
        assert_eq!(suppress(complained.as_ref(), Cause::Bounce, &POLICY, NOW.plus(1)), None);
        let bounced = suppress(None, Cause::Bounce, &POLICY, NOW);
        assert_eq!(suppress(bounced.as_ref(), Cause::Bounce, &POLICY, NOW), None, "the same event once more");
        let later = Suppression { cause: Cause::Bounce, until: NOW.plus(31) };
        assert_eq!(suppress(bounced.as_ref(), Cause::Bounce, &POLICY, NOW.plus(1)), Some(later));
        let lapsed = Suppression { cause: Cause::Complaint, until: NOW };
        assert_eq!(suppress(Some(&lapsed), Cause::Bounce, &POLICY, NOW), bounced);
    }
}
