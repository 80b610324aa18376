//! Emails as their readers find them, out of what SES was given.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{Address, HeaderValue, Message, MessageParser};

/// One email.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The sender's name and address.
    pub from: (String, String),
    /// The one address that it names as its recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// Every other header that is a text, by its name.
    pub headers: BTreeMap<String, String>,
}

impl Email {
    /// Reads the message in `RawMessage.Data`.
    pub fn of_data(data: &str) -> Self {
        Self::of_bytes(&STANDARD.decode(data).expect("base64"))
    }

    /// Reads a message as it travels.
    pub fn of_bytes(raw: &[u8]) -> Self {
        let message = MessageParser::new().parse(raw).expect("a message");
        let (name, from) = only(message.from());
        let (_, to) = only(message.to());
        let body = |text: Option<std::borrow::Cow<'_, str>>| text.expect("two bodies").replace("\r\n", "\n");
        Self {
            from: (name, from),
            to,
            subject: message.subject().expect("a subject").to_owned(),
            text: body(message.body_text(0)),
            html: body(message.body_html(0)),
            headers: texts(&message),
        }
    }
}

/// The one mailbox of a field, as its name and its address.
fn only(field: Option<&Address<'_>>) -> (String, String) {
    let mailboxes: Vec<_> = field.expect("the field").iter().collect();
    let [mailbox] = &mailboxes[..] else { panic!("one mailbox: {mailboxes:?}") };
    (mailbox.name().unwrap_or_default().to_owned(), mailbox.address().expect("an address").to_owned())
}

fn texts(message: &Message<'_>) -> BTreeMap<String, String> {
    let headers = message.headers().iter().filter(|header| header.name() != "Subject");
    let text = |value: &HeaderValue<'_>| value.as_text().map(str::to_owned);
    headers.filter_map(|header| Some((header.name().to_owned(), text(header.value())?))).collect()
}
