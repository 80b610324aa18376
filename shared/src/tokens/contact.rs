//! The verified identifier as claims.

use super::ContactClaims;
use crate::identity::identifier::Identifier;

impl From<&Identifier> for ContactClaims {
    /// Claims for an identifier that was proven.
    fn from(identifier: &Identifier) -> Self {
        match identifier {
            Identifier::Email(address) => {
                Self { email: Some(address.identity()), email_verified: Some(true), ..Self::default() }
            }
            Identifier::Phone(number) => Self {
                phone_number: Some(number.e164().to_owned()),
                phone_number_verified: Some(true),
                ..Self::default()
            },
        }
    }
}
