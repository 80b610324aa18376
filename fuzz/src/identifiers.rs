//! Email addresses and phone numbers.

use shared::identity::identifier::{EmailAddress, Identifier, PhoneNumber};

/// What is accepted is one recipient, reads the same a second time, and shows itself masked.
pub(crate) fn identifier(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(address) = EmailAddress::parse(text) {
        let delivery = address.delivery().to_owned();
        assert!(delivery.len() <= 249 && delivery.matches('@').count() == 1, "{delivery}");
        assert!(delivery.bytes().all(|byte| byte.is_ascii_graphic() && !b",;<>()[]\\:".contains(&byte)), "{delivery}");
        let quotes = delivery.matches('"').count();
        assert!(quotes == 0 || quotes == 2 && delivery.starts_with('"') && delivery.contains("\"@"), "{delivery}");
        assert_eq!(EmailAddress::parse(&delivery.replace('"', "")).as_ref(), Ok(&address), "one identifier");
        assert_eq!(EmailAddress::parse(&delivery).as_ref(), Ok(&address));
        assert_eq!(EmailAddress::parse(&address.identity()).map(|again| again.identity()), Ok(address.identity()));
        let local = delivery.split('@').next().unwrap_or_default().replace('"', "");
        let shown = address.to_string();
        assert!(local.len() < 2 || !shown.starts_with(&local), "{shown}");
        let identifier = Identifier::Email(address);
        assert!(identifier.budget_name().len() <= identifier.canonical().len(), "a mailbox has no more than its tags");
    }
    if let Ok((number, facts)) = PhoneNumber::parse(text) {
        let e164 = number.e164().to_owned();
        let digits = e164.strip_prefix('+').unwrap_or_default();
        assert!((4..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()), "{e164}");
        assert_eq!(PhoneNumber::parse(&e164), Ok((number, facts)));
    }
}
