//! What libphonenumber knows of a number.

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumberFormat, PhoneNumberType, Region, ValidationError,
    get_national_significant_number_owned,
};

pub(super) use rlibphonenumber::PhoneNumber as Number;

use super::{NumberKind, PhoneFault};

/// Reads the digits of an international number. The trunk prefix and other habits that the plan knows are dropped, but from
/// nothing that could be a mobile number as it stands: it would be another person's. No such number begins with a trunk
/// zero, wherever zeros are dropped.
pub(super) fn read(digits: &str) -> Result<Number, PhoneFault> {
    let number = PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None).map_err(|error| match error {
        ParseError::InvalidCountryCode => PhoneFault::CallingCode,
        ParseError::TooLongNsn => PhoneFault::TooLong,
        _ => PhoneFault::TooShort,
    })?;
    let typed = digits.strip_prefix(&number.country_code.to_string()).unwrap_or_default();
    if typed == national(&number) || typed.starts_with('0') {
        return Ok(number);
    }
    let national_number = typed.parse().unwrap_or_default();
    let as_typed = Number { country_code: number.country_code, national_number, ..Number::default() };
    Ok(if check_length(&as_typed).is_ok() { as_typed } else { number })
}

pub(super) fn e164(number: &Number) -> String {
    PHONE_NUMBER_UTIL.format(number, PhoneNumberFormat::E164).into_owned()
}

/// The number without its calling code.
pub(super) fn national(number: &Number) -> String {
    get_national_significant_number_owned(number)
}

/// Country and kind. Where several countries share a calling code and none of them knows the number, it counts as the main
/// one's: the islands of North America are told by their area codes, whatever follows.
pub(super) fn facts(number: &Number) -> Option<(String, NumberKind)> {
    let main = PHONE_NUMBER_UTIL.get_region_for_country_code(number.country_code);
    let region = PHONE_NUMBER_UTIL.get_region_for_number(number).or(main)?;
    let kind = match PHONE_NUMBER_UTIL.get_number_type(number) {
        // Numbers of no country are satellite and the like: "mobile", at several dollars a message.
        _ if region == Region::World => NumberKind::Special,
        PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile => NumberKind::Reachable,
        PhoneNumberType::FixedLine => NumberKind::FixedLine,
        PhoneNumberType::Unknown => NumberKind::Unlisted,
        _ => NumberKind::Special,
    };
    Some((region.to_string(), kind))
}

/// Whether mobile numbers of the country may be that long.
pub(super) fn check_length(number: &Number) -> Result<(), PhoneFault> {
    match PHONE_NUMBER_UTIL.is_possible_number_for_type_with_reason(number, PhoneNumberType::Mobile) {
        Ok(NumberLengthType::IsPossible) => Ok(()),
        Ok(NumberLengthType::IsPossibleLocalOnly) | Err(ValidationError::TooShort) => Err(PhoneFault::TooShort),
        Err(ValidationError::TooLong) => Err(PhoneFault::TooLong),
        Err(_) => Err(PhoneFault::Length),
    }
}

/// The number of these digits, calling code first, if it is known to be mobile.
pub(super) fn known_mobile(digits: &str) -> Option<Number> {
    let number = read(digits).ok()?;
    matches!(facts(&number), Some((_, NumberKind::Reachable))).then_some(number)
}
