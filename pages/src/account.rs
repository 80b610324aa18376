//! What people see of their account.

use askama::Template;

use super::{ShownRemoval, Words};

/// The account, with forms for what its owner may do.
#[derive(Template)]
#[template(path = "pages/account.html")]
pub struct AccountPage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// The day of the first sign-in.
    pub since: &'a str,
    /// What was done just now; empty: nothing.
    pub notice: &'a str,
    /// Addresses and numbers, the first one first.
    pub identifiers: &'a [String],
    /// Where the owner is signed in.
    pub sign_ins: &'a [SignIn],
    /// What the owner has agreed to.
    pub consents: &'a [GivenConsent],
    /// What the page was shown for.
    pub confirmation: &'a str,
    /// What the owner may prove who they are by, beside codes that are sent.
    pub proving: &'a Proving,
    /// Whether the account may be given passkeys.
    pub takes_passkeys: bool,
    /// Whether accounts are given authenticator apps.
    pub takes_apps: bool,
    /// Whether the owner has proven who they are a moment ago.
    pub is_fresh: bool,
}

/// One place where an owner is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The session's id.
    pub id: String,
    /// What the app is called; `None`: it is a browser.
    pub name: Option<String>,
    /// Whether it is the browser that the page is shown in.
    pub is_current: bool,
    /// When it was last used.
    pub last_used: String,
    /// The network, as far as it is kept; empty: unknown.
    pub network: String,
    /// The program; empty: unknown.
    pub user_agent: String,
}

/// What an owner has agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenConsent {
    /// The client's id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What the client may do.
    pub grants: Vec<String>,
    /// The day on which it was last added to.
    pub since: String,
}

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPasskey {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// The day on which it was added.
    pub since: String,
    /// The day on which it was used last.
    pub last_used: String,
}

/// What an owner may prove who they are by, beside codes that are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proving {
    /// The passkeys, the oldest first.
    pub passkeys: Vec<ShownPasskey>,
    /// The day on which the app was set up; `None`: there is none.
    pub app_since: Option<String>,
    /// Whether wrong guesses have turned it off.
    pub app_is_off: bool,
    /// How many recovery codes are left; `None`: there were none.
    pub codes_left: Option<usize>,
    /// Whether the account demands a second step.
    pub second_step: bool,
    /// Whether it has anything that could be one.
    pub has_stronger: bool,
    /// What it will lose.
    pub removal: Option<ShownRemoval>,
}
