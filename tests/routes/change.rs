//! `/signin/account/change`: an authenticator app, recovery codes and a second step, set up and taken away by their owner.

use http::Method;
use http::header::LOCATION;
use shared::codes::totp::TimeStep;
use tests::{Answer, Page, Provider};

use super::step::{GOES_ON, Visit, WRONG, led_to, visit_with_app};

const ADA: &str = "ada@example.org";
const CHANGE: &str = "/signin/account/change";

impl Visit {
    /// Presses a button of the account's page; gives the flow that it begins.
    pub(crate) async fn begins(&mut self, change: &str) -> String {
        let page = self.browser.open("/signin/account").await.page();
        let confirmation =
            &page.form("/signin/account").fields.iter().find(|(name, _)| name == "confirmation").unwrap().1;
        let form = [("confirmation", confirmation.as_str()), ("act", "change"), ("id", change)];
        let answer = self.browser.send(Method::POST, "/signin/account", Some(&form), true).await;
        let location = answer.headers[LOCATION].to_str().unwrap();
        let (path, flow) = location.split_once("?flow=").unwrap();
        assert_eq!(path, GOES_ON);
        self.flow = flow.to_owned();
        flow.to_owned()
    }

    /// The same, and agrees by a code that is sent.
    pub(crate) async fn agrees_by_code(&mut self, provider: &Provider, change: &str) {
        self.begins(change).await;
        provider.service.clock.advance(60);
        self.proves(provider, ADA).await;
    }

    /// Proves an address for the flow that it has.
    pub(crate) async fn proves(&mut self, provider: &Provider, who: &str) {
        let page = self.browser.open(&format!("/signin?flow={}", self.flow)).await.page();
        let page = self.browser.ask_for_code(&page, who).await;
        let form = page.form("/signin/check").fields.iter();
        let mut form: Vec<(&str, &str)> = form.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let code = provider.service.last_code();
        form.retain(|(name, _)| *name != "code");
        form.push(("code", &code));
        let answer = self.browser.send(Method::POST, "/signin/check", Some(&form), true).await;
        assert_eq!(led_to(&answer), GOES_ON);
    }

    /// The page of the change that it has agreed to.
    pub(crate) async fn page(&mut self) -> Page {
        let url = format!("{CHANGE}?flow={}", self.flow);
        self.browser.open(&url).await.page()
    }

    /// Posts the form of that page.
    pub(crate) async fn makes(&mut self, fields: &[(&str, &str)]) -> Answer {
        let flow = self.flow.clone();
        let form = [&[("flow", flow.as_str())], fields].concat();
        self.browser.send(Method::POST, CHANGE, Some(&form), true).await
    }
}

fn field(page: &Page, name: &str) -> String {
    page.form(CHANGE).fields.iter().find(|(found, _)| found == name).expect("a field").1.clone()
}

/// The secret of a page, as its owner types it.
fn secret(page: &Page) -> Option<String> {
    let (_, rest) = page.html.split_once("<code class=\"secret\" dir=\"ltr\">")?;
    let (secret, _) = rest.split_once('<')?;
    tests::evidence::secret(tests::evidence::Kind::Code, secret);
    Some(secret.to_owned())
}

/// What a phone shows that was given this secret.
fn shown(provider: &Provider, secret: &str, steps: i64) -> String {
    let bytes = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let key = shared::codes::hotp::Key::new(&bytes).unwrap();
    let seconds = provider.service.clock.now().as_unix().saturating_add_signed(30 * steps);
    TimeStep::of(shared::Timestamp::from_unix(seconds)).code(&key).expose()
}

fn codes(answer: &Answer) -> Vec<String> {
    let html = String::from_utf8(answer.body.to_vec()).unwrap();
    let parts = html.split("<li><code class=\"secret\" dir=\"ltr\">").skip(1);
    let codes: Vec<String> = parts.map(|part| part.split('<').next().unwrap().to_owned()).collect();
    for code in &codes {
        tests::evidence::secret(tests::evidence::Kind::Code, code);
    }
    codes
}

pub(crate) fn to_account(answer: &Answer) -> bool {
    answer.status == 303 && answer.headers[LOCATION] == "/signin/account"
}

