//! `GET /signin/link`: asks whether the mail's link is meant. It changes nothing, however often a scanner comes (OTP-25): only the
//! page's own form redeems the link, at `verify`.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use pages::{LinkPage, Template, Words};
use platform::entropy::random;
use platform::http::{cookie_pairs, cookies, see_other};
use platform::store::Key;
use platform::visitor::Visitor;
use shared::authorization::Parameters;
use shared::authorization::cookie::SessionCookie;
use shared::authorization::flow::{ACCOUNT_PATH, BrowserId};
use shared::authorization::link_page;
use shared::codes::ledger::Ledger;
use shared::codes::link::{Link, LinkRefused};
use shared::revision::Versioned;

use crate::page::Told;
use crate::resume::parameters;
use crate::{Service, SignInError};

pub(crate) async fn handle(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let answer = Box::pin(service.link(&parameters(query.as_deref()), &headers)).await;
    service.answer(answer, "", &headers)
}

impl Service {
    async fn link(&self, parameters: &Parameters, headers: &HeaderMap) -> Result<Response, SignInError> {
        if !self.settings.links {
            return Err(LinkRefused::Off.into());
        }
        let text = parameters.get("link").unwrap_or_default();
        let region = &self.settings.table.aws.region;
        let (now, link) = (self.clock.now(), Link::open(text, &self.keyring, region)?);
        let key = Key::ledger(&self.keyring.lookup_hash(&link.identifier));
        let found = self.store.read::<Ledger>(&key);
        let (found, visitor) = tokio::try_join!(found, self.visitors.of(headers, None, now))?;
        let (told, identity) = (Told::of(parameters), self.keyring.identity_key(&link.identifier));
        let counts = |found: &Versioned<Ledger>| found.state.takes_link(link.challenge, link.counter, now);
        match (found.filter(counts), told.fault, visitor) {
            (Some(snapshot), _, visitor) => {
                let is_other = |visitor: &Visitor| !visitor.account.state.has(identity);
                let other = visitor.filter(is_other).map(|other| other.shown(&self.keyring));
                self.ask_for_link(text, link, snapshot, other.as_deref(), told, headers)
            }
            // Pressed twice, or gone back to.
            (None, _, Some(visitor)) if visitor.account.state.has(identity) => Ok(see_other(ACCOUNT_PATH)),
            (None, Some(fault), _) => {
                let locale = platform::http::locale(None, headers);
                let html = pages::link_refused(locale, self.settings.service_name.as_str(), fault, told.wait)?;
                Ok(told.page(html, None))
            }
            (None, None, _) => Err(LinkRefused::Over.into()),
        }
    }

    /// The page that asks whether the link is meant.
    fn ask_for_link(
        &self,
        text: &str,
        link: Link,
        snapshot: Versioned<Ledger>,
        other: Option<&str>,
        told: Told,
        headers: &HeaderMap,
    ) -> Result<Response, SignInError> {
        let header = cookies(headers);
        let known = BrowserId::of_cookies(cookie_pairs(&header)).first().copied();
        let browser = match known {
            Some(browser) => browser,
            None => BrowserId::from_random(random()?),
        };
        let cookie = SessionCookie::of_cookies(cookie_pairs(&header), &self.keyring, &self.settings.table.aws.region);
        let (before, account) = (cookie.map(|cookie| cookie.secret), link.identifier.to_string());
        let shown_at = self.clock.now();
        let shown_for = link_page::LinkPage { link, browser, before, shown_at, snapshot: Some(snapshot) };
        let words = Words::of_sign_in(platform::http::locale(None, headers))?;
        let html = LinkPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            account: &account,
            other,
            link: text,
            page: &shown_for.seal(&self.keyring, random()?)?,
            fault: &told.said(&words)?,
        };
        let mut answer = told.page(html.render()?, None);
        if known.is_none() {
            let cookie = HeaderValue::try_from(browser.set_cookie()).map_err(|_| SignInError::Unsendable)?;
            answer.headers_mut().insert(SET_COOKIE, cookie);
        }
        Ok(answer)
    }
}
