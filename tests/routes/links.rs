//! The link in an email: the page that asks, and what its form does.

use http::Method;
use serde_json::json;
use tests::{Browser, Fault, Landed, Page, Provider, Service};

mod attacks;
mod floods;

pub(super) const ADA: &str = "ada@example.org";

/// The link of the last email to somebody, as its text part has it.
pub(super) fn link_to(service: &Service, who: &str) -> Option<String> {
    let mail = service.outbox().newest_to(who).expect("a message");
    mail.text.lines().find(|line| line.contains("/signin/link?link=")).map(str::to_owned)
}

/// Asks for a code as the JSON interface does, and gives the link that comes with it.
pub(super) async fn sent_link(service: &Service, who: &str) -> String {
    let asked = service.request(&json!({ "email": who })).await;
    assert_eq!(asked.status, 202, "{asked:?}");
    link_to(service, who).expect("a link")
}

/// Opens the link, and says yes.
pub(super) async fn redeem(browser: &mut Browser, link: &str) -> Page {
    let page = browser.open(link).await.page();
    browser.submit(&page, "/signin/link", &[]).await.page()
}

pub(super) async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.send(Method::GET, "/signin/account", None, true).await.status == 200
}

#[tokio::test]
async fn the_link_of_an_email_signs_in_and_ends_at_the_account() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let link = sent_link(&provider.service, ADA).await;
    assert!(link.starts_with(&format!("{}/signin/link?link=", provider.service.url())), "{link}");
    let page = browser.open(&link).await.page();
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Sign in as a•••@example.org on this device?"), "{}", page.text());
    assert_eq!(page.form_targets(), ["'self'"]);
    let account = browser.submit(&page, "/signin/link", &[]).await.page();
    assert!(account.url.starts_with("/signin/account?attempt="), "{}", account.url);
    assert!(account.text().contains("Your account") && account.text().contains(ADA), "{}", account.text());
    let again = browser.submit(&page, "/signin/link", &[]).await.page();
    assert_eq!(again.url, "/signin/account", "whoever presses twice or goes back is signed in");
    let over = provider.browser().open(&link).await.refusal();
    assert!(over.text().contains("This link is over"), "{}", over.text());
}

