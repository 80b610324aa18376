//! An email as it travels (RFC 5322, MIME).

use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::headers::{Header, HeaderType};
use mail_builder::mime::MimePart;

use super::{EmailMessage, ServiceName};
use shared::identity::identifier::EmailAddress;

/// Parts the two bodies. Neither has it at the beginning of a line: an equals sign is encoded wherever lines are broken that
/// were not broken in the body, and those that were begin with words, markup or a code of ours, never with a hyphen.
const BOUNDARY: &str = "=_the-same-in-text-and-html_=";

impl EmailMessage {
    /// Writes a message from `name` at `from`. The same message is the same bytes each time: its date and its id are SES's.
    pub fn to_mime(&self, name: &ServiceName, from: &EmailAddress, to: &EmailAddress) -> Vec<u8> {
        let headers: [(&str, HeaderType<'_>); 6] = [
            ("From", Address::new_address(Some(name.as_str()), from.delivery()).into()),
            ("To", Address::new_address(None::<&str>, to.delivery()).into()),
            ("Subject", Text::new(self.subject.as_str()).into()),
            // Absence notes and ticket systems do not answer what no person has written (RFC 3834 §5).
            ("Auto-Submitted", Raw::new("auto-generated").into()),
            // The same for Exchange, which goes by a header of its own. Not `All`: that would keep bounces (NDR) from us.
            ("X-Auto-Response-Suppress", Raw::new("DR, RN, NRN, OOF, AutoReply").into()),
            ("MIME-Version", Raw::new("1.0").into()),
        ];
        let mut written = Vec::new();
        for (field, value) in headers {
            written.extend_from_slice(field.as_bytes());
            written.extend_from_slice(b": ");
            value.write_header(&mut written, field.len() + 2);
        }
        let parts =
            vec![MimePart::new("text/plain", self.text.as_str()), MimePart::new("text/html", self.html.as_str())];
        MimePart::new(ContentType::new("multipart/alternative").attribute("boundary", BOUNDARY), parts)
            .write_part(&mut written);
        written
    }
}

#[cfg(test)]
mod tests {
    use mail_parser::{HeaderValue, MessageParser};

    use super::super::EmailMessage;
    use shared::identity::identifier::EmailAddress;

    fn written(name: &str, subject: &str, text: &str) -> Vec<u8> {
        let address = |text| EmailAddress::parse(text).unwrap();
        let html = format!("<p>{text}</p>");
        let message = EmailMessage { subject: subject.to_owned(), text: text.to_owned(), html };
        message.to_mime(&name.parse().unwrap(), &address("sign-in@example.org"), &address("ada@example.org"))
    }

    #[test]
    fn a_message_reads_as_it_was_written_whatever_its_alphabet() {
        let texts =
            ["Your code:\n\n01234567\n", "Código: 01234567\nVálido 1 minuto — solo aquí\n", "=\n.\n--\nFrom x\n"];
        for name in ["Acme", "São Paulo Saúde", "Acme, Inc. \"R&D\" <x@y>", "日本語サービス", &"ß".repeat(60)]
        {
            for text in texts {
                let subject = format!("Your sign-in code for {name} (Kiwi Panda)");
                let raw = written(name, &subject, text);
                assert!(raw.is_ascii() && raw.split(|byte| *byte == b'\n').all(|line| line.len() <= 79), "{raw:?}");
                let parsed = MessageParser::new().parse(&raw).unwrap();
                let from = parsed.from().unwrap().first().unwrap();
                assert_eq!((from.name(), from.address()), (Some(name), Some("sign-in@example.org")));
                let to = parsed.to().unwrap().first().unwrap();
                assert_eq!((to.name(), to.address()), (None, Some("ada@example.org")));
                assert_eq!(parsed.subject(), Some(subject.as_str()));
                let read = |text: &str| text.replace("\r\n", "\n");
                assert_eq!(read(&parsed.body_text(0).unwrap()), text);
                assert_eq!(read(&parsed.body_html(0).unwrap()), format!("<p>{text}</p>"));
                assert_eq!((parsed.text_body_count(), parsed.attachment_count()), (1, 0));
            }
        }
    }

    #[test]
    fn nothing_answers_a_message_by_itself() {
        let raw = written("Acme", "Subject", "Text");
        let parsed = MessageParser::new().parse(&raw).unwrap();
        let header = |name: &str| parsed.header(name).and_then(HeaderValue::as_text).map(str::to_owned);
        assert_eq!(header("Auto-Submitted").as_deref(), Some("auto-generated"));
        let kinds = header("X-Auto-Response-Suppress").unwrap();
        assert!(
            kinds.contains("OOF") && !kinds.contains("NDR") && !kinds.contains("All"),
            "bounces come back: {kinds}"
        );
        let names: Vec<&str> = parsed.headers().iter().map(mail_parser::Header::name).collect();
        let expected = ["From", "To", "Subject", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version"];
        assert_eq!(
            names,
            [&expected[..], &["Content-Type"]].concat(),
            "SES gives date and id, and nobody else anything"
        );
    }

    #[test]
    fn a_message_is_the_same_bytes_each_time() {
        assert_eq!(written("São Paulo Saúde", "Señal", "ñ"), written("São Paulo Saúde", "Señal", "ñ"));
    }

    #[test]
    fn otp_18_no_subject_begins_a_header_of_its_own() {
        for line in ["\r\nBcc: eve@example.org", "\nBcc: eve@example.org", "\rBcc: eve@example.org"] {
            let raw = written("Acme", &format!("Code{line}"), "Text");
            let parsed = MessageParser::new().parse(&raw).unwrap();
            assert!(parsed.bcc().is_none(), "{line:?}: {}", String::from_utf8_lossy(&raw));
        }
    }
}
