//! What becomes of a flow that no client began: it leads to the page of the account, or to a change of it.

use super::change::AccountChange;
use super::decision::SignedIn;
use super::flow::{Destination, Flow};
use super::removal::Means;
use crate::Timestamp;
use crate::tokens::assurance::{Demand, Lacking, Method};

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnNext {
    /// The user proves who they are.
    SignIn,
    /// What the user has proven is not enough: this lacks.
    Further(Lacking),
    /// The user is where the flow leads.
    Arrived,
    /// The change that it led to was made, or another one since; or somebody else is signed in by now.
    Over,
}

impl From<Lacking> for OwnNext {
    fn from(lacking: Lacking) -> Self {
        match lacking {
            Lacking::SignIn(_) => Self::SignIn,
            further @ Lacking::Further(_) => Self::Further(further),
        }
    }
}

/// Decides over a flow of the user's own. `means` are those of the account.
pub fn decide_own(flow: &Flow, signed_in: Option<SignedIn<'_>>, means: &Means, now: Timestamp) -> OwnNext {
    let Some(user) = signed_in else { return OwnNext::SignIn };
    if let Destination::Change(change) = flow.destination
        && (flow.expected.is_some_and(|owner| owner != user.account)
            || flow.is_used_up(user.changed_at)
            || means.rule_out(change, now))
    {
        return OwnNext::Over;
    }
    let has = &means.methods;
    // Who has no second step yet, although one is demanded, may give themselves one, and do nothing else.
    let demand = Demand::of_account(user.second_step);
    let met = match flow.destination {
        Destination::Change(AccountChange::AddPasskey | AccountChange::SetApp) if has.is_empty() => Ok(()),
        // Who has lost what is demanded shows what stands in for it.
        Destination::Change(AccountChange::Lose(_) | AccountChange::CompleteRemoval) => Ok(()),
        // Who was signed in when the flow began has come to prove it anew.
        Destination::Account if flow.before.is_some() => match flow.proven(user.secret, user.proofs) {
            Some(fresh) => demand.judge(&fresh, now).map(drop),
            // Whoever has to show a passkey is asked for nothing besides.
            None if has.first() == Some(&Method::Passkey) => Err(Lacking::Further(vec![Method::Passkey])),
            None => Err(demand.sign_in()),
        },
        _ => demand.judge(user.proofs, now).map(drop),
    };
    let agreed = met.and_then(|()| match (&flow.destination, &means.removal) {
        (Destination::Change(AccountChange::Lose(_)), _) => flow.judge_loss(user, means).map(drop),
        (Destination::Change(AccountChange::CompleteRemoval), Some(waiting)) => {
            flow.judge_completion(user, means, waiting)
        }
        (Destination::Change(AccountChange::StopRemoval), Some(waiting)) => flow.judge_stop(user, waiting),
        (Destination::Change(_), _) => flow.judge_agreement(user.secret, user.proofs, has),
        // It is proven anew for an erasure, which takes no less than a change.
        (Destination::Account, _) if flow.before.is_some() => flow.judge_agreement(user.secret, user.proofs, has),
        (Destination::Account | Destination::Client { .. }, _) => Ok(()),
    });
    agreed.map_or_else(OwnNext::from, |()| OwnNext::Arrived)
}

#[cfg(test)]
#[path = "own_tests.rs"]
mod tests;
