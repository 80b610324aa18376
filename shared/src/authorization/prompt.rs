//! What a client wants the user to be asked (`prompt`, OpenID Connect Core §3.1.2.1).

use serde::{Deserialize, Serialize};

/// The values of `prompt`; none of them by default.
#[expect(clippy::struct_excessive_bools, reason = "each is a value that may stand beside the others")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// No page may be shown.
    pub none: bool,
    /// The user is to prove who they are once more.
    pub login: bool,
    /// The user is to be asked whether they agree, also where they have agreed before.
    pub consent: bool,
    /// The user is to say with which account they go on.
    pub select_account: bool,
}

impl Prompt {
    /// Reads a list with blanks between. Unknown values count for nothing; `None` where `none` has others beside it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut prompt = Self::default();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            match value {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                _ => {}
            }
        }
        let others = text.split(' ').filter(|value| !value.is_empty() && *value != "none").count();
        (!prompt.none || others == 0).then_some(prompt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_in_any_order_and_unknown_ones_count_for_nothing() {
        let prompt = Prompt::parse("consent create  login").unwrap();
        assert_eq!(prompt, Prompt { login: true, consent: true, ..Prompt::default() });
        assert_eq!(Prompt::parse(""), Some(Prompt::default()));
        assert_eq!(Prompt::parse("none"), Some(Prompt { none: true, ..Prompt::default() }));
    }

    #[test]
    fn none_stands_alone() {
        for text in ["none login", "consent none", "none create"] {
            assert_eq!(Prompt::parse(text), None, "{text}");
        }
    }
}
