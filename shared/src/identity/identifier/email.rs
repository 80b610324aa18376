//! Email addresses: one mailbox, no display name, no list (RFC 5321 §4.1.2, §4.5.3.1; IDN per UTS 46).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::typed;

mod domain;
mod fault;

pub use domain::parse_domain;
pub use fault::EmailFault;

/// Longest address, in octets: as a subject, behind `email:`, it has the 255 that OpenID Connect Core §2 allows.
const LONGEST_ADDRESS: usize = 249;
/// RFC 5321 §4.5.3.1.1, quotation marks included.
const LONGEST_LOCAL_PART: usize = 64;
/// Longest text that is read, in octets: U-labels take up to four for each one of their A-label.
const LONGEST_TEXT: usize = 4 * LONGEST_ADDRESS;

/// One deliverable address: the local part as its owner wrote it, in quotation marks where SMTP needs them and nowhere
/// else; the domain in lower-case A-labels.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads one bare address. Blanks and invisible marks around it do not count, and full-width forms are the characters
    /// that they stand for; nothing else is guessed.
    pub fn parse(text: &str) -> Result<Self, EmailFault> {
        let text = typed::trim(text);
        if text.len() > LONGEST_TEXT {
            return Err(EmailFault::TooLong);
        }
        // Header injection: told before any other fault, and never taken for white space.
        if text.contains(['\r', '\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
            return Err(EmailFault::LineBreak);
        }
        let text: String = text.chars().map(typed::narrow).collect();
        let (local, domain) = text.split_once('@').ok_or(EmailFault::NoAt)?;
        if domain.contains('@') {
            return Err(EmailFault::SeveralAts);
        }
        let local = canonical_local_part(local)?;
        let address = format!("{local}@{}", parse_domain(domain)?);
        if address.len() > LONGEST_ADDRESS {
            return Err(EmailFault::TooLong);
        }
        Ok(Self(address))
    }

    /// Where to deliver, as SMTP takes it: `"taro..yamada"@docomo.ne.jp`. The case of the local part is untouched, since
    /// some servers tell `Ada` from `ada`.
    pub fn delivery(&self) -> &str {
        &self.0
    }

    /// Who it is: case-folded, since no provider gives `Ada` and `ada` to two people. An `addr-spec` as claims must be.
    pub fn identity(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The domain, in lower-case A-labels.
    pub fn domain(&self) -> &str {
        self.parts().1
    }

    /// The mailbox, for budgets: case-folded, without a `+tag`, and without dots that are there twice or at an end, of
    /// which there could be any number.
    pub(super) fn mailbox(&self) -> String {
        let (local, domain) = self.parts();
        let mailbox = without_tag(local);
        let words: Vec<&str> = mailbox.split('.').filter(|word| !word.is_empty()).collect();
        let folded = if words.is_empty() { mailbox.to_owned() } else { words.join(".") };
        format!("{folded}@{domain}").to_ascii_lowercase()
    }

    /// The local part without quotation marks, and the domain.
    fn parts(&self) -> (&str, &str) {
        let (local, domain) = self.0.split_once('@').unwrap_or_default();
        (local.trim_matches('"'), domain)
    }
}

/// The part of a local part that names a mailbox where `+` begins a tag (RFC 5233).
fn without_tag(local: &str) -> &str {
    match local.split_once('+') {
        Some((mailbox, _)) if !mailbox.is_empty() => mailbox,
        _ => local,
    }
}

/// Quotation marks only where the local part is no dot-atom: then both spellings are one identifier. Within them stands
/// what may stand without, and dots anywhere: providers gave such names away, and nothing in them can be an injection. SES
/// delivers no internationalised local parts.
fn canonical_local_part(local: &str) -> Result<String, EmailFault> {
    let bare = local.strip_prefix('"').and_then(|local| local.strip_suffix('"')).unwrap_or(local);
    if bare.is_empty() {
        return Err(EmailFault::NoLocalPart);
    }
    let can_stand = |character: char| character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(character);
    if let Some(other) = bare.chars().find(|character| !can_stand(*character)) {
        return Err(EmailFault::LocalCharacter(other));
    }
    // An encoded word (RFC 2047 §2): whoever decodes it on the way would read another address, or several.
    if bare.split_once("=?").is_some_and(|(_, word)| word.contains("?=")) {
        return Err(EmailFault::EncodedWord);
    }
    let is_dot_atom = bare.split('.').all(|atom| !atom.is_empty());
    let canonical = if is_dot_atom { bare.to_owned() } else { format!("\"{bare}\"") };
    if canonical.len() > LONGEST_LOCAL_PART { Err(EmailFault::LocalPartTooLong) } else { Ok(canonical) }
}

impl fmt::Display for EmailAddress {
    /// Masks the local part: `a•••@example.org`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = self.parts();
        // Of a single letter nothing may be shown: it would be the whole.
        let first = local.chars().next().filter(|_| local.len() > 1).map(String::from).unwrap_or_default();
        write!(formatter, "{first}•••@{domain}")
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EmailAddress({self})")
    }
}

#[cfg(test)]
mod tests;
