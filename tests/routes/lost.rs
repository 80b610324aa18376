//! An authenticator that its owner has lost: reported, waited for, stopped and removed.

use http::Method;
use tests::passkey_owner::location;
use tests::tokens::claims;
use tests::{Authenticator, Page, PasskeyOwner, Provider, StoredAccount};

use super::account::identifiers::add;
use super::change::to_account;
use super::step::{GOES_ON, Visit, WRONG_RECOVERY, account, led_to, visit_with_app};

const ADA: &str = "ada@example.org";
const OTHER: &str = "ada@example.com";
const STEP: &str = "/signin/step";
const LOST_APP: &str = "I have lost the authenticator app";
const LOST_EVERYTHING: &str = "I have lost everything";
const STOP: &str = "Stop the removal";
const COMPLETE: &str = "Remove what was lost";
const WAITS: &str = "was reported lost";
const HOUR: u64 = 3_600;
const WAIT: u64 = 72 * HOUR;
const WEEK: u64 = 7 * 24 * HOUR;

impl Visit {
    /// The page that asks for what lacks.
    async fn step_page(&mut self) -> Page {
        let url = format!("{STEP}?flow={}", self.flow);
        self.browser.open(&url).await.page()
    }

    /// Follows a link of that page; gives the page that it leads to.
    async fn follows(&mut self, text: &str) -> Page {
        let page = self.step_page().await;
        self.flow = link(&page, text).unwrap_or_else(|| panic!("no {text}: {}", page.html));
        let url = format!("{GOES_ON}?flow={}", self.flow);
        self.browser.open(&url).await.page()
    }

    async fn account_page(&mut self) -> Page {
        self.browser.open("/signin/account").await.page()
    }

    /// Reports the app as lost, by a recovery code beside the code that it has signed in by.
    async fn loses_app_by(&mut self, code: &str) {
        self.follows(LOST_APP).await;
        assert_eq!(led_to(&self.presents("recovery_code", code).await), GOES_ON);
        assert!(to_account(&self.makes(&[]).await));
    }
}

/// The flow of a link with this text.
fn link(page: &Page, text: &str) -> Option<String> {
    let links = page.html.split("href=\"/signin/continue?flow=").skip(1);
    links
        .filter_map(|rest| rest.split_once("\">"))
        .find(|(_, rest)| rest.starts_with(text))
        .map(|(flow, _)| flow.into())
}

/// A visitor who has shown a code to an account that demands its app.
async fn kept_out(provider: &Provider) -> (Visit, Authenticator) {
    let (visit, app) = visit_with_app(provider).await;
    let id = account(&provider.service).await.to_string();
    StoredAccount::of(&provider.service, &id).demand_second_step().await;
    (visit, app)
}

/// The same, of an account with another address.
async fn kept_out_with_two_addresses(provider: &Provider) -> (Visit, Authenticator) {
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let asked = own.ask("openid account");
    let tokens = provider.tokens(&mut browser, &own, &asked, ADA).await;
    provider.service.clock.advance(61);
    let added = add(provider, &tokens.text("access_token"), ADA, OTHER).await;
    assert_eq!(added.status, 201, "{added:?}");
    let id = claims(&tokens.text("id_token"))["sub"].as_str().unwrap().to_owned();
    let app = Authenticator::of(&provider.service, id.parse().unwrap()).await;
    StoredAccount::of(&provider.service, &id).demand_second_step().await;
    told(provider).await;
    let visit = Visit::of(provider, ADA).await;
    (visit, app)
}

/// What owners are told of by now, the newest first: to whom, and what.
async fn told(provider: &Provider) -> Vec<(String, String)> {
    provider.service.clock.advance(120);
    provider.service.deliver_notices().await;
    let messages = provider.service.outbox().messages().into_iter();
    messages.map(|message| (message.to, message.text)).collect()
}

