//! What people see in a browser: HTML that works without a script, in which whatever somebody else chose is escaped.

use askama::Template;
use shared::Timestamp;
use shared::authorization::flow::Flow;
use shared::codes::handle::Handle;
use shared::codes::hotp::CodeForm;
use shared::identity::identifier::Channel;
use shared::tokens::assurance::Method;

use super::{Fault, Locale, RemovalOnTheWay, RenderFailed, WayOfLost, Words};

/// Who asks for a sign-in: shown on every page of its flow, so that nobody signs in for somebody else unawares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// What the client is called.
    pub name: String,
    /// The host that its answer goes to; empty for a program on the user's machine.
    pub host: String,
    /// Where its logo is; `None`: it has none.
    pub logo: Option<String>,
}

/// Where a client's logo is.
pub const CLIENT_LOGO_PATH: &str = "/signin/client-logo";

/// The URL of a client's logo. An id may have any visible character, and no segment of a path would hold it.
pub fn client_logo_url(client: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(client.as_bytes()).collect();
    format!("{CLIENT_LOGO_PATH}?client_id={id}")
}

impl Asker {
    /// Who began a flow; nobody where the user came by themselves.
    pub fn of(flow: &Flow) -> Option<Self> {
        let host = flow.redirect().map(|uri| uri.host_shown().to_owned()).unwrap_or_default();
        Some(Self { name: flow.client_name()?.to_owned(), host, logo: flow.client_with_logo().map(client_logo_url) })
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
    /// Whether it may be told by a passkey.
    pub passkeys: bool,
    /// What numbers begin with that are texted, as examples; `None`: none are.
    pub calling_codes: Option<&'a str>,
    /// What stands in the field.
    pub identifier: &'a str,
    /// What was wrong; empty at first.
    pub fault: &'a str,
    /// Whether that was what stands in the field.
    pub is_refused: bool,
}

impl SignInPage<'_> {
    /// What a screen reader reads with the field.
    const fn described_by(&self) -> &'static str {
        match (self.is_refused, self.calling_codes.is_some()) {
            (false, true) => "hint",
            (false, false) => "",
            (true, true) => "fault hint",
            (true, false) => "fault",
        }
    }
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
    /// The attempt.
    pub handle: &'a Handle,
    /// The same, sealed.
    pub challenge: &'a str,
    /// Whether emails bring links.
    pub links: bool,
    /// Whether the browser is asked if it can make a passkey.
    pub passkeys: bool,
    /// When the page is shown.
    pub now: Timestamp,
    /// Why the last one was not taken; empty at first.
    pub fault: &'a str,
}

impl CodeEntryPage<'_> {
    /// Where the code went, masked.
    fn sent(&self) -> Result<String, RenderFailed> {
        self.words.say_of("code-entry.sent", &[("destination", &self.handle.identifier.to_string())])
    }

    /// How long the code counts, in a sentence.
    fn life(&self) -> Result<String, RenderFailed> {
        self.words.count("code-entry.life", "minutes", self.handle.expires_at.since(self.now).div_ceil(60))
    }

    /// Seconds until another code may be sent.
    fn resend_in(&self) -> u64 {
        self.handle.resend_at.since(self.now)
    }

    /// Whether the code has letters.
    fn is_long(&self) -> bool {
        self.handle.form == CodeForm::Long
    }

    /// Whether the message has a link.
    fn has_link(&self) -> bool {
        self.links && self.handle.channel == Channel::Email
    }
}

/// Asks whether the user signs in by a mail's link.
#[derive(Template)]
#[template(path = "pages/link.html")]
pub struct LinkPage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// Whom the link signs in, masked.
    pub account: &'a str,
    /// Whom the browser is signed in as instead, masked.
    pub other: Option<&'a str>,
    /// The link, sealed.
    pub link: &'a str,
    /// What the page was shown for.
    pub page: &'a str,
    /// Why it was not redeemed; empty at first.
    pub fault: &'a str,
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

/// Offers a passkey to whoever has signed in by a code.
#[derive(Template)]
#[template(path = "pages/offer.html")]
pub struct OfferPage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// Who has asked for the sign-in.
    pub asker: Option<&'a Asker>,
    /// The sealed flow, which goes on either way.
    pub flow: &'a str,
    /// The sealed flow that gives the account a passkey.
    pub add_passkey: &'a str,
}