/// A visitor who has set up an app; its secret, and the recovery codes.
async fn with_own_app(provider: &Provider) -> (Visit, String, Vec<String>) {
    let mut visit = Visit::of(provider, ADA).await;
    visit.agrees_by_code(provider, "set-app").await;
    let page = visit.page().await;
    let (secret, enrolment) = (secret(&page).unwrap(), field(&page, "enrolment"));
    let made = visit.makes(&[("enrolment", &enrolment), ("code", &shown(provider, &secret, 0))]).await;
    assert_eq!(made.status, 200, "{made:?}");
    let codes = codes(&made);
    assert_eq!(codes.len(), 10);
    (visit, secret, codes)
}

#[tokio::test]
async fn totp_05_an_app_counts_once_it_has_shown_a_code_and_its_secret_is_shown_once() {
    let provider = Provider::start().await;
    let mut visit = Visit::of(&provider, ADA).await;
    visit.agrees_by_code(&provider, "set-app").await;
    let page = visit.page().await;
    assert!(page.html.contains("<svg class=\"qr\""), "{}", page.html);
    let (secret_shown, enrolment) = (secret(&page).unwrap(), field(&page, "enrolment"));
    assert_eq!(secret_shown.len(), 32);
    let wrong = visit.makes(&[("enrolment", &enrolment), ("code", &shown(&provider, &secret_shown, 9))]).await;
    let location = wrong.headers[LOCATION].to_str().unwrap().to_owned();
    assert!(location.ends_with("&fault=wrong-app"), "{location}");
    let again = visit.browser.open(&location).await.page();
    assert_eq!((secret(&again), again.html.contains("<svg")), (None, false), "TOTP-04: {}", again.html);
    assert_eq!(field(&again, "enrolment"), enrolment);
    assert!(!provider.service.items().await.iter().any(|item| item["pk"].as_s().unwrap().starts_with("factors#")));

    let code = shown(&provider, &secret_shown, 0);
    let made = visit.makes(&[("enrolment", &enrolment), ("code", &code)]).await;
    assert_eq!((made.status.as_u16(), codes(&made).len()), (200, 10), "{made:?}");
    let page = visit.browser.open("/signin/account").await.page();
    assert!(page.text().contains("left: 10"), "{}", page.text());
    // TOTP-03: whoever has seen it typed signs in by it no more.
    assert_eq!(led_to(&visit.presents("code", &code).await), WRONG);
    provider.service.clock.advance(30);
    assert_eq!(led_to(&visit.presents("code", &shown(&provider, &secret_shown, 0)).await), GOES_ON);
    // TOTP-04: neither the secret nor a code is readable at rest.
    let stored = format!("{:?}", provider.service.items().await);
    let bytes = data_encoding::BASE32_NOPAD.decode(secret_shown.as_bytes()).unwrap();
    let printed = format!("{bytes:?}");
    assert!(!stored.contains(&secret_shown) && !stored.contains(printed.trim_matches(['[', ']'])));
}

#[tokio::test]
async fn every_identifier_is_told_of_a_change_and_nobody_of_none() {
    let provider = Provider::start().await;
    let (mut visit, secret, _) = with_own_app(&provider).await;
    provider.service.clock.advance(120);
    provider.service.deliver_notices().await;
    let told = provider.service.last_message();
    assert_eq!(told.to, ADA);
    assert!(
        told.text.contains("An authenticator app was set up") && told.text.contains("127.0.0.0/24"),
        "{}",
        told.text
    );
    assert!(!told.text.contains(&secret));
    let sent = provider.service.sent();
    visit.begins("remove-app").await;
    assert!(!to_account(&visit.makes(&[]).await), "it is not agreed to");
    provider.service.deliver_notices().await;
    assert_eq!(provider.service.sent(), sent);
}

