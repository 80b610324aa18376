//! What is written in a message.

use askama::Template;

use super::gsm7::fits_one_part;
use super::lifetime::Lifetime;
use super::{Brand, Envelope, Locale, RenderFailed, TextName, Words};
use shared::codes::hotp::CodeForm;
use shared::codes::purpose::CodePurpose;

/// An email: subject, plain text and HTML.
pub struct EmailMessage {
    /// With the message's tag and without the code: subjects end up in delivery logs.
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
    locale: Locale,
    subject: &'a str,
    lead: &'a str,
    code: &'a str,
    /// Set smaller, so that it stays on one line.
    long: bool,
    lifetime: &'a str,
    place: &'a str,
    link: Option<&'a ShownLink<'a>>,
    warning: &'a str,
    /// From where it was asked for; empty: unknown.
    asked: &'a str,
    called: &'a str,
}

/// The link of an email, and what stands beside it.
struct ShownLink<'a> {
    url: &'a str,
    open: String,
    label: String,
}

impl EmailMessage {
    /// Writes the email; the HTML part escapes whatever the brand contains.
    pub fn render(brand: &Brand, envelope: &Envelope<'_>) -> Result<Self, RenderFailed> {
        let words = Words::of_emails(envelope.locale)?;
        let kind = kind(envelope.purpose);
        let tag = envelope.tag.to_string();
        let named = [("name", brand.name.as_str()), ("host", brand.host.as_str()), ("tag", &tag)];
        let say = |id: &str| words.say_of(id, &named);
        let code = envelope.code.expose_in_groups();
        let (subject, lead, called) = (say(&format!("{kind}.subject"))?, say(kind)?, say("code-called")?);
        let (place, warning) = (say("code-place")?, say(&format!("{kind}.warning"))?);
        let (sentence, count) = Lifetime::of(envelope.expires_in).counted();
        let lifetime = words.count(sentence, "count", count)?;
        let link = match envelope.link {
            Some(url) => Some(ShownLink { url, open: say("code-link.open")?, label: say("code-link")? }),
            None => None,
        };
        let asked = match envelope.asked_from {
            Some(network) => words.say_of("code-asked-from", &[("network", network)])?,
            None => String::new(),
        };
        let by_link = link.as_ref().map(|link| format!("{}\n{}\n\n", link.open, link.url)).unwrap_or_default();
        let asked_line = if asked.is_empty() { String::new() } else { format!("{asked}\n") };
        let text = format!("{lead}\n\n{code}\n\n{lifetime}\n{place}\n\n{by_link}{warning}\n{asked_line}\n{called}\n");
        let html = CodeHtml {
            locale: envelope.locale,
            subject: &subject,
            lead: &lead,
            code: &code,
            long: envelope.code.form() == CodeForm::Long,
            lifetime: &lifetime,
            place: &place,
            link: link.as_ref(),
            warning: &warning,
            asked: &asked,
            called: &called,
        };
        Ok(Self { html: html.render()?, subject, text })
    }
}

impl TextMessage {
    /// Writes the text message: in English where it does not fit one part, as it always does in that.
    pub fn render(name: &TextName, brand: &Brand, envelope: &Envelope<'_>) -> Result<Self, RenderFailed> {
        let kind = kind(envelope.purpose);
        let id = match envelope.code.form() {
            CodeForm::Digits(_) => format!("{kind}.text"),
            CodeForm::Long => format!("{kind}.long-text"),
        };
        let (lifetime, count) = Lifetime::of(envelope.expires_in).counted();
        let code = envelope.code.expose_in_groups();
        let last_line = format!("@{} #{}", brand.host.as_str(), envelope.code.expose());
        Self::of_one_part(envelope.locale, |words| {
            let life = words.count(&format!("{lifetime}.short"), "count", count)?;
            let said = words.say_of(&id, &[("name", name.as_str()), ("code", &code), ("life", &life)])?;
            Ok(format!("{said}\n\n{last_line}"))
        })
    }

    /// A message in `locale`, or in English where it takes more than one part: each part costs as much as a message.
    pub(super) fn of_one_part(
        locale: Locale,
        write: impl Fn(&Words) -> Result<String, RenderFailed>,
    ) -> Result<Self, RenderFailed> {
        let text = write(&Words::of_text_messages(locale)?)?;
        if locale == Locale::English || fits_one_part(&text) {
            return Ok(Self { text });
        }
        Ok(Self { text: write(&Words::of_text_messages(Locale::English)?)? })
    }
}

