//! What a code is asked for. It is sealed into the handle, and the message says it: a code that somebody was talked into giving
//! away for one thing does no other (OTP-09).

use serde::{Deserialize, Serialize};

/// What a code is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodePurpose {
    /// To sign in.
    #[default]
    SignIn,
    /// To become an account's identifier.
    NewIdentifier,
    /// To agree, as the owner of an account, that it gets one more.
    AddIdentifier,
    /// To agree that it loses one.
    RemoveIdentifier,
}

impl CodePurpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::SignIn, Self::NewIdentifier, Self::AddIdentifier, Self::RemoveIdentifier];

    /// What they are called.
    pub const NAMES: [&str; 4] =
        [Self::SignIn.name(), Self::NewIdentifier.name(), Self::AddIdentifier.name(), Self::RemoveIdentifier.name()];

    /// The word for it in requests and answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::NewIdentifier => "new-identifier",
            Self::AddIdentifier => "add-identifier",
            Self::RemoveIdentifier => "remove-identifier",
        }
    }
}