#[tokio::test]
async fn totp_08_what_an_account_has_is_replaced_and_removed_by_its_strongest_method_alone() {
    let provider = Provider::start().await;
    let (mut visit, secret, codes) = with_own_app(&provider).await;
    for change in ["set-app", "remove-app", "renew-codes", "demand-step"] {
        provider.service.clock.advance(300);
        visit.agrees_by_code(&provider, change).await;
        // A code that was sent is not enough, nor is a recovery code beside it.
        assert_eq!(led_to(&visit.makes(&[]).await), GOES_ON, "{change}");
        let url = format!("{CHANGE}?flow={}", visit.flow);
        let page = visit.browser.send(Method::GET, &url, None, true).await;
        assert_eq!(led_to(&page), GOES_ON, "{change}");
    }
    assert_eq!(led_to(&visit.presents("recovery_code", &codes[0]).await), GOES_ON);
    assert_eq!(led_to(&visit.makes(&[]).await), GOES_ON);
    // The same flow, once the app has agreed.
    assert_eq!(led_to(&visit.presents("code", &shown(&provider, &secret, 0)).await), GOES_ON);
    assert!(to_account(&visit.makes(&[]).await));
    // A proof is for the change that it was given for: a later one asks again.
    provider.service.clock.advance(30);
    visit.begins("remove-app").await;
    assert_eq!(led_to(&visit.makes(&[]).await), GOES_ON);
    assert_eq!(led_to(&visit.presents("code", &shown(&provider, &secret, 0)).await), GOES_ON);
    assert!(to_account(&visit.makes(&[]).await));
    let page = visit.browser.open("/signin/account").await.page();
    assert!(page.text().contains("not set up") && !page.text().contains("Recovery codes"), "{}", page.text());
    // Nothing is left that could be a second step, so none is demanded.
    let (challenge, code) = provider.service.challenge(ADA).await;
    assert_eq!(provider.service.verify(&challenge, &code).await.status, 200);
}

#[tokio::test]
async fn a_demanded_second_step_ends_what_does_not_meet_it_and_a_code_alone_gets_no_token() {
    let provider = Provider::start().await;
    let (mut visit, secret, _) = with_own_app(&provider).await;
    provider.service.clock.advance(300);
    let other = provider.service.sign_in(ADA).await;
    visit.begins("demand-step").await;
    assert_eq!(led_to(&visit.presents("code", &shown(&provider, &secret, 0)).await), GOES_ON);
    assert!(to_account(&visit.makes(&[]).await));
    assert_eq!(provider.service.refresh(&other.text("refresh_token")).await.status, 400, "it has one proof");
    assert_eq!(provider.service.live_sessions().await.len(), 1, "the one that agreed goes on");
    provider.service.clock.advance(300);
    let (challenge, code) = provider.service.challenge(ADA).await;
    let answer = provider.service.verify(&challenge, &code).await;
    assert_eq!(answer.problem().1, "second-step-required");
    assert_eq!((answer.status.as_u16(), answer.cookies()), (403, String::new()));
    assert_eq!(provider.service.live_sessions().await.len(), 1, "no session was begun");
}

#[tokio::test]
async fn a_step_that_is_demanded_of_everybody_keeps_tokens_from_a_code_alone() {
    let provider = Provider::with(&[("SECOND_STEP", "demanded")]).await;
    for _ in 0..2 {
        let (challenge, code) = provider.service.challenge(ADA).await;
        assert_eq!(provider.service.verify(&challenge, &code).await.problem().1, "second-step-required");
        assert_eq!(provider.service.live_sessions().await.len(), 0);
        provider.service.clock.advance(60);
    }
}

#[tokio::test]
async fn rec_01_renewed_recovery_codes_are_shown_once_and_the_ones_before_count_no_more() {
    let provider = Provider::start().await;
    let (mut visit, secret, before) = with_own_app(&provider).await;
    provider.service.clock.advance(300);
    let mut other = Visit::of(&provider, ADA).await;
    assert_eq!(led_to(&other.presents("recovery_code", &before[0]).await), GOES_ON);
    visit.begins("renew-codes").await;
    assert_eq!(led_to(&visit.presents("code", &shown(&provider, &secret, 0)).await), GOES_ON);
    let made = visit.makes(&[]).await;
    let renewed = codes(&made);
    assert_eq!(renewed.len(), 10);
    assert!(renewed.iter().all(|code| !before.contains(code)));
    assert_eq!(provider.service.live_sessions().await.len(), 1, "what came by one of those before has ended");
    let page = visit.browser.open("/signin/account").await.page();
    assert!(!renewed.iter().any(|code| page.html.contains(code)));
    provider.service.clock.advance(300);
    let mut next = Visit::of(&provider, ADA).await;
    assert_eq!(led_to(&next.presents("recovery_code", &before[1]).await), super::step::WRONG_RECOVERY);
    assert_eq!(led_to(&next.presents("recovery_code", &renewed[1]).await), GOES_ON);
}

