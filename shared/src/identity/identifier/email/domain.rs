//! Domains: public host names, in A-labels (RFC 5321 §4.1.2, UTS 46).

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use super::EmailFault;

/// The dots of UTS 46: ASCII's, and those of Chinese and Japanese keyboards.
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];
/// RFC 1035 §2.3.4.
const LONGEST_LABEL: usize = 63;

/// The one spelling of a domain of email addresses: lower-case A-labels.
pub fn parse_domain(domain: &str) -> Result<String, EmailFault> {
    let ascii = to_ascii(domain, DnsLength::Verify).ok_or_else(|| fault(domain))?;
    let (_, top) = ascii.rsplit_once('.').ok_or(EmailFault::NoDot)?;
    // `10.0.0.1` would pass as a name; no top-level domain begins with a digit.
    if top.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(EmailFault::TopLevel);
    }
    Ok(ascii)
}

/// Names with hyphens in third and fourth place exist, and get mail.
fn to_ascii(domain: &str, length: DnsLength) -> Option<String> {
    let ascii = Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, length);
    ascii.ok().map(String::from)
}

/// UTS 46 says only that a name is none; this says why.
fn fault(domain: &str) -> EmailFault {
    if domain.is_empty() {
        return EmailFault::NoDomain;
    }
    let together = || to_ascii(domain, DnsLength::Ignore).map_or(EmailFault::Label, |_| EmailFault::TooLong);
    domain.split(DOTS).find_map(label_fault).unwrap_or_else(together)
}

fn label_fault(label: &str) -> Option<EmailFault> {
    if label.is_empty() {
        return Some(EmailFault::EmptyLabel);
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Some(EmailFault::Hyphen);
    }
    if let Some(ascii) = to_ascii(label, DnsLength::Ignore) {
        return (ascii.len() > LONGEST_LABEL).then_some(EmailFault::LabelTooLong);
    }
    match label.chars().find(|character| !can_stand(*character)) {
        Some(other) => Some(EmailFault::DomainCharacter(other)),
        None if label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--")) => Some(EmailFault::Punycode),
        None => Some(EmailFault::Label),
    }
}

/// Whether a character is right in some label: first, or where marks stand and digits of Arabic, or joiners.
fn can_stand(character: char) -> bool {
    let fits = |before: &&str| to_ascii(&format!("{before}{character}"), DnsLength::Ignore).is_some();
    character == '-' || ["", "a", "\u{627}", "\u{915}\u{94d}"].iter().any(fits)
}
