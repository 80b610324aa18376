//! `/signin/account/change`: what an account may be proven by beside its identifiers, and what it demands, changed by its owner, who
//! has agreed to this very change by the strongest method that the account has.
//!
//! An authenticator app counts once it has shown a code: until then nothing of it is stored, and its secret, which the page shows
//! once, travels sealed in the form.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use pages::{AppPage, ChangePage, Fault, Locale, PasskeyPage, RecoveryCodesPage, Template, Words};
use platform::accounts::new_recovery_codes;
use platform::clock;
use platform::entropy::random;
use platform::http::{BodyUnreadable, PageForm, cookie_pairs, cookies, flow_over, page, see_other};
use platform::visitor::Visitor;
use secrecy::ExposeSecret;
use shared::Timestamp;
use shared::authorization::flow::{ACCOUNT_PATH, BrowserId, CHANGE_PATH, Destination, Flow, RESUME_PATH};
use shared::authorization::{AccountChange, OwnNext, decide_own};
use shared::codes::hotp::Code;
use shared::codes::recovery::RecoveryCode;
use shared::identity::factors::{Enrolment, EnrolmentRefused, Factors, Lost};
use shared::identity::notice::FactorsChange;

use crate::Service;
use crate::account::AccountError;

mod lost;
mod make;

use make::Wanted;

/// A change on its way, and who makes it.
struct Going<'a> {
    text: &'a str,
    flow: Flow,
    change: AccountChange,
    visitor: Visitor,
    locale: Locale,
    now: Timestamp,
}

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query: Vec<(String, String)> =
        form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes()).into_owned().collect();
    let get = |name: &str| query.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let Some(flow) = service.flow(get("flow").unwrap_or_default(), &headers) else {
        return flow_over(service.settings.service_name.as_str(), &headers);
    };
    let shown = async {
        match service.going(get("flow").unwrap_or_default(), flow, &headers).await? {
            Ok(going) => service.ask(&going, get("enrolment"), get("fault").and_then(Fault::named)),
            Err(elsewhere) => Ok(elsewhere),
        }
    };
    let answer = Box::pin(shown).await;
    service.page_or_fault(answer, &headers)
}

pub(crate) async fn handle_form(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let name = service.settings.service_name.as_str();
    let Ok(form) = form else { return flow_over(name, &headers) };
    let text = form.get("flow").unwrap_or_default();
    let Some(flow) = service.flow(text, &headers) else { return flow_over(name, &headers) };
    let made = async {
        match service.going(text, flow, &headers).await? {
            Ok(going) => service.make(&going, &form, &headers).await,
            Err(elsewhere) => Ok(elsewhere),
        }
    };
    let answer = Box::pin(made).await;
    service.page_or_fault(answer, &headers)
}

impl Service {
    /// A flow of the calling browser.
    fn flow(&self, text: &str, headers: &HeaderMap) -> Option<Flow> {
        let browsers = BrowserId::of_cookies(cookie_pairs(&cookies(headers)));
        Flow::open(text, &browsers, &self.keyring, &self.settings.table.aws.region, self.clock.now()).ok()
    }