#[tokio::test]
async fn rec_02_a_recovery_code_begins_a_removal_that_it_neither_stops_nor_completes() {
    let provider = Provider::start().await;
    let (mut visit, app) = kept_out_with_two_addresses(&provider).await;
    let page = visit.follows(LOST_APP).await;
    assert!(page.text().contains("Without one, show that each of these"), "{}", page.text());
    assert_eq!(led_to(&visit.makes(&[]).await), GOES_ON, "the mailbox alone");
    let in_another_tab = visit.flow.clone();
    assert_eq!(led_to(&visit.presents("recovery_code", &app.recovery_codes[0]).await), GOES_ON);
    let page = visit.page().await;
    assert!(page.text().contains("It can be removed from"), "{}", page.text());
    assert!(to_account(&visit.makes(&[]).await));
    let messages = told(&provider).await;
    let (to, text) = &messages[0];
    assert!([ADA, OTHER].contains(&to.as_str()));
    for part in ["your authenticator app is lost", "127.0.0.0/24", "can be removed from", "stop it there"] {
        assert!(text.contains(part), "{text}");
    }
    let page = visit.account_page().await;
    assert!(page.text().contains(WAITS) && page.text().contains(STOP), "{}", page.text());
    assert!(!page.text().contains(COMPLETE), "{}", page.text());
    let due = page.text().split("can be removed from ").nth(1).unwrap()[..20].to_owned();

    // The same flow, and one of another tab: nothing begins, or waits less or longer.
    for flow in [visit.flow.clone(), in_another_tab] {
        visit.flow = flow;
        assert!(to_account(&visit.makes(&[]).await));
    }
    visit.begins("remove-app").await;
    let page = visit.step_page().await;
    assert!(page.text().contains(WAITS) && link(&page, LOST_APP).is_none(), "{}", page.text());
    // The code that began it does not stop it, nor does one that is sent, and neither completes it now.
    visit.begins("stop-removal").await;
    assert_eq!(led_to(&visit.makes(&[]).await), GOES_ON);
    visit.agrees_by_code(&provider, "stop-removal").await;
    assert_eq!(led_to(&visit.makes(&[]).await), GOES_ON);
    provider.service.clock.advance(WAIT - HOUR);
    visit = Visit::of(&provider, ADA).await;
    assert_eq!(led_to(&visit.presents("recovery_code", &app.recovery_codes[1]).await), GOES_ON);
    visit.begins("complete-removal").await;
    assert!(to_account(&visit.makes(&[]).await), "it is not due");
    let page = visit.account_page().await;
    assert!(page.text().contains(WAITS) && page.text().contains(&due), "{}", page.text());
    assert_eq!(told(&provider).await.iter().filter(|(_, text)| text.contains("is lost")).count(), 2, "each once");
}

#[tokio::test]
async fn rec_02_it_is_stopped_by_the_app_or_another_recovery_code() {
    for by_app in [true, false] {
        let provider = Provider::start().await;
        let (mut visit, app) = kept_out(&provider).await;
        visit.loses_app_by(&app.recovery_codes[0]).await;
        provider.service.clock.advance(HOUR);
        let mut owner = Visit::of(&provider, ADA).await;
        owner.follows(STOP).await;
        let answer = if by_app {
            owner.presents("code", &app.code(&provider.service)).await
        } else {
            owner.presents("recovery_code", &app.recovery_codes[1]).await
        };
        assert_eq!(led_to(&answer), GOES_ON);
        assert!(to_account(&owner.makes(&[]).await));
        let page = owner.account_page().await;
        assert!(!page.text().contains(WAITS), "{}", page.text());
        assert!(told(&provider).await[0].1.contains("was stopped"));
        provider.service.clock.advance(WAIT);
        let mut visit = Visit::of(&provider, ADA).await;
        let page = visit.step_page().await;
        assert!(!page.text().contains(WAITS) && link(&page, LOST_APP).is_some(), "{}", page.text());
    }
}

#[tokio::test]
async fn rec_02_after_the_wait_a_new_recovery_code_removes_the_app_and_what_came_by_it() {
    let provider = Provider::start().await;
    let (mut visit, app) = kept_out(&provider).await;
    provider.service.clock.advance(61);
    let mut by_app = Visit::of(&provider, ADA).await;
    assert_eq!(led_to(&by_app.presents("code", &app.code(&provider.service)).await), GOES_ON);
    visit.loses_app_by(&app.recovery_codes[0]).await;
    provider.service.clock.advance(WAIT);
    let mut owner = Visit::of(&provider, ADA).await;
    owner.follows(COMPLETE).await;
    assert_eq!(led_to(&owner.makes(&[]).await), GOES_ON, "a code alone");
    let used = owner.presents("recovery_code", &app.recovery_codes[0]).await;
    assert_eq!(led_to(&used), WRONG_RECOVERY);
    assert_eq!(led_to(&owner.presents("recovery_code", &app.recovery_codes[1]).await), GOES_ON);
    assert!(owner.page().await.text().contains(COMPLETE));
    assert!(to_account(&owner.makes(&[]).await));
    assert!(to_account(&owner.makes(&[]).await), "the same flow twice");
    let page = owner.account_page().await;
    assert!(page.text().contains("not set up") && !page.text().contains(WAITS), "{}", page.text());
    assert!(by_app.account_page().await.has_form("/signin/code"), "it has ended");
    let messages = told(&provider).await;
    assert_eq!(messages.iter().filter(|(_, text)| text.contains("was removed from your account")).count(), 1);
    provider.service.clock.advance(61);
    let (challenge, code) = provider.service.challenge(ADA).await;
    assert_eq!(provider.service.verify(&challenge, &code).await.status, 200, "no second step is demanded");
}

