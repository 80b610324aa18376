//! `POST /signin/step`: a code of the account's app, or a recovery code, beside what was proven before.

use http::Method;
use http::header::LOCATION;
use shared::identity::account::AccountId;
use tests::{Answer, Authenticator, Browser, Page, Provider, Service, stored};

mod parallel;

const ADA: &str = "ada@example.org";
const STEP: &str = "/signin/step";
/// `Totp` and `Recovery`, by their numbers.
const METHODS: [u32; 2] = [2, 3];

/// A browser that has proven an address, on its way to the account.
pub(crate) struct Visit {
    pub(crate) browser: Browser,
    pub(crate) flow: String,
}

impl Visit {
    /// Signs `who` in by a code.
    pub(crate) async fn of(provider: &Provider, who: &str) -> Self {
        Self::at(provider, "/signin/account", who).await
    }

    /// The same, on the way to what a URL leads to.
    pub(crate) async fn at(provider: &Provider, url: &str, who: &str) -> Self {
        let mut browser = provider.browser();
        let page = browser.open(url).await.page();
        let flow = flow_of(&page);
        browser.sign_in(&provider.service, &page, who).await.page();
        Self { browser, flow }
    }

    /// Comes back with a flow that has not expired.
    pub(crate) async fn begun_anew(&mut self) {
        let mut elsewhere = self.browser.clone();
        elsewhere.cookies.retain(|(name, _)| name != "__Host-session");
        let page = elsewhere.open("/signin/account").await.page();
        self.flow = flow_of(&page);
    }

    /// Presents something, and gives the answer.
    pub(crate) async fn presents(&mut self, field: &str, code: &str) -> Answer {
        let form = [("flow", self.flow.as_str()), (field, code)];
        self.browser.send(Method::POST, STEP, Some(&form), true).await
    }
}

fn flow_of(page: &Page) -> String {
    page.form("/signin/code").fields.iter().find(|(name, _)| name == "flow").expect("a flow").1.clone()
}

/// Where an answer leads, without the flow: `/signin/continue`, or the fault that the page of the step tells.
pub(crate) fn led_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    let location = answer.headers[LOCATION].to_str().unwrap();
    let (path, query) = location.split_once('?').unwrap();
    let rest = query.split('&').filter(|part| !part.starts_with("flow="));
    rest.fold(path.to_owned(), |led, part| format!("{led} {part}"))
}

pub(crate) const GOES_ON: &str = "/signin/continue";
pub(crate) const WRONG: &str = "/signin/step fault=wrong-app";
pub(crate) const WRONG_RECOVERY: &str = "/signin/step fault=wrong-recovery";

/// The account of the one browser session.
pub(crate) async fn account(service: &Service) -> AccountId {
    let items = service.items().await;
    let found = items.iter().find_map(|item| item["pk"].as_s().ok()?.strip_prefix("account#").map(str::to_owned));
    found.expect("an account").parse().unwrap()
}

/// A visitor whose account has an app.
pub(crate) async fn visit_with_app(provider: &Provider) -> (Visit, Authenticator) {
    let visit = Visit::of(provider, ADA).await;
    let app = Authenticator::of(&provider.service, account(&provider.service).await).await;
    provider.service.clock.advance(60);
    (visit, app)
}

#[tokio::test]
async fn a_code_of_the_app_is_one_more_proof_in_the_session_under_another_secret_in_two_trips() {
    let provider = Provider::start().await;
    let (mut visit, app) = visit_with_app(&provider).await;
    let before = visit.browser.clone();
    provider.service.proxy.take_calls();
    let answer = visit.presents("code", &app.code(&provider.service)).await;
    assert_eq!(led_to(&answer), GOES_ON);
    assert_eq!(
        provider.service.proxy.take_calls(),
        [("UpdateItem", 1), ("GetItem", 1), ("BatchGetItem", 1), ("TransactWriteItems", 1)]
            .map(|(name, count)| (name.to_owned(), count))
            .into(),
        "counted beside the session and what stands beside it, then one transaction"
    );
    let sessions = provider.service.live_sessions().await;
    let [session] = &sessions[..] else { panic!("{}", sessions.len()) };
    let stored::Session { proofs: (first, later), .. } = stored::session(session);
    assert_eq!((first.0, later.iter().map(|proof| proof.0).collect::<Vec<_>>()), (0, vec![METHODS[0]]));
    // SE-01: the cookie of before is worth nothing.
    let mut thief = before;
    let page = thief.open("/signin/account").await.page();
    assert!(page.has_form("/signin/code"), "{}", page.html);
    let page = visit.browser.open("/signin/account").await.page();
    assert!(page.has_form("/signin/account"), "{}", page.html);
}

#[tokio::test]
async fn totp_03_a_code_counts_once_in_two_windows_and_none_that_is_older() {
    let provider = Provider::start().await;
    let (mut visit, app) = visit_with_app(&provider).await;
    let mut other = Visit::of(&provider, ADA).await;
    let service = &provider.service;
    let (code, older) = (app.code(service), app.code_at(service, -1));
    assert_eq!(led_to(&visit.presents("code", &code).await), GOES_ON);
    assert_eq!(led_to(&other.presents("code", &code).await), WRONG);
    assert_eq!(led_to(&other.presents("code", &older).await), WRONG);
    service.clock.advance(30);
    assert_eq!(led_to(&other.presents("code", &code).await), WRONG, "in the next step, whose window has it still");
    assert_eq!(led_to(&other.presents("code", &app.code(service)).await), GOES_ON);
}

