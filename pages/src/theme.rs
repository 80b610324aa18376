//! How pages and mails look: what the build made of the theme file (docs/looks.md).

/// A file that pages load.
#[derive(Clone, Copy, Debug)]
pub struct PageFile {
    /// Where it is.
    pub path: &'static str,
    /// The same with its version: another one for every other content, so that it can be kept for ever.
    pub url: &'static str,
    /// The value of `v` in its URL.
    pub version: &'static str,
    /// What it is.
    pub media_type: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
}

/// What mails take of the colours of a scheme, as `#rrggbb`.
pub(crate) struct Palette {
    pub(crate) page: &'static str,
    pub(crate) card: &'static str,
    pub(crate) text: &'static str,
    pub(crate) quiet: &'static str,
    pub(crate) line: &'static str,
    pub(crate) accent: &'static str,
    pub(crate) on_accent: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// Every file that pages load.
pub fn page_files() -> impl Iterator<Item = PageFile> {
    [Some(STYLE), Some(SCRIPT), Some(PASSKEYS), FONT, LOGO].into_iter().flatten()
}

#[cfg(test)]
#[path = "theme_tests.rs"]
mod tests;
