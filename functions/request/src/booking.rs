//! What the ledger keeps of a code: that it is sent, or that it never left.

use platform::entropy::random;
use platform::store::{Decision, Expected};
use shared::codes::handle::Handle;
use shared::codes::ledger::{Issue, Issued, Ledger, Policy, issue, send_failed};
use shared::revision::Versioned;

use crate::attempt::Attempt;
use crate::{RequestError, Service};

/// A code that may be sent.
pub(crate) struct Booked {
    pub(crate) issued: Issued,
    /// The ledger as it was written.
    pub(crate) ledger: Option<Versioned<Ledger>>,
}

impl Service {
    /// Decides whether a code may be sent, and books that it is.
    pub(crate) async fn book(
        &self,
        attempt: &Attempt,
        policy: &Policy,
        ledger: Expected<Ledger>,
    ) -> Result<Booked, RequestError> {
        let event = Issue {
            channel: attempt.identifier.channel(),
            purpose: attempt.purpose,
            is_tagged: attempt.identifier.is_tagged(),
            attempt: attempt.id,
            challenge: attempt.challenge,
            resend: attempt.resend,
            device: attempt.device,
        };
        let decide = |ledger: Option<&Ledger>| match issue(ledger, &event, policy, attempt.now) {
            Ok((next, issued)) => Decision::Write { expires_at: next.expires_at(), next, outcome: Ok(issued) },
            Err(refused) => Decision::Keep(Err(refused)),
        };
        let settled = self.store.settle(&attempt.key, ledger, decide).await?;
        Ok(Booked { issued: settled.outcome?, ledger: settled.state })
    }

    /// Books that a code never left: its budget comes back and the attempt may be sent again at once. Gives the ledger as
    /// it is then.
    pub(crate) async fn take_back(
        &self,
        attempt: &Attempt,
        booked: Booked,
    ) -> Result<Option<Versioned<Ledger>>, RequestError> {
        let counter = booked.issued.counter;
        let decide = |ledger: Option<&Ledger>| match send_failed(ledger, attempt.challenge, counter, attempt.now) {
            Some(next) => Decision::Write { expires_at: next.expires_at(), next, outcome: () },
            None => Decision::Keep(()),
        };
        let ledger = booked.ledger.map_or(Expected::Unknown, Expected::Present);
        Ok(self.store.settle(&attempt.key, ledger, decide).await?.state)
    }

    /// The sealed name of the attempt, for who is going to present its code.
    pub(crate) fn seal(&self, attempt: &Attempt, booked: Booked) -> Result<String, RequestError> {
        let Booked { issued, ledger: snapshot } = booked;
        let handle = Handle {
            identifier: attempt.identifier.clone(),
            channel: attempt.identifier.channel(),
            challenge: attempt.challenge,
            purpose: attempt.purpose,
            form: issued.form,
            pool: issued.pool,
            resend_at: attempt.now.plus(issued.resend_in),
            expires_at: issued.expires_at,
            region: self.region.clone(),
            account: attempt.account,
            snapshot,
        };
        Ok(handle.seal(&self.keyring, attempt.version, random()?)?)
    }
}
