//! What users are told of the service: what several functions that speak to people have in common.

use pages::ServiceName;
use shared::identity::identifier::{calling_codes, parse_country};

use super::{Reader, Setting};

const NAME: Setting =
    Setting::required("SERVICE_NAME", "1 to 60 characters", "how messages and pages call the service");

/// How countries are written.
pub(super) const COUNTRIES_RULE: &str = "countries by their two letters of ISO 3166-1, with commas";
const COUNTRIES: Setting =
    Setting::optional("SMS_COUNTRIES", COUNTRIES_RULE, "countries that may be texted; none: SMS is off");

/// What messages and pages call the service.
pub fn service_name(reader: &mut Reader<'_>) -> Option<ServiceName> {
    reader.parsed(&NAME, str::parse)
}

/// The countries that may be texted, each once; none: SMS is off. All mistakes are named at once.
pub(super) fn sms_countries(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    reader.optional(&COUNTRIES, countries).map(Option::unwrap_or_default)
}

/// The calling codes that pages show as examples of what a number begins with; `None`: no number is texted.
pub fn shown_calling_codes(reader: &mut Reader<'_>) -> Option<String> {
    sms_countries(reader).filter(|countries| !countries.is_empty()).map(|countries| calling_codes(&countries))
}

/// Whether [`sms_countries`] names any, for what else is read.
pub(super) fn texts_numbers(reader: &mut Reader<'_>) -> bool {
    reader.get(&COUNTRIES).is_some()
}

fn countries(text: &str) -> Result<Vec<String>, String> {
    let mut listed: Vec<String> = Vec::new();
    let mut faults: Vec<String> = Vec::new();
    for entry in text.split(',') {
        match parse_country(entry) {
            Ok(country) if listed.contains(&country) => {}
            Ok(country) => listed.push(country),
            Err(fault) => faults.push(fault.to_string()),
        }
    }
    if faults.is_empty() {
        Ok(listed)
    } else {
        Err(format!("must be {COUNTRIES_RULE}, as US,DE: {}", faults.join(", ")))
    }
}