#[tokio::test]
async fn an_enrolment_is_worth_nothing_to_another_account_later_or_in_another_browser() {
    let provider = Provider::start().await;
    let mut visit = Visit::of(&provider, ADA).await;
    visit.agrees_by_code(&provider, "set-app").await;
    let page = visit.page().await;
    let (secret, enrolment) = (secret(&page).unwrap(), field(&page, "enrolment"));
    let code = shown(&provider, &secret, 0);
    let form = [("flow", visit.flow.as_str()), ("enrolment", enrolment.as_str()), ("code", code.as_str())];
    let mut elsewhere = provider.browser();
    assert_eq!(elsewhere.send(Method::POST, CHANGE, Some(&form), true).await.status, 400);
    let mut forged = visit.browser.clone();
    assert_eq!(forged.send(Method::POST, CHANGE, Some(&form), false).await.status, 400, "a form of another site");
    let made = visit.makes(&[("enrolment", &enrolment[1..]), ("code", &code)]).await;
    assert_eq!(led_to(&made), CHANGE, "it begins anew");
    assert_eq!(visit.makes(&[("enrolment", &enrolment), ("code", &code)]).await.status, 200);
    // Posted twice: what was agreed to is done.
    assert!(to_account(&visit.makes(&[("enrolment", &enrolment), ("code", &code)]).await));
}

/// A visitor who may make a change of a kind, for who watches what that takes.
pub(crate) async fn who_may(provider: &Provider, change: &str) -> Visit {
    let (mut visit, app) = visit_with_app(provider).await;
    visit.begins(change).await;
    let code = app.code(&provider.service);
    assert_eq!(led_to(&visit.presents("code", &code).await), GOES_ON);
    visit
}

#[tokio::test]
async fn se_05_one_agreement_makes_one_change_and_ends_every_other_one() {
    let provider = Provider::start().await;
    let (mut visit, secret, _) = with_own_app(&provider).await;
    provider.service.clock.advance(300);
    let open_tab = visit.begins("remove-app").await;
    visit.begins("renew-codes").await;
    assert_eq!(led_to(&visit.presents("code", &shown(&provider, &secret, 0)).await), GOES_ON);
    let made = visit.makes(&[]).await;
    assert_eq!(codes(&made).len(), 10);
    provider.service.deliver_notices().await;
    let sent = provider.service.sent();
    for _ in 0..3 {
        assert!(to_account(&visit.makes(&[]).await), "it was made");
    }
    visit.flow = open_tab;
    assert!(to_account(&visit.makes(&[]).await), "the app agreed to something else");
    provider.service.clock.advance(120);
    provider.service.deliver_notices().await;
    assert_eq!(provider.service.sent(), sent, "nobody is told of nothing");
    let page = visit.browser.open("/signin/account").await.page();
    assert!(!page.text().contains("not set up"), "{}", page.text());
}

#[tokio::test]
async fn an_account_is_changed_twenty_times_in_a_day_at_most() {
    let provider = Provider::start().await;
    let (mut visit, secret, _) = with_own_app(&provider).await;
    let change = async |visit: &mut Visit, demanded: bool| {
        provider.service.clock.advance(31);
        visit.begins(if demanded { "demand-step" } else { "drop-step" }).await;
        assert_eq!(led_to(&visit.presents("code", &shown(&provider, &secret, 0)).await), GOES_ON);
        visit.makes(&[]).await
    };
    for number in 1..20 {
        assert!(to_account(&change(&mut visit, number % 2 == 1).await), "{number}");
    }
    provider.service.deliver_notices().await;
    let sent = provider.service.sent();
    let refused = change(&mut visit, false).await;
    assert_eq!(refused.status, 429, "{refused:?}");
    let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    provider.service.deliver_notices().await;
    assert_eq!(provider.service.sent(), sent, "what is refused is told to nobody");
    provider.service.clock.advance(wait);
    let mut tomorrow = Visit::of(&provider, ADA).await;
    assert_eq!(led_to(&tomorrow.presents("code", &shown(&provider, &secret, 0)).await), GOES_ON);
    assert!(to_account(&change(&mut tomorrow, false).await));
}
