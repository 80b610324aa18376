//! Settings of the sample.

use platform::settings::{FromEnvironment, PageSettings, Reader};

/// What `me` needs to know.
#[derive(Debug)]
pub struct Settings {
    /// The first party's pages.
    pub pages: PageSettings,
}

impl FromEnvironment for Settings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        PageSettings::read_with(reader).map(|pages| Self { pages })
    }
}
