//! Whom a command is about.

use std::error::Error;

use shared::identity::identifier::{EmailAddress, Identifier, PhoneFault, PhoneNumber};

/// Reads an email address, or a phone number that begins with `+`.
pub(crate) fn parse(text: &str) -> Result<Identifier, Box<dyn Error>> {
    match PhoneNumber::parse(text) {
        Ok((number, _)) => Ok(Identifier::Phone(number)),
        Err(fault) if fault != PhoneFault::NoPlus && !text.contains('@') => Err(format!("the number {fault}").into()),
        Err(_) => {
            let address = EmailAddress::parse(text).map_err(|fault| format!("the address {fault}"))?;
            Ok(Identifier::Email(address))
        }
    }
}
