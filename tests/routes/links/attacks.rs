//! What somebody else can do with a link, or with its page.

use tests::Provider;
use tests::service::wrong;

use super::{ADA, is_signed_in, link_to, redeem, sent_link};

const EVE: &str = "eve@example.org";

#[tokio::test]
async fn hw_04_no_other_site_redeems_a_link_in_somebodys_browser() {
    let provider = Provider::start().await;
    let link = sent_link(&provider.service, EVE).await;
    let mut attacker = provider.browser();
    let page = attacker.open(&link).await.page();
    let fields = page.form("/signin/link").fields.clone();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut victim = provider.browser();
    victim.open("/signin/account").await.page();
    for times in 0..2 {
        let asked = victim.post_from_elsewhere("/signin/link", &fields).await.page();
        assert!(asked.has_form("/signin/link"), "the victim is asked: {times}");
        // As from a page of the same site, with the victim's cookies.
        let asked = victim.post("/signin/link", &fields).await.page();
        assert!(asked.text().contains("Sign in as e•••@example.org"), "{}", asked.text());
    }
    assert!(!is_signed_in(&mut victim).await);
    assert_eq!(provider.service.live_sessions().await.len(), 0);
    attacker.submit(&page, "/signin/link", &[]).await.page();
    assert!(is_signed_in(&mut attacker).await, "and nothing was used up");
}

#[tokio::test]
async fn a_page_that_was_shown_to_nobody_or_to_somebody_else_replaces_no_later_sign_in() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let link = sent_link(&provider.service, EVE).await;
    let page = browser.open(&link).await.page();
    redeem(&mut browser, &sent_link(&provider.service, ADA).await).await;
    let asked = browser.submit(&page, "/signin/link", &[]).await.page();
    assert!(asked.text().contains("signed in as a•••@example.org"), "it asks anew: {}", asked.text());
    let account = browser.open("/signin/account").await.page();
    assert!(account.text().contains(ADA), "{}", account.text());
    let page = browser.open(&link).await.page();
    browser.cookies.retain(|(name, _)| name != "__Host-session");
    let asked = browser.submit(&page, "/signin/link", &[]).await.page();
    assert!(asked.has_form("/signin/link") && !is_signed_in(&mut browser).await, "signed out meanwhile");
}

