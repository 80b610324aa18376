//! Email addresses: one mailbox, no display name, no list (RFC 5321 §4.1.2, §4.5.3.1; IDN per UTS 46).

use std::fmt;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Serialize};

/// Longest address that a mail server must take: 256 octets of path less its angle brackets (RFC 5321 §4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;
/// RFC 5321 §4.5.3.1.1.
const LONGEST_LOCAL_PART: usize = 64;

/// One deliverable address: the local part as its owner wrote it, the domain in lower-case A-labels.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

/// Which rule an address breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailFault {
    /// Longer than 254 octets, or a local part longer than 64.
    #[error("must be at most 254 characters, 64 of them before the @")]
    TooLong,
    /// No `@`, more than one, or something else than one bare mailbox.
    #[error("must be one address of the form local@domain")]
    Shape,
    /// The part before the `@` is not a dot-atom of RFC 5321.
    #[error("has characters before the @ that cannot be delivered")]
    LocalPart,
    /// The part after the `@` is not a public host name.
    #[error("must have a domain name after the @")]
    Domain,
}

impl EmailAddress {
    /// Reads one bare address. Nothing is trimmed or guessed: what is not an address as it stands is refused.
    pub fn parse(text: &str) -> Result<Self, EmailFault> {
        // An internationalised domain grows as it turns into A-labels, so this bound only keeps the parsers' input small.
        if text.len() > LONGEST_ADDRESS {
            return Err(EmailFault::TooLong);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailFault::Shape)?;
        if domain.contains('@') {
            return Err(EmailFault::Shape);
        }
        if local.len() > LONGEST_LOCAL_PART {
            return Err(EmailFault::TooLong);
        }
        if !is_dot_atom(local) {
            return Err(EmailFault::LocalPart);
        }
        let domain = canonical_domain(domain)?;
        let address = format!("{local}@{domain}");
        if address.len() > LONGEST_ADDRESS {
            return Err(EmailFault::TooLong);
        }
        Ok(Self(address))
    }

    /// Where to deliver: the local part untouched, since some servers tell `Ada` from `ada`.
    pub fn delivery(&self) -> &str {
        &self.0
    }

    /// The mailbox: case-folded, without a `+tag`.
    pub(super) fn mailbox(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or_default();
        format!("{}@{domain}", without_tag(local)).to_ascii_lowercase()
    }

    /// Who it is: case-folded, since no provider gives `Ada` and `ada` to two people.
    pub fn identity(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// The part of a local part that names a mailbox where `+` begins a tag (RFC 5233).
fn without_tag(local: &str) -> &str {
    match local.split_once('+') {
        Some((mailbox, _)) if !mailbox.is_empty() => mailbox,
        _ => local,
    }
}

/// RFC 5322 `dot-atom-text`, ASCII only: SES delivers neither quoted nor internationalised local parts.
fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty()
            && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    })
}

fn canonical_domain(domain: &str) -> Result<String, EmailFault> {
    let ascii = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Verify)
        .map_err(|_| EmailFault::Domain)?;
    let (_, top) = ascii.rsplit_once('.').ok_or(EmailFault::Domain)?;
    // `10.0.0.1` would pass as a name; no top-level domain begins with a digit.
    if top.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(EmailFault::Domain);
    }
    Ok(ascii.into_owned())
}

impl fmt::Display for EmailAddress {
    /// Masks the local part: `a•••@example.org`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = self.0.split_once('@').unwrap_or_default();
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
mod tests {
    use proptest::prelude::*;

    use super::{EmailAddress, EmailFault};

