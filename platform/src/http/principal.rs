//! Who is calling, as the authorizer found. Set by the gateway's request context alone, never by a header (JWT-12).

use serde_json::{Map, Value};

/// The context that the authorizer passed on.
#[derive(Clone, Debug)]
pub struct Principal(pub Map<String, Value>);

impl Principal {
    /// One claim; the authorizer passes all of them on as texts.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }
}
