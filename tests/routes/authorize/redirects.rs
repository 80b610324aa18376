//! Where answers go: to one of the client's own addresses, character by character, and to nobody else.

use tests::{Landed, Provider};

/// Opens a request by GET and by POST; each ends at a page of ours that leads nowhere.
async fn leads_nowhere(provider: &Provider, url: &str) {
    let (_, query) = url.split_once('?').unwrap();
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let fields: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut browser = provider.browser();
    for landed in [browser.open(url).await, browser.post_from_elsewhere("/authorize", &fields).await] {
        let Landed::Here(page) = landed else { panic!("{url}: {landed:?}") };
        assert_eq!(page.status, 400, "{url}");
        assert!(page.forms.is_empty() && !page.headers.contains_key("location"), "{url}: {}", page.html);
        assert_eq!(page.form_targets(), ["'self'"], "{url}");
        assert!(!page.html.contains("evil"), "nothing of it comes back: {}", page.html);
    }
    assert!(browser.set_cookies.is_empty(), "{url}");
}

#[tokio::test]
async fn oa_01_an_address_that_is_not_exactly_the_clients_gets_no_answer_but_a_page_of_ours() {
    let provider = Provider::start().await;
    for (client, redirect_uri) in [
        ("web", "https://user@web.example.org/callback"),
        ("web", "https://web.example.org:pass@evil.example/callback"),
        ("web", "https://web.example.org%25@evil.example/callback"),
        ("web", "https://web.example.org%@evil.example/callback"),
        ("web", "https://web.example.org\\@evil.example/callback"),
        ("web", "https://evil.example\\.web.example.org/callback"),
        ("web", "https://web.example.org.evil.example/callback"),
        ("web", "https://evilweb.example.org/callback"),
        ("web", "https://web.example.org/callback/../evil"),
        ("web", "https://web.example.org/x/../callback"),
        ("web", "https://web.example.org/x/%2e%2e/callback"),
        ("web", "https://web.example.org/./callback"),
        ("web", "https://web.example.org/callback#evil"),
        ("web", "https://web.example.org/callback?"),
        ("web", "https://web.example.org/callback?to=evil"),
        ("web", "https://web.example.org/callback&to=evil"),
        ("web", "https://web.example.org/Callback"),
        ("web", "https://WEB.example.org/callback"),
        ("web", "HTTPS://web.example.org/callback"),
        ("web", "https://web.example.org:444/callback"),
        ("web", "https://web.example.org:443/callback"),
        ("web", "http://web.example.org/callback"),
        ("web", "https://web.example.org/callback/"),
        ("web", "https://web.example.org/callback/evil"),
        ("web", "https://web.example.org/"),
        ("web", " https://web.example.org/callback"),
        ("web", "https://web.example.org/callback "),
        ("web", "https://web.example.org/callback\r\nevil: 1"),
        ("web", "https://web.example.org/callback\0"),
        ("web", "//web.example.org/callback"),
        ("web", "/callback"),
        ("web", "javascript:alert('evil')//https://web.example.org/callback"),
        ("web", "data:text/html,evil"),
        ("web", "https://other.example.org/callback"),
        ("own", "https://own.example.org/callback?tenant=2"),
        ("own", "https://own.example.org/callback?tenant=1&to=evil"),
        ("cli", "http://127.0.0.1:1/evil"),
        ("cli", "http://127.0.0.1:1/callback?to=evil"),
        ("cli", "http://127.0.0.1:1@evil.example/callback"),
        ("cli", "http://127.0.0.1:0/callback"),
        ("cli", "http://127.0.0.1:65536/callback"),
        ("cli", "http://127.0.0.1:/callback"),
        ("cli", "http://127.0.0.1.evil.example/callback"),
        ("cli", "http://127.0.0.2:1/callback"),
        ("cli", "http://localhost:1/callback"),
        ("cli", "https://127.0.0.1:1/callback"),
        ("cli", "com.example.app:/evil"),
        ("cli", "com.example.app://callback"),
        ("cli", "com.example.evil:/callback"),
    ] {
        let client = provider.client(client);
        leads_nowhere(&provider, &client.ask("openid").with("redirect_uri", redirect_uri).url()).await;
    }
}

#[tokio::test]
async fn oa_01_nothing_is_answered_where_client_or_address_are_missing_doubled_or_unknown() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    for name in ["client_id", "redirect_uri"] {
        leads_nowhere(&provider, &web.ask("openid").without(name).url()).await;
        leads_nowhere(&provider, &web.ask("openid").with(name, "").url()).await;
        let twice = web.ask("openid");
        let value = twice.get(name).unwrap().to_owned();
        leads_nowhere(&provider, &format!("{}&{name}={value}", twice.url())).await;
        leads_nowhere(&provider, &format!("{}&{name}=evil", twice.url())).await;
    }
    for id in ["nobody", "WEB", "web ", "first-party", "<script>evil</script>", &"x".repeat(2_000)] {
        leads_nowhere(&provider, &web.ask("openid").with("client_id", id).url()).await;
    }
}

#[tokio::test]
async fn oa_01_a_native_program_has_its_answer_at_whatever_port_it_got() {
    let provider = Provider::start().await;
    for redirect_uri in [
        "http://127.0.0.1/callback",
        "http://127.0.0.1:1/callback",
        "http://127.0.0.1:65535/callback",
        "http://[::1]:8910/callback",
        "com.example.app:/callback",
    ] {
        let cli = provider.client("cli").at(redirect_uri);
        let tokens = provider.tokens(&mut provider.browser(), &cli, &cli.ask("openid"), "ada@example.org").await;
        assert!(tokens.json().get("id_token").is_some(), "{redirect_uri}");
        provider.service.clock.advance(3_600);
    }
}
