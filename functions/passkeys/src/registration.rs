//! `POST /signin/account/passkeys`: takes a passkey that was made for whoever is signed in, and has agreed to it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use pages::{RecoveryCodesPage, Template, Words};
use platform::accounts::{MadeFrom, NewPasskey, new_recovery_codes};
use platform::audit::Act;
use platform::entropy::random;
use platform::http::{BodyUnreadable, Caller, PageForm, Problem, accept_language, because, page, see_other};
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::ceremony::CeremonyKind;
use shared::authorization::flow::{ACCOUNT_PATH, CHANGE_PATH, Destination, Flow};
use shared::authorization::{AccountChange, OwnNext, decide_own};
use shared::bounds::network::Network;
use shared::codes::recovery::RecoveryCode;
use shared::identity::factors::{SealedName, UNNAMED};
use shared::identity::notice::FactorsChange;

use crate::assertion::credential_of;
use crate::error::Page;
use crate::{PasskeysError, Service};

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(unreadable) => return service.unreadable(unreadable, &headers),
    };
    let text = form.get("flow").unwrap_or_default();
    let flow = match service.flow(text, &headers, service.clock.now()) {
        Ok(flow) => flow,
        Err(error) => return service.refuse(&error, &Page::of_nothing(), &headers),
    };
    match Box::pin(service.register(&form, &flow, &headers, &caller)).await {
        Ok(codes) if codes.is_empty() => see_other(ACCOUNT_PATH),
        Ok(codes) => service.show_codes(&codes, &flow, &headers),
        Err(error) => service.refuse(&error, &Page::of(CHANGE_PATH, text, &flow), &headers),
    }
}

impl Service {
    /// Whoever is signed in, as far as the account demands it, and has agreed to a passkey more.
    pub(crate) async fn agreed(
        &self,
        flow: &Flow,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<Visitor, PasskeysError> {
        if flow.destination != Destination::Change(AccountChange::AddPasskey) {
            return Err(PasskeysError::NotAgreed);
        }
        if !self.settings.offered {
            return Err(PasskeysError::Off);
        }
        let visitor = self.visitors.of(headers, None, now).await?.ok_or(PasskeysError::NotSignedIn)?;
        match decide_own(flow, Some(visitor.signed_in()), &visitor.means(now), now) {
            OwnNext::Arrived => Ok(visitor),
            OwnNext::SignIn | OwnNext::Further(_) | OwnNext::Over => Err(PasskeysError::NotAgreed),
        }
    }

    /// Gives the recovery codes that were made with it.
    async fn register(
        &self,
        form: &PageForm,
        flow: &Flow,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Vec<RecoveryCode>, PasskeysError> {
        let now = self.clock.now();
        let judge = self.judge()?;
        let shown = credential_of(form)?;
        let network = Network::counted(caller.address, None);
        self.addresses.recall(&network, now)?;
        let visitor = self.agreed(flow, headers, now).await?;
        let account = visitor.cookie.account;
        let text = form.get("ceremony").unwrap_or_default();
        let ceremony = self.open(text, CeremonyKind::Registration(account), headers, now).inspect_err(refused)?;
        let (counted, used_up) = tokio::join!(self.addresses.charge(&network, now), self.use_up(&ceremony, now));
        counted?;
        used_up.inspect_err(refused)?;
        let judged = judge.end_registration(&ceremony.state, &shown);
        let made = judged.map_err(PasskeysError::from).inspect_err(refused)?;
        let name = form.get("name").map(str::trim).filter(|name| !name.is_empty()).unwrap_or(UNNAMED);
        let new = NewPasskey {
            id: self.keyring.passkey(&made.credential_id),
            name: SealedName::new(name, account, &self.keyring, random()?)?,
            credential: made.credential,
            counter: made.counter,
        };
        let (agreed_from, language) = (flow.started_at, accept_language(headers));
        let from = MadeFrom { agreed_from, network: Some(&network.wide), language };
        let (recovery, codes) = new_recovery_codes(account, &self.keyring, now)?;
        let added = self.accounts.add_passkey(&visitor, &new, &recovery, from, now).await;
        let are_its_own = added.map_err(PasskeysError::from).inspect_err(refused)?;
        Act::FactorsChanged { change: FactorsChange::PasskeyAdded, count: 0 }.record();
        Ok(if are_its_own { codes } else { Vec::new() })
    }

    /// Recovery codes, once: what is kept of them tells none.
    fn show_codes(&self, codes: &[RecoveryCode], flow: &Flow, headers: &HeaderMap) -> Response {
        let codes: Vec<String> = codes.iter().map(RecoveryCode::expose_in_groups).collect();
        let service = self.settings.service_name.as_str();
        let words = Words::of_pages(platform::http::locale(Some(flow), headers));
        let html = words.and_then(|words| RecoveryCodesPage { words: &words, service, codes: &codes }.render());
        match html {
            Ok(html) => page(StatusCode::OK, html, None),
            Err(failed) => because(Problem::internal(), &failed),
        }
    }
}

fn refused(error: &PasskeysError) {
    Act::PasskeyRefused { reason: error }.record();
}
