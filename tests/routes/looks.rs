//! How pages look: what they load, from where, and how much of it.

use http::Method;
use pages::{Locale, PASSKEYS, SCRIPT, STYLE};
use serde_json::json;
use shared::tokens::client::LARGEST_CLIENT_LOGO;
use tests::relying_party::{RelyingParty, register};
use tests::{Provider, Service};
use theme::{LARGEST_TOGETHER, Theme};

/// What a page may weigh with all that it loads, in bytes.
const PAGE: usize = 30_000;

/// The URLs of what a page loads.
fn loaded(html: &str) -> Vec<&str> {
    let attributes = [" src=\"", "<link rel=\"stylesheet\" href=\""];
    let of = |attribute| html.split(attribute).skip(1).filter_map(|rest: &str| rest.split_once('"'));
    attributes.into_iter().flat_map(of).map(|(url, _)| url).collect()
}

#[tokio::test]
async fn what_a_page_loads_is_kept_for_ever_by_who_asks_for_this_version_of_it() {
    let service = Service::start().await;
    assert_eq!(STYLE.url, format!("{}?v={}", STYLE.path, STYLE.version));
    for (url, kept) in [
        (STYLE.url, "public, max-age=31536000, immutable"),
        (STYLE.path, "no-store"),
        ("/signin/style.css?v=", "no-store"),
        ("/signin/style.css?v=0123456789abcdef", "no-store"),
    ] {
        let answer = service.client.get(url).await;
        assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, STYLE.bytes), "{url}");
        assert_eq!(answer.headers["cache-control"], kept, "{url}");
        assert_eq!(answer.headers["content-type"], "text/css; charset=utf-8");
    }
    // Ours has neither.
    for path in ["/signin/logo", "/signin/font.woff2"] {
        assert_eq!(service.client.send(Method::GET, path, &[], "").await.status, 404, "{path}");
    }
}

/// An SVG without anything.
const SMALL: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=";

/// The longest page of a sign-in is the one for the code, which repeats flow and challenge: here with everything as long as it may
/// be.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_everything_has_at_most_30_kb_in_every_language() {
    let provider = Provider::start().await;
    let id = "i".repeat(64);
    let redirect_uri = format!("https://longest.example.org/{}", "r".repeat(484));
    let client = json!({ "id": id, "name": "名".repeat(60), "type": "public", "redirect_uris": [redirect_uri],
        "scopes": ["openid", "email", "phone", "offline_access"], "logo": SMALL });
    register(&provider.service, &json!({ "clients": [client] }).to_string()).await;
    let longest = RelyingParty::new(&provider.service, &id, &redirect_uri);
    let asked = longest.ask("openid email phone offline_access").with("nonce", &"n".repeat(256));
    let asked = asked.with("state", &"s".repeat(1_024));
    let (mut most, mut weight) = (0, 0);
    for locale in Locale::ALL {
        let mut browser = provider.browser();
        browser.languages = locale.tag().to_owned();
        let sign_in = browser.open(&asked.url()).await.page();
        let who = format!("{}@{}.example.org", locale.tag().to_lowercase(), "d".repeat(60));
        let code = browser.ask_for_code(&sign_in, &who).await;
        let wrong = browser.submit(&code, "/signin/check", &[("code", "000000")]).await.page();
        for page in [&sign_in, &code, &wrong] {
            let urls = loaded(&page.html);
            assert!(urls.contains(&STYLE.url) && urls.iter().all(|url| url.starts_with("/signin/")), "{urls:?}");
            most = most.max(page.html.len());
            let files = [STYLE, SCRIPT, PASSKEYS].into_iter().filter(|file| urls.contains(&file.url));
            let loaded: usize = files.map(|file| file.bytes.len()).sum();
            weight = weight.max(page.html.len() + loaded + LARGEST_TOGETHER + LARGEST_CLIENT_LOGO);
        }
    }
    assert!(weight <= PAGE, "{most} of HTML, {weight} in all");
}

#[test]
fn the_themes_of_this_repository_have_no_fault() {
    for folder in ["pages/theme", "examples/theme", "tests/theme"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(folder);
        let text = std::fs::read_to_string(folder.join("theme.toml")).unwrap();
        let theme = Theme::parse("theme.toml", &text, |name| std::fs::read(folder.join(name)));
        theme.unwrap_or_else(|faults| panic!("{}: {faults}", folder.display()));
    }
}

/// Where the client of `web` has its logo.
const LOGO: &str = "/signin/client-logo?client_id=web";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_where_a_client_asks_shows_its_logo_from_our_own_origin() {
    let provider = Provider::start().await;
    for (id, logo) in [("web", Some(LOGO)), ("other", None)] {
        let mut browser = provider.browser();
        let sign_in = browser.open(&provider.client(id).ask("openid email").url()).await.page();
        let refused = browser.submit(&sign_in, "/signin/code", &[("identifier", "ada@")]).await.page();
        let code = browser.ask_for_code(&sign_in, "ada@example.org").await;
        let wrong = browser.submit(&code, "/signin/check", &[("code", "1")]).await.page();
        let right = provider.service.last_code();
        let consent = browser.submit(&code, "/signin/check", &[("code", &right)]).await.page();
        for page in [&sign_in, &refused, &code, &wrong, &consent] {
            let shown = loaded(&page.html).into_iter().find(|url| url.contains("logo"));
            assert_eq!(shown, logo, "{}: {}", page.url, page.html);
        }
        provider.service.clock.advance(3_600);
    }
}

#[tokio::test]
async fn hw_02_a_logo_that_is_opened_by_itself_runs_nothing() {
    let provider = Provider::start().await;
    let client = &provider.service.client;
    let logo = client.get(LOGO).await;
    assert_eq!((logo.status.as_u16(), &logo.body[..]), (200, b"<svg xmlns='http://www.w3.org/2000/svg'/>".as_slice()));
    for (name, value) in [
        ("content-type", "image/svg+xml"),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "public, max-age=60"),
    ] {
        assert_eq!(logo.headers[name], value, "{name}");
    }
    // One without a logo, nobody, and no id.
    for query in ["?client_id=other", "?client_id=nobody", "?client_id=two%20words", "?client_id=", ""] {
        assert_eq!(client.get(&format!("/signin/client-logo{query}")).await.problem().0, 404, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_field_says_what_a_number_begins_with_where_numbers_are_texted() {
    for (countries, hint) in [("US,CA,DE,GB,FR", Some("+1, +49, +44")), ("", None)] {
        let provider = Provider::with(&[("SMS_COUNTRIES", countries)]).await;
        let mut browser = provider.browser();
        let page = browser.open(&provider.client("web").ask("openid").url()).await.page();
        let refused = browser.submit(&page, "/signin/code", &[("identifier", "ada@")]).await.page();
        let described = |page: &tests::Page| {
            let (_, rest) = page.html.split_once(" aria-describedby=\"")?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        assert_eq!(described(&page).as_deref(), hint.map(|_| "hint"));
        assert_eq!(described(&refused).as_deref(), Some(if hint.is_some() { "fault hint" } else { "fault" }));
        for page in [&page, &refused] {
            let shown = page.html.split_once("id=\"hint\">").map(|(_, rest)| rest.split_once('<').unwrap().0);
            let told = hint.map(|codes| format!("A number begins with + and its country’s code, for example {codes}."));
            assert_eq!(shown.map(str::to_owned), told, "{}", page.html);
        }
    }
}
