//! What every message says about the service. From configuration alone: a request cannot put a word into it (OTP-19).

use std::str::FromStr;

use icu_properties::CodePointSetData;
use icu_properties::props::VariationSelector;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use super::gsm7;
use shared::typed::is_blank;

/// Most characters of a service's name: what mail programs show of a sender and of a subject is not much more.
const LONGEST_NAME: usize = 60;
/// Most septets of a service's name in a text message: more would not leave room for the rest of one part.
const LONGEST_TEXT_NAME: usize = 30;
/// Most characters of a host, which text messages repeat: more would not leave room for the rest of one part.
const LONGEST_HOST: usize = 60;

/// What messages say about the service.
#[derive(Clone, Debug)]
pub struct Brand {
    /// How emails call the service, and their sender.
    pub name: ServiceName,
    /// The host that codes are for.
    pub host: ServiceHost,
    /// How text messages call the service; `None`: there are none.
    pub text_name: Option<TextName>,
}

/// A service's name: 1 to 60 characters of any script, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceName(String);

/// A service's name within text messages: 1 to 30 septets of the GSM-7 alphabet, on one line. Any other character would
/// make a message of two or three parts, each at the price of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextName(String);

/// A bare host name of at most 60 characters, in lower-case A-labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceHost(String);

/// Which rule a brand breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrandFault {
    /// Nothing to read, too long, or with characters that break or turn the text around it.
    #[error("must be 1 to 60 characters on one line, none of them invisible")]
    Name,
    /// Too long for a text message of one part, or with characters that would make it longer.
    #[error("must be 1 to 30 characters of the GSM-7 alphabet, on one line")]
    TextName,
    /// Not a bare host name.
    #[error("must be a host name of at most 60 characters, without scheme, port or path")]
    Host,
}

impl ServiceName {
    /// The name as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServiceName {
    type Err = BrandFault;

    /// Drops blanks around the name.
    fn from_str(text: &str) -> Result<Self, BrandFault> {
        let name = text.trim();
        let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
        if !fits || name.contains(is_unfit) || name.chars().all(is_blank) {
            return Err(BrandFault::Name);
        }
        Ok(Self(name.to_owned()))
    }
}

impl TextName {
    /// The name as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TextName {
    type Err = BrandFault;

    /// Drops blanks around the name.
    fn from_str(text: &str) -> Result<Self, BrandFault> {
        let name = text.trim();
        let fits = gsm7::septets(name).is_some_and(|septets| (1..=LONGEST_TEXT_NAME).contains(&septets));
        if !fits || name.contains(char::is_control) {
            return Err(BrandFault::TextName);
        }
        Ok(Self(name.to_owned()))
    }
}

impl ServiceHost {
    /// The host as it is shown, and as browsers compare it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServiceHost {
    type Err = BrandFault;

    /// Takes U-labels and upper case, too. Names with hyphens in third and fourth place exist.
    fn from_str(host: &str) -> Result<Self, BrandFault> {
        let hyphens = Hyphens::CheckFirstLast;
        let ascii = Uts46::new().to_ascii(host.as_bytes(), AsciiDenyList::STD3, hyphens, DnsLength::Verify);
        let fits = ascii.ok().filter(|ascii| ascii.len() <= LONGEST_HOST);
        fits.map(|ascii| Self(ascii.into_owned())).ok_or(BrandFault::Host)
    }
}

/// Characters that end a line, turn the direction of what follows, stand there unseen or for what got lost: with them a name
/// would make the sentence around it say something else.
fn is_unfit(character: char) -> bool {
    let is_unseen = is_blank(character) && !character.is_whitespace() && !is_joiner(character);
    is_unseen || character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{fffc}' | '\u{fffd}')
}

/// Seen only in what it does to others: Persian, Hindi, Japanese names and emoji need it.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}') || CodePointSetData::new::<VariationSelector>().contains(character)
}

#[cfg(test)]
mod tests {
    use super::{BrandFault, ServiceHost, ServiceName, TextName};

    #[test]
    fn a_name_is_one_visible_line_of_any_script() {
        for name in
            ["A", "Acme", "São Paulo Saúde", "“Quoted”", "日本語", "می‌خواهم", "R2-D2", "❤️", "👩‍💻 Apps", &"ß".repeat(60)]
        {
            assert_eq!(name.parse::<ServiceName>().unwrap().as_str(), name);
        }
        assert_eq!("  Acme\n".parse::<ServiceName>().unwrap().as_str(), "Acme");
        for name in [
            "",
            "  ",
            "\u{200d}",
            "\u{200c}\u{fe0f}",
            "\u{fe0f}",
            "\u{34f}",
            "Ac\u{34f}me",
            "\u{17b4}",
            "Acme\u{1d173}",
            "Acme\u{fff9}",
            "Ac\u{fffd}me",
            "Ac\u{3164}me",
            "two\nlines",
            "two\rlines",
            "two\u{85}lines",
            "two\u{2028}lines",
            "tab\tbed",
            "nul\0",
            "\u{202e}emcA",
            "Ac\u{200f}me",
            "\u{2066}Acme\u{2069}",
            "Ac\u{200b}me",
            "Ac\u{ad}me",
            "Acme\u{e0041}",
            &"ß".repeat(61),
        ] {
            assert_eq!(name.parse::<ServiceName>(), Err(BrandFault::Name), "{name:?}");
        }
    }

    #[test]
    fn a_name_in_text_messages_is_of_their_alphabet() {
        for name in ["Acme", "Grüße", "[5]", &"n".repeat(30), &"[".repeat(15)] {
            assert_eq!(name.parse::<TextName>().unwrap().as_str(), name);
        }
        for name in ["", "  ", "two\nlines", "form\u{c}feed", "“quoted”", "São Paulo", &"n".repeat(31), &"[".repeat(16)]
        {
            assert_eq!(name.parse::<TextName>(), Err(BrandFault::TextName), "{name:?}");
        }
    }

    #[test]
    fn a_host_is_a_bare_name() {
        for host in ["login.example.org", "localhost", "xn--bcher-kva.example", "r3--sn.example.org", &"h".repeat(60)] {
            assert_eq!(host.parse::<ServiceHost>().unwrap().as_str(), host);
        }
        for (host, canonical) in [
            ("Login.Example.org", "login.example.org"),
            ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
            ("bücher.example", "xn--bcher-kva.example"),
        ] {
            assert_eq!(host.parse::<ServiceHost>().unwrap().as_str(), canonical);
        }
        for host in
            ["", "https://example.org", "example.org:443", "example.org/x", "exa mple.org", "-a.org", &"h".repeat(61)]
        {
            assert_eq!(host.parse::<ServiceHost>(), Err(BrandFault::Host), "{host:?}");
        }
    }
}