/// The sentences of a purpose.
const fn kind(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::SignIn => "code-sign-in",
        CodePurpose::NewIdentifier => "code-new-identifier",
        CodePurpose::AddIdentifier => "code-add-identifier",
        CodePurpose::RemoveIdentifier => "code-remove-identifier",
    }
}

#[cfg(test)]
mod tests {
    use super::super::gsm7::fits_one_part;
    use super::super::theme::{DARK, LIGHT};
    use super::super::{Brand, Envelope, Locale, Tag};
    use super::{EmailMessage, TextMessage};
    use shared::codes::hotp::Code;
    use shared::codes::purpose::CodePurpose;
    use shared::identity::identifier::{EmailAddress, Identifier};

    const SHORT: &str = "01234567";
    const LONG: &str = "7M3K9QXA0123WXYZ";
    const GROUPED: &str = "7M3K-9QXA-0123-WXYZ";
    const TAG: &str = "Kiwi Panda";

    fn brand(name: &str, text_name: &str, host: &str) -> Brand {
        Brand { name: name.parse().unwrap(), host: host.parse().unwrap(), text_name: Some(text_name.parse().unwrap()) }
    }

    fn acme() -> Brand {
        brand("Acme", "Acme", "login.example.org")
    }

    fn with_envelope<T>(
        locale: Locale,
        purpose: CodePurpose,
        code: &str,
        expires_in: u64,
        render: impl Fn(&Envelope<'_>) -> T,
    ) -> T {
        let identifier = Identifier::Email(EmailAddress::parse("ada@example.org").unwrap());
        let code = Code::parse(code).unwrap();
        let tag = Tag::of(&[48, 29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0);
        render(&Envelope {
            identifier: &identifier,
            code: &code,
            purpose,
            locale,
            expires_in,
            tag,
            link: None,
            asked_from: None,
        })
    }

    fn email(brand: &Brand, locale: Locale, code: &str, expires_in: u64) -> EmailMessage {
        email_for(brand, locale, CodePurpose::SignIn, code, expires_in)
    }

    fn email_for(brand: &Brand, locale: Locale, purpose: CodePurpose, code: &str, expires_in: u64) -> EmailMessage {
        with_envelope(locale, purpose, code, expires_in, |envelope| EmailMessage::render(brand, envelope).unwrap())
    }

    fn text(brand: &Brand, locale: Locale, code: &str, expires_in: u64) -> String {
        text_for(brand, locale, CodePurpose::SignIn, code, expires_in)
    }

    fn text_for(brand: &Brand, locale: Locale, purpose: CodePurpose, code: &str, expires_in: u64) -> String {
        let name = brand.text_name.as_ref().unwrap();
        with_envelope(locale, purpose, code, expires_in, |envelope| {
            TextMessage::render(name, brand, envelope).unwrap().text
        })
    }

    /// Ten minutes, in an email and in a text message.
    const fn ten_minutes(locale: Locale) -> (&'static str, &'static str) {
        match locale {
            Locale::English | Locale::French => (" 10 minutes ", " 10 min"),
            Locale::German => (" 10 Minuten ", " 10 Min."),
            Locale::Spanish | Locale::Portuguese => (" 10 minutos ", " 10 min"),
            Locale::Italian => (" 10 minuti ", " 10 min"),
            Locale::Dutch => (" 10 minuten ", " 10 min "),
            Locale::Polish => (" 10 minut ", " 10 min"),
            Locale::Turkish => (" 10 dakika ", " 10 dk"),
            Locale::Japanese => ("10 分", "10分"),
            Locale::Chinese => (" 10 分钟", "10分钟"),
            Locale::Arabic => ("\u{2068}10\u{2069} دقائق ", "10 د"),
        }
    }

    #[test]
    fn a_text_message_fits_one_part_in_every_language_with_either_code_for_every_life() {
        let longest = brand("Acme", &"N".repeat(30), &format!("{}.example.org", "h".repeat(48)));
        let kinds = Locale::ALL.into_iter().flat_map(|locale| CodePurpose::ALL.map(|purpose| (locale, purpose)));
        for (locale, purpose) in kinds {
            for (code, life) in [SHORT, LONG].into_iter().flat_map(|code| (0..=600).map(move |life| (code, life))) {
                let said = text_for(&longest, locale, purpose, code, life);
                assert!(fits_one_part(&said), "{said}");
            }
        }
    }

    /// Those without Latin letters have 70 characters in all, and the longest host leaves none of them.
    const OF_OTHER_LETTERS: [Locale; 3] = [Locale::Japanese, Locale::Chinese, Locale::Arabic];

    #[test]
    fn a_text_message_is_written_in_english_only_where_its_language_takes_two_parts() {
        let longest = brand("Acme", &"N".repeat(30), &format!("{}.example.org", "h".repeat(48)));
        let of_gsm7 = Locale::ALL.into_iter().filter(|locale| !OF_OTHER_LETTERS.contains(locale));
        let kinds = of_gsm7.skip(1).flat_map(|locale| CodePurpose::ALL.map(|purpose| (locale, purpose)));
        for (locale, purpose) in kinds {
            for (code, life) in [SHORT, LONG].into_iter().flat_map(|code| (2..=600).map(move |life| (code, life))) {
                let [own, english] =
                    [locale, Locale::English].map(|locale| text_for(&longest, locale, purpose, code, life));
                assert_ne!(own, english, "{locale:?} {purpose:?} of {life} s takes two parts");
            }
        }
        for locale in OF_OTHER_LETTERS {
            for purpose in CodePurpose::ALL {
                let [own, english] =
                    [locale, Locale::English].map(|locale| text_for(&acme(), locale, purpose, SHORT, 600));
                assert_ne!(own, english, "{locale:?} {purpose:?}");
            }
            assert_eq!(text(&longest, locale, SHORT, 600), text(&longest, Locale::English, SHORT, 600), "{locale:?}");
        }
    }

    #[test]
    fn otp_23_the_last_line_binds_the_code_to_the_host() {
        let said = text(&acme(), Locale::English, SHORT, 600);
        assert_eq!(said, "Acme code: 01234567. Valid 10 min. Do not share it.\n\n@login.example.org #01234567");
        let said = text(&acme(), Locale::English, LONG, 600);
        assert_eq!(said, "Acme code: 7M3K-9QXA-0123-WXYZ. Valid 10 min.\n\n@login.example.org #7M3K9QXA0123WXYZ");
        for locale in Locale::ALL {
            for (code, shown) in [(SHORT, SHORT), (LONG, GROUPED)] {
                let said = text(&acme(), locale, code, 600);
                assert!(said.contains(shown) && said.ends_with(&format!("\n@login.example.org #{code}")), "{said}");
                assert!(said.contains("Acme") && said.contains(ten_minutes(locale).1), "{said}");
            }
        }
    }

    #[test]
    fn otp_09_every_message_says_what_its_code_is_for() {
        for locale in Locale::ALL {
            let said = CodePurpose::ALL.map(|purpose| {
                let email = email_for(&acme(), locale, purpose, SHORT, 600);
                assert!(email.text.contains("Acme") && email.text.contains(SHORT), "{}", email.text);
                let text = text_for(&acme(), locale, purpose, SHORT, 600);
                assert!(text.contains(SHORT) && text.ends_with("\n@login.example.org #01234567"), "{text}");
                (email.subject, email.text)
            });
            for (number, one) in said.iter().enumerate() {
                let others = said.iter().skip(number + 1);
                assert!(others.clone().all(|other| one.0 != other.0 && one.1 != other.1), "{one:?}");
            }
        }
        let new = email_for(&acme(), Locale::English, CodePurpose::NewIdentifier, SHORT, 600);
        assert_eq!(new.subject, "Add this address to an account at Acme (Kiwi Panda)");
        let text = text_for(&acme(), Locale::English, CodePurpose::RemoveIdentifier, SHORT, 600);
        assert!(text.starts_with("Acme code: 01234567 changes your account. Valid 10 min."), "{text}");
    }

    #[test]
    fn a_text_message_has_a_name_of_its_own_where_it_must() {
        let saude = brand("São Paulo Saúde", "SP Saude", "saude.example.org");
        let said = text(&saude, Locale::English, SHORT, 300);
        assert_eq!(said, "SP Saude code: 01234567. Valid 5 min. Do not share it.\n\n@saude.example.org #01234567");
        let email = email(&saude, Locale::English, SHORT, 600);
        assert!(email.subject.contains("São Paulo Saúde") && email.text.contains("São Paulo Saúde"), "{}", email.text);
    }

    #[test]
    fn otp_24_an_email_names_service_host_code_lifetime_warning_and_itself() {
        for locale in Locale::ALL {
            for (code, shown) in [(SHORT, SHORT), (LONG, GROUPED)] {
                let email = email(&acme(), locale, code, 600);
                for part in [&email.text, &email.html] {
                    let named = ["Acme", "login.example.org", shown, TAG].iter().all(|told| part.contains(told));
                    assert!(named && part.contains(ten_minutes(locale).0), "{part}");
                    assert!(!part.contains('{') || part.contains("<style>"), "{part}");
                }
                assert!(email.subject.contains("Acme") && email.subject.contains(TAG), "{}", email.subject);
                assert!(!email.subject.contains(shown) && !email.subject.contains(code), "no code in the subject");
            }
        }
        let english = email(&acme(), Locale::English, SHORT, 600);
        assert_eq!(english.subject, "Your sign-in code for Acme (Kiwi Panda)");
        assert_eq!(
            english.text,
            "Your code for Acme:\n\n01234567\n\n\
             It is valid for 10 minutes and works once.\nEnter it at login.example.org and nowhere else.\n\n\
             Nobody will ever ask you for this code. If you did not try to sign in, ignore this message.\n\n\
             This message is called Kiwi Panda.\n"
        );
    }

    #[test]
    fn an_email_has_the_colours_of_both_schemes_and_loads_nothing() {
        let html = email(&acme(), Locale::English, SHORT, 600).html;
        let (dark, light) = html.split_once("</style>").unwrap();
        for (scheme, of_scheme) in [(light, LIGHT), (dark, DARK)] {
            for colour in [of_scheme.page, of_scheme.card, of_scheme.text, of_scheme.quiet] {
                assert!(scheme.contains(colour), "{colour}: {scheme}");
            }
        }
        // Programs that invert colours by themselves look at pairs of them.
        assert_eq!(
            light.matches(";color:").count() - light.matches("background:").count(),
            2,
            "the quiet ones: {light}"
        );
        assert!(!["<img", "url(", "http", "@import"].iter().any(|loads| html.contains(loads)), "{html}");
    }

    #[test]
    fn a_lifetime_has_the_right_number_in_every_language_and_either_channel() {
        let told = [
            (Locale::English, 60, "for 1 minute and", "Valid 1 min."),
            (Locale::English, 120, "for 2 minutes and", "Valid 2 min."),
            (Locale::English, 30, "for 30 seconds and", "Valid 30 sec."),
            (Locale::English, 90, "for 90 seconds and", "Valid 90 sec."),
            (Locale::German, 60, "gilt 1 Minute und", "Gilt 1 Min. Nicht"),
            (Locale::German, 600, "gilt 10 Minuten und", "Gilt 10 Min. Nicht"),
            (Locale::German, 59, "gilt 59 Sekunden und", "Gilt 59 Sek. Nicht"),
            (Locale::French, 60, "valable 1 minute et", "Valable 1 min."),
            (Locale::French, 300, "valable 5 minutes et", "Valable 5 min."),
            (Locale::French, 45, "valable 45 secondes et", "Valable 45 s."),
            (Locale::Spanish, 60, "durante 1 minuto y", "Vale 1 min."),
            (Locale::Spanish, 179, "durante 2 minutos y", "Vale 2 min."),
            (Locale::Spanish, 119, "durante 119 segundos y", "Vale 119 s."),
            (Locale::Polish, 120, "2 minuty", "2 min"),
            (Locale::Polish, 300, "5 minut", "5 min"),
            (Locale::Turkish, 600, "10 dakika", "10 dk"),
            (Locale::Japanese, 600, "10 分で", "10分"),
        ];
        for (locale, seconds, of_email, of_text) in told {
            let email = email(&acme(), locale, SHORT, seconds);
            assert!(email.text.contains(of_email) && email.html.contains(of_email), "{seconds}: {}", email.text);
            let text = text(&acme(), locale, SHORT, seconds);
            assert!(text.contains(of_text), "{seconds}: {text}");
        }
    }

    #[test]
    fn otp_18_no_line_of_an_email_begins_with_a_hyphen_as_what_parts_the_bodies_does() {
        let brand = brand("--=_the-same-in-text-and-html_=", "Acme", "login.example.org");
        for (locale, code) in Locale::ALL.into_iter().flat_map(|locale| [(locale, SHORT), (locale, LONG)]) {
            let message = email(&brand, locale, code, 600);
            let mut lines = message.text.lines().chain(message.html.lines());
            assert_eq!(lines.find(|line| line.starts_with('-')), None, "{locale:?}");
        }
    }

    #[test]
    fn otp_18_markup_and_braces_in_the_name_are_inert() {
        let html = email(&brand("<b>&\"", "x", "example.org"), Locale::English, SHORT, 600).html;
        assert!(!html.contains("<b>"), "{html}");
        assert!(html.contains("&#60;b&#62;&#38;&#34;"), "{html}");
        let named = brand("{code} {host}", "{code}", "example.org");
        assert!(email(&named, Locale::English, SHORT, 600).text.starts_with("Your code for {code} {host}:\n"));
        assert!(text(&named, Locale::English, SHORT, 600).starts_with("{code} code: 01234567."));
    }
}
