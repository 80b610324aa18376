//! Settings of messages: what they say about the service, and how email leaves.

use pages::{Brand, ServiceHost};
use shared::identity::identifier::EmailAddress;

use super::service::service_name;
use super::text::text_name;
use super::{Reader, Setting};
use crate::sender::EmailSettings;

const HOST: Setting = Setting::required("SERVICE_HOST", "a host", "the host that codes sent by SMS are bound to");
const FROM: Setting = Setting::required("EMAIL_FROM", "an email address", "the sender's address, verified in SES");
const CONFIGURATION_SET: Setting =
    Setting::optional("EMAIL_CONFIGURATION_SET", "the name of a set", "SES configuration set");

/// What messages say about the service.
pub fn brand(reader: &mut Reader<'_>) -> Option<Brand> {
    let name = service_name(reader);
    let host = reader.parsed(&HOST, str::parse::<ServiceHost>);
    let text_name = text_name(reader, name.as_ref());
    Some(Brand { name: name?, host: host?, text_name: text_name? })
}

/// How email leaves.
pub fn email(reader: &mut Reader<'_>) -> Option<EmailSettings> {
    let from = reader.parsed(&FROM, EmailAddress::parse);
    let configuration_set = reader.get(&CONFIGURATION_SET).map(str::to_owned);
    Some(EmailSettings { from: from?, configuration_set })
}