#[tokio::test]
async fn rec_02_a_removal_that_nobody_has_completed_in_a_week_is_void() {
    let provider = Provider::with(&[("RECOVERY_WAIT_HOURS", "24")]).await;
    let (mut visit, app) = kept_out(&provider).await;
    visit.loses_app_by(&app.recovery_codes[0]).await;
    provider.service.clock.advance(24 * HOUR);
    let mut owner = Visit::of(&provider, ADA).await;
    owner.follows(COMPLETE).await;
    provider.service.clock.advance(WEEK);
    let mut owner = Visit::of(&provider, ADA).await;
    let page = owner.step_page().await;
    assert!(link(&page, COMPLETE).is_none() && link(&page, LOST_APP).is_some(), "{}", page.html);
}

#[tokio::test]
async fn rec_02_without_a_recovery_code_it_takes_a_code_to_every_identifier_twice() {
    let provider = Provider::start().await;
    let (mut visit, app) = kept_out_with_two_addresses(&provider).await;
    let page = visit.follows(LOST_APP).await;
    assert!(page.text().contains("a•••@example.com") && !page.html.contains(OTHER), "{}", page.text());
    assert!(!page.html.contains("<li><bdi>a•••@example.org"), "that was proven: {}", page.html);
    provider.service.clock.advance(61);
    visit.proves(&provider, ADA).await;
    assert_eq!(led_to(&visit.makes(&[]).await), GOES_ON, "one mailbox, however often");
    visit.proves(&provider, OTHER).await;
    assert!(to_account(&visit.makes(&[]).await));
    let messages = told(&provider).await;
    for address in [ADA, OTHER] {
        let of_loss = |(to, text): &&(String, String)| to == address && text.contains("is lost");
        assert_eq!(messages.iter().filter(of_loss).count(), 1, "{address}");
    }
    let page = visit.step_page().await;
    assert!(page.text().contains(WAITS) && link(&page, COMPLETE).is_none(), "{}", page.text());
    provider.service.clock.advance(WAIT);

    let mut owner = Visit::of(&provider, OTHER).await;
    owner.follows(COMPLETE).await;
    assert_eq!(led_to(&owner.makes(&[]).await), GOES_ON, "one mailbox");
    assert_eq!(led_to(&owner.presents("recovery_code", &app.recovery_codes[0]).await), GOES_ON);
    assert_eq!(led_to(&owner.makes(&[]).await), GOES_ON, "that is not what began it");
    owner.proves(&provider, ADA).await;
    assert!(to_account(&owner.makes(&[]).await));
    let page = owner.account_page().await;
    assert!(page.text().contains("not set up"), "{}", page.text());
}

#[tokio::test]
async fn rec_02_a_flow_of_another_account_or_browser_begins_nothing() {
    let provider = Provider::start().await;
    let (mut visit, app) = kept_out(&provider).await;
    visit.follows(LOST_APP).await;
    let form = [("flow", visit.flow.as_str())];
    let mut elsewhere = provider.browser();
    let answer = elsewhere.send(Method::POST, "/signin/account/change", Some(&form), true).await;
    assert_eq!(answer.status, 400, "of another browser");
    // Somebody else signs in in the same browser.
    let mut grace = Visit { browser: visit.browser.clone(), flow: visit.flow.clone() };
    grace.browser.cookies.retain(|(name, _)| name != "__Host-session");
    grace.proves(&provider, "grace@example.org").await;
    assert_eq!(led_to(&grace.presents("recovery_code", &app.recovery_codes[0]).await), WRONG_RECOVERY);
    assert!(to_account(&grace.makes(&[]).await));
    let mut owner = visit;
    owner.begun_anew().await;
    let page = owner.step_page().await;
    assert!(!page.text().contains(WAITS), "{}", page.text());
    assert!(!told(&provider).await.iter().any(|(_, text)| text.contains("is lost")));
}