#[tokio::test]
async fn a_page_counts_for_ten_minutes_and_then_asks_anew() {
    let provider = Provider::with(&[("EMAIL_SENDS_PER_HOUR", "2"), ("EMAIL_SENDS_PER_DAY", "2")]).await;
    sent_link(&provider.service, ADA).await;
    let link = sent_link(&provider.service, ADA).await;
    let mut browser = provider.browser();
    let page = browser.open(&link).await.page();
    provider.service.clock.advance(600);
    let asked = browser.submit(&page, "/signin/link", &[]).await.page();
    assert!(asked.has_form("/signin/link") && !is_signed_in(&mut browser).await);
    browser.submit(&asked, "/signin/link", &[]).await.page();
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn otp_06_wrong_guesses_end_no_link() {
    let provider = Provider::start().await;
    let (challenge, code) = provider.service.challenge(ADA).await;
    for _ in 0..6 {
        assert_eq!(provider.service.verify(&challenge, &wrong(&code)).await.status, 401);
    }
    assert_eq!(provider.service.verify(&challenge, &code).await.status, 401, "the code is over");
    let mut browser = provider.browser();
    redeem(&mut browser, &link_to(&provider.service, ADA).unwrap()).await;
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn otp_04_a_link_is_over_with_its_code_and_with_the_next_one() {
    let provider = Provider::start().await;
    let first = sent_link(&provider.service, ADA).await;
    provider.service.clock.advance(599);
    provider.browser().open(&first).await.page().form("/signin/link");
    provider.service.clock.advance(1);
    provider.browser().open(&first).await.refusal();

    let mut browser = provider.browser();
    let page = browser.open("/signin/account").await.page();
    let waiting = browser.ask_for_code(&page, ADA).await;
    let first = link_to(&provider.service, ADA).unwrap();
    provider.service.clock.advance(30);
    browser.submit(&waiting, "/signin/code", &[]).await.page();
    let second = link_to(&provider.service, ADA).unwrap();
    provider.browser().open(&first).await.refusal();
    redeem(&mut browser, &second).await;
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_network_that_has_made_its_calls_uses_up_no_link_for_nothing() {
    let provider = Provider::with(&[("ADDRESS_VERIFICATIONS", "1")]).await;
    let link = sent_link(&provider.service, ADA).await;
    let (challenge, code) = provider.service.challenge("eve@example.org").await;
    assert_eq!(provider.service.verify(&challenge, &wrong(&code)).await.status, 401);
    let mut browser = provider.browser();
    redeem(&mut browser, &link).await;
    assert!(is_signed_in(&mut browser).await, "by the call that the network had no more");
    let link = sent_link(&provider.service, "bob@example.org").await;
    let mut other = provider.browser();
    let page = other.open(&link).await.page();
    let asked = other.submit(&page, "/signin/link", &[]).await.page();
    assert_eq!(asked.status, 429, "{}", asked.html);
    assert!(asked.text().contains("Too many tries") && asked.has_form("/signin/link"), "the link counts still");
    provider.service.clock.advance(300);
    other.submit(&asked, "/signin/link", &[]).await.page();
    assert!(is_signed_in(&mut other).await);
}

#[tokio::test]
async fn otp_12_whoever_asked_for_a_code_is_not_told_that_its_link_was_used() {
    let provider = Provider::start().await;
    let service = &provider.service;
    let mut told = Vec::new();
    for (who, uses) in [(ADA, true), (EVE, false)] {
        let (challenge, code) = service.challenge(who).await;
        if uses {
            redeem(&mut provider.browser(), &link_to(service, who).unwrap()).await;
        }
        let mut answers = Vec::new();
        for _ in 0..2 {
            let again = service.request(&serde_json::json!({ "email": who, "challenge": challenge })).await;
            let guess = service.verify(&challenge, &wrong(&code)).await;
            answers.push((again.status, guess.status, guess.problem()));
            service.clock.advance(30);
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn hw_02_no_word_of_a_request_becomes_part_of_a_link_or_of_its_page() {
    let provider = Provider::start().await;
    let service = &provider.service;
    let headers = [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "gopher")];
    let body = serde_json::json!({ "email": ADA }).to_string();
    let headers = [&headers[..], &[("content-type", "application/json"), ("forwarded", "host=evil.example")]].concat();
    let asked = service.client.send(http::Method::POST, "/otp/request", &headers, body).await;
    assert_eq!(asked.status, 202, "{asked:?}");
    let mail = service.last_message();
    assert!(!mail.text.contains("evil") && !mail.html.unwrap().contains("evil"));
    let active = "\"'><script>alert(1)</script>";
    let mut browser = provider.browser();
    let encoded: String = form_urlencoded::byte_serialize(active.as_bytes()).collect();
    for query in [format!("link={encoded}"), format!("link=x&fault={encoded}&wait={encoded}"), encoded] {
        let refused = browser.open(&format!("/signin/link?{query}")).await.refusal();
        assert!(!refused.html.contains("alert(1)"), "{}", refused.html);
    }
    let landed = browser.post("/signin/link", &[("link", active), ("page", active)]).await;
    assert!(landed.refusal().text().contains("This link is over"));
    let location = browser.history.iter().rev().find_map(|answer| answer.headers.get("location")).unwrap();
    assert_eq!(location, "/signin/link?link=", "what was not sealed here is not sent on");
}

#[tokio::test]
async fn a_fault_is_told_by_its_name_beside_a_link_alone_and_no_5xx_can_be_asked_for() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let nothing = browser.open("/signin/link?fault=wrong-disabled").await.refusal();
    assert!(!nothing.text().contains("disabled"), "nobody is told so who has no link: {}", nothing.text());
    let link = sent_link(&provider.service, ADA).await;
    let waits = browser.open(&format!("{link}&fault=wrong-too-many-calls&wait=7")).await.page();
    assert_eq!((waits.status.as_u16(), waits.header("retry-after")), (429, "7"));
    assert!(waits.has_form("/signin/link"), "{}", waits.html);
    for fault in ["wrong-unavailable", "fault-internal", "wrong-code.x", ""] {
        let page = browser.open(&format!("{link}&fault={fault}&wait=99999999999999999999")).await.page();
        assert_eq!(page.status, 200, "{fault}");
    }
    let page = browser.open("/signin/account").await.page();
    let flow = page.form("/signin/code").fields[0].1.clone();
    for challenge in ["%00", "%0d%0a", "x%26fault=wrong-disabled%26wait=5", "x%23y", "%C3%A9", ""] {
        browser.open(&format!("/signin/continue?flow={flow}&challenge={challenge}")).await.page();
        let location = browser.history.iter().rev().find_map(|answer| answer.headers.get("location")).unwrap();
        assert_eq!(location, &format!("/signin?flow={flow}"), "{challenge}");
    }
}
