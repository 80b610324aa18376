//! What is written with: families that devices have, and at most one of the service's own.

use super::LARGEST_FONT;
use super::reader::Value;

/// Families that a theme may name. Anything else could be text of a style sheet.
const FAMILIES: [&str; 18] = [
    "system-ui",
    "ui-sans-serif",
    "ui-serif",
    "ui-rounded",
    "sans-serif",
    "serif",
    "Arial",
    "Avenir Next",
    "Georgia",
    "Helvetica",
    "Helvetica Neue",
    "Inter",
    "Noto Sans",
    "Roboto",
    "Segoe UI",
    "Tahoma",
    "Times New Roman",
    "Verdana",
];
/// Without a word in the file.
const DEFAULT: [&str; 6] = ["system-ui", "Segoe UI", "Roboto", "Helvetica", "Arial", "sans-serif"];
/// Most characters of a family's name.
const LONGEST_FAMILY: usize = 40;

/// What is written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Font {
    /// Families that devices have, the first one first.
    pub families: Vec<&'static str>,
    /// The service's own, before all others.
    pub file: Option<FontFile>,
}

/// A font that the service brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFile {
    /// What it is called.
    pub family: String,
    /// WOFF2.
    pub bytes: Vec<u8>,
}

/// Why a font is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FontFileFault {
    /// Larger than the page has room for.
    #[error("has {0} bytes, at most {LARGEST_FONT} are taken")]
    Large(usize),
    /// Another format.
    #[error("is no WOFF2")]
    Kind,
}

impl Font {
    /// Those that devices have, as a style sheet or the style of an element has them.
    pub fn stack(&self) -> String {
        let quoted = |name: &&str| if name.contains(' ') { format!("'{name}'") } else { (*name).to_owned() };
        self.families.iter().map(quoted).collect::<Vec<_>>().join(",")
    }
}

/// The families without a word in the file.
pub(super) fn default_families() -> Vec<&'static str> {
    DEFAULT.to_vec()
}

/// Families that devices have.
pub(super) fn families(value: Value<'_>) -> Result<Vec<&'static str>, String> {
    let names = value.strings()?;
    if names.is_empty() {
        return Err("must name a family".to_owned());
    }
    let known = |name: &str| FAMILIES.into_iter().find(|family| *family == name);
    let found = names
        .into_iter()
        .map(|name| known(name).ok_or_else(|| format!("{name} is not one of: {}", FAMILIES.join(", "))));
    found.collect()
}

/// The name of the service's own font.
pub(super) fn own_family(name: &str) -> Result<String, String> {
    let fits = (1..=LONGEST_FAMILY).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-'));
    if fits { Ok(name.to_owned()) } else { Err("must be 1 to 40 letters, digits, blanks and hyphens".to_owned()) }
}

/// Whether it is a font for the pages.
pub(super) fn check(bytes: &[u8]) -> Result<(), FontFileFault> {
    if bytes.len() > LARGEST_FONT {
        return Err(FontFileFault::Large(bytes.len()));
    }
    if bytes.starts_with(b"wOF2") { Ok(()) } else { Err(FontFileFault::Kind) }
}
