//! Pages: what stands in their headers, and that nothing of a request stands in them but as text.

use tests::relying_party::register;
use tests::{Answer, Page, Provider};

const SCRIPT: &str = "\"'><script>alert(1)</script>&lt;";

/// What stands on every answer that a browser gets.
fn check_headers(answer: &Answer) {
    let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
    assert_eq!(header("cache-control"), "no-store", "{answer:?}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{answer:?}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{answer:?}");
    assert!(header("strict-transport-security").starts_with("max-age=63072000"), "{answer:?}");
    // A client that has opened us in a window of its own reads from it, through redirects as well.
    assert_eq!(header("cross-origin-opener-policy"), "unsafe-none", "{answer:?}");
    let policy = header("content-security-policy");
    for directive in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(directive), "{policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("data:"), "{policy}");
    let scripts = policy.split("; ").filter(|directive| directive.starts_with("script-src"));
    assert!(scripts.into_iter().all(|directive| directive == "script-src 'self'"), "{policy}");
    if answer.headers.contains_key("location") {
        assert!(answer.body.is_empty() && answer.status == 303, "{answer:?}");
    } else {
        assert_eq!(header("content-type"), "text/html; charset=utf-8", "{answer:?}");
    }
}

#[tokio::test]
async fn oa_17_hw_02_hw_06_every_answer_to_a_browser_carries_its_headers() {
    let provider = Provider::start().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let tokens = provider.tokens(&mut browser, &web, &web.ask("openid"), "ada@example.org").await;
    browser.post_from_elsewhere("/authorize", &web.ask("openid email").fields()).await.page();
    browser.open(&web.ask("openid").with("prompt", "login").url()).await.page();
    browser.open("/authorize").await.refusal();
    browser.open("/signin").await.refusal();
    browser.open(&web.ask("none").url()).await.away();
    let hint = tokens.text("id_token");
    browser
        .open(&format!("/logout?id_token_hint={hint}&post_logout_redirect_uri=https://evil.example/"))
        .await
        .refusal();
    let page = browser.open("/logout").await.page();
    browser.submit(&page, "/logout", &[]).await.page();
    assert!(browser.history.len() > 15);
    browser.history.iter().for_each(check_headers);
}

#[tokio::test]
async fn oa_17_a_page_whose_form_may_end_at_the_client_lists_its_origin_and_no_other() {
    let provider = Provider::start().await;
    for (id, redirect_uri, target) in [
        ("web", "https://web.example.org/callback", "https://web.example.org"),
        ("cli", "http://127.0.0.1:8910/callback", "http://127.0.0.1:8910"),
        ("cli", "com.example.app:/callback", "com.example.app:"),
        // No policy names an address of IPv6: browsers take one for none.
        ("cli", "http://[::1]:8910/callback", "http:"),
    ] {
        let mut browser = provider.browser();
        let client = provider.client(id).at(redirect_uri);
        let sign_in = browser.open(&client.ask("openid").url()).await.page();
        let code = browser.ask_for_code(&sign_in, "ada@example.org").await;
        let wrong = browser.submit(&code, "/signin/check", &[("code", "000000")]).await.page();
        let right = provider.service.last_code();
        let confirm = browser.submit(&code, "/signin/check", &[("code", &right)]).await.page();
        for page in [&sign_in, &code, &wrong, &confirm] {
            assert_eq!(page.form_targets(), ["'self'", target], "{}", page.url);
            assert!(page.text().contains(client_name(id)), "each says who asks: {}", page.text());
        }
        provider.service.clock.advance(3_600);
    }
    let mut browser = provider.browser();
    let own = provider.client("own");
    provider.tokens(&mut browser, &own, &own.ask("openid"), "ada@example.org").await;
    assert_eq!(browser.open("/logout").await.page().form_targets(), ["'self'"]);
}

fn client_name(id: &str) -> &'static str {
    if id == "web" { "Web" } else { "Command line" }
}

/// A page in which `SCRIPT` is text, if it is there at all.
fn check_is_text(page: &Page) {
    let own = |file: pages::PageFile| format!("<script src=\"{}\" defer></script>", file.url);
    let html = page.html.replacen(&own(pages::SCRIPT), "", 1).replacen(&own(pages::PASSKEYS), "", 1);
    assert!(!html.contains("<script") && !html.contains("alert(1)</"), "{html}");
}

#[tokio::test]
async fn hw_02_what_others_have_written_is_text_on_every_page() {
    let provider = Provider::start().await;
    let name = "<script>alert(1)</script>\u{2019}&amp;";
    register(
        &provider.service,
        &serde_json::json!({ "clients": [{ "id": "evil", "name": name, "type": "public",
            "redirect_uris": ["https://evil.example.org/callback"], "scopes": ["openid", "x'y<z>"] }] })
        .to_string()
        .replace("x'y<z>", "email"),
    )
    .await;
    let evil = provider.client("evil");
    let mut browser = provider.browser();
    let asked = evil.ask("openid").with("login_hint", SCRIPT).with("ui_locales", SCRIPT).with("state", SCRIPT);
    let page = browser.open(&asked.url()).await.page();
    check_is_text(&page);
    assert!(page.text().contains(name), "{}", page.text());
    let identifier = page.form("/signin/code").fields.iter().find(|(name, _)| name == "identifier").unwrap();
    assert_eq!(identifier.1, SCRIPT, "the hint stands in the field");
    let refused = browser.submit(&page, "/signin/code", &[("identifier", SCRIPT)]).await.page();
    assert_eq!(refused.status, 400);
    check_is_text(&refused);
    let entry = browser.ask_for_code(&page, "ada@example.org").await;
    check_is_text(&entry);
    let refused = browser.submit(&entry, "/signin/check", &[("code", SCRIPT)]).await.page();
    assert_eq!(refused.status, 400);
    check_is_text(&refused);
    let right = provider.service.last_code();
    let confirm = browser.submit(&entry, "/signin/check", &[("code", &right)]).await.page();
    check_is_text(&confirm);
    assert!(confirm.text().contains(name), "{}", confirm.text());
    for url in [
        format!("/authorize?client_id={SCRIPT}"),
        format!("/signin?flow={SCRIPT}"),
        format!("/signin/code?flow={SCRIPT}&challenge={SCRIPT}"),
        format!("/logout?id_token_hint={SCRIPT}&post_logout_redirect_uri={SCRIPT}"),
    ] {
        let url = url.replace(SCRIPT, &form_urlencoded::byte_serialize(SCRIPT.as_bytes()).collect::<String>());
        check_is_text(&browser.open(&url).await.refusal());
    }
}

#[tokio::test]
async fn hw_05_other_methods_are_405_and_a_post_is_answered_by_303() {
    let provider = Provider::start().await;
    let client = tests::Client::new(provider.service.base());
    for (path, taken) in [
        ("/authorize", &["GET", "POST"][..]),
        ("/signin", &["GET"]),
        ("/signin/code", &["GET", "POST"]),
        ("/signin/check", &["POST"]),
        ("/signin/continue", &["GET"]),
        ("/signin/consent", &["POST"]),
        ("/logout", &["GET", "POST"]),
    ] {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            if !taken.contains(&method) {
                let answer = client.send(method.parse().unwrap(), path, &[], axum::body::Body::empty()).await;
                assert!(matches!(answer.status.as_u16(), 404 | 405), "{method} {path}: {answer:?}");
            }
        }
    }
}
