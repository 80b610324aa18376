//! What an SVG may have: shapes, texts and paints of its own. A list of what is taken, since one of what is not ends where
//! the next version of the format begins.

use xmlparser::{ElementEnd, Token, Tokenizer};

use super::LogoFault;

const NAMESPACE: &str = "http://www.w3.org/2000/svg";
/// Elements that draw or say what is drawn.
const ELEMENTS: [&str; 25] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "title",
    "desc",
    "style",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "pattern",
    "clipPath",
    "mask",
    "marker",
    "filter",
];
/// Filters that take nothing but what is drawn.
const FILTERS: [&str; 8] =
    ["feGaussianBlur", "feOffset", "feBlend", "feColorMatrix", "feComposite", "feFlood", "feMerge", "feMergeNode"];

/// Whether nothing in it runs or is fetched.
pub(super) fn check(bytes: &[u8]) -> Result<(), LogoFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| LogoFault::Malformed)?;
    let mut open: Vec<&str> = Vec::new();
    let (mut is_svg, mut has_namespace) = (false, false);
    for token in Tokenizer::from(text) {
        match token.map_err(|_| LogoFault::Malformed)? {
            Token::ProcessingInstruction { .. }
            | Token::DtdStart { .. }
            | Token::EmptyDtd { .. }
            | Token::EntityDeclaration { .. }
            | Token::DtdEnd { .. } => return Err(LogoFault::Declaration),
            Token::ElementStart { prefix, local, .. } => {
                // A prefix can be bound to any namespace, XHTML's included.
                let is_taken = ELEMENTS.contains(&local.as_str()) || FILTERS.contains(&local.as_str());
                if !prefix.is_empty() || !is_taken {
                    return Err(LogoFault::Element(local.as_str().to_owned()));
                }
                is_svg |= open.is_empty() && local.as_str() == "svg";
                open.push(local.as_str());
            }
            Token::Attribute { prefix, local, value, .. } => {
                has_namespace |= attribute(prefix.as_str(), local.as_str(), value.as_str())?;
            }
            Token::ElementEnd { end: ElementEnd::Empty, .. } => drop(open.pop()),
            Token::ElementEnd { end: ElementEnd::Close(prefix, local), .. } => {
                if !prefix.is_empty() || open.pop() != Some(local.as_str()) {
                    return Err(LogoFault::Malformed);
                }
            }
            Token::Text { text } | Token::Cdata { text, .. } if open.last() == Some(&"style") => style(text.as_str())?,
            Token::Declaration { .. }
            | Token::Comment { .. }
            | Token::ElementEnd { end: ElementEnd::Open, .. }
            | Token::Text { .. }
            | Token::Cdata { .. } => {}
        }
    }
    if is_svg && has_namespace && open.is_empty() { Ok(()) } else { Err(LogoFault::Malformed) }
}

/// Whether it is the namespace of SVG.
fn attribute(prefix: &str, local: &str, value: &str) -> Result<bool, LogoFault> {
    let refused = || LogoFault::Attribute(local.to_owned());
    match (prefix, local) {
        ("", "xmlns") if value == NAMESPACE => return Ok(true),
        // Declared by nearly every editor, and nothing without an element of it.
        ("xmlns", _) => return Ok(false),
        (_, "href") if value.trim_start().starts_with('#') => {}
        ("", "xmlns") | (_, "href" | "base") => return Err(refused()),
        _ if local.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on")) => return Err(refused()),
        _ => style(value).map_err(|_| refused())?,
    }
    Ok(false)
}

