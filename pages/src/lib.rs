//! What people read: templates and sentences, no I/O.

use shared::codes::hotp::Code;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::Identifier;

mod account;
mod brand;
mod gsm7;
mod lifetime;
mod locale;
mod message;
mod mime;
mod notice;
mod page;
mod tag;
mod theme;
mod words;

pub use account::{AccountPage, GivenConsent, SignIn};
pub use askama::Error as RenderFailed;
pub use askama::Template;
pub use brand::{Brand, BrandFault, ServiceHost, ServiceName, TextName};
pub use locale::Locale;
pub use message::{EmailMessage, TextMessage};
pub use notice::NoticeContent;
pub use page::{Asker, CodeEntryPage, ConfirmPage, SignInPage, SignOutPage, flow_over, in_words, message};
pub use tag::Tag;
pub use theme::{FONT, LOGO, PageFile, STYLE, page_files};
pub use words::Words;

/// What a message tells besides its code.
#[derive(Clone, Copy, Debug)]
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
}