#[tokio::test]
async fn otp_05_link_and_code_are_used_up_together() {
    let provider = Provider::start().await;
    let service = &provider.service;
    for by_link in [true, false] {
        let who = format!("user-{by_link}@example.org");
        let (challenge, code) = service.challenge(&who).await;
        let link = link_to(service, &who).unwrap();
        let mut browser = provider.browser();
        let page = browser.open(&link).await.page();
        if by_link {
            browser.submit(&page, "/signin/link", &[]).await.page();
            assert_eq!(service.verify(&challenge, &code).await.status, 401);
        } else {
            assert_eq!(service.verify(&challenge, &code).await.status, 200);
            let over = browser.submit(&page, "/signin/link", &[]).await.refusal();
            assert!(over.text().contains("This link is over"), "{}", over.text());
            assert!(!is_signed_in(&mut browser).await);
        }
        provider.browser().open(&link).await.refusal();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_05_of_link_and_code_raced_exactly_one_signs_in() {
    let provider = Provider::start().await;
    for round in 0..10 {
        let who = format!("racer-{round}@example.org");
        let (challenge, code) = provider.service.challenge(&who).await;
        let link = link_to(&provider.service, &who).unwrap();
        let mut browsers = [provider.browser(), provider.browser()];
        let mut pages = Vec::new();
        for browser in &mut browsers {
            pages.push(browser.open(&link).await.page());
        }
        let [first, second] = &mut browsers;
        let by_link = async |browser: &mut Browser, page: &Page| {
            browser.submit(page, "/signin/link", &[]).await;
            is_signed_in(browser).await
        };
        let by_code = async { provider.service.verify(&challenge, &code).await.status == 200 };
        let (one, other, code) = tokio::join!(by_link(first, &pages[0]), by_link(second, &pages[1]), by_code);
        assert_eq!([one, other, code].iter().filter(|won| **won).count(), 1, "{one} {other} {code}");
        assert_eq!(provider.service.live_sessions().await.len(), round + 1, "and nobody else's session is left");
    }
}

#[tokio::test]
async fn otp_25_scanners_use_up_nothing_however_often_they_come() {
    let provider = Provider::start().await;
    let link = sent_link(&provider.service, ADA).await;
    let before = provider.service.items().await;
    for method in [Method::HEAD, Method::GET, Method::GET, Method::OPTIONS] {
        let mut scanner = provider.browser();
        scanner.send(method, &link, None, true).await;
    }
    // One that runs what is on the page, without its user's cookies.
    let mut scanner = provider.browser();
    let page = scanner.open(&link).await.page();
    scanner.cookies.clear();
    scanner.submit(&page, "/signin/link", &[]).await;
    assert_eq!(provider.service.live_sessions().await.len(), 0);
    let ledgers = |items: &[std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>]| {
        items.iter().filter(|item| item["pk"].as_s().unwrap().starts_with("identifier#")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(ledgers(&provider.service.items().await), ledgers(&before));
    redeem(&mut provider.browser(), &link).await;
    assert_eq!(provider.service.live_sessions().await.len(), 1);
}

#[tokio::test]
async fn a_page_of_a_link_asks_before_it_replaces_anybody_and_says_whom() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    redeem(&mut browser, &sent_link(&provider.service, "bob@example.org").await).await;
    let own = browser.cookie("__Host-session");
    let link = sent_link(&provider.service, ADA).await;
    let page = browser.open(&link).await.page();
    let text = page.text();
    assert!(text.contains("Sign in as a•••@example.org") && text.contains("signed in as b•••@example.org"), "{text}");
    assert_eq!(browser.cookie("__Host-session"), own, "nothing has happened");
    let account = browser.submit(&page, "/signin/link", &[]).await.page();
    assert!(account.text().contains(ADA) && !account.text().contains("bob@"), "{}", account.text());
    assert_eq!(provider.service.live_sessions().await.len(), 1, "the one of before has ended");
}

#[tokio::test]
async fn the_waiting_tab_of_the_same_browser_goes_on_to_its_client_and_one_elsewhere_does_not() {
    let provider = Provider::start().await;
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let asked = own.ask("openid");
    let page = browser.open(&asked.url()).await.page();
    let waiting = browser.ask_for_code(&page, ADA).await;
    let early = browser.open(&continue_of(&waiting)).await.page();
    assert!(early.has_form("/signin/check"), "the code is asked for still: {}", early.html);
    let link = link_to(&provider.service, ADA).unwrap();
    let mut elsewhere = provider.browser();
    let elsewhere_page = elsewhere.open(&link).await.page();
    redeem(&mut browser, &link).await;
    let Landed::Away(url) = browser.open(&continue_of(&waiting)).await else { panic!("it goes on") };
    assert!(own.read(&asked, &url).get("code").is_some());
    elsewhere.submit(&elsewhere_page, "/signin/link", &[]).await.refusal();
    assert!(!is_signed_in(&mut elsewhere).await);
}

/// Where the button of a waiting tab leads.
fn continue_of(page: &Page) -> String {
    assert!(page.html.contains("formmethod=\"get\" formaction=\"/signin/continue\""), "{}", page.html);
    let form = page.form("/signin/code");
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
    format!("/signin/continue?{query}")
}

#[tokio::test]
async fn the_mails_that_have_a_link_are_those_that_sign_in_and_a_setting_turns_them_off() {
    let service = Service::start().await;
    for purpose in ["new-identifier", "add-identifier", "remove-identifier"] {
        let asked = service.request(&json!({ "email": ADA, "purpose": purpose })).await;
        assert_eq!(asked.status, 202);
        assert_eq!(link_to(&service, ADA), None, "{purpose}");
    }
    let provider = Provider::start().await;
    let link = sent_link(&provider.service, ADA).await;
    let sealed = link.split_once('?').unwrap().1.to_owned();
    let off = Provider::with(&[("SIGN_IN_LINKS", "off")]).await;
    assert_eq!(off.service.request(&json!({ "email": ADA })).await.status, 202);
    assert_eq!(link_to(&off.service, ADA), None);
    let over = off.browser().open(&format!("/signin/link?{sealed}")).await.refusal();
    assert!(over.text().contains("This link is over"));
}

#[tokio::test]
async fn a_link_costs_five_calls_in_two_trips_and_its_page_one() {
    let provider = Provider::start().await;
    let service = &provider.service;
    service.sign_in(ADA).await;
    let link = sent_link(service, ADA).await;
    let mut browser = provider.browser();
    service.proxy.take_calls();
    browser.open("/signin/link?link=AQGN").await.refusal();
    assert_eq!(service.proxy.take_calls(), super::round_trips::calls(&[]), "what was not sealed here costs none");
    let page = browser.open(&link).await.page();
    assert_eq!(service.proxy.take_calls(), super::round_trips::calls(&[("GetItem", 1)]));
    let form = page.form("/signin/link").fields.clone();
    let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = browser.send(Method::POST, "/signin/link", Some(&fields), true).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(
        service.proxy.take_calls(),
        super::round_trips::calls(&[("UpdateItem", 1), ("GetItem", 2), ("PutItem", 2)]),
        "network, ledger and identity at once; then the session beside the account that is told of a new device"
    );
    provider.browser().open(&link).await.refusal();
}

/// Two calls, by their operations and what they say, which are on their way at once: each waits for the other one.
#[tokio::test]
async fn the_five_calls_of_a_link_are_two_trips() {
    let (ledger, network, identity) =
        (("PutItem", "\"identifier#"), ("UpdateItem", "\"network#"), ("GetItem", "\"identity#"));
    let (session, account) = (("PutItem", "\"session#"), ("GetItem", "\"account#"));
    for [one, other] in [[ledger, network], [ledger, identity], [network, identity], [session, account]] {
        let provider = Provider::start().await;
        provider.service.sign_in(ADA).await;
        let link = sent_link(&provider.service, ADA).await;
        let mut browser = provider.browser();
        let page = browser.open(&link).await.page();
        let fields = page.form("/signin/link").fields.clone();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        provider.service.proxy.plan(move |call| {
            let is = |(operation, said): (&str, &str)| call.operation == operation && call.body.contains(said);
            if is(one) || is(other) { Fault::Meet } else { Fault::None }
        });
        let answer = browser.send(Method::POST, "/signin/link", Some(&fields), true).await;
        assert_eq!(answer.status, 303, "{one:?} {other:?}: {answer:?}");
    }
}
