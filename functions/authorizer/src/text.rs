//! Values of an event, borrowed from its bytes wherever they stand there as they are.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// A string. Copied only where it has escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

/// What an HTTP API remembers an answer under.
#[derive(Clone, Debug)]
pub(crate) enum IdentitySource<'a> {
    /// Payload 2.0: the values one by one.
    Values(Vec<Text<'a>>),
    /// Payload 1.0: the values with commas between them.
    Joined(Text<'a>),
}

impl<'de: 'a, 'a> Deserialize<'de> for IdentitySource<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdentitySourceVisitor)
    }
}

struct IdentitySourceVisitor;

impl<'de> Visitor<'de> for IdentitySourceVisitor {
    type Value = IdentitySource<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string or a list of strings")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<IdentitySource<'de>, E> {
        TextVisitor.visit_borrowed_str(text).map(IdentitySource::Joined)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<IdentitySource<'de>, E> {
        TextVisitor.visit_str(text).map(IdentitySource::Joined)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<IdentitySource<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(IdentitySource::Values(values))
    }
}
