//! Whoever floods an address hands its owner a way in.

use serde_json::json;
use tests::Provider;

use super::{ADA, is_signed_in, link_to, redeem};

const HOUR: u64 = 3_600;
const FORTNIGHT: u64 = 14 * 24 * HOUR;

/// A stranger who sends whatever is left, in any way there is.
async fn flood(provider: &Provider) {
    for body in [
        json!({ "email": "ada+x@example.org" }),
        json!({ "email": ADA, "purpose": "new-identifier" }),
        json!({ "email": ADA }),
    ] {
        while provider.service.from("127.0.7.7").post("/otp/request", &body).await.status == 202 {}
    }
}

#[tokio::test]
async fn otp_20_for_a_fortnight_in_which_every_send_is_spent_the_owner_signs_in_by_the_last_mail_each_time() {
    let provider = Provider::with(&[("ADDRESS_SENDS", "10000"), ("DEVICE_SECONDS", "0")]).await;
    let clock = &provider.service.clock;
    let mut signed_in = 0;
    for passed in (0..FORTNIGHT).step_by(usize::try_from(HOUR / 2).unwrap()) {
        flood(&provider).await;
        // Once a day the owner comes, with a browser that has never been here.
        if passed % (24 * HOUR) == 0 {
            let mut browser = provider.browser();
            let page = browser.open("/signin/account").await.page();
            let refused = browser.submit(&page, "/signin/code", &[("identifier", ADA)]).await.page();
            assert_eq!(refused.status, 429, "every send is spent");
            assert!(refused.text().contains("Use the link in our last email"), "{}", refused.text());
            clock.advance(59);
            let link = link_to(&provider.service, ADA).expect("the last mail has a link");
            redeem(&mut browser, &link).await;
            assert!(is_signed_in(&mut browser).await, "{passed} s after it began");
            signed_in += 1;
        }
        clock.advance(HOUR / 2);
    }
    assert_eq!(signed_in, 14);
}

#[tokio::test]
async fn otp_20_who_has_used_the_last_link_gets_further_ones_by_the_device_that_it_was_used_on() {
    let provider = Provider::with(&[("ADDRESS_SENDS", "10000")]).await;
    flood(&provider).await;
    let mut first = provider.browser();
    redeem(&mut first, &link_to(&provider.service, ADA).unwrap()).await;
    flood(&provider).await;
    let mut second = provider.browser();
    let page = second.open("/signin/account").await.page();
    assert_eq!(second.submit(&page, "/signin/code", &[("identifier", ADA)]).await.page().status, 429);
    first.cookies.retain(|(name, _)| name != "__Host-session");
    let page = first.open("/signin/account").await.page();
    first.ask_for_code(&page, ADA).await;
    redeem(&mut second, &link_to(&provider.service, ADA).unwrap()).await;
    assert!(is_signed_in(&mut second).await);
}

#[tokio::test]
async fn a_known_device_that_has_spent_its_own_sends_is_told_of_no_link() {
    let provider = Provider::with(&[("ADDRESS_SENDS", "10000")]).await;
    let mut browser = provider.browser();
    let page = browser.open("/signin/account").await.page();
    browser.sign_in(&provider.service, &page, ADA).await;
    browser.cookies.retain(|(name, _)| name != "__Host-session");
    for _ in 0..5 {
        let page = browser.open("/signin/account").await.page();
        browser.ask_for_code(&page, ADA).await;
    }
    let page = browser.open("/signin/account").await.page();
    let refused = browser.submit(&page, "/signin/code", &[("identifier", ADA)]).await.page();
    assert_eq!(refused.status, 429);
    assert!(!refused.text().contains("link"), "{}", refused.text());
}
