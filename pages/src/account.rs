//! What people see of their account.

use askama::Template;

use super::Words;

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
