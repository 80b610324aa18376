//! Settings of the sample.

use platform::settings::{CorsSettings, FromEnvironment, Reader};

/// What `me` needs to know.
#[derive(Debug)]
pub struct Settings {
    /// The first party's pages.
    pub cors: CorsSettings,
}

impl FromEnvironment for Settings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        CorsSettings::read_with(reader).map(|cors| Self { cors })
    }
}
