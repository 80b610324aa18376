use super::super::{Locale, message};
use super::*;

/// By what `.ci/run` builds these tests once more, to have all of it.
const WITH_EVERYTHING: &str = "tests/theme";

#[test]
fn a_page_shows_what_the_theme_has() {
    let html = message(Locale::English, "Acme", "signed-out", "signed-out.close").unwrap();
    let sheet = std::str::from_utf8(STYLE.bytes).unwrap();
    let logo = LOGO.map(|logo| format!("<img src=\"{}\" alt=\"Acme\">", logo.url));
    let [terms, privacy] = [TERMS, PRIVACY].map(|link| link.map(|link| format!("href=\"{link}\"")));
    for (shown, part) in [(&logo, "class=\"logo\""), (&terms, "Terms of use"), (&privacy, "Privacy")] {
        assert_eq!(html.contains(part), shown.is_some(), "{part}: {html}");
        assert!(shown.as_ref().is_none_or(|shown| html.contains(shown)), "{html}");
    }
    assert_eq!(html.contains("<footer>"), terms.is_some() || privacy.is_some(), "{html}");
    assert_eq!(sheet.contains("@font-face"), FONT.is_some());
    assert!(FONT.is_none_or(|font| sheet.contains(&format!("url({})", font.url))));
    let files = page_files().map(|file| file.path).collect::<Vec<_>>();
    assert_eq!(files.len(), 3 + usize::from(FONT.is_some()) + usize::from(LOGO.is_some()), "{files:?}");
    if option_env!("THEME") == Some(WITH_EVERYTHING) {
        assert!(logo.is_some() && terms.is_some() && privacy.is_some() && FONT.is_some());
    }
}
