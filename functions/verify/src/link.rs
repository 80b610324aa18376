//! `POST /signin/link`: redeems a mail's link, as the page does that asked whether it is meant. It leads to no client: whoever sent
//! somebody else's flow along would have them sign in there unasked.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use http::HeaderMap;
use platform::audit::Act;
use platform::http::{
    BodyUnreadable, Caller, PageForm, ask_again, cookie_pairs, cookies, flow_over, out_of_order, refused_to,
};
use shared::authorization::cookie::SessionCookie;
use shared::authorization::flow::{ACCOUNT_PATH, BrowserId};
use shared::authorization::link_page::LinkPage;
use shared::codes::device_token;
use shared::codes::link::{Link, LinkRefused, PATH};

use crate::form::{fault, said, signed_in};
use crate::{Service, VerifyError};

/// What the log calls a link that is not redeemed.
const REFUSED: &str = "link-refused";

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    form: Result<PageForm, BodyUnreadable>,
) -> Response {
    let name = service.settings.service_name.as_str();
    let Ok(form) = form else { return flow_over(name, &headers) };
    let region = &service.settings.table.aws.region;
    // Nothing is put into a URL that was not sealed here.
    let text = form.get("link").filter(|text| Link::open(text, &service.keyring, region).is_ok()).unwrap_or_default();
    let page = match service.link_page(&form, &headers) {
        Ok(page) => page,
        Err(refused) => {
            // Too old, of another browser, or shown beside another session: the page is shown once more.
            Act::LinkRefused { reason: &refused }.record();
            return refused_to(&format!("{PATH}?link={text}"), REFUSED, &refused);
        }
    };
    let attempt = page.link.challenge.short_name();
    let error = match Box::pin(service.redeem(page, &headers, &caller)).await {
        Ok(set_cookies) => return signed_in(&format!("{ACCOUNT_PATH}?attempt={attempt}"), set_cookies),
        Err(error) => error,
    };
    let (problem, page) = (error.problem(), format!("{PATH}?link={text}"));
    match fault(&error) {
        // It says that the link is over.
        Some(_) if matches!(error, VerifyError::NotJudged) => refused_to(&page, REFUSED, &error),
        Some(fault) => ask_again(&page, fault, &problem, &error),
        None => out_of_order(name, platform::http::locale(None, &headers), &problem, said(&error), &error),
    }
}

impl Service {
    /// What the form's page was shown for, in this browser and beside its present session.
    fn link_page(&self, form: &PageForm, headers: &HeaderMap) -> Result<LinkPage, LinkRefused> {
        let header = cookies(headers);
        let region = &self.settings.table.aws.region;
        let browsers = BrowserId::of_cookies(cookie_pairs(&header));
        let current = SessionCookie::of_cookies(cookie_pairs(&header), &self.keyring, region);
        let current = current.map(|cookie| cookie.secret);
        let text = form.get("page").unwrap_or_default();
        LinkPage::open(text, &browsers, current, &self.keyring, region, self.clock.now())
    }

    /// Judges the link, and gives the cookies of whoever it is.
    async fn redeem(
        self: &Arc<Self>,
        page: LinkPage,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Vec<String>, VerifyError> {
        let now = self.clock.now();
        let (identifier, life) = (&page.link.identifier, self.settings.codes.device_life);
        let device = device_token::open_cookie(&cookies(headers), identifier, &self.keyring, life, now);
        let presented = self.of_link(page, device, caller, now)?;
        Box::pin(self.prove_in_browser(&presented, now, headers, caller)).await
    }
}
