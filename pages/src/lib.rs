//! What people read: templates and sentences, no I/O.

use shared::codes::hotp::Code;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::Identifier;

mod account;
mod brand;
mod change;
mod fault;
mod gsm7;
mod lifetime;
mod locale;
mod message;
mod mime;
mod notice;
mod page;
mod removal;
mod tag;
mod theme;
mod words;

pub use account::{AccountPage, GivenConsent, Proving, ShownPasskey, SignIn};
pub use askama::Error as RenderFailed;
pub use askama::Template;
pub use brand::{Brand, BrandFault, ServiceHost, ServiceName, TextName};
pub use change::{AppPage, ChangePage, PasskeyPage, RecoveryCodesPage};
pub use fault::Fault;
pub use locale::Locale;
pub use message::{EmailMessage, TextMessage};
pub use notice::NoticeContent;
pub use page::{
    Asker, CLIENT_LOGO_PATH, CodeEntryPage, ConfirmPage, LinkPage, OfferPage, ReminderPage, SignInPage, SignOutPage,
    StepPage, client_logo_url, flow_over, in_words, link_over, link_refused, message, of_every_function,
};
pub use removal::{RemovalOnTheWay, ShownRemoval, WayOfLost};
pub use tag::Tag;
pub use theme::{FONT, LOGO, PASSKEYS, PageFile, SCRIPT, STYLE, page_files};
pub use words::Words;

/// What a message tells besides its code.
#[derive(Clone, Copy)]
pub struct Envelope<'a> {
    /// Whom it goes to.
    pub identifier: &'a Identifier,
    /// The code it carries.
    pub code: &'a Code,
    /// What the code is for.
    pub purpose: CodePurpose,
    /// The language it is written in.
    pub locale: Locale,
    /// What is left of the code's life, in seconds.
    pub expires_in: u64,
    /// What the message is called.
    pub tag: Tag,
    /// What signs in as the code does, for whoever opens it; an email's alone.
    pub link: Option<&'a str>,
    /// The network that it was asked for from, as far as it is known.
    pub asked_from: Option<&'a str>,
}
