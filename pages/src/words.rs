//! What is said, from files that translators' tools know (Project Fluent), of which only those of one language are read.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use super::{Locale, RenderFailed};

/// The sentences of one language.
pub struct Words {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

/// A translation has a fault. Tests hold that none has.
#[derive(Debug, thiserror::Error)]
enum WordsFault {
    /// A file does not follow the grammar.
    #[error("{language}: line {line} of its file cannot be read")]
    Malformed {
        /// Of which language.
        language: &'static str,
        /// Where, from 1.
        line: usize,
    },
    /// It lacks a sentence, has it twice, or the sentence names what is not given.
    #[error("{language}: {id}: {fault}")]
    Sentence {
        /// Of which language.
        language: &'static str,
        /// Which sentence, where that is known.
        id: String,
        /// What is wrong.
        fault: &'static str,
    },
}

impl From<WordsFault> for RenderFailed {
    fn from(fault: WordsFault) -> Self {
        Self::custom(fault)
    }
}

impl Words {
    /// What every function says whose page cannot go on: one that needs no more carries no more.
    pub(super) fn of_faults(locale: Locale) -> Result<Self, RenderFailed> {
        Self::read(locale, &[faults(locale)])
    }

    /// What the pages say that ask who it is and for the code, and what is wrong with a code.
    pub fn of_sign_in(locale: Locale) -> Result<Self, RenderFailed> {
        Self::read(locale, &[faults(locale), sign_in(locale)])
    }

    /// What all pages say.
    pub fn of_pages(locale: Locale) -> Result<Self, RenderFailed> {
        Self::read(locale, &[faults(locale), sign_in(locale), pages(locale)])
    }

    /// What emails say.
    pub(super) fn of_emails(locale: Locale) -> Result<Self, RenderFailed> {
        Self::read(locale, &[messages(locale)])
    }

    /// What text messages say.
    pub(super) fn of_text_messages(locale: Locale) -> Result<Self, RenderFailed> {
        let mut words = Self::read(locale, &[messages(locale)])?;
        // There is no room for marks.
        words.bundle.set_use_isolating(false);
        Ok(words)
    }

    fn read(locale: Locale, files: &[&str]) -> Result<Self, RenderFailed> {
        let language = locale.tag();
        let fault = |fault| WordsFault::Sentence { language, id: "a sentence".to_owned(), fault };
        let tag = language.parse().map_err(|_| fault("is of no language"))?;
        let mut bundle = FluentBundle::new(vec![tag]);
        // Whatever is put into a sentence keeps its own direction (Unicode TR 9).
        bundle.set_use_isolating(locale.direction() == "rtl");
        for file in files {
            let resource = FluentResource::try_new((*file).to_owned()).map_err(|(_, faults)| {
                let before = faults.first().and_then(|first| file.get(..first.pos.start)).unwrap_or_default();
                WordsFault::Malformed { language, line: before.split('\n').count() }
            })?;
            bundle.add_resource(resource).map_err(|_| fault("stands there twice"))?;
        }
        Ok(Self { locale, bundle })
    }

    /// The language.
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// A sentence by its id: `sign-in`, or `sign-in.heading` for one that belongs to it.
    pub fn say(&self, id: &str) -> Result<String, RenderFailed> {
        self.spoken(id, None)
    }