/// Every attribute can be a style. Escapes and references say `url` in other letters.
fn style(text: &str) -> Result<(), LogoFault> {
    let lower = text.to_ascii_lowercase();
    // What is dark is another rule of the same drawing.
    let has_other_rules = lower.split('@').skip(1).any(|rest| !rest.starts_with("media"));
    if has_other_rules || text.contains(['\\', '&']) {
        return Err(LogoFault::Style);
    }
    let is_own = |rest: &str| rest.trim_start_matches(['\'', '"', ' ']).starts_with('#');
    let fetches = lower.split("url(").skip(1).any(|rest| !is_own(rest));
    let by_other_words = ["image-set", "image(", "src(", "javascript:"];
    if fetches || by_other_words.iter().any(|word| lower.contains(word)) { Err(LogoFault::Style) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> Result<(), LogoFault> {
        check(format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>"#).as_bytes())
    }

    #[test]
    fn a_drawing_is_taken_with_its_gradients_and_its_style_for_the_dark() {
        for inside in [
            r##"<path d="M0 0h9v9z" fill="#1f5fbf"/>"##,
            r#"<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)"/>"#,
            r##"<g id="b"/><use href="#b"/><use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#b"/>"##,
            "<title>Acme &amp; Sons</title><text>Acme</text>",
            "<style>.a{fill:red} @media (prefers-color-scheme: dark){.a{fill:#fff}}</style>",
            "<style><![CDATA[.a{fill:red}]]></style>",
        ] {
            assert_eq!(svg(inside), Ok(()), "{inside}");
        }
        assert_eq!(
            check(b"<?xml version=\"1.0\"?>\n<!-- Acme -->\n<svg xmlns='http://www.w3.org/2000/svg'/>\n"),
            Ok(())
        );
    }

    #[test]
    fn hw_02_an_svg_in_which_something_runs_or_is_fetched_is_refused() {
        let element = |name: &str| Err(LogoFault::Element(name.to_owned()));
        let attribute = |name: &str| Err(LogoFault::Attribute(name.to_owned()));
        for (inside, told) in [
            ("<script>alert(1)</script>", element("script")),
            ("<SCRIPT>alert(1)</SCRIPT>", element("SCRIPT")),
            ("<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>", element("script")),
            ("<foreignObject/>", element("foreignObject")),
            ("<image href='https://e.example/x'/>", element("image")),
            ("<feImage href='https://e.example/x'/>", element("feImage")),
            ("<a href='javascript:alert(1)'/>", element("a")),
            ("<set attributeName='href'/>", element("set")),
            ("<animate attributeName='href'/>", element("animate")),
            ("<g onload='alert(1)'/>", attribute("onload")),
            ("<g ONCLICK='alert(1)'/>", attribute("ONCLICK")),
            ("<use href='https://e.example/x#a'/>", attribute("href")),
            ("<use href='data:image/svg+xml,x#a'/>", attribute("href")),
            ("<use xlink:href='//e.example/x#a'/>", attribute("href")),
            ("<g xml:base='https://e.example/'/>", attribute("base")),
            ("<g xmlns='http://www.w3.org/1999/xhtml'/>", attribute("xmlns")),
            ("<g style='fill:url(https://e.example/x)'/>", attribute("style")),
            ("<g fill='URL( \"//e.example/x\")'/>", attribute("fill")),
            ("<g style='fill:\\75rl(//e.example/x)'/>", attribute("style")),
            ("<g style='fill:&#117;rl(//e.example/x)'/>", attribute("style")),
            ("<style>@import '//e.example/x';</style>", Err(LogoFault::Style)),
            ("<style>a{fill:u\\rl(//e.example/x)}</style>", Err(LogoFault::Style)),
            ("<style><![CDATA[a{background:image-set('//e.example/x')}]]></style>", Err(LogoFault::Style)),
            ("<?xml-stylesheet href='//e.example/x'?>", Err(LogoFault::Declaration)),
            ("<g>", Err(LogoFault::Malformed)),
            ("<g></svg>", Err(LogoFault::Malformed)),
        ] {
            assert_eq!(svg(inside), told, "{inside}");
        }
        let entity =
            "<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'/>";
        assert_eq!(check(entity.as_bytes()), Err(LogoFault::Declaration));
        for malformed in ["", "text", "<svg/>", "<g xmlns='http://www.w3.org/2000/svg'/>", "<svg"] {
            assert_eq!(check(malformed.as_bytes()), Err(LogoFault::Malformed), "{malformed}");
        }
        assert_eq!(check(b"<svg xmlns='http://www.w3.org/2000/svg'>\xff</svg>"), Err(LogoFault::Malformed));
    }
}
