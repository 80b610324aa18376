//! What clients are called, by programs and for people.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::typed::is_blank;

/// Longest `client_id`, in characters.
pub const LONGEST_CLIENT_ID: usize = 64;
/// Longest name that people are shown, in characters.
pub const LONGEST_NAME: usize = 60;

/// `client_id`: visible ASCII (RFC 6749 Appendix A.1) without quotes and backslashes, and never what may be the `sub` of a
/// user: whoever trusts a token by its `sub` must not take a client for a person (RFC 9700 §4.15).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

/// Why a text is no `client_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientIdFault {
    /// Empty, too long, or with other characters.
    #[error("must be 1 to {LONGEST_CLIENT_ID} visible ASCII characters without quotes and backslashes")]
    Form,
    /// The form of an account's id, or of an identifier.
    #[error("must not look like the sub of a user: a UUID, email:… or tel:…")]
    LooksLikeUser,
}

/// What people are shown as the name of a client or an API, on pages and in messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShownName(String);

/// The text is no name for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {LONGEST_NAME} characters that people see, without line breaks, and blanks only between words")]
pub struct ShownNameFault;

impl ClientId {
    /// Reads a `client_id`.
    pub fn parse(text: &str) -> Result<Self, ClientIdFault> {
        let visible = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        if !(1..=LONGEST_CLIENT_ID).contains(&text.len()) || !text.bytes().all(visible) {
            return Err(ClientIdFault::Form);
        }
        if is_uuid(text) || text.starts_with("email:") || text.starts_with("tel:") {
            return Err(ClientIdFault::LooksLikeUser);
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as requests and tokens carry it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Eight, four, four, four and twelve hexadecimal digits, in either case.
fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let part =
        |(part, length): (&str, usize)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split('-').count() == lengths.len() && text.split('-').zip(lengths).all(part)
}

impl ShownName {
    /// Reads a name. What nobody sees could make it another one, or turn around what stands beside it.
    pub fn parse(text: &str) -> Result<Self, ShownNameFault> {
        let seen = |character: char| character == ' ' || (!character.is_control() && !is_blank(character));
        let length = (1..=LONGEST_NAME).contains(&text.chars().count());
        let well_formed = length && text.chars().all(seen) && text.trim() == text;
        if well_formed { Ok(Self(text.to_owned())) } else { Err(ShownNameFault) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ClientId {
    type Error = ClientIdFault;

    fn try_from(text: String) -> Result<Self, ClientIdFault> {
        Self::parse(&text)
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for ShownName {
    type Error = ShownNameFault;

    fn try_from(text: String) -> Result<Self, ShownNameFault> {
        Self::parse(&text)
    }
}

impl From<ShownName> for String {
    fn from(name: ShownName) -> Self {
        name.0
    }
}

impl fmt::Display for ShownName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jwt_08_a_client_is_never_called_like_a_user() {
        for text in [
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
            "00000000-0000-0000-0000-000000000000",
            "email:ada@example.org",
            "tel:+14155550100",
        ] {
            assert_eq!(ClientId::parse(text), Err(ClientIdFault::LooksLikeUser), "{text}");
        }
        for text in ["web", "a", "https://client.example.org/id", "123e4567-e89b-12d3-a456-42661417400", "my+app:1%2"] {
            assert_eq!(ClientId::parse(text).map(String::from), Ok(text.to_owned()));
        }
        let long = "a".repeat(LONGEST_CLIENT_ID + 1);
        for text in ["", "two words", "\"quoted\"", "back\\slash", "ünder", "tab\t", "line\n", "\u{0}", long.as_str()]
        {
            assert_eq!(ClientId::parse(text), Err(ClientIdFault::Form), "{text:?}");
        }
        let stored = postcard::to_allocvec("email:ada@example.org").unwrap();
        assert!(postcard::from_bytes::<ClientId>(&stored).is_err(), "nor by way of the table");
    }

    #[test]
    fn a_name_has_nothing_in_it_that_people_do_not_see() {
        for text in ["Example", "Beispiel & Söhne", "例え", &"x".repeat(LONGEST_NAME)] {
            assert!(ShownName::parse(text).is_ok(), "{text}");
        }
        let long = "x".repeat(LONGEST_NAME + 1);
        for text in ["", " ", " x", "x ", "a\nb", "a\tb", "\u{202e}knab", "a\u{200b}b", "a\u{a0}b", "a\u{7}b", &long] {
            assert_eq!(ShownName::parse(text), Err(ShownNameFault), "{text:?}");
        }
    }
}