    /// The same, with what it names.
    pub fn say_of(&self, id: &str, named: &[(&'static str, &str)]) -> Result<String, RenderFailed> {
        let values = named.iter().map(|(name, value)| (*name, FluentValue::from(*value)));
        self.spoken(id, Some(&values.collect()))
    }

    /// The same, with a number by which the language may have another form.
    pub fn count(&self, id: &str, name: &'static str, count: u64) -> Result<String, RenderFailed> {
        self.spoken(id, Some(&[(name, FluentValue::from(count))].into_iter().collect()))
    }

    /// What was wrong, and after it how long to wait, in seconds.
    pub fn say_and_wait(&self, wrong: String, wait: Option<u64>) -> Result<String, RenderFailed> {
        let Some(seconds) = wait else { return Ok(wrong) };
        Ok(format!("{wrong} {}", self.wait(seconds)?))
    }

    /// How long to wait, in seconds.
    pub fn wait(&self, seconds: u64) -> Result<String, RenderFailed> {
        let (id, count) = match seconds {
            0..=90 => ("wait-seconds", seconds),
            91..=5_400 => ("wait-minutes", seconds.div_ceil(60)),
            _ => ("wait-hours", seconds.div_ceil(3_600)),
        };
        self.count(id, "count", count)
    }

    fn spoken(&self, id: &str, named: Option<&FluentArgs<'_>>) -> Result<String, RenderFailed> {
        let fault = |fault| WordsFault::Sentence { language: self.locale.tag(), id: id.to_owned(), fault };
        let (message, attribute) = id.split_once('.').map_or((id, None), |(id, attribute)| (id, Some(attribute)));
        let message = self.bundle.get_message(message);
        let pattern = message.and_then(|message| match attribute {
            None => message.value(),
            Some(attribute) => message.get_attribute(attribute).map(|found| found.value()),
        });
        let pattern = pattern.ok_or_else(|| fault("is missing"))?;
        let mut faults = Vec::new();
        let spoken = self.bundle.format_pattern(pattern, named, &mut faults);
        if faults.is_empty() { Ok(Cow::into_owned(spoken)) } else { Err(fault("names what is not given").into()) }
    }
}

const fn faults(locale: Locale) -> &'static str {
    match locale {
        Locale::English => include_str!("../locales/en/faults.ftl"),
        Locale::German => include_str!("../locales/de/faults.ftl"),
        Locale::French => include_str!("../locales/fr/faults.ftl"),
        Locale::Spanish => include_str!("../locales/es/faults.ftl"),
        Locale::Portuguese => include_str!("../locales/pt-BR/faults.ftl"),
        Locale::Italian => include_str!("../locales/it/faults.ftl"),
        Locale::Dutch => include_str!("../locales/nl/faults.ftl"),
        Locale::Polish => include_str!("../locales/pl/faults.ftl"),
        Locale::Turkish => include_str!("../locales/tr/faults.ftl"),
        Locale::Japanese => include_str!("../locales/ja/faults.ftl"),
        Locale::Chinese => include_str!("../locales/zh-Hans/faults.ftl"),
        Locale::Arabic => include_str!("../locales/ar/faults.ftl"),
    }
}

const fn sign_in(locale: Locale) -> &'static str {
    match locale {
        Locale::English => include_str!("../locales/en/sign-in.ftl"),
        Locale::German => include_str!("../locales/de/sign-in.ftl"),
        Locale::French => include_str!("../locales/fr/sign-in.ftl"),
        Locale::Spanish => include_str!("../locales/es/sign-in.ftl"),
        Locale::Portuguese => include_str!("../locales/pt-BR/sign-in.ftl"),
        Locale::Italian => include_str!("../locales/it/sign-in.ftl"),
        Locale::Dutch => include_str!("../locales/nl/sign-in.ftl"),
        Locale::Polish => include_str!("../locales/pl/sign-in.ftl"),
        Locale::Turkish => include_str!("../locales/tr/sign-in.ftl"),
        Locale::Japanese => include_str!("../locales/ja/sign-in.ftl"),
        Locale::Chinese => include_str!("../locales/zh-Hans/sign-in.ftl"),
        Locale::Arabic => include_str!("../locales/ar/sign-in.ftl"),
    }
}

const fn pages(locale: Locale) -> &'static str {
    match locale {
        Locale::English => include_str!("../locales/en/pages.ftl"),
        Locale::German => include_str!("../locales/de/pages.ftl"),
        Locale::French => include_str!("../locales/fr/pages.ftl"),
        Locale::Spanish => include_str!("../locales/es/pages.ftl"),
        Locale::Portuguese => include_str!("../locales/pt-BR/pages.ftl"),
        Locale::Italian => include_str!("../locales/it/pages.ftl"),
        Locale::Dutch => include_str!("../locales/nl/pages.ftl"),
        Locale::Polish => include_str!("../locales/pl/pages.ftl"),
        Locale::Turkish => include_str!("../locales/tr/pages.ftl"),
        Locale::Japanese => include_str!("../locales/ja/pages.ftl"),
        Locale::Chinese => include_str!("../locales/zh-Hans/pages.ftl"),
        Locale::Arabic => include_str!("../locales/ar/pages.ftl"),
    }
}

const fn messages(locale: Locale) -> &'static str {
    match locale {
        Locale::English => include_str!("../locales/en/messages.ftl"),
        Locale::German => include_str!("../locales/de/messages.ftl"),
        Locale::French => include_str!("../locales/fr/messages.ftl"),
        Locale::Spanish => include_str!("../locales/es/messages.ftl"),
        Locale::Portuguese => include_str!("../locales/pt-BR/messages.ftl"),
        Locale::Italian => include_str!("../locales/it/messages.ftl"),
        Locale::Dutch => include_str!("../locales/nl/messages.ftl"),
        Locale::Polish => include_str!("../locales/pl/messages.ftl"),
        Locale::Turkish => include_str!("../locales/tr/messages.ftl"),
        Locale::Japanese => include_str!("../locales/ja/messages.ftl"),
        Locale::Chinese => include_str!("../locales/zh-Hans/messages.ftl"),
        Locale::Arabic => include_str!("../locales/ar/messages.ftl"),
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
