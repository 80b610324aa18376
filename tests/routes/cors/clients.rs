//! Pages of OAuth clients: before a call any client's page passes, and of the call each reads its own client's answer alone
//! (HW-03).

use form_urlencoded::Serializer;
use http::Method;
use tests::{Answer, Fault, Provider};

use super::{APP, STRANGERS, allowed, passed, preflight};

const WEB: &str = "https://web.example.org";
const OTHER: &str = "https://other.example.org";
/// Of a first-party client.
const OWN: &str = "https://own.example.org";
/// The endpoints that clients call.
const ENDPOINTS: [(&str, &str); 6] = [
    ("/token", "POST"),
    ("/revoke", "POST"),
    ("/par", "POST"),
    ("/userinfo", "GET"),
    ("/account", "GET"),
    ("/account/export", "GET"),
];
/// Everybody who is somebody, and somebody who is not.
const PAGES: [&str; 5] = [WEB, OTHER, APP, "https://evil.example", "null"];

async fn provider() -> Provider {
    Provider::with(&[("ALLOWED_ORIGINS", APP)]).await
}

/// Sends a form from a page of this origin.
async fn posted(provider: &Provider, path: &str, form: &[(&str, &str)], origin: &str) -> Answer {
    let body = Serializer::new(String::new()).extend_pairs(form).finish();
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin)];
    provider.service.client.send(Method::POST, path, &headers, body).await
}

/// Holds what a page may read of a call against who should.
fn judge(answer: &Answer, origin: &str, readers: &[&str], call: &str) {
    let expected = if readers.contains(&origin) {
        vec![("allow-origin", origin), ("expose-headers", "retry-after,www-authenticate")]
    } else {
        vec![]
    };
    assert_eq!(allowed(&answer.headers), expected, "{call} by a page of {origin}: {answer:?}");
    assert_eq!(answer.headers["vary"], "origin", "{call}");
}

#[tokio::test]
async fn hw_03_before_a_call_the_page_of_any_client_passes_and_nobody_elses() {
    let provider = provider().await;
    let client = &provider.service.client;
    for (path, method) in ENDPOINTS {
        for origin in [WEB, OTHER, APP] {
            let answer = preflight(client, path, origin, method, "authorization,content-type").await;
            assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (204, passed(origin)), "{path}");
            assert_eq!(answer.headers["vary"], "origin", "{path}");
        }
        // None of these is a client's: where its pages stand is not where its users are sent.
        for origin in STRANGERS.into_iter().chain(["https://web.example.org/", "https://shop.example.org"]) {
            let answer = preflight(client, path, origin, method, "content-type").await;
            assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (204, vec![]), "{path} {origin}");
        }
    }
    // The codes' own interface is not theirs.
    for path in ["/otp/request", "/otp/verify", "/sessions", "/me"] {
        assert_eq!(allowed(&preflight(client, path, WEB, "POST", "content-type").await.headers), [], "{path}");
    }
}

#[tokio::test]
async fn hw_03_a_page_reads_the_answers_to_its_own_client_alone() {
    let provider = provider().await;
    let web = provider.client("web");
    let token = provider.confidential("vault").await.call(&[("grant_type", "refresh_token")]).await;
    assert_eq!(allowed(&token.headers), [], "no page");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    for origin in PAGES {
        // The client is known, and does not get what it wants.
        for (path, form) in [
            ("/token", [&refresh[..], &[("client_id", "web")]].concat()),
            ("/token", vec![("grant_type", "password"), ("client_id", "web")]),
            ("/par", vec![("client_id", "web"), ("redirect_uri", "https://evil.example/")]),
            ("/revoke", vec![("client_id", "web"), ("token", "x")]),
            ("/revoke", vec![("client_id", "web")]),
        ] {
            judge(&posted(&provider, path, &form, origin).await, origin, &[WEB], path);
        }
        // The first party need not say who it is.
        for (path, form) in [
            ("/token", refresh.to_vec()),
            ("/token", [&refresh[..], &[("client_id", "first-party")]].concat()),
            ("/revoke", vec![("token", "x")]),
        ] {
            judge(&posted(&provider, path, &form, origin).await, origin, &[APP], path);
        }
        // Nobody knows whose call it is: whoever may ask may read that it failed.
        for (path, form) in [
            ("/token", [&refresh[..], &[("client_id", "nobody")]].concat()),
            ("/token", [&refresh[..], &[("client_id", "vault")]].concat()),
            ("/token", [&refresh[..], &[("client_id", "web"), ("client_id", "other")]].concat()),
            ("/par", vec![]),
            ("/revoke", vec![("client_id", "nobody")]),
        ] {
            judge(&posted(&provider, path, &form, origin).await, origin, &[WEB, OTHER, APP], path);
        }
    }
    // The same where it gets it.
    let mut browser = provider.browser();
    for origin in PAGES {
        let asked = web.ask("openid email");
        let callback = provider.answer(&mut browser, &web, &asked, "ada@example.org").await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", callback.code()),
            ("redirect_uri", &web.redirect_uri),
            ("code_verifier", &asked.verifier),
            ("client_id", "web"),
        ];
        let tokens = posted(&provider, "/token", &form, origin).await;
        assert_eq!(tokens.status, 200);
        judge(&tokens, origin, &[WEB], "a redemption");
        let access_token = tokens.text("access_token");
        let bearer = format!("Bearer {access_token}");
        for method in [Method::GET, Method::POST] {
            let headers = [("authorization", bearer.as_str()), ("origin", origin)];
            let user = provider.service.client.send(method, "/userinfo", &headers, "").await;
            assert_eq!(user.status, 200);
            judge(&user, origin, &[WEB], "userinfo");
        }
        let pushed: Vec<(&str, &str)> =
            asked.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let pushed = posted(&provider, "/par", &pushed, origin).await;
        assert_eq!(pushed.status, 201);
        judge(&pushed, origin, &[WEB], "a pushed request");
        let revoked = posted(&provider, "/revoke", &[("client_id", "web"), ("token", &access_token)], origin).await;
        assert_eq!(revoked.status, 200);
        judge(&revoked, origin, &[WEB], "a revocation");
    }
}