#[tokio::test]
async fn a_removal_on_the_page_of_the_account_leads_to_it_as_well() {
    let provider = Provider::start().await;
    let (mut visit, app) = visit_with_app(&provider).await;
    visit.agrees_by_code(&provider, "remove-app").await;
    visit.loses_app_by(&app.recovery_codes[0]).await;
    let page = visit.account_page().await;
    assert!(page.text().contains(WAITS), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn rec_02_a_passkey_stops_the_loss_of_everything_and_goes_with_it_after_the_wait() {
    let provider = Provider::start().await;
    let mut ada = PasskeyOwner::signed_in(&provider.service, ADA).await;
    let (passkey, said) = (ada.first_passkey(&provider.service).await, ada.honest());
    StoredAccount::of(&provider.service, &ada.account().unwrap().to_string()).demand_second_step().await;
    for is_stopped in [true, false] {
        provider.service.clock.advance(HOUR);
        let mut visit = Visit::of(&provider, ADA).await;
        visit.follows(LOST_EVERYTHING).await;
        assert!(to_account(&visit.makes(&[]).await), "the account has one identifier, which was proven");
        // None ends by that; with the stop, those ended that had shown a code alone.
        assert_eq!(provider.service.live_sessions().await.len(), 2, "the owner's, and this one");
        provider.service.clock.advance(if is_stopped { HOUR } else { WAIT });
        let mut owner = Visit::of(&provider, ADA).await;
        owner.follows(if is_stopped { STOP } else { COMPLETE }).await;
        if is_stopped {
            assert_eq!(led_to(&owner.makes(&[]).await), GOES_ON, "a code alone");
            ada.browser = owner.browser.clone();
            let (ceremony, options) = ada.options(&owner.flow).await;
            let shown = ada.show(&owner.flow, &ceremony, &passkey.assertion(&options, &said)).await;
            assert_eq!(led_to(&shown), GOES_ON);
            owner.browser = ada.browser.clone();
        }
        assert!(to_account(&owner.makes(&[]).await));
        let page = owner.account_page().await;
        assert!(!page.text().contains(WAITS) && page.has_form("/signin/account"), "{}", page.text());
        let in_words = if is_stopped { "was stopped" } else { "was removed from your account" };
        assert!(told(&provider).await[0].1.contains(in_words));
    }
    let gone = ada.elsewhere(&provider.service).sign_in(&passkey, &said).await;
    assert!(location(&gone).ends_with("&fault=wrong-passkey-unknown"), "{gone:?}");
}

/// The message that told of it went to mailboxes, which whoever has begun it may read.
#[tokio::test]
async fn rec_02_who_signs_in_while_a_removal_waits_is_told_before_the_client_is() {
    let provider = Provider::start().await;
    let (mut thief, app) = kept_out(&provider).await;
    thief.follows(LOST_APP).await;
    assert_eq!(led_to(&thief.presents("recovery_code", &app.recovery_codes[0]).await), GOES_ON);
    assert!(to_account(&thief.makes(&[]).await));

    provider.service.clock.advance(120);
    let asked = provider.client("own").ask("openid");
    let mut owner = Visit::at(&provider, &asked.url(), ADA).await;
    assert_eq!(led_to(&owner.presents("code", &app.code(&provider.service)).await), GOES_ON);
    let url = format!("{GOES_ON}?flow={}", owner.flow);
    let page = owner.browser.open(&url).await.page();
    assert!(page.text().contains(WAITS) && page.text().contains(STOP), "{}", page.text());
    let away = owner.browser.open(&format!("{url}&removal=seen")).await.away();
    assert!(away.contains("code="), "{away}");
    let away = owner.browser.open(&asked.url()).await.away();
    assert!(away.contains("code="), "who is signed in goes on: {away}");

    // What was just shown stops it, and nothing is asked for again.
    let (_, behind) = page.html.split_once("name=\"flow\" value=\"").unwrap();
    owner.flow = behind.split_once('"').unwrap().0.to_owned();
    assert!(to_account(&owner.makes(&[]).await));
    assert!(!owner.account_page().await.text().contains(WAITS));
    assert!(thief.account_page().await.has_form("/signin/code"), "whoever has begun it is out");
    assert!(told(&provider).await.iter().any(|(_, text)| text.contains("was stopped")));
}

#[tokio::test]
async fn rec_02_whoever_shows_the_strongest_method_for_a_change_has_lost_nothing() {
    let provider = Provider::start().await;
    let (mut visit, app) = kept_out(&provider).await;
    visit.loses_app_by(&app.recovery_codes[0]).await;
    provider.service.clock.advance(120);
    visit.begins("renew-codes").await;
    assert_eq!(led_to(&visit.presents("code", &app.code(&provider.service)).await), GOES_ON);
    assert_eq!(visit.makes(&[]).await.status, 200);
    assert!(!visit.account_page().await.text().contains(WAITS));
}

/// Whoever reads the mail has a browser that is kept out, and stays so where no second step is demanded any more.
#[tokio::test]
async fn rec_02_se_05_who_was_kept_out_by_a_second_step_does_not_come_in_once_it_is_dropped() {
    let provider = Provider::start().await;
    let (mut thief, app) = kept_out(&provider).await;
    provider.service.clock.advance(120);
    let mut owner = Visit::of(&provider, ADA).await;
    assert_eq!(led_to(&owner.presents("code", &app.code(&provider.service)).await), GOES_ON);
    provider.service.clock.advance(31);
    owner.begins("drop-step").await;
    assert_eq!(led_to(&owner.presents("code", &app.code(&provider.service)).await), GOES_ON);
    assert!(to_account(&owner.makes(&[]).await));
    assert!(thief.account_page().await.has_form("/signin/code"), "it has ended");
    assert!(owner.account_page().await.has_form("/signin/account"));
}
