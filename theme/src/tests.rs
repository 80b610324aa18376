use std::io::{Error, ErrorKind};

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The files of a folder.
fn file(name: &str) -> io::Result<Vec<u8>> {
    match name {
        "logo.png" => Ok(PNG.to_vec()),
        "logo.svg" => Ok(b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
        "running.svg" => Ok(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec()),
        "large.png" => Ok([PNG, &[0; LARGEST_LOGO]].concat()),
        "half.png" => Ok([PNG, &[0; LARGEST_LOGO / 2]].concat()),
        "own.woff2" => Ok(b"wOF2".to_vec()),
        "own.ttf" => Ok(b"\0\x01\0\0".to_vec()),
        "large.woff2" => Ok([b"wOF2".as_slice(), &[0; LARGEST_FONT]].concat()),
        "full.woff2" => Ok([b"wOF2".as_slice(), &[0; LARGEST_FONT - 4]].concat()),
        _ => Err(Error::from(ErrorKind::NotFound)),
    }
}

fn faults(text: &str) -> Vec<String> {
    let faults = Theme::parse("theme.toml", text, file).map(drop).unwrap_err().to_string();
    faults.lines().map(str::to_owned).collect()
}

#[test]
fn a_file_without_a_word_is_our_own_theme_and_has_no_fault() {
    let theme = Theme::parse("theme.toml", "", file).unwrap();
    assert_eq!((theme.light, theme.dark, theme.radius), (Palette::LIGHT, Palette::DARK, 12));
    assert_eq!((theme.logo, theme.terms, theme.privacy, theme.font.file.clone()), (None, None, None, None));
    assert_eq!(theme.font.stack(), "system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif");
}

#[test]
fn a_theme_says_what_it_likes() {
    let text = "logo = 'logo.svg'\nradius = 0\nfont = ['Georgia', 'serif']\nfont-file = 'own.woff2'\n\
        font-family = 'Acme Sans'\nterms = 'https://acme.example/terms?a=b#c'\nprivacy = 'https://acme.example:8443'\n\
        [light]\naccent = '#050'\n[dark]\ncard = '#000'\npage = '#000000'\n";
    let theme = Theme::parse("theme.toml", text, file).unwrap();
    assert_eq!(theme.logo.map(|logo| logo.kind()), Some(LogoKind::Svg));
    assert_eq!((theme.radius, theme.font.stack().as_str()), (0, "Georgia,serif"));
    assert_eq!(theme.font.file.unwrap().family, "Acme Sans");
    assert_eq!(theme.terms.unwrap().to_string(), "https://acme.example/terms?a=b#c");
    assert_eq!((theme.light.accent.to_string().as_str(), theme.light.card), ("#005500", Palette::LIGHT.card));
    assert_eq!(theme.dark.all()[1], ("card", Colour::new(0, 0, 0)));
}

#[test]
fn every_fault_is_told_with_its_line_at_once() {
    let text = "logo = 'logo.gif'\nradius = 25\nfont = ['Comic Sans MS']\ncss = 'a{}'\n\n[light]\naccent = '#6f9fdf'\n\
        shadow = '#000'\ntext = 'black'\n[dark]\ncard = '#fff'\n";
    assert_eq!(
        faults(text)[..7],
        [
            "theme.toml:1: logo: must be a file with the ending svg, png or webp",
            "theme.toml:2: radius: must be a whole number from 0 to 24",
            "theme.toml:3: font: Comic Sans MS is not one of: system-ui, ui-sans-serif, ui-serif, ui-rounded, sans-serif, \
             serif, Arial, Avenir Next, Georgia, Helvetica, Helvetica Neue, Inter, Noto Sans, Roboto, Segoe UI, Tahoma, \
             Times New Roman, Verdana",
            "theme.toml:4: css: is no field of a theme",
            "theme.toml:7: light.accent: contrast with card is 2.7, at least 4.5 is needed",
            "theme.toml:7: light.accent: contrast with on-accent is 2.7, at least 4.5 is needed",
            "theme.toml:7: light.accent: contrast with page is 2.4, at least 3 is needed",
        ]
    );
    let rest = faults(text)[7..].to_vec();
    assert_eq!(
        rest[..2],
        [
            "theme.toml:8: light.shadow: is no field of a theme",
            "theme.toml:9: light.text: must be a colour as #rgb or #rrggbb"
        ]
    );
    assert!(rest[2..].iter().all(|fault| fault.starts_with("theme.toml:11: dark.card: contrast with ")), "{rest:?}");
}

#[test]
fn no_value_of_a_theme_can_be_markup_script_or_another_place() {
    for (text, fault) in [
        ("[light", "1: "),
        ("radius = 1\nradius = 2", "2: "),
        ("light = 'x'", "1: light: must be a table of colours"),
        ("radius = -1", "1: radius: must be a whole number from 0 to 24"),
        ("radius = '1px'", "1: radius: must be a whole number from 0 to 24"),
        ("font = 'serif'", "1: font: must be a list of strings"),
        ("font = []", "1: font: must name a family"),
        ("logo = ['logo.svg']", "1: logo: must be a string"),
        ("logo = '../logo.svg'", "1: logo: must be the name of a file beside the theme's"),
        ("logo = '/logo.svg'", "1: logo: must be the name of a file beside the theme's"),
        ("logo = 'none.png'", "1: logo: none.png cannot be read: "),
        ("logo = 'large.png'", "1: logo: large.png has 8008 bytes, at most 8000 are taken"),
        ("logo = 'running.svg'", "1: logo: running.svg must not have the element <script>"),
        ("font-file = 'own.woff2'", "1: font-file: font-file and font-family come together"),
        ("font-family = 'Acme'", "1: font-family: font-file and font-family come together"),
        ("font-family = 'A'\nfont-file = 'own.ttf'", "2: font-file: own.ttf is no WOFF2"),
        ("font-family = 'A'\nfont-file = 'large.woff2'", "2: font-file: large.woff2 has 11004 bytes, at most 11000"),
        (
            "font-family = 'A'\nfont-file = 'full.woff2'\nlogo = 'half.png'",
            "2: font-file: with the logo it has 15008 bytes, at most 11000 are taken",
        ),
        ("font-family = 'A;}'\nfont-file = 'own.woff2'", "1: font-family: must be 1 to 40 letters"),
        ("terms = 'http://acme.example'", "1: terms: must be an https URL"),
        ("terms = 'https://'", "1: terms: must be an https URL"),
        ("terms = 'https://ada@acme.example'", "1: terms: must be an https URL"),
        ("privacy = 'javascript:alert(1)'", "1: privacy: must be an https URL"),
        ("privacy = 'https://a.example/\"><script>'", "1: privacy: must be an https URL"),
        ("[dark]\naccent = '#fff;}'", "2: dark.accent: must be a colour as #rgb or #rrggbb"),
        ("[dark]\naccent = 1", "2: dark.accent: must be a string"),
    ] {
        let told = faults(text);
        assert!(told.len() == 1 && told[0].starts_with(&format!("theme.toml:{fault}")), "{text}: {told:?}");
    }
}

#[test]
fn each_colour_stands_out_from_what_is_behind_it_in_either_scheme() {
    for (scheme, behind) in [("light", "#fff"), ("dark", "#24272c")] {
        for (name, needed) in [("text", "4.5"), ("quiet", "4.5"), ("fault", "4.5"), ("accent", "4.5"), ("line", "3")] {
            let told = faults(&format!("[{scheme}]\n{name} = '{behind}'"));
            let fault = format!("theme.toml:2: {scheme}.{name}: contrast with card is 1, at least {needed} is needed");
            assert!(told.contains(&fault), "{told:?}");
        }
    }
    let told = faults("[light]\non-accent = '#1f5fbf'");
    assert_eq!(told, ["theme.toml:2: light.on-accent: contrast with accent is 1, at least 4.5 is needed"]);
}