#[tokio::test]
async fn hw_03_the_page_of_an_access_tokens_client_reads_who_the_user_is() {
    let provider = provider().await;
    let own = provider.service.sign_in("ada@example.org").await.text("access_token");
    let bearer = format!("Bearer {own}");
    for origin in PAGES {
        let told = async |headers: &[(&str, &str)]| {
            let headers = [headers, &[("origin", origin)]].concat();
            provider.service.client.send(Method::GET, "/userinfo", &headers, "").await
        };
        let answer = told(&[("authorization", &bearer)]).await;
        assert_eq!(answer.status, 403, "no openid");
        judge(&answer, origin, &[APP], "a token of the first party");
        // Which a page has to see, to get another token.
        for headers in [&[][..], &[("authorization", "Bearer x")]] {
            let answer = told(headers).await;
            assert_eq!(answer.status, 401);
            judge(&answer, origin, &[WEB, OTHER, APP], "no token that counts");
        }
    }
}

#[tokio::test]
async fn hw_03_the_page_of_a_first_party_client_reads_the_account() {
    let provider = provider().await;
    let own = provider.client("own");
    let tokens = provider.tokens(&mut provider.browser(), &own, &own.ask("openid account"), "ada@example.org").await;
    let codes = provider.service.sign_in("ada@example.org").await.text("access_token");
    for origin in [OWN, WEB, APP, "null"] {
        for path in ["/account", "/account/export"] {
            for (token, status, reader) in [(tokens.text("access_token"), 200, OWN), (codes.clone(), 403, APP)] {
                let bearer = format!("Bearer {token}");
                let headers = [("authorization", bearer.as_str()), ("origin", origin)];
                let answer = provider.service.client.send(Method::GET, path, &headers, "").await;
                assert_eq!(answer.status, status, "{answer:?}");
                judge(&answer, origin, &[reader], path);
            }
        }
    }
}

/// Strangers ask about as many origins as they like.
#[tokio::test]
async fn hw_03_what_strangers_ask_costs_one_read_a_minute() {
    let provider = provider().await;
    let service = &provider.service;
    service.proxy.take_calls();
    for minute in 0..3 {
        let strangers = (0..100).map(async |number| {
            let origin = format!("https://{minute}-{number}.evil.example");
            preflight(&service.client, "/token", &origin, "POST", "content-type").await
        });
        for answer in futures_util::future::join_all(strangers).await {
            assert_eq!(allowed(&answer.headers), []);
        }
        assert_eq!(allowed(&preflight(&service.client, "/token", WEB, "POST", "").await.headers), passed(WEB));
        assert_eq!(service.proxy.take_calls(), [("Query".to_owned(), 1)].into(), "minute {minute}");
        service.clock.advance(60);
    }
}

#[tokio::test]
async fn hw_03_re_03_where_clients_cannot_be_read_no_page_of_theirs_passes() {
    let provider = provider().await;
    let client = &provider.service.client;
    provider.service.proxy.plan(|_| Fault::ServerError);
    for (origin, expected) in [(WEB, vec![]), (APP, passed(APP))] {
        let answer = preflight(client, "/token", origin, "POST", "content-type").await;
        assert_eq!((answer.status.as_u16(), allowed(&answer.headers)), (204, expected), "{origin}");
    }
    provider.service.proxy.plan(|_| Fault::None);
    assert_eq!(
        allowed(&preflight(client, "/token", WEB, "POST", "").await.headers),
        passed(WEB),
        "and it is asked again"
    );
}
