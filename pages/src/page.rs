//! What people see in a browser: HTML that works without a script, in which whatever somebody else chose is escaped.

use askama::Template;
use shared::authorization::flow::Flow;

/// The sheet of every page, at [`STYLE_PATH`].
pub const STYLE: &str = include_str!("../assets/style.css");
/// Where the sheet is: a policy without inline code has no other place for it.
pub const STYLE_PATH: &str = "/signin/style.css";

/// Who asks for a sign-in: shown on every page of its flow, so that nobody signs in for somebody else unawares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// What the client is called.
    pub name: String,
    /// The host that its answer goes to; empty for a program on the user's machine.
    pub host: String,
}

impl Asker {
    /// Who began a flow; nobody where the user came by themselves.
    pub fn of(flow: &Flow) -> Option<Self> {
        let host = flow.redirect().map(|uri| uri.host_shown().to_owned()).unwrap_or_default();
        Some(Self { name: flow.client_name()?.to_owned(), host })
    }
}

/// Asks who it is.
#[derive(Template)]
#[template(path = "pages/sign_in.html")]
pub struct SignInPage<'a> {
    /// What the service is called.
    pub service: &'a str,
    /// Who asks; nobody where the user came by themselves.
    pub asker: Option<&'a Asker>,
    /// The sealed flow.
    pub flow: &'a str,
    /// Whether numbers are texted.
    pub takes_numbers: bool,
    /// What stands in the field.
    pub identifier: &'a str,
    /// What was wrong with it; empty at first.
    pub fault: &'a str,
}

/// Asks for the code that was sent.
#[derive(Template)]
#[template(path = "pages/code_entry.html")]
pub struct CodeEntryPage<'a> {
    /// What the service is called.
    pub service: &'a str,
    /// Who asks.
    pub asker: Option<&'a Asker>,
    /// The sealed flow.
    pub flow: &'a str,
    /// The handle of the attempt.
    pub challenge: &'a str,
    /// Where the code went, masked.
    pub destination: &'a str,
    /// How long it counts.
    pub minutes: u64,
    /// Whether it has letters.
    pub is_long: bool,
    /// Why the last one was not taken; empty at first.
    pub fault: &'a str,
}

/// Asks whether the user goes on to a client.
#[derive(Template)]
#[template(path = "pages/confirm.html")]
pub struct ConfirmPage<'a> {
    /// What the service is called.
    pub service: &'a str,
    /// Who asks.
    pub asker: &'a Asker,
    /// Whom the browser is signed in as, masked.
    pub account: &'a str,
    /// What the client will be able to do.
    pub grants: &'a [String],
    /// The sealed flow.
    pub flow: &'a str,
    /// What the page was shown for.
    pub confirmation: &'a str,
}

/// Tells one thing, and leads nowhere.
#[derive(Template)]
#[template(path = "pages/message.html")]
pub struct MessagePage<'a> {
    /// What the service is called.
    pub service: &'a str,
    /// The heading.
    pub title: &'a str,
    /// A sentence.
    pub text: &'a str,
}

/// Asks whether to sign out.
#[derive(Template)]
#[template(path = "pages/sign_out.html")]
pub struct SignOutPage<'a> {
    /// What the service is called.
    pub service: &'a str,
    /// Whom the browser is signed in as, masked.
    pub account: &'a str,
    /// What the page was shown for.
    pub confirmation: &'a str,
}

/// What a scope lets a client do, in words; `openid` alone is nothing.
pub fn in_words(scope: &str) -> Vec<String> {
    let words = |part: &str| match part {
        "openid" => None,
        "email" => Some("see your email address".to_owned()),
        "phone" => Some("see your phone number".to_owned()),
        "offline_access" => Some("stay signed in after you sign out here".to_owned()),
        "account" => Some("change your account".to_owned()),
        other => Some(format!("use {other}")),
    };
    scope.split(' ').filter_map(words).collect()
}