    /// The change that a flow leads to, where its owner has agreed to it; else the page that knows what lacks.
    async fn going<'a>(
        &self,
        text: &'a str,
        flow: Flow,
        headers: &HeaderMap,
    ) -> Result<Result<Going<'a>, Response>, AccountError> {
        let now = self.clock.now();
        let Destination::Change(change) = flow.destination else { return Ok(Err(see_other(ACCOUNT_PATH))) };
        let lacks = || Ok(Err(see_other(&format!("{RESUME_PATH}?flow={text}"))));
        let Some(visitor) = self.visitors.of(headers, None, now).await? else { return lacks() };
        // As where the flow went on: whoever calls this page by its address has proven no more for that.
        match decide_own(&flow, Some(visitor.signed_in()), &visitor.means(now), now) {
            OwnNext::Arrived => {}
            OwnNext::Over => {
                // Whoever comes once more was told of a failure, perhaps, after the change was made.
                self.accounts.end_what_is_lost(&visitor, now).await?;
                return Ok(Err(see_other(ACCOUNT_PATH)));
            }
            OwnNext::SignIn | OwnNext::Further(_) => return lacks(),
        }
        let locale = platform::http::locale(Some(&flow), headers);
        Ok(Ok(Going { text, flow, change, visitor, locale, now }))
    }

    /// The page of a change.
    fn ask(&self, going: &Going<'_>, enrolment: Option<&str>, given: Option<Fault>) -> Result<Response, AccountError> {
        let words = &Words::of_pages(going.locale)?;
        let service = self.settings.service_name.as_str();
        let fault = given.map(|fault| words.say(fault.name())).transpose()?.unwrap_or_default();
        let kind = match going.change {
            AccountChange::SetApp if self.settings.offered.apps => {
                return self.ask_for_app(going, words, enrolment, &fault);
            }
            AccountChange::RemoveApp => "remove-app",
            AccountChange::RenewRecoveryCodes => "renew-codes",
            AccountChange::DemandSecondStep(true) => "demand-step",
            AccountChange::DemandSecondStep(false) => "drop-step",
            AccountChange::RemovePasskey(_) => "remove-passkey",
            AccountChange::Lose(Lost::App(_)) => "lose.app",
            AccountChange::Lose(Lost::Passkey(_)) => "lose.passkey",
            AccountChange::Lose(Lost::Everything) => "lose.everything",
            AccountChange::StopRemoval => "stop-removal",
            AccountChange::CompleteRemoval => "complete-removal",
            AccountChange::AddPasskey if self.settings.offered.passkeys => {
                // Its form is another function's.
                let fault = if given == Some(Fault::Passkey) { words.say("add-passkey.wrong")? } else { fault };
                let html = PasskeyPage { words, service, flow: going.text, fault: &fault }.render()?;
                return Ok(page(StatusCode::OK, html, None));
            }
            AccountChange::AddPasskey | AccountChange::SetApp => return Ok(see_other(ACCOUNT_PATH)),
        };
        let due = clock::in_words(going.now.plus(self.settings.recovery_wait));
        let html = ChangePage { words, service, flow: going.text, kind, due: &due, fault: &fault }.render()?;
        Ok(page(StatusCode::OK, html, None))
    }

    /// The secret is shown where the enrolment begins, and never again: a page that asks for the code once more has none.
    fn ask_for_app(
        &self,
        going: &Going<'_>,
        words: &Words,
        enrolment: Option<&str>,
        fault: &str,
    ) -> Result<Response, AccountError> {
        let (account, now) = (going.visitor.cookie.account, going.now);
        let service = self.settings.service_name.as_str();
        let again = enrolment.filter(|text| Enrolment::open(text, account, &self.keyring, now).is_ok());
        let (sealed, shown) = if let Some(text) = again {
            (text.to_owned(), None)
        } else {
            let begun = Enrolment::new(account, random()?, random()?, now);
            // In full: the app has to tell the accounts of its owner apart.
            let identifier = going.visitor.account.state.primary.sealed.open(account, &self.keyring);
            let label = identifier.map(|identifier| identifier.exposed()).unwrap_or_default();
            let uri = begun.secret.as_uri(service, &label);
            (begun.seal(&self.keyring, random()?)?, Some((uri, begun.secret.as_text())))
        };
        let uri = shown.as_ref().map(|(uri, _)| uri.expose_secret());
        let secret = shown.as_ref().map(|(_, secret)| secret.expose_secret());
        let html = AppPage { words, service, flow: going.text, enrolment: &sealed, uri, secret, fault };
        Ok(page(StatusCode::OK, html.render()?, None))
    }

    /// Makes a change.
    async fn make(&self, going: &Going<'_>, form: &PageForm, headers: &HeaderMap) -> Result<Response, AccountError> {
        let found = going.visitor.factors.as_ref().map(|factors| factors.state.clone()).unwrap_or_default();
        let to_account = || Ok(see_other(ACCOUNT_PATH));
        let wanted = match going.change {
            AccountChange::SetApp if self.settings.offered.apps => match self.confirmed(going, &found, form)? {
                Ok(wanted) => wanted,
                Err(elsewhere) => return Ok(elsewhere),
            },
            AccountChange::RemoveApp if found.app.is_some() => Wanted::removal_of_app(&found),
            AccountChange::RenewRecoveryCodes if found.has_stronger() => {
                let (set, codes) = new_recovery_codes(going.visitor.cookie.account, &self.keyring, going.now)?;
                let before = found.recovery.iter().map(|before| before.id).collect();
                let change = FactorsChange::RecoveryCodesRenewed;
                Wanted { change, factors: found.with_recovery(set), second_step: None, gone: before, codes }
            }
            AccountChange::DemandSecondStep(demanded) if !demanded || found.has_stronger() => {
                Wanted::second_step(&found, demanded)
            }
            AccountChange::Lose(_) | AccountChange::StopRemoval | AccountChange::CompleteRemoval => {
                match self.of_lost(going, &found) {
                    Ok(wanted) => wanted,
                    // The wait, or another tab, was faster.
                    Err(_) => return to_account(),
                }
            }
            AccountChange::RemovePasskey(id) => {
                self.remove_passkey(going, id, headers).await?;
                return to_account();
            }
            // There is nothing of it to change, by now or at all, or it is not offered; a passkey is added at another function.
            AccountChange::SetApp
            | AccountChange::RemoveApp
            | AccountChange::RenewRecoveryCodes
            | AccountChange::DemandSecondStep(_)
            | AccountChange::AddPasskey => return to_account(),
        };
        let codes = wanted.codes.clone();
        self.change(going, wanted, headers).await?;
        if codes.is_empty() { to_account() } else { self.show_codes(going, &codes) }
    }

    /// The app of the form, once it has shown a code; else the page that asks once more.
    fn confirmed(
        &self,
        going: &Going<'_>,
        found: &Factors,
        form: &PageForm,
    ) -> Result<Result<Wanted, Response>, AccountError> {
        let (account, now, keyring) = (going.visitor.cookie.account, going.now, &self.keyring);
        let text = form.get("enrolment").unwrap_or_default();
        let anew = format!("{CHANGE_PATH}?flow={}", going.text);
        let Ok(enrolment) = Enrolment::open(text, account, keyring, now) else { return Ok(Err(see_other(&anew))) };
        let again = |fault: Fault| see_other(&format!("{anew}&enrolment={text}&fault={}", fault.name()));
        // The form was posted twice.
        if found.app.as_ref().is_some_and(|app| app.id == enrolment.id) {
            return Ok(Err(see_other(ACCOUNT_PATH)));
        }
        let Ok(code) = Code::parse(form.get("code").unwrap_or_default()) else { return Ok(Err(again(Fault::Form))) };
        let app = match enrolment.confirm(&code, self.settings.app_window, keyring, random()?, now) {
            Ok(app) => app,
            Err(EnrolmentRefused::Key(error)) => return Err(error.into()),
            Err(EnrolmentRefused::Wrong | EnrolmentRefused::Forged | EnrolmentRefused::Expired) => {
                return Ok(Err(again(Fault::App)));
            }
        };
        let gone = found.app.iter().map(|before| before.id).collect();
        let (mut factors, mut codes) = (found.with_app(app), Vec::new());
        if found.recovery.is_none() {
            let (set, made) = new_recovery_codes(account, keyring, now)?;
            (factors, codes) = (factors.with_recovery(set), made);
        }
        Ok(Ok(Wanted { change: FactorsChange::AppSet, factors, second_step: None, gone, codes }))
    }

    /// Recovery codes, once: what is kept of them tells none.
    fn show_codes(&self, going: &Going<'_>, codes: &[RecoveryCode]) -> Result<Response, AccountError> {
        let codes: Vec<String> = codes.iter().map(RecoveryCode::expose_in_groups).collect();
        let service = self.settings.service_name.as_str();
        let html = RecoveryCodesPage { words: &Words::of_pages(going.locale)?, service, codes: &codes }.render()?;
        Ok(page(StatusCode::OK, html, None))
    }
}
