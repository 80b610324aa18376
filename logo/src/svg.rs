//! What an SVG may have: shapes, texts and paints of its own. A list of what is taken, since one of what is not ends where
//! the next version of the format begins.

use roxmltree::{Document, Node};

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
    if !is_declared_utf8(text) {
        return Err(LogoFault::Malformed);
    }
    let document = Document::parse(text).map_err(|fault| match fault {
        roxmltree::Error::DtdDetected => LogoFault::Declaration,
        _ => LogoFault::Malformed,
    })?;
    if document.descendants().any(|node| node.is_pi()) {
        return Err(LogoFault::Declaration);
    }
    let root = document.root_element().tag_name();
    if (root.name(), root.namespace()) != ("svg", Some(NAMESPACE)) {
        return Err(LogoFault::Malformed);
    }
    document.descendants().filter(Node::is_element).try_for_each(element)
}

/// A file says another encoding to whoever has no other word on it.
fn is_declared_utf8(text: &str) -> bool {
    let declaration = text.trim_start_matches('\u{feff}').strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    declaration.is_none_or(|(declaration, _)| {
        let declaration = declaration.to_ascii_lowercase();
        !declaration.contains("encoding") || declaration.contains("utf-8")
    })
}

fn element(node: Node<'_, '_>) -> Result<(), LogoFault> {
    let (name, namespace) = (node.tag_name().name(), node.tag_name().namespace());
    let is_taken = ELEMENTS.contains(&name) || FILTERS.contains(&name);
    if namespace != Some(NAMESPACE) || !is_taken {
        return Err(LogoFault::Element(name.to_owned()));
    }
    node.attributes().try_for_each(|attribute| self::attribute(attribute.name(), attribute.value()))?;
    if name != "style" {
        return Ok(());
    }
    // A browser reads its text as one, whatever stands in between.
    if !node.children().all(|child| child.is_text()) {
        return Err(LogoFault::Style);
    }
    style(&node.children().filter_map(|child| child.text()).collect::<String>())
}

fn attribute(name: &str, value: &str) -> Result<(), LogoFault> {
    let refused = || LogoFault::Attribute(name.to_owned());
    match name {
        "href" if value.trim_start().starts_with('#') => Ok(()),
        "href" | "base" => Err(refused()),
        _ if name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on")) => Err(refused()),
        _ => style(value).map_err(|_| refused()),
    }
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
            "<svg:g xmlns:svg='http://www.w3.org/2000/svg'/>",
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
            ("<use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='//e.example/x#a'/>", attribute("href")),
            ("<g xml:base='https://e.example/'/>", attribute("base")),
            ("<g xmlns='http://www.w3.org/1999/xhtml'/>", element("g")),
            ("<g style='fill:url(https://e.example/x)'/>", attribute("style")),
            ("<g fill='URL( \"//e.example/x\")'/>", attribute("fill")),
            ("<g style='fill:\\75rl(//e.example/x)'/>", attribute("style")),
            ("<g style='fill:&#117;rl(//e.example/x)'/>", attribute("style")),
            ("<style>@import '//e.example/x';</style>", Err(LogoFault::Style)),
            ("<style>a{fill:u\\rl(//e.example/x)}</style>", Err(LogoFault::Style)),
            ("<style><![CDATA[a{background:image-set('//e.example/x')}]]></style>", Err(LogoFault::Style)),
            ("<style>a{fill:ur<!-- -->l(//e.example/x)}</style>", Err(LogoFault::Style)),
            ("<style>a{fill:ur<![CDATA[l(//e.example/x)}]]></style>", Err(LogoFault::Style)),
            ("<style>a{fill:ur<g/>l(//e.example/x)}</style>", Err(LogoFault::Style)),
            ("<?xml-stylesheet href='//e.example/x'?>", Err(LogoFault::Declaration)),
            ("<use xlink:href='#a'/>", Err(LogoFault::Malformed)),
            ("<title>&nbsp;</title>", Err(LogoFault::Malformed)),
            ("<g id='a' id='b'/>", Err(LogoFault::Malformed)),
            ("<g>", Err(LogoFault::Malformed)),
            ("<g></svg>", Err(LogoFault::Malformed)),
        ] {
            assert_eq!(svg(inside), told, "{inside}");
        }
        let entity =
            "<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'/>";
        assert_eq!(check(entity.as_bytes()), Err(LogoFault::Declaration));
        for encoding in ["utf-16", "UTF-7", "iso-8859-1"] {
            let text = format!("<?xml version='1.0' encoding='{encoding}'?><svg xmlns='http://www.w3.org/2000/svg'/>");
            assert_eq!(check(text.as_bytes()), Err(LogoFault::Malformed), "{encoding}");
        }
        let within = "<svg><g xmlns='http://www.w3.org/2000/svg'/></svg>";
        for malformed in ["", "text", "<svg/>", within, "<g xmlns='http://www.w3.org/2000/svg'/>", "<svg"] {
            assert_eq!(check(malformed.as_bytes()), Err(LogoFault::Malformed), "{malformed}");
        }
        assert_eq!(check(b"<svg xmlns='http://www.w3.org/2000/svg'>\xff</svg>"), Err(LogoFault::Malformed));
    }
}