    fn parsed(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    #[test]
    fn otp_17_case_and_internationalised_domains_are_one_identity() {
        assert_eq!(parsed("Ada@BÜCHER.example").delivery(), "Ada@xn--bcher-kva.example");
        assert_eq!(parsed("Ada@BÜCHER.example").identity(), "ada@xn--bcher-kva.example");
        assert_eq!(parsed("ADA@xn--bcher-kva.EXAMPLE").identity(), "ada@xn--bcher-kva.example");
        assert_eq!(parsed("a@ｅｘａｍｐｌｅ.org").delivery(), "a@example.org", "full-width letters are the same name");
        assert_ne!(parsed("a@еxample.org").identity(), "a@example.org", "a Cyrillic е is another name");
    }

    #[test]
    fn otp_18_what_is_not_one_bare_address_is_refused() {
        for (text, fault) in [
            ("", EmailFault::Shape),
            ("ada", EmailFault::Shape),
            ("ada@", EmailFault::Domain),
            ("@example.org", EmailFault::LocalPart),
            ("a@b@example.org", EmailFault::Shape),
            ("a@x.org,b@y.org", EmailFault::Shape),
            ("a@x.org\r\nBcc:b@y.org", EmailFault::Shape),
            ("a@x.org\r\nBcc:b", EmailFault::Domain),
            ("a\r\nb@example.org", EmailFault::LocalPart),
            ("Ada <ada@example.org>", EmailFault::LocalPart),
            ("<ada@example.org>", EmailFault::LocalPart),
            ("a,b@example.org", EmailFault::LocalPart),
            ("a@b.org,c.org", EmailFault::Domain),
            ("a;b@example.org", EmailFault::LocalPart),
            ("\"a b\"@example.org", EmailFault::LocalPart),
            (" a@example.org", EmailFault::LocalPart),
            ("a@example.org ", EmailFault::Domain),
            ("a..b@example.org", EmailFault::LocalPart),
            (".a@example.org", EmailFault::LocalPart),
            ("ädа@example.org", EmailFault::LocalPart),
            ("a@localhost", EmailFault::Domain),
            ("a@[10.0.0.1]", EmailFault::Domain),
            ("a@10.0.0.1", EmailFault::Domain),
            ("a@example..org", EmailFault::Domain),
            ("a@example.org.", EmailFault::Domain),
            ("a@-example.org", EmailFault::Domain),
            ("a@exam_ple.org", EmailFault::Domain),
            ("a@exam\0ple.org", EmailFault::Domain),
            ("a@xn--a.org", EmailFault::Domain),
        ] {
            assert_eq!(EmailAddress::parse(text), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn lengths_are_bounded() {
        let local = "a".repeat(64);
        let label = "b".repeat(63);
        assert!(EmailAddress::parse(&format!("{local}@example.org")).is_ok());
        assert_eq!(EmailAddress::parse(&format!("a{local}@example.org")), Err(EmailFault::TooLong));
        assert!(EmailAddress::parse(&format!("a@{label}.org")).is_ok());
        assert_eq!(EmailAddress::parse(&format!("a@b{label}.org")), Err(EmailFault::Domain));
        assert_eq!(EmailAddress::parse(&format!("{local}@{label}.{label}.{label}.org")), Err(EmailFault::TooLong));
        let short_in_unicode = format!("{local}@{}org", "ü.".repeat(26));
        assert!(short_in_unicode.len() <= 254);
        assert_eq!(EmailAddress::parse(&short_in_unicode), Err(EmailFault::TooLong), "A-labels count, not characters");
    }

    #[test]
    fn display_and_debug_mask_the_local_part() {
        assert_eq!(parsed("ada.lovelace@example.org").to_string(), "a•••@example.org");
        assert_eq!(parsed("a@example.org").to_string(), "•••@example.org");
        assert!(!format!("{:?}", parsed("ada.lovelace@example.org")).contains("lovelace"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_never_lets_a_line_break_through(text in "\\PC{0,40}|.{0,80}|[a-z@.\r\n, <>]{0,40}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert!(address.delivery().is_ascii());
                prop_assert!(address.delivery().bytes().all(|byte| byte > b' ' && byte != b',' && byte != b'<' && byte != 0x7f));
                prop_assert_eq!(address.delivery().matches('@').count(), 1);
                prop_assert_eq!(EmailAddress::parse(address.delivery()).unwrap(), address, "canonical form is stable");
            }
        }
    }
}
