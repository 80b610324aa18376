//! The request's body, and the rules that its fields follow.

use std::fmt::Display;

use pages::Locale;
use platform::http::{FieldFault, present};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use shared::bounds::spend::Tariff;
use shared::codes::purpose::CodePurpose;
use shared::identity::identifier::{EmailAddress, Identifier, NumberKind, PhoneNumber};

use crate::{NumberFault, RequestError};

/// `{email}` or `{phone}`, optionally `purpose`, `locale`, `challenge` to send again for, `device_token`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestBody {
    /// The address to prove.
    #[serde(default, deserialize_with = "present")]
    pub email: Option<String>,
    /// The number to prove.
    #[serde(default, deserialize_with = "present")]
    pub phone: Option<String>,
    /// What the code is for.
    #[serde(default, deserialize_with = "purpose")]
    pub purpose: CodePurpose,
    /// The language of the message, as the caller's system names it: a text, or a list of them. What is neither is none: a
    /// field for looks stops no sign-in.
    #[serde(default)]
    pub locale: Value,
    /// The handle of the attempt to send again for.
    #[serde(default, deserialize_with = "present")]
    pub challenge: Option<String>,
    /// What a client that is no browser got at an earlier sign-in.
    #[serde(default, deserialize_with = "present")]
    pub device_token: Option<String>,
}

/// Of what is no text the field is told as well.
fn purpose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CodePurpose, D::Error> {
    let text = String::deserialize(deserializer)?;
    let found = CodePurpose::ALL.into_iter().find(|purpose| purpose.name() == text);
    found.ok_or_else(|| D::Error::unknown_variant(&text, &CodePurpose::NAMES))
}

/// Whom a code goes to.
pub(crate) struct Recipient {
    /// The address or number.
    pub(crate) identifier: Identifier,
    /// What a message to a number is priced by; none for an address.
    pub(crate) tariff: Option<Tariff>,
}

impl RequestBody {
    /// The identifier to prove. `countries` may be texted; `None`: SMS is off.
    pub(crate) fn recipient(&self, countries: Option<&[String]>) -> Result<Recipient, RequestError> {
        match (&self.email, &self.phone) {
            (Some(_), Some(_)) => Err(FieldFault::new("phone", "must not stand beside email").into()),
            (None, None) => Err(FieldFault::new("email", "must be given, or phone in its place").into()),
            (Some(email), None) => {
                let address = EmailAddress::parse(email).map_err(|fault| FieldFault::new("email", fault))?;
                Ok(Recipient { identifier: Identifier::Email(address), tariff: None })
            }
            (None, Some(phone)) => Self::phone(phone, countries),
        }
    }

    fn phone(phone: &str, countries: Option<&[String]>) -> Result<Recipient, RequestError> {
        let refused = |rule: &dyn Display, kind, likely| RequestError::Phone { rule: rule.to_string(), kind, likely };
        let off = "cannot be used: this service sends no text messages";
        let countries = countries.ok_or_else(|| refused(&off, NumberFault::SmsOff, None))?;
        let (number, facts) =
            PhoneNumber::parse(phone).map_err(|fault| refused(&fault, NumberFault::Number, fault.likely().cloned()))?;
        if !countries.contains(&facts.country) {
            let rule = "must be of a country that this service sends text messages to";
            return Err(refused(&rule, NumberFault::Country, None));
        }
        let tariff = match facts.kind {
            NumberKind::Reachable => Tariff::Country(facts.country),
            NumberKind::Unlisted => Tariff::Dearest,
            NumberKind::FixedLine | NumberKind::Special => {
                return Err(refused(&"must be a mobile number", NumberFault::Number, number.likely_mobile()));
            }
        };
        Ok(Recipient { identifier: Identifier::Phone(number), tariff: Some(tariff) })
    }

    /// The language of the message.
    pub(crate) fn locale(&self) -> Locale {
        let texts = self.locale.as_array().map_or(std::slice::from_ref(&self.locale), Vec::as_slice);
        Locale::best_for(&texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","))
    }
}
