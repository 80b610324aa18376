//! What people see in a browser: HTML that works without a script, in which whatever somebody else chose is escaped.

use askama::Template;
use shared::authorization::flow::Flow;

use super::{Locale, RenderFailed, Words};

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

    /// Who that is, in a sentence.
    fn said(&self, words: &Words) -> Result<String, RenderFailed> {
        let (client, host) = (("client", self.name.as_str()), ("host", self.host.as_str()));
        if self.host.is_empty() {
            words.say_of("asker", &[client])
        } else {
            words.say_of("asker.with-host", &[client, host])
        }
    }
}

/// Asks who it is.
#[derive(Template)]
#[template(path = "pages/sign_in.html")]
pub struct SignInPage<'a> {
    /// In which language.
    pub words: &'a Words,
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
    /// In which language.
    pub words: &'a Words,
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

impl CodeEntryPage<'_> {
    /// How long the code counts, in a sentence.
    fn life(&self) -> Result<String, RenderFailed> {
        self.words.count("code-entry.life", "minutes", self.minutes)
    }
}

/// Asks whether the user goes on to a client.
#[derive(Template)]
#[template(path = "pages/confirm.html")]
pub struct ConfirmPage<'a> {
    /// In which language.
    pub words: &'a Words,
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
struct MessagePage<'a> {
    words: &'a Words,
    service: &'a str,
    title: &'a str,
    text: &'a str,
}

/// A page that tells one thing and leads nowhere: a heading and a sentence, by their ids.
pub fn message(locale: Locale, service: &str, title: &str, text: &str) -> Result<String, RenderFailed> {
    MessagePage { words: &Words::of_pages(locale)?, service, title, text }.render()
}

/// The page for a form that belongs to no flow of its browser.
pub fn flow_over(locale: Locale, service: &str) -> Result<String, RenderFailed> {
    let words = &Words::of_sign_in(locale)?;
    MessagePage { words, service, title: "fault-flow", text: "fault-flow.text" }.render()
}

/// Asks whether to sign out.
#[derive(Template)]
#[template(path = "pages/sign_out.html")]
pub struct SignOutPage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// Whom the browser is signed in as, masked.
    pub account: &'a str,
    /// What the page was shown for.
    pub confirmation: &'a str,
}

/// What a scope lets a client do, in words; `openid` alone is nothing.
pub fn in_words(scope: &str, words: &Words) -> Result<Vec<String>, RenderFailed> {
    let said = |part: &str| match part {
        "openid" => None,
        "email" => Some(words.say("grant-email")),
        "phone" => Some(words.say("grant-phone")),
        "offline_access" => Some(words.say("grant-offline-access")),
        "account" => Some(words.say("grant-account")),
        other => Some(words.say_of("grant-other", &[("scope", other)])),
    };
    scope.split(' ').filter_map(said).collect()
}
