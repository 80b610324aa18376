//! `POST /signin/passkey`: takes what a page's passkey has signed. What comes of it is a browser session, and no token.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use http::HeaderMap;
use platform::audit::Act;
use platform::http::{BodyUnreadable, Caller, PageForm, cookie_pairs, cookies, see_other};
use platform::store::{Key, StoreError, Transacted};
use shared::authorization::ceremony::CeremonyKind;
use shared::authorization::cookie::SessionCookie;
use shared::authorization::flow::{Flow, RESUME_PATH, SIGN_IN_PATH, STEP_PATH};
use shared::bounds::network::Network;
use shared::identity::AuthenticatorId;
use shared::identity::account::AccountId;
use shared::identity::passkey::PasskeyRecord;

use crate::assertion::Shown;
use crate::error::Page;
use crate::session::{Found, with_cookie};
use crate::{PasskeysError, Service};

/// What the form of a page says that asks for a further proof.
const STEP: &str = "step";
/// How often somebody else may change the passkey or the session meanwhile.
const ROUNDS: u32 = 8;

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
    match Box::pin(service.sign_in(&form, &flow, &headers, &caller)).await {
        Ok(cookie) => with_cookie(see_other(&format!("{RESUME_PATH}?flow={text}")), &cookie),
        Err(error) => {
            let path = if form.get("page") == Some(STEP) { STEP_PATH } else { SIGN_IN_PATH };
            service.refuse(&error, &Page::of(path, text, &flow), &headers)
        }
    }
}

impl Service {
    /// Judges what a passkey has signed, and gives the cookie of the session that comes of it.
    async fn sign_in(
        &self,
        form: &PageForm,
        flow: &Flow,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<String, PasskeysError> {
        let now = self.clock.now();
        let judge = self.judge()?;
        let shown = Shown::of(form)?;
        let text = form.get("ceremony").unwrap_or_default();
        let ceremony = self.open(text, CeremonyKind::SignIn, headers, now).inspect_err(refused)?;
        let network = Network::counted(caller.address, None);
        self.addresses.recall(&network, now)?;
        let old =
            SessionCookie::of_cookies(cookie_pairs(&cookies(headers)), &self.keyring, &self.settings.table.aws.region);
        let id = self.keyring.passkey(shown.credential.get_credential_id());
        let (counted, used_up, mut found) = tokio::join!(
            self.addresses.charge(&network, now),
            self.use_up(&ceremony, now),
            self.find(id, shown.account, old.as_ref()),
        );
        counted?;
        used_up.inspect_err(refused)?;
        for _ in 0..ROUNDS {
            let known = found?;
            let passkey = known.passkey.as_ref().and_then(|found| found.state.live());
            // The account that the passkey names is the one that it was made for (WA-06).
            let passkey = passkey.filter(|passkey| passkey.account == shown.account);
            let passkey = passkey.ok_or(PasskeysError::Unknown).inspect_err(refused)?;
            let judged = judge.end_sign_in(&ceremony.state, &passkey.credential, &shown.credential);
            let signed = judged.map_err(PasskeysError::from).inspect_err(refused)?;
            let used = passkey.used(signed.credential, signed.counter, now);
            let account = known.account.as_ref().filter(|found| found.state.live().is_some());
            let account = account.ok_or(PasskeysError::Unknown).inspect_err(refused)?;
            let active = account.state.active().ok_or(PasskeysError::Disabled).inspect_err(refused)?;
            let next = PasskeyRecord::Live(used.next);
            let begun = self.begin_session(
                &known,
                (shown.account, active),
                old.as_ref(),
                (id, flow.proven_at(now)),
                caller,
                now,
            )?;
            let steps = known.steps(&next, &begun)?;
            if let Transacted::Done = self.store.transact(&steps).await? {
                Act::PasskeyAccepted.record();
                if used.went_back {
                    tracing::warn!(passkey = ?id, "a passkey's counter did not go on: there may be a copy of it");
                    Act::PasskeyCounterWentBack.record();
                }
                return self.finish(begun, old.as_ref(), now).await;
            }
            found = self.find(id, shown.account, old.as_ref()).await;
        }
        Err(StoreError::Contended.into())
    }

    async fn find(
        &self,
        id: AuthenticatorId,
        account: AccountId,
        old: Option<&SessionCookie>,
    ) -> Result<Found, PasskeysError> {
        // What the browser has of somebody else is no part of it.
        let own = old.filter(|old| old.account == account);
        let session = own.map(|own| Key::session(own.account.into(), own.session));
        let (passkey, factors) = (Key::passkey(id), Key::factors(account));
        let (account, everybody) = (Key::account(account), Key::everybody());
        let keys: Vec<&Key> = [&passkey, &account, &factors, &everybody].into_iter().chain(&session).collect();
        let batch = self.store.read_batch(&keys).await?;
        Ok(Found {
            passkey: batch.state(&passkey)?,
            account: batch.state(&account)?,
            factors: batch.state(&factors)?,
            ended_before: batch.moment(&everybody)?,
            session: session.as_ref().map(|key| batch.state(key)).transpose()?.flatten(),
            keys: (passkey, account, factors),
        })
    }
}

fn refused(error: &PasskeysError) {
    Act::PasskeyRefused { reason: error }.record();
}
