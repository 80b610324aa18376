//! How pages look: what they load, from where, and how much of it.

use http::Method;
use pages::{SCRIPT, STYLE};
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

/// The longest page of a sign-in is the one for the code, which repeats flow and challenge.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_everything_has_at_most_30_kb() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    let long = "n".repeat(256);
    let asked = provider.client("web").ask("openid email phone offline_access").with("nonce", &long);
    let sign_in = browser.open(&asked.with("state", &"s".repeat(1_024)).url()).await.page();
    let code = browser.ask_for_code(&sign_in, "ada@example.org").await;
    let wrong = browser.submit(&code, "/signin/check", &[("code", "000000")]).await.page();
    for page in [&sign_in, &code, &wrong] {
        let urls = loaded(&page.html);
        assert!(urls.contains(&STYLE.url) && urls.iter().all(|url| url.starts_with("/signin/")), "{urls:?}");
        let weight = page.html.len() + STYLE.bytes.len() + SCRIPT.bytes.len() + LARGEST_TOGETHER;
        assert!(weight <= PAGE, "{}: {} of HTML, {weight} in all", page.url, page.html.len());
    }
}

#[test]
fn the_themes_of_this_repository_have_no_fault() {
    for folder in ["pages/theme", "examples/theme"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(folder);
        let text = std::fs::read_to_string(folder.join("theme.toml")).unwrap();
        let theme = Theme::parse("theme.toml", &text, |name| std::fs::read(folder.join(name)));
        theme.unwrap_or_else(|faults| panic!("{}: {faults}", folder.display()));
    }
}
