//! Settings of the function that publishes keys and metadata.

use platform::settings::{FromEnvironment, Reader, issuer, keys};
use shared::tokens::{Issuer, KeySet};

/// What `discovery` needs to know.
#[derive(Debug)]
pub struct Settings {
    /// The issuer that the documents describe.
    pub issuer: Issuer,
    /// The keys to publish; secret ones are left out.
    pub keys: KeySet,
}

impl FromEnvironment for Settings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let issuer = issuer(reader);
        let keys = keys(reader);
        Some(Self { issuer: issuer?, keys: keys? })
    }
}
