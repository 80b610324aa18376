//! In which language pages and messages speak, and the gallery that shows them all.

use pages::Locale;
use tests::{Landed, Provider, Service};

/// Language, direction and first heading of a page.
fn spoken(html: &str) -> (String, String, String) {
    let between = |start: &str, end: &str| {
        let (_, rest) = html.split_once(start).unwrap_or_else(|| panic!("{start} is missing: {html}"));
        rest.split_once(end).unwrap().0.to_owned()
    };
    (between("<html lang=\"", "\""), between(" dir=\"", "\""), between("<h1>", "</h1>"))
}

fn said(language: &str, direction: &str, heading: &str) -> (String, String, String) {
    (language.to_owned(), direction.to_owned(), heading.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn op_05_pages_speak_what_the_client_asks_for_else_what_the_browser_does() {
    let provider = Provider::start().await;
    let web = provider.client("web");
    for (asked, reads, told) in [
        ("", "", said("en", "ltr", "Sign in to Local")),
        ("", "ja, en;q=0.5", said("ja", "ltr", "Local にログイン")),
        ("de", "ja", said("de", "ltr", "Bei Local anmelden")),
        ("sv fr", "ja", said("fr", "ltr", "Se connecter à Local")),
        ("sv", "pl", said("pl", "ltr", "Zaloguj się do usługi Local")),
        ("tlh", "sv", said("en", "ltr", "Sign in to Local")),
    ] {
        let mut browser = provider.browser();
        browser.languages = reads.to_owned();
        let request = web.ask("openid").with("ui_locales", asked).url();
        let page = browser.open(&request).await.page();
        assert_eq!(spoken(&page.html), told, "{asked:?} {reads:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_sign_in_is_written_from_right_to_left_with_its_mail_its_faults_and_the_account() {
    let provider = Provider::start().await;
    let mut browser = provider.browser();
    browser.languages = "ar-EG".to_owned();
    let asked = provider.client("other").ask("openid email").url();
    let page = browser.open(&asked).await.page();
    assert_eq!(spoken(&page.html).1, "rtl");
    let refused = browser.submit(&page, "/signin/code", &[("identifier", "ada@")]).await.page();
    assert!(refused.html.contains("لا يمكننا") && refused.status == 400, "{}", refused.html);
    let page = browser.ask_for_code(&page, "ada@example.org").await;
    assert!(page.html.contains("\u{2068}a•••@example.org\u{2069}"), "it keeps its direction: {}", page.html);
    let mail = provider.service.last_message();
    assert!(mail.html.as_ref().unwrap().contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", mail.text);
    let wrong = browser.submit(&page, "/signin/check", &[("code", "1")]).await.page();
    assert_eq!((spoken(&wrong.html).0.as_str(), wrong.status.as_u16()), ("ar", 400));
    let code = provider.service.codes_to("ada@example.org").first().unwrap().clone();
    let consent = browser.submit(&page, "/signin/check", &[("code", &code)]).await.page();
    assert_eq!(spoken(&consent.html).1, "rtl", "{}", consent.html);
    let account = browser.open("/signin/account").await.page();
    assert_eq!((spoken(&account.html).1.as_str(), account.status.as_u16()), ("rtl", 200));
    let Landed::Here(fault) = browser.open("/signin?flow=x").await else { panic!("it leads nowhere") };
    assert_eq!((spoken(&fault.html).0.as_str(), fault.status.as_u16()), ("ar", 400));
}

/// Every page and message, filled with what it may be: none has a fault in any language.
#[tokio::test(flavor = "multi_thread")]
async fn the_gallery_shows_everything_in_every_language_light_and_dark() {
    let service = Service::start().await;
    for locale in Locale::ALL {
        let gallery = service.client.get(&format!("/dev/gallery?locale={}", locale.tag())).await;
        assert_eq!(gallery.status, 200);
        let html = String::from_utf8(gallery.body.to_vec()).unwrap();
        let shown: Vec<String> =
            html.split("src=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0.replace("&amp;", "&")).collect();
        assert_eq!((shown.len(), html.matches("<pre").count()), (152, 48), "{}", locale.tag());
        for url in shown {
            let exhibit = service.client.get(&url).await;
            let html = String::from_utf8(exhibit.body.to_vec()).unwrap();
            let (language, direction, _) =
                if html.contains("<h1>") { spoken(&html) } else { spoken(&format!("{html}<h1></h1>")) };
            assert_eq!((language.as_str(), direction.as_str()), (locale.tag(), locale.direction()), "{url}");
            assert!(!html.contains("prefers-color-scheme"), "{url}: it is one of both");
        }
    }
    for (path, status) in [("/dev/gallery/nothing", 404), ("/dev/gallery/style.css?scheme=dark", 200)] {
        assert_eq!(service.client.get(path).await.status, status, "{path}");
    }
}