#[tokio::test]
async fn totp_02_codes_two_steps_off_are_refused_on_either_side() {
    for (window, taken) in [("both", [true, true]), ("previous", [true, false]), ("current", [false, false])] {
        let provider = Provider::with(&[("TOTP_WINDOW", window)]).await;
        let (mut visit, app) = visit_with_app(&provider).await;
        provider.service.clock.advance(300);
        for off in [-2, 2] {
            let code = app.code_at(&provider.service, off);
            assert_eq!(led_to(&visit.presents("code", &code).await), WRONG, "{window}: {off}");
        }
        for (off, taken) in [-1, 1].into_iter().zip(taken) {
            let code = app.code_at(&provider.service, off);
            let expected = if taken { GOES_ON } else { WRONG };
            assert_eq!(led_to(&visit.presents("code", &code).await), expected, "{window}: {off}");
        }
    }
}

#[tokio::test]
async fn totp_06_five_wrong_codes_in_five_minutes_are_judged_and_a_recovery_code_still_counts() {
    let provider = Provider::start().await;
    let (mut visit, app) = visit_with_app(&provider).await;
    let service = &provider.service;
    let wrong = app.code_at(service, 9);
    for _ in 0..5 {
        assert_eq!(led_to(&visit.presents("code", &wrong).await), WRONG);
    }
    let right = app.code(service);
    assert_eq!(led_to(&visit.presents("code", &right).await), "/signin/step fault=wrong-app-spent wait=300");
    service.clock.advance(299);
    let right = app.code(service);
    assert_eq!(led_to(&visit.presents("code", &right).await), "/signin/step fault=wrong-app-spent wait=1");
    assert_eq!(led_to(&visit.presents("recovery_code", &app.recovery_codes[0]).await), GOES_ON);
    service.clock.advance(1);
    assert_eq!(led_to(&visit.presents("code", &app.code(service)).await), GOES_ON);
}

#[tokio::test]
async fn rec_01_a_recovery_code_is_one_more_proof_once() {
    let provider = Provider::start().await;
    let (mut visit, app) = visit_with_app(&provider).await;
    let code = app.recovery_codes[3].to_lowercase().replace('-', " ");
    assert_eq!(led_to(&visit.presents("recovery_code", &code).await), GOES_ON);
    assert_eq!(led_to(&visit.presents("recovery_code", &code).await), WRONG_RECOVERY);
    let sessions = provider.service.live_sessions().await;
    let stored::Session { proofs: (_, later), .. } = stored::session(&sessions[0]);
    assert_eq!(later.iter().map(|proof| proof.0).collect::<Vec<_>>(), [METHODS[1]]);
}

#[tokio::test]
async fn a_code_alone_proves_nothing() {
    let provider = Provider::start().await;
    let (visit, app) = visit_with_app(&provider).await;
    let code = app.code(&provider.service);
    // The same flow and browser, and no session: its cookie was lost, or was another one's.
    let mut nobody = Visit { browser: visit.browser.clone(), flow: visit.flow.clone() };
    nobody.browser.cookies.retain(|(name, _)| name != "__Host-session");
    let answer = nobody.presents("code", &code).await;
    assert_eq!((led_to(&answer).as_str(), answer.cookies()), (GOES_ON, String::new()));
    // Another account's session is no proof of this one.
    let mut grace = Visit::of(&provider, "grace@example.org").await;
    assert_eq!(led_to(&grace.presents("code", &code).await), WRONG);
    assert_eq!(led_to(&grace.presents("recovery_code", &app.recovery_codes[0]).await), WRONG_RECOVERY);
    // A flow of another browser.
    let mut elsewhere = Visit { browser: provider.browser(), flow: visit.flow.clone() };
    assert_eq!(elsewhere.presents("code", &code).await.status, 400);
    // A form of another site brings no cookie along.
    let mut forged = visit.browser.clone();
    let form = [("flow", visit.flow.as_str()), ("code", code.as_str())];
    assert_eq!(forged.send(Method::POST, STEP, Some(&form), false).await.status, 400);
    let mut visit = visit;
    assert_eq!(led_to(&visit.presents("code", &code).await), GOES_ON, "which has spent nothing of it");
}

#[tokio::test]
async fn what_is_no_code_spends_nothing() {
    let provider = Provider::start().await;
    let (mut visit, app) = visit_with_app(&provider).await;
    for text in ["", "12345", "12345678901", "１２３４５", "+12345", "00000-00000-00000-00000-0000", &"1".repeat(9_000)]
    {
        for field in ["code", "recovery_code"] {
            assert_eq!(
                led_to(&visit.presents(field, text).await),
                "/signin/step fault=wrong-form",
                "{field}: {text:?}"
            );
        }
    }
    assert_eq!(led_to(&visit.presents("code", &app.code(&provider.service)).await), GOES_ON);
}

#[tokio::test]
async fn the_calls_of_a_network_are_counted() {
    let provider = Provider::with(&[("ADDRESS_VERIFICATIONS", "3")]).await;
    let (mut visit, app) = visit_with_app(&provider).await;
    let wrong = app.code_at(&provider.service, 9);
    for _ in 0..2 {
        assert_eq!(led_to(&visit.presents("code", &wrong).await), WRONG);
    }
    let answer = visit.presents("code", &app.code(&provider.service)).await;
    assert!(led_to(&answer).starts_with("/signin/step fault=wrong-too-many-calls wait="), "{answer:?}");
}
