//! Somebody with a browser and passkeys, at a service that starts with a known master secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use shared::authorization::AccountChange;
use shared::authorization::cookie::SessionCookie;
use shared::authorization::flow::{ACCOUNT_PATH, BrowserId, Destination, Flow};
use shared::identity::account::AccountId;
use shared::identity::keyring::Keyring;

use crate::passkey::{Said, SoftPasskey};
use crate::relying_party::MASTER_SECRET;
use crate::{Answer, Browser, Page, Service};

/// The region of a service on a laptop.
pub const REGION: &str = "local";
/// Long enough for another code to be sent.
const PAUSE: u64 = 61;

/// Somebody who signs in.
#[derive(Debug)]
pub struct PasskeyOwner {
    /// What they sign in with.
    pub browser: Browser,
    who: String,
    origin: String,
}

impl PasskeyOwner {
    /// A service where they can be.
    pub async fn service(settings: &[(&str, &str)]) -> Service {
        Service::with(&[&[("MASTER_SECRET", MASTER_SECRET)], settings].concat()).await
    }

    /// Somebody who has just signed in by a code.
    pub async fn signed_in(service: &Service, who: &str) -> Self {
        let mut browser = Browser::new(service);
        let page = browser.open(ACCOUNT_PATH).await.page();
        browser.sign_in(service, &page, who).await;
        Self { browser, who: who.to_owned(), origin: service.url() }
    }

    /// The same with a browser that has never been here.
    #[must_use]
    pub fn elsewhere(&self, service: &Service) -> Self {
        Self { browser: Browser::new(service), who: self.who.clone(), origin: self.origin.clone() }
    }

    /// What an honest browser and authenticator say at the service's own pages.
    pub fn honest(&self) -> Said {
        Said::honest(&self.origin)
    }

    /// The page that asks who it is, with its flow.
    pub async fn sign_in_page(&mut self) -> (Page, String) {
        self.browser.cookies.retain(|(name, _)| name != "__Host-session");
        let page = self.browser.open(ACCOUNT_PATH).await.page();
        let flow = page.url.split("flow=").nth(1).expect("a flow").to_owned();
        (page, flow)
    }

    /// What a sign-in by passkey begins with.
    pub async fn options(&mut self, flow: &str) -> (String, Value) {
        begun(&self.browser.call(passkeys_paths::OPTIONS, &json!({ "flow": flow })).await)
    }

    /// Posts how a sign-in by passkey ended.
    pub async fn show(&mut self, flow: &str, ceremony: &str, credential: &Value) -> Answer {
        let credential = credential.to_string();
        let fields = [("flow", flow), ("ceremony", ceremony), ("credential", credential.as_str())];
        self.browser.send(http::Method::POST, passkeys_paths::SIGN_IN, Some(&fields), true).await
    }

    /// Signs in by a passkey, as `said`.
    pub async fn sign_in(&mut self, passkey: &SoftPasskey, said: &Said) -> Answer {
        let (_, flow) = self.sign_in_page().await;
        let (ceremony, options) = self.options(&flow).await;
        self.show(&flow, &ceremony, &passkey.assertion(&options, said)).await
    }

    /// A flow that leads to a change of the account, not agreed to yet.
    pub fn change(&self, service: &Service, change: AccountChange) -> String {
        let keyring = keyring();
        let cookies: Vec<(&str, &str)> =
            self.browser.cookies.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let browser = *BrowserId::of_cookies(cookies.iter().copied()).first().expect("a browser");
        let session = SessionCookie::of_cookies(cookies.iter().copied(), &keyring, REGION);
        let flow = Flow {
            destination: Destination::Change(change),
            expected: None,
            before: session.map(|session| session.secret),
            pushed: None,
            browser,
            started_at: service.clock.now(),
            region: REGION.to_owned(),
        };
        flow.seal(&keyring, [7; 12]).expect("a flow")
    }

    /// A flow that leads to one more passkey, agreed to by a code.
    pub async fn agreed_by_code(&mut self, service: &Service) -> String {
        service.clock.advance(PAUSE);
        let flow = self.change(service, AccountChange::AddPasskey);
        let page = self.browser.open(&format!("/signin?flow={flow}")).await.page();
        let page = self.browser.ask_for_code(&page, &self.who).await;
        let code = service.codes_to(&self.who).first().expect("a code").clone();
        let fields = [("flow", flow.as_str()), ("challenge", challenge(&page)), ("code", code.as_str())];
        let answer = self.browser.send(http::Method::POST, "/signin/check", Some(&fields), true).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        flow
    }

    /// What making a passkey begins with.
    pub async fn new_options(&mut self, flow: &str) -> (String, Value) {
        begun(&self.browser.call(passkeys_paths::NEW_OPTIONS, &json!({ "flow": flow })).await)
    }

    /// Posts how making a passkey ended.
    pub async fn register(&mut self, flow: &str, ceremony: &str, credential: &Value) -> Answer {
        let credential = credential.to_string();
        let fields =
            [("flow", flow), ("ceremony", ceremony), ("credential", credential.as_str()), ("name", "Ada's phone")];
        self.browser.send(http::Method::POST, passkeys_paths::NEW, Some(&fields), true).await
    }

    /// Makes a passkey of an account that has none yet.
    pub async fn first_passkey(&mut self, service: &Service) -> SoftPasskey {
        let said = self.honest();
        self.first_passkey_as(service, &said).await
    }

    /// The same, as `said`.
    pub async fn first_passkey_as(&mut self, service: &Service, said: &Said) -> SoftPasskey {
        let flow = self.agreed_by_code(service).await;
        let (ceremony, options) = self.new_options(&flow).await;
        let passkey = SoftPasskey::of(&options);
        let answer = self.register(&flow, &ceremony, &passkey.registration(&options, said)).await;
        assert_eq!(answer.status, 200, "with it come recovery codes: {answer:?}");
        passkey
    }

    /// Whose session the browser has.
    pub fn account(&self) -> Option<AccountId> {
        let cookies = self.browser.cookies.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        SessionCookie::of_cookies(cookies, &keyring(), REGION).map(|session| session.account)
    }
}

/// Where an answer leads.
pub fn location(answer: &Answer) -> &str {
    answer.headers.get("location").map(|value| value.to_str().expect("ASCII")).unwrap_or_default()
}

/// The service's keyring.
pub fn keyring() -> Keyring {
    Keyring::parse(MASTER_SECRET).expect("a keyring")
}

/// The bytes of base64url.
pub fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().expect("a text")).expect("base64url")
}

fn begun(answer: &Answer) -> (String, Value) {
    assert_eq!(answer.status, 200, "{answer:?}");
    (answer.text("ceremony"), answer.json()["publicKey"].clone())
}

fn challenge(page: &Page) -> &str {
    let fields = &page.form("/signin/check").fields;
    fields.iter().find(|(name, _)| name == "challenge").map(|(_, value)| value.as_str()).expect("a challenge")
}

/// Where the function answers. The support library knows none of the functions.
mod passkeys_paths {
    pub(super) const OPTIONS: &str = "/signin/passkey/options";
    pub(super) const SIGN_IN: &str = "/signin/passkey";
    pub(super) const NEW_OPTIONS: &str = "/signin/account/passkeys/options";
    pub(super) const NEW: &str = "/signin/account/passkeys";
}
