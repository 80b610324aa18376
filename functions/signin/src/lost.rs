//! What the page that asks for what lacks offers to whoever has lost it.

use pages::{RemovalOnTheWay, ShownRemoval, WayOfLost};
use platform::clock;
use platform::entropy::random;
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::flow::{Destination, Flow};
use shared::authorization::{AccountChange, Means};
use shared::identity::factors::Lost;
use shared::tokens::assurance::{Lacking, Method};

use crate::resume::Going;
use crate::{Service, SignInError};

impl Service {
    /// The flow of a change of the visitor's account that goes on from another flow. It begins when that did, so that whoever has
    /// proven themselves for it alone is not asked for the same again.
    pub(crate) fn onward(
        &self,
        going: &Going<'_>,
        visitor: &Visitor,
        change: AccountChange,
    ) -> Result<String, SignInError> {
        let (destination, expected) = (Destination::Change(change), Some(visitor.cookie.account));
        let flow = Flow { destination, expected, pushed: None, ..going.flow.clone() };
        Ok(flow.seal(&self.keyring, random()?)?)
    }

    /// The ways of whoever has lost what is asked for. What waits already is begun by nobody else.
    pub(crate) fn ways_of_lost(
        &self,
        going: &Going<'_>,
        visitor: &Visitor,
        lacking: &Lacking,
        means: &Means,
    ) -> Result<Vec<WayOfLost>, SignInError> {
        let is_stronger = |method: &&Method| matches!(method, Method::Passkey | Method::Totp);
        let is_asked = lacking.methods().iter().filter(is_stronger).any(|method| means.methods.contains(method));
        let (Some(factors), true, None) = (&visitor.factors, is_asked, &means.removal) else { return Ok(Vec::new()) };
        let lost = if let Destination::Change(AccountChange::RemovePasskey(id)) = going.flow.destination {
            vec![Lost::Passkey(id)]
        } else {
            let app = factors.state.app.as_ref().map(|app| Lost::App(app.id));
            let everything = (!factors.state.passkeys.is_empty()).then_some(Lost::Everything);
            app.into_iter().chain(everything).collect()
        };
        let way = |lost| Ok(WayOfLost { lost, flow: self.onward(going, visitor, AccountChange::Lose(lost))? });
        lost.into_iter().map(way).collect()
    }

    /// What the account will lose, and what may be done about that.
    pub(crate) fn removal_on_the_way(
        &self,
        going: &Going<'_>,
        visitor: &Visitor,
        means: &Means,
        now: Timestamp,
    ) -> Result<Option<RemovalOnTheWay>, SignInError> {
        let Some(waiting) = &means.removal else { return Ok(None) };
        let shown = ShownRemoval::new(waiting, clock::in_words(waiting.due_at), now);
        let onward = |change: AccountChange| {
            let is_here = going.flow.destination == Destination::Change(change);
            if is_here { Ok(String::new()) } else { self.onward(going, visitor, change) }
        };
        let stop = onward(AccountChange::StopRemoval)?;
        let complete = if shown.is_due { onward(AccountChange::CompleteRemoval)? } else { String::new() };
        Ok(Some(RemovalOnTheWay { shown, stop, complete }))
    }

    /// The identifiers of the account, masked, that were not proven for a flow which every one of them together would do for.
    pub(crate) fn left_to_prove(
        &self,
        going: &Going<'_>,
        visitor: &Visitor,
        lacking: &Lacking,
        means: &Means,
    ) -> Vec<String> {
        let Lacking::Further(methods) = lacking else { return Vec::new() };
        if !methods.contains(&Method::Email) {
            return Vec::new();
        }
        let due_at = means.removal.as_ref().map(|waiting| waiting.due_at);
        let since = due_at.map_or(going.flow.started_at, |due_at| due_at.max(going.flow.started_at));
        let own = visitor.account.state.identifiers();
        let left = own.filter(|own| !visitor.session.state.proofs.has_proven(own.identity, since));
        let masked = left.filter_map(|own| own.sealed.open(visitor.cookie.account, &self.keyring).ok());
        masked.map(|identifier| identifier.to_string()).collect()
    }
}
