//! The request's body, and the rules that its fields follow.

use serde::Deserialize;
use shared::http::{FieldFault, present};
use shared::identifier::{EmailAddress, Identifier, NumberKind, PhoneNumber};
use shared::sender::Locale;

/// `{email}` or `{phone}`, optionally `locale`, `challenge` to send again for, `device_token`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestBody {
    /// The address to prove.
    #[serde(default, deserialize_with = "present")]
    pub email: Option<String>,
    /// The number to prove.
    #[serde(default, deserialize_with = "present")]
    pub phone: Option<String>,
    /// The language of the message.
    #[serde(default, deserialize_with = "present")]
    pub locale: Option<String>,
    /// The handle of the attempt to send again for.
    #[serde(default, deserialize_with = "present")]
    pub challenge: Option<String>,
    /// What a client that is no browser got at an earlier sign-in.
    #[serde(default, deserialize_with = "present")]
    pub device_token: Option<String>,
}

/// Whom a code goes to.
pub(crate) struct Recipient {
    /// The address or number.
    pub(crate) identifier: Identifier,
    /// The number's country; none for an address.
    pub(crate) country: Option<String>,
}

impl RequestBody {
    /// The identifier to prove. `countries` may be texted; `None`: SMS is off.
    pub(crate) fn recipient(&self, countries: Option<&[String]>) -> Result<Recipient, FieldFault> {
        match (&self.email, &self.phone) {
            (Some(_), Some(_)) => Err(FieldFault::new("phone", "must not stand beside email")),
            (None, None) => Err(FieldFault::new("email", "must be given, or phone in its place")),
            (Some(email), None) => {
                let address = EmailAddress::parse(email).map_err(|fault| FieldFault::new("email", fault))?;
                Ok(Recipient { identifier: Identifier::Email(address), country: None })
            }
            (None, Some(phone)) => Self::phone(phone, countries).map_err(|rule| FieldFault::new("phone", rule)),
        }
    }

    fn phone(phone: &str, countries: Option<&[String]>) -> Result<Recipient, String> {
        let countries = countries.ok_or("cannot be used: this service sends no text messages")?;
        let (number, facts) = PhoneNumber::parse(phone).map_err(|fault| fault.to_string())?;
        if !countries.contains(&facts.country) {
            return Err("must be of a country that this service sends text messages to".to_owned());
        }
        match facts.kind {
            NumberKind::Reachable => {
                Ok(Recipient { identifier: Identifier::Phone(number), country: Some(facts.country) })
            }
            NumberKind::FixedLine | NumberKind::Special => Err("must be a mobile number".to_owned()),
        }
    }

    /// The language of the message.
    pub(crate) fn locale(&self) -> Result<Locale, FieldFault> {
        let Some(tag) = &self.locale else { return Ok(Locale::default()) };
        tag.parse().map_err(|fault| FieldFault::new("locale", fault))
    }
}
