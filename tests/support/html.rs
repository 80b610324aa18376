//! Enough of HTML to operate the service's pages: tags with quoted attributes, text, character references. What else stands
//! in a page ends the test.

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// How.
    pub method: String,
    /// The names of its inputs, and what stands in them.
    pub fields: Vec<(String, String)>,
    /// The names of its buttons, and what they say.
    pub buttons: Vec<(String, String)>,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A tag: its name, `/` before it where it closes, and its attributes.
    Tag(String, Vec<(String, String)>),
    /// Text.
    Text(String),
}

/// The pieces of a page, in their order.
pub fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix('<') {
            let (tag, after) = tag(behind);
            pieces.push(tag);
            rest = after;
        } else {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            pieces.push(Piece::Text(decoded(text)));
            rest = after;
        }
    }
    pieces
}

/// The forms of a page.
pub fn forms(html: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut is_open = false;
    for piece in pieces(html) {
        let Piece::Tag(name, attributes) = piece else { continue };
        let value = |name: &str| {
            let found = attributes.iter().find(|(found, _)| found == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        match name.as_str() {
            "form" => {
                is_open = true;
                forms.push(Form { action: value("action"), method: value("method"), ..Form::default() });
            }
            "/form" => is_open = false,
            "input" | "button" => {
                assert!(is_open, "a field outside of a form: {html}");
                let form = forms.last_mut().expect("a form");
                let list = if name == "input" { &mut form.fields } else { &mut form.buttons };
                list.push((value("name"), value("value")));
            }
            _ => {}
        }
    }
    forms
}

/// The text of a page, with single blanks.
pub fn text(html: &str) -> String {
    let texts = pieces(html).into_iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Tag(..) => None,
    });
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A tag behind its `<`, and what comes after it.
fn tag(mut rest: &str) -> (Piece, &str) {
    let end = rest.find(|character: char| character.is_whitespace() || character == '>').expect("the end of a tag");
    let name = &rest[..end];
    rest = &rest[end..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return (Piece::Tag(name.to_ascii_lowercase(), attributes), after);
        }
        let end = rest.find(|character: char| character.is_whitespace() || "=>".contains(character)).expect("a tag");
        let attribute = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(behind) = rest.strip_prefix('=') {
            let quoted = behind.strip_prefix('"').expect("a quoted value");
            let (found, after) = quoted.split_once('"').expect("the end of a value");
            (value, rest) = (found, after);
        }
        attributes.push((attribute, decoded(value)));
    }
}

/// Text with its character references resolved.
fn decoded(text: &str) -> String {
    let mut parts = text.split('&');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (reference, rest) = part.split_once(';').expect("a whole character reference");
        let named = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
        let character = match reference.strip_prefix('#') {
            Some(number) => number.parse().ok().and_then(char::from_u32),
            None => named.iter().find(|(name, _)| *name == reference).map(|(_, character)| *character),
        };
        decoded.push(character.unwrap_or_else(|| panic!("the reference {reference}")));
        decoded.push_str(rest);
    }
    decoded
}
