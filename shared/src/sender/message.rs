//! What is written in a message.

use askama::Template;

use super::{Brand, Envelope};
use crate::hotp::CodeForm;

/// An email: subject, plain text and HTML.
pub struct EmailMessage {
    /// Without the code: subjects end up in delivery logs.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// A text message of one part; its last line binds the code to the host, for WebOTP and Apple's autofill.
pub struct TextMessage {
    /// The whole message.
    pub text: String,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodeHtml<'a> {
    language: &'a str,
    subject: &'a str,
    lead: &'a str,
    code: &'a str,
    /// Set smaller, so that it stays on one line.
    long: bool,
    lifetime: &'a str,
    warning: &'a str,
}

impl EmailMessage {
    /// Writes the email; the HTML part escapes whatever the brand contains.
    pub(super) fn render(brand: &Brand, envelope: &Envelope<'_>) -> Result<Self, askama::Error> {
        let sentences = envelope.locale.sentences();
        let minutes = minutes(envelope.expires_in);
        let fill = |sentence: &str| sentence.replace("{minutes}", &minutes).replace("{name}", brand.name());
        let code = envelope.code.expose_in_groups();
        let (subject, lead) = (fill(sentences.subject), fill(sentences.lead));
        let (lifetime, warning) = (fill(sentences.lifetime), fill(sentences.warning));
        let text = format!("{lead}\n\n{code}\n\n{lifetime}\n\n{warning}\n");
        let html = CodeHtml {
            language: sentences.language,
            subject: &subject,
            lead: &lead,
            code: &code,
            long: envelope.code.form() == CodeForm::Long,
            lifetime: &lifetime,
            warning: &warning,
        };
        Ok(Self { html: html.render()?, subject, text })
    }
}

impl TextMessage {
    /// Writes the text message. It fits one part for every brand that [`Brand::new`] takes; a test holds that.
    pub(super) fn render(brand: &Brand, envelope: &Envelope<'_>) -> Self {
        let sentences = envelope.locale.sentences();
        let sentence = match envelope.code.form() {
            CodeForm::Digits(_) => sentences.text,
            CodeForm::Long => sentences.long_text,
        };
        let sentence = sentence.replace("{minutes}", &minutes(envelope.expires_in));
        let sentence = sentence.replace("{code}", &envelope.code.expose_in_groups()).replace("{name}", brand.name());
        Self { text: format!("{sentence}\n\n@{} #{}", brand.host(), envelope.code.expose()) }
    }
}

/// Whole minutes, rounded down so that a message never promises too much.
fn minutes(seconds: u64) -> String {
    (seconds / 60).max(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::gsm7::{ONE_PART, septets};
    use super::super::{Brand, BrandFault, Envelope, Locale};
    use super::{EmailMessage, TextMessage};
    use crate::hotp::Code;
    use crate::identifier::{EmailAddress, Identifier};

    const SHORT: &str = "01234567";
    const LONG: &str = "7M3K9QXA0123WXYZ";
    const GROUPED: &str = "7M3K-9QXA-0123-WXYZ";

    fn render<T>(brand: &Brand, locale: Locale, code: &str, render: impl Fn(&Brand, &Envelope<'_>) -> T) -> T {
        let identifier = Identifier::Email(EmailAddress::parse("ada@example.org").unwrap());
        let code = Code::parse(code).unwrap();
        render(brand, &Envelope { identifier: &identifier, code: &code, locale, expires_in: 600 })
    }

    #[test]
    fn a_text_message_fits_one_part_in_every_language_with_either_code() {
        let longest = Brand::new("N".repeat(30), format!("{}.example.org", "h".repeat(48))).unwrap();
        let length = |locale, code| {
            let text = render(&longest, locale, code, TextMessage::render).text;
            let length = septets(&text).unwrap_or_else(|| panic!("{text:?} leaves GSM-7"));
            assert!(length <= ONE_PART, "{length} septets: {text:?}");
            length
        };
        let lengths = |code| Locale::ALL.map(|locale| length(locale, code)).into_iter().max();
        assert_eq!((lengths(SHORT), lengths(LONG)), (Some(156), Some(155)), "the longest of all");
    }

    #[test]
    fn otp_23_the_last_line_binds_the_code_to_the_host() {
        let brand = Brand::new("Acme".to_owned(), "login.example.org".to_owned()).unwrap();
        let text = render(&brand, Locale::English, SHORT, TextMessage::render).text;
        assert_eq!(text, "Acme code: 01234567. Valid 10 min. Do not share it.\n\n@login.example.org #01234567");
        let text = render(&brand, Locale::English, LONG, TextMessage::render).text;
        assert_eq!(text, "Acme code: 7M3K-9QXA-0123-WXYZ. Valid 10 min.\n\n@login.example.org #7M3K9QXA0123WXYZ");
        for locale in Locale::ALL {
            for (code, shown) in [(SHORT, SHORT), (LONG, GROUPED)] {
                let text = render(&brand, locale, code, TextMessage::render).text;
                assert!(text.contains(shown) && text.ends_with(&format!("\n@login.example.org #{code}")), "{text}");
                assert!(text.contains("Acme") && text.contains("10 min") || text.contains("10 Min"), "{text}");
            }
        }
    }

    #[test]
    fn otp_24_an_email_names_service_code_lifetime_and_warning() {
        let brand = Brand::new("Acme".to_owned(), "login.example.org".to_owned()).unwrap();
        for locale in Locale::ALL {
            for (code, shown) in [(SHORT, SHORT), (LONG, GROUPED)] {
                let email = render(&brand, locale, code, EmailMessage::render).unwrap();
                for part in [&email.text, &email.html] {
                    assert!(
                        part.contains("Acme") && part.contains(shown) && part.to_lowercase().contains("10 min"),
                        "{part}"
                    );
                }
                assert!(email.subject.contains("Acme") && !email.subject.contains(shown), "no code in the subject");
            }
        }
        let english = render(&brand, Locale::English, SHORT, EmailMessage::render).unwrap();
        assert!(english.text.contains("Nobody will ever ask you for this code."));
    }

    #[test]
    fn otp_18_markup_in_the_name_is_inert() {
        let brand = Brand::new("<b>&\"".to_owned(), "example.org".to_owned()).unwrap();
        let html = render(&brand, Locale::English, SHORT, EmailMessage::render).unwrap().html;
        assert!(!html.contains("<b>"), "{html}");
        assert!(html.contains("&#60;b&#62;&#38;&#34;"), "{html}");
    }

    #[test]
    fn names_and_hosts_that_would_break_a_message_are_refused() {
        let new = |name: &str, host: &str| Brand::new(name.to_owned(), host.to_owned());
        for name in ["", "  ", "two\nlines", "\u{201c}quoted\u{201d}", &"n".repeat(31), &"[".repeat(16)] {
            assert_eq!(new(name, "example.org").unwrap_err(), BrandFault::Name, "{name:?}");
        }
        for host in ["", "https://example.org", "example.org:443", "example.org/x", "exa mple.org", &"h".repeat(64)] {
            assert_eq!(new("Acme", host).unwrap_err(), BrandFault::Host, "{host:?}");
        }
    }
}
