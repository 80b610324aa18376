//! `GET /signin/link`: asks whether the mail's link is meant. It changes nothing, however often a scanner comes (OTP-25): only the
//! page's own form redeems the link, at `verify`.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use pages::{Fault, LinkPage, Template, Words};
use platform::entropy::random;
use platform::http::{cookie_pairs, cookies, page};
use platform::store::Key;
use platform::visitor::Visitor;
use shared::authorization::Parameters;
use shared::authorization::cookie::SessionCookie;
use shared::authorization::flow::BrowserId;
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
        let told = Told::of(parameters);
        if let Some(fault) = told.fault {
            return self.link_refused(fault, told, headers);
        }
        if !self.settings.links {
            return Err(LinkRefused::Off.into());
        }
        let text = parameters.get("link").unwrap_or_default();
        let region = &self.settings.table.aws.region;
        let (now, link) = (self.clock.now(), Link::open(text, &self.keyring, region)?);
        let key = Key::ledger(&self.keyring.lookup_hash(&link.identifier));
        let found = self.store.read::<Ledger>(&key);
        let (found, visitor) = tokio::try_join!(found, self.visitors.of(headers, None, now))?;
        let counts = |found: &Versioned<Ledger>| found.state.takes_link(link.challenge, link.counter, now);
        let snapshot = found.filter(counts).ok_or(LinkRefused::Over)?;

        let header = cookies(headers);
        let known = BrowserId::of_cookies(cookie_pairs(&header)).first().copied();
        let browser = match known {
            Some(browser) => browser,
            None => BrowserId::from_random(random()?),
        };
        let cookie = SessionCookie::of_cookies(cookie_pairs(&header), &self.keyring, region);
        let (before, account) = (cookie.map(|cookie| cookie.secret), link.identifier.to_string());
        let is_other = |visitor: &Visitor| !visitor.account.state.has(self.keyring.identity_key(&link.identifier));
        let other = visitor.filter(is_other).map(|other| other.shown(&self.keyring));
        let shown_for = link_page::LinkPage { link, browser, before, shown_at: now, snapshot: Some(snapshot) };
        let html = LinkPage {
            words: &Words::of_sign_in(platform::http::locale(None, headers))?,
            service: self.settings.service_name.as_str(),
            account: &account,
            other: other.as_deref(),
            link: text,
            page: &shown_for.seal(&self.keyring, random()?)?,
        };
        let mut answer = page(StatusCode::OK, html.render()?, None);
        if known.is_none() {
            let cookie = HeaderValue::try_from(browser.set_cookie()).map_err(|_| SignInError::Unsendable)?;
            answer.headers_mut().insert(SET_COOKIE, cookie);
        }
        Ok(answer)
    }

    /// The page that tells why a link has signed nobody in.
    fn link_refused(&self, fault: Fault, told: Told, headers: &HeaderMap) -> Result<Response, SignInError> {
        let locale = platform::http::locale(None, headers);
        let html = pages::link_refused(locale, self.settings.service_name.as_str(), fault, told.wait)?;
        Ok(told.page(html, None))
    }
}
