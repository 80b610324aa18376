//! What a page tells that asks once more. It travels in the page's URL by its name, so that loading the page again posts nothing
//! again.

use shared::tokens::assurance::Method;

/// What was wrong with what was posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The attempt is over.
    Attempt,
    /// The code is wrong, used, expired or not judged: these are one (OTP-10).
    Code,
    /// It is no code, or one of another form.
    Form,
    /// Another one has to be asked for.
    Over,
    /// The network has made its calls.
    TooManyCalls,
    /// The last code was sent a moment ago.
    TooSoon,
    /// The address's sends are spent.
    TooManyCodes,
    /// They are, and the last mail's link counts still.
    TooManyCodesButLink,
    /// No text message may leave.
    NoTexts,
    /// The code did not leave.
    NotSent,
    /// What was shown of a passkey does not count.
    Passkey,
    /// Nobody has the passkey: it was removed, or its account erased.
    PasskeyUnknown,
    /// The account is disabled.
    Disabled,
    /// The account demands a second step.
    SecondStep,
    /// Nobody may sign up here.
    SignUp,
    /// It is not the app's code now, or was used.
    App,
    /// Too many wrong ones of the app.
    AppSpent,
    /// Far too many in a row.
    AppOff,
    /// It is none of the recovery codes, or was used.
    Recovery,
    /// Others change the same thing.
    AtOnce,
}

impl Fault {
    const ALL: [Self; 20] = [
        Self::Attempt,
        Self::Code,
        Self::Form,
        Self::Over,
        Self::TooManyCalls,
        Self::TooSoon,
        Self::TooManyCodes,
        Self::TooManyCodesButLink,
        Self::NoTexts,
        Self::NotSent,
        Self::Passkey,
        Self::PasskeyUnknown,
        Self::Disabled,
        Self::SecondStep,
        Self::SignUp,
        Self::App,
        Self::AppSpent,
        Self::AppOff,
        Self::Recovery,
        Self::AtOnce,
    ];

    /// The fault of a name, where there is one: whoever writes another one into a URL is told nothing.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// The further proof that was refused, where it was one.
    pub const fn method(self) -> Option<Method> {
        match self {
            Self::App | Self::AppSpent | Self::AppOff => Some(Method::Totp),
            Self::Recovery => Some(Method::Recovery),
            _ => None,
        }
    }

    /// Its name, which is its sentence's id as well.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attempt => "wrong-attempt",
            Self::Code => "wrong-code",
            Self::Form => "wrong-form",
            Self::Over => "wrong-over",
            Self::TooManyCalls => "wrong-too-many-calls",
            Self::TooSoon => "wrong-too-soon",
            Self::TooManyCodes => "wrong-too-many-codes",
            Self::TooManyCodesButLink => "wrong-too-many-codes.link",
            Self::NoTexts => "wrong-no-texts",
            Self::NotSent => "wrong-not-sent",
            Self::Passkey => "wrong-passkey",
            Self::PasskeyUnknown => "wrong-passkey-unknown",
            Self::Disabled => "wrong-disabled",
            Self::SecondStep => "wrong-second-step",
            Self::SignUp => "wrong-sign-up",
            Self::App => "wrong-app",
            Self::AppSpent => "wrong-app-spent",
            Self::AppOff => "wrong-app-off",
            Self::Recovery => "wrong-recovery",
            Self::AtOnce => "wrong-at-once",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Locale, Words};
    use super::Fault;

    #[test]
    fn every_fault_is_found_by_its_name_and_said_in_every_language() {
        for fault in Fault::ALL {
            assert_eq!(Fault::named(fault.name()), Some(fault));
            for locale in Locale::ALL {
                assert!(!Words::of_sign_in(locale).unwrap().say(fault.name()).unwrap().is_empty());
            }
        }
        for name in ["", "wrong", "fault-flow", "wrong-code ", "<script>"] {
            assert_eq!(Fault::named(name), None, "{name}");
        }
    }
}