/// Tells of a removal that waits, before a flow goes on.
#[derive(Template)]
#[template(path = "pages/reminder.html")]
pub struct ReminderPage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// Who has asked for the sign-in.
    pub asker: Option<&'a Asker>,
    /// What waits.
    pub removal: &'a RemovalOnTheWay,
    /// The sealed flow, which goes on either way.
    pub flow: &'a str,
}

/// Asks for what lacks of a sign-in.
#[derive(Template)]
#[template(path = "pages/step.html")]
pub struct StepPage<'a> {
    /// In which language.
    pub words: &'a Words,
    /// What the service is called.
    pub service: &'a str,
    /// Who asks; nobody where the user came by themselves.
    pub asker: Option<&'a Asker>,
    /// Whose identifier was proven, masked.
    pub account: &'a str,
    /// The sealed flow.
    pub flow: &'a str,
    /// What of the account's would do.
    pub asked: &'a [Method],
    /// Whether the proof that was given is of a kind that does not count.
    pub signs_in_anew: bool,
    /// The sealed flow that gives the account a passkey; empty where none is offered.
    pub add_passkey: &'a str,
    /// The sealed flow that gives it an authenticator app; empty where none is offered.
    pub add_app: &'a str,
    /// What the account's owner may have lost of what is asked for.
    pub lost: &'a [WayOfLost],
    /// What the account will lose.
    pub removal: Option<&'a RemovalOnTheWay>,
    /// Identifiers of which every one would do as well, those that were not proven yet, masked.
    pub left: &'a [String],
    /// Why the last proof was not taken; empty at first.
    pub fault: &'a str,
    /// Which one that was, where that is known.
    pub refused: Option<Method>,
}

impl StepPage<'_> {
    fn asks_for(&self, method: Method) -> bool {
        self.asked.contains(&method)
    }

    fn has_refused(&self, method: Method) -> bool {
        self.refused == Some(method)
    }

    /// Whether the account may be given what lacks.
    const fn offers(&self) -> bool {
        !self.add_passkey.is_empty() || !self.add_app.is_empty()
    }

    /// What is to be done, in a sentence.
    fn said(&self) -> Result<String, RenderFailed> {
        if !self.left.is_empty() {
            return self.words.say(if self.asked.is_empty() { "step.every" } else { "step.recovery-or-every" });
        }
        self.words.say(match (self.signs_in_anew, self.asked.is_empty(), self.offers()) {
            (true, ..) => "step.other-way",
            (false, false, _) => "step.show",
            (false, true, true) => "step.add",
            (false, true, false) => "step.nothing",
        })
    }
}

/// Tells one thing.
#[derive(Template)]
#[template(path = "pages/message.html")]
struct MessagePage<'a> {
    words: &'a Words,
    service: &'a str,
    title: &'a str,
    text: &'a str,
    /// Whether it leads to a sign-in of the user's own.
    goes_on: bool,
}

/// A page that tells one thing and leads nowhere: a heading and a sentence, by their ids.
pub fn message(locale: Locale, service: &str, title: &str, text: &str) -> Result<String, RenderFailed> {
    let words = &Words::of_pages(locale)?;
    MessagePage { words, service, title, text: &words.say(text)?, goes_on: false }.render()
}

/// The page of a link that counts no more.
pub fn link_over(locale: Locale, service: &str) -> Result<String, RenderFailed> {
    let words = &Words::of_sign_in(locale)?;
    MessagePage { words, service, title: "fault-link", text: &words.say("fault-link.text")?, goes_on: true }.render()
}

/// The page for a form that belongs to no flow of its browser.
pub fn flow_over(locale: Locale, service: &str) -> Result<String, RenderFailed> {
    of_every_function(locale, service, "fault-flow", "fault-flow.text")
}

/// The page of a function that cannot answer now, or that has a fault of its own: a heading and a sentence, by their ids.
pub fn of_every_function(locale: Locale, service: &str, title: &str, text: &str) -> Result<String, RenderFailed> {
    let words = &Words::of_faults(locale)?;
    MessagePage { words, service, title, text: &words.say(text)?, goes_on: false }.render()
}

/// The page that tells why a link has signed nobody in.
pub fn link_refused(locale: Locale, service: &str, fault: Fault, wait: Option<u64>) -> Result<String, RenderFailed> {
    let words = &Words::of_sign_in(locale)?;
    let text = words.say_and_wait(words.say(fault.name())?, wait)?;
    MessagePage { words, service, title: "fault-link-refused", text: &text, goes_on: true }.render()
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
