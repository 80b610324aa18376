//! What an account's owner is told of, in every language.

use askama::Template;

use super::{Brand, EmailMessage, Locale, TextMessage, TextName, Words, removal};
use shared::identity::identifier::Channel;
use shared::identity::notice::{AccountEvent, FactorsChange};

/// What a message tells of an account.
#[derive(Clone, Copy, Debug)]
pub struct NoticeContent<'a> {
    /// What happened.
    pub event: &'a AccountEvent,
    /// When, as people read it.
    pub when: &'a str,
    /// When what it has begun will be due, likewise; empty where nothing was begun.
    pub due: &'a str,
    /// The language it is written in.
    pub locale: Locale,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticeHtml<'a> {
    locale: Locale,
    subject: &'a str,
    what: &'a str,
    when: &'a str,
    advice: &'a str,
}

impl EmailMessage {
    /// Writes the email that tells of `content`.
    pub fn notice(brand: &Brand, content: &NoticeContent<'_>) -> Result<Self, askama::Error> {
        let words = Words::of_emails(content.locale)?;
        let kind = kind(content.event);
        let named = [
            ("name", brand.name.as_str()),
            ("host", brand.host.as_str()),
            ("when", content.when),
            ("what", named(content.event)),
            ("due", content.due),
        ];
        let say = |id: &str| words.say_of(id, &named);
        let (subject, what) = (say(kind)?, say(&format!("{kind}.{}", told(content.event)))?);
        let (when, advice) = (say("notice-when")?, say(&format!("{kind}.advice"))?);
        let text = format!("{subject}\n\n{what}\n{when}\n\n{advice}\n");
        let locale = content.locale;
        let html = NoticeHtml { locale, subject: &subject, what: &what, when: &when, advice: &advice };
        Ok(Self { html: html.render()?, subject, text })
    }
}

impl TextMessage {
    /// Writes the text message that tells of `content`, of one part; `None` where events of this kind are not told by text message.
    pub fn notice(name: &TextName, brand: &Brand, content: &NoticeContent<'_>) -> Result<Option<Self>, askama::Error> {
        if !content.event.is_told_by(Channel::Sms) {
            return Ok(None);
        }
        let id = format!("{}.text", kind(content.event));
        let named = [("name", name.as_str()), ("host", brand.host.as_str())];
        Ok(Some(Self::of_one_part(content.locale, |words| words.say_of(&id, &named))?))
    }
}

/// The sentences of an event.
const fn kind(event: &AccountEvent) -> &'static str {
    match event {
        AccountEvent::NewDevice { .. } => "notice-new-device",
        AccountEvent::ClientConsented { .. } => "notice-client-consented",
        AccountEvent::IdentifierAdded { .. } => "notice-identifier-added",
        AccountEvent::IdentifierRemoved { .. } => "notice-identifier-removed",
        AccountEvent::FactorsChanged { change: FactorsChange::RemovalBegun { .. }, .. } => "notice-removal",
        AccountEvent::FactorsChanged { .. } | AccountEvent::FactorsReset { .. } => "notice-factors",
        AccountEvent::Disabled => "notice-disabled",
        AccountEvent::Erased => "notice-erased",
    }
}

/// The sentence that tells what happened, by its name.
const fn told(event: &AccountEvent) -> &'static str {
    match event {
        AccountEvent::FactorsChanged { change, .. } => match change {
            FactorsChange::PasskeyAdded => "passkey-added",
            FactorsChange::PasskeyRemoved => "passkey-removed",
            FactorsChange::AppSet => "app-set",
            FactorsChange::AppRemoved => "app-removed",
            FactorsChange::RecoveryCodesRenewed => "recovery-codes-renewed",
            FactorsChange::SecondStepDemanded => "second-step-demanded",
            FactorsChange::SecondStepDropped => "second-step-dropped",
            FactorsChange::RemovalBegun { lost, .. } => removal::name(*lost),
            FactorsChange::RemovalStopped => "removal-stopped",
            FactorsChange::RemovalCompleted => "removal-completed",
        },
        AccountEvent::FactorsReset { .. } => "reset",
        AccountEvent::NewDevice { .. }
        | AccountEvent::ClientConsented { .. }
        | AccountEvent::IdentifierAdded { .. }
        | AccountEvent::IdentifierRemoved { .. }
        | AccountEvent::Disabled
        | AccountEvent::Erased => "what",
    }
}

/// What an event is about: the masked identifier, the client, the network.
fn named(event: &AccountEvent) -> &str {
    match event {
        AccountEvent::NewDevice { network } | AccountEvent::FactorsChanged { network, .. } => {
            network.as_deref().unwrap_or("?")
        }
        AccountEvent::ClientConsented { client } => client,
        AccountEvent::IdentifierAdded { identifier } | AccountEvent::IdentifierRemoved { identifier } => identifier,
        AccountEvent::FactorsReset { .. } | AccountEvent::Disabled | AccountEvent::Erased => "",
    }
}

#[cfg(test)]
#[path = "notice_tests.rs"]
mod tests;
