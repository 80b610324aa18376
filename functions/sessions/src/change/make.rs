//! What is written of a change, and what ends by it.

use http::HeaderMap;
use platform::accounts::{Changed, MadeFrom};
use platform::audit::Act;
use platform::notices::Actor;
use shared::codes::recovery::RecoveryCode;
use shared::identity::AuthenticatorId;
use shared::identity::factors::Factors;
use shared::identity::notice::{AccountEvent, FactorsChange};
use shared::tokens::assurance::{Demand, Level, Proofs};
use shared::tokens::session::{Device, Session, Sid};

use super::Going;
use crate::Service;
use crate::account::AccountError;

/// What an account is to have.
pub(super) struct Wanted {
    pub(super) change: FactorsChange,
    pub(super) factors: Factors,
    /// Whether it is to demand a second step; `None`: as before.
    pub(super) second_step: Option<bool>,
    /// What it has no more: sessions that came by it end.
    pub(super) gone: Vec<AuthenticatorId>,
    /// Recovery codes to be shown.
    pub(super) codes: Vec<RecoveryCode>,
}

impl Wanted {
    /// Without the app. An account that has nothing left that could be a second step demands none.
    pub(super) fn removal_of_app(found: &Factors) -> Self {
        let factors = found.without_app();
        let second_step = (!factors.has_stronger()).then_some(false);
        let gone = found.app.iter().map(|app| app.id).collect();
        Self { change: FactorsChange::AppRemoved, factors, second_step, gone, codes: Vec::new() }
    }

    /// Another demand.
    pub(super) fn second_step(found: &Factors, demanded: bool) -> Self {
        let change = if demanded { FactorsChange::SecondStepDemanded } else { FactorsChange::SecondStepDropped };
        Self { change, factors: found.clone(), second_step: Some(demanded), gone: Vec::new(), codes: Vec::new() }
    }

    /// A removal of what was lost begins to wait, or does no more.
    pub(super) const fn of_waiting(change: FactorsChange, factors: Factors) -> Self {
        Self { change, factors, second_step: None, gone: Vec::new(), codes: Vec::new() }
    }

    /// Without what was lost. An account that has nothing left that could be a second step demands none.
    pub(super) fn removal_of_lost(found: &Factors, factors: Factors) -> Self {
        let second_step = (!factors.has_stronger()).then_some(false);
        let gone = found.without_those_of(&factors);
        Self { change: FactorsChange::RemovalCompleted, factors, second_step, gone, codes: Vec::new() }
    }

    /// The session in which it is agreed to, without what the account has no more.
    fn left_of(&self, session: &Session) -> Session {
        let without = |proofs: Proofs, gone: &AuthenticatorId| proofs.without_authenticator(*gone).unwrap_or(proofs);
        Session { proofs: self.gone.iter().fold(session.proofs.clone(), without), ..session.clone() }
    }
}

impl Service {
    /// From where the owner of a session has come, for whoever is told of a change.
    fn network(&self, session: &Session, own: Sid) -> Option<String> {
        session.device.open(&self.keyring, own).and_then(|Device { network, .. }| network)
    }

    /// Takes a passkey off the account, and ends what came by it, which may be the owner's own session.
    pub(super) async fn remove_passkey(
        &self,
        going: &Going<'_>,
        id: AuthenticatorId,
        headers: &HeaderMap,
    ) -> Result<(), AccountError> {
        let visitor = &going.visitor;
        let network = self.network(&visitor.session.state, visitor.sid());
        let language = platform::http::accept_language(headers);
        let from = MadeFrom { agreed_from: going.flow.started_at, network: network.as_deref(), language };
        let count = self.accounts.remove_passkey(visitor, id, from, going.now).await?;
        Act::FactorsChanged { change: FactorsChange::PasskeyRemoved, count }.record();
        Ok(())
    }

    /// Makes a change, and ends what came by what the account has no more, or does not meet what it demands from now on.
    pub(super) async fn change(
        &self,
        going: &Going<'_>,
        wanted: Wanted,
        headers: &HeaderMap,
    ) -> Result<(), AccountError> {
        let (visitor, now) = (&going.visitor, going.now);
        let own = visitor.sid();
        let account = &visitor.account.state;
        let session = wanted.left_of(&visitor.session.state);
        let until = session.expires_at(&self.settings.sessions);
        let had = visitor.factors.as_ref().map(|factors| &factors.state);
        let is_passkey = |id: &&AuthenticatorId| had.is_some_and(|had| had.has_passkey(**id));
        let passkeys: Vec<_> = wanted.gone.iter().filter(is_passkey).copied().collect();
        let changed = Changed {
            account: account.with_second_step(wanted.second_step.unwrap_or(account.second_step)),
            factors: wanted.factors,
            session: Some((session, until)),
            agreed_from: going.flow.started_at,
            passkeys: self.accounts.passkeys_removed(visitor.cookie.account, &passkeys, now).await?,
        };
        let network = self.network(&visitor.session.state, own);
        let event = AccountEvent::FactorsChanged { change: wanted.change, network };
        let actor = Actor::Owner { language: platform::http::accept_language(headers) };
        self.accounts.change_factors(visitor, changed, event, actor, now).await?;
        // Also where it is demanded no more: whoever has shown a code alone until now does not come in by that.
        let demand = Demand::of_account(wanted.second_step.is_some_and(|next| next || account.second_step));
        let ends = |session: &Session| {
            wanted.gone.iter().any(|gone| session.came_by_authenticator(*gone))
                || demand.judge(&session.proofs, now).is_err()
                // Whoever has begun what was stopped has no authenticator of the owner's.
                || wanted.change == FactorsChange::RemovalStopped && session.proofs.level() == Level::Otp
        };
        let count = self.accounts.end_others(own, ends, now).await?;
        Act::FactorsChanged { change: wanted.change, count }.record();
        Ok(())
    }
}
