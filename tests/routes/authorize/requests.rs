//! What is wrong with a request of a known client is told at its redirect URI, with `state` and `iss` (RFC 6749 §4.1.2.1,
//! RFC 9207).

use tests::{Asked, Provider, RelyingParty};

/// The error that a request gets at its client, by GET and by POST.
async fn error(provider: &Provider, client: &RelyingParty, asked: &Asked) -> String {
    let mut browser = provider.browser();
    let by_get = client.read(asked, &browser.open(&asked.url()).await.away());
    let by_post = client.read(asked, &browser.post_from_elsewhere("/authorize", &asked.fields()).await.away());
    assert_eq!(by_get, by_post);
    assert!(by_get.get("error_description").is_some_and(|text| text.is_ascii() && !text.contains(['"', '\\'])));
    by_get.error().to_owned()
}

#[tokio::test]
async fn oa_02_a_request_without_a_challenge_by_s256_is_refused() {
    let provider = Provider::start().await;
    for client in [provider.client("web"), provider.client("vault")] {
        let asked = || client.ask("openid");
        let challenge = asked().get("code_challenge").unwrap().to_owned();
        for asked in [
            asked().without_pkce(),
            asked().without("code_challenge"),
            asked().without("code_challenge_method"),
            asked().with("code_challenge_method", "plain"),
            asked().with("code_challenge_method", "s256"),
            asked().with("code_challenge", ""),
            asked().with("code_challenge", &challenge[1..]),
            asked().with("code_challenge", &format!("{challenge}=")),
            asked().with("code_challenge", &format!("{}+", &challenge[1..])),
        ] {
            assert_eq!(error(&provider, &client, &asked).await, "invalid_request", "{:?}", asked.parameters);
        }
    }
    // What a client need not send counts where it does.
    let shop = provider.client("shop");
    for asked in [
        shop.ask("openid").with("code_challenge_method", "plain"),
        shop.ask("openid").without("code_challenge_method"),
        shop.ask("openid").without("code_challenge"),
    ] {
        assert_eq!(error(&provider, &shop, &asked).await, "invalid_request", "{:?}", asked.parameters);
    }
}

#[tokio::test]
async fn oa_05_a_code_is_all_that_can_be_asked_for() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    for response_type in
        ["token", "id_token", "code token", "code id_token", "id_token token", "none", "CODE", "code code"]
    {
        let asked = web.ask("openid").with("response_type", response_type);
        assert_eq!(error(&provider, &web, &asked).await, "unsupported_response_type", "{response_type}");
    }
    for asked in [
        web.ask("openid").without("response_type"),
        web.ask("openid").with("response_mode", "fragment"),
        web.ask("openid").with("response_mode", "form_post"),
    ] {
        assert_eq!(error(&provider, &web, &asked).await, "invalid_request", "{:?}", asked.parameters);
    }
}

#[tokio::test]
async fn oa_15_a_doubled_parameter_of_any_name_is_refused() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    for name in ["scope", "response_type", "nonce", "code_challenge", "prompt", "max_age", "unknown"] {
        let asked = web.ask("openid").with("prompt", "login").with("max_age", "1").with("unknown", "1");
        let mut twice = asked.clone();
        twice.parameters.push((name.to_owned(), asked.get(name).unwrap().to_owned()));
        assert_eq!(error(&provider, &web, &twice).await, "invalid_request", "{name}");
    }
    // Nobody knows which state would be right: none comes back.
    let asked = web.ask("openid");
    let landed = provider.browser().open(&format!("{}&state=evil", asked.url())).await.away();
    assert!(!landed.contains("state=") && landed.contains("error=invalid_request"), "{landed}");
    assert_eq!(web.read(&asked.without("state"), &landed).error(), "invalid_request");
}

#[tokio::test]
async fn oa_22_a_client_gets_no_scope_and_no_resource_but_its_own() {
    let provider = Provider::start().await;
    let (web, other, own) = (provider.client("web"), provider.client("other"), provider.client("own"));
    for (client, scope) in [
        (&web, "openid account"),
        (&web, "openid unknown"),
        (&web, "OPENID"),
        (&other, "openid offline_access"),
        (&other, "openid orders:write"),
        (&web, "profile"),
        (&web, "openid email\u{a0}phone"),
    ] {
        let asked = client.ask(scope);
        assert_eq!(error(&provider, client, &asked).await, "invalid_scope", "{scope}");
    }
    assert_eq!(error(&provider, &web, &web.ask("openid").without("scope")).await, "invalid_scope");
    assert_eq!(error(&provider, &web, &web.ask(&"openid ".repeat(100))).await, "invalid_scope");
    for (client, asked) in [
        (&other, other.ask("openid").with("resource", tests::provider::STOCK)),
        (&own, own.ask("openid").with("resource", tests::provider::API)),
        (&web, web.ask("openid").with("resource", "https://unknown.example.org")),
        (&web, web.ask("openid").with("resource", "https://api.example.org/")),
        (&web, web.ask("openid").with("resource", &provider.service.url())),
        (&web, web.ask("openid orders:read")),
    ] {
        assert_eq!(error(&provider, client, &asked).await, "invalid_target", "{:?}", asked.parameters);
    }
}

#[tokio::test]
async fn what_is_not_supported_is_refused_by_its_name() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    for (name, value, told) in [
        ("request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported"),
        ("request_uri", "https://web.example.org/request", "request_uri_not_supported"),
        ("registration", "{}", "registration_not_supported"),
        ("prompt", "none login", "invalid_request"),
        ("max_age", "soon", "invalid_request"),
        ("max_age", "-1", "invalid_request"),
    ] {
        let asked = web.ask("openid").with(name, value);
        let found = error(&provider, &web, &asked).await;
        assert_eq!(found, told, "{name}={value}");
    }
    // Who makes up one of ours has pushed nothing, not even where the answer would go.
    let asked = web.ask("openid").with("request_uri", "urn:ietf:params:oauth:request_uri:made-up");
    provider.browser().open(&asked.url()).await.refusal();
    provider.browser().post_from_elsewhere("/authorize", &asked.fields()).await.refusal();
}

#[tokio::test]
async fn state_comes_back_as_it_was_and_none_where_it_cannot() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    for state in ["a b+c%20&d=e#f?g/h", "ü€😀", "\"<script>'", &"s".repeat(1_024)] {
        let asked = web.ask("openid").with("state", state).with("nonce", &"n".repeat(256));
        let callback = provider.answer(&mut provider.browser(), &web, &asked, "ada@example.org").await;
        let tokens = web.redeem(&asked, callback.code()).await;
        assert_eq!(tests::tokens::claims(&tokens.text("id_token"))["nonce"], "n".repeat(256));
        provider.service.clock.advance(3_600);
    }
    let asked = web.ask("openid").without("state");
    let callback = provider.answer(&mut provider.browser(), &web, &asked, "ada@example.org").await;
    assert_eq!(callback.get("state"), None);
    for too_long in [web.ask("openid").with("state", &"s".repeat(1_025)), web.ask("openid").with("state", "a\nb")] {
        let landed = provider.browser().open(&too_long.url()).await.away();
        assert_eq!(web.read(&too_long.without("state"), &landed).error(), "invalid_request");
    }
    let asked = web.ask("openid").with("nonce", &"n".repeat(257));
    assert_eq!(error(&provider, &web, &asked).await, "invalid_request");
}

#[tokio::test]
async fn hw_05_thirty_kilobytes_are_a_page_of_ours_and_no_failure() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let mut browser = provider.browser();
    for name in ["unknown", "state", "login_hint", "scope", "redirect_uri"] {
        let asked = web.ask("openid").with(name, &"x".repeat(30_000));
        browser.open(&asked.url()).await.refusal();
        browser.post_from_elsewhere("/authorize", &asked.fields()).await.refusal();
    }
    for path in ["/signin", "/signin/code", "/signin/continue"] {
        browser.open(&format!("{path}?flow={}", "A".repeat(30_000))).await.refusal();
        browser.open(path).await.refusal();
    }
    for path in ["/signin/code", "/signin/check", "/signin/consent"] {
        browser.post(path, &[("flow", &"A".repeat(30_000))]).await.refusal();
        browser.post(path, &[("flow", "A")]).await.refusal();
    }
    assert!(browser.set_cookies.is_empty());
}

#[tokio::test]
async fn hw_05_bytes_that_are_no_text_are_a_page_of_ours() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    let asked = web.ask("openid").without("state");
    // Read leniently, another state would come back than was sent.
    provider.browser().open(&format!("{}&state=%FF%FE", asked.url())).await.refusal();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let (_, query) = asked.url().split_once('?').map(|(path, query)| (path.to_owned(), query.to_owned())).unwrap();
    let client = tests::Client::new(provider.service.base());
    let answer = client.send(http::Method::POST, "/authorize", &headers, format!("{query}&state=%FF")).await;
    assert_eq!(answer.status, 400);
    let answer = client.send(http::Method::POST, "/authorize", &[("content-type", "text/plain")], query).await;
    assert_eq!(answer.status, 400);
}
