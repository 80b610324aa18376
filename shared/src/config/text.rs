//! Settings of text messages: where they may go, what they may cost, and what stops them.

use std::num::NonZeroU32;

use super::environment::Reader;
use crate::breaker::BreakerPolicy;
use crate::identifier::parse_country;
use crate::sender::{ServiceName, SmsConfig, TextName};
use crate::spend::{Money, Prices};

const CENT: u64 = 10_000;

const COUNTRIES: &str = "countries by their two letters of ISO 3166-1, with commas";

/// How text messages leave, and what bounds them.
#[derive(Clone, Debug)]
pub struct TextConfig {
    /// How they leave.
    pub sms: SmsConfig,
    /// What each counts for.
    pub prices: Prices,
    /// What all of them may cost in a day (UTC).
    pub daily_budget: Money,
    /// When a block of numbers is stopped.
    pub breaker: BreakerPolicy,
}

/// What text messages call the service: a name of their own, else the service's; `None` within while SMS is off, which
/// leaves the service's name to whatever alphabet emails take.
#[expect(clippy::option_option, reason = "the outer one is a fault, the inner one is SMS switched off")]
pub(super) fn name(reader: &mut Reader<'_>, service: Option<&ServiceName>) -> Option<Option<TextName>> {
    if reader.optional_text("SMS_COUNTRIES").is_none() {
        return Some(None);
    }
    if reader.optional_text("SMS_NAME").is_some() {
        return reader.required("SMS_NAME", str::parse).map(Some);
    }
    // Where it has a fault itself, that one is to be told.
    let name = service?.as_str().parse();
    let rule = "must be set where SERVICE_NAME is not 1 to 30 characters of the GSM-7 alphabet";
    name.map_err(|_| reader.fault("SMS_NAME", rule)).ok().map(Some)
}

/// Text messages; `None` within while no country is listed: SMS is off.
#[expect(clippy::option_option, reason = "the outer one is a fault, the inner one is SMS switched off")]
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Option<TextConfig>> {
    let countries = reader.or_else("SMS_COUNTRIES", Vec::new(), countries);
    let sender_id = reader.or_else("SMS_SENDER_ID", None, |text| {
        let alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        let well_formed = alphanumeric && has_letter && text.len() <= 11;
        if well_formed {
            Ok(Some(text.to_owned()))
        } else {
            Err("must be 1 to 11 letters and digits, one of them a letter")
        }
    });
    let most = reader.or_else("SMS_MAX_PRICE", ("0.10".to_owned(), Money::from_micros(10 * CENT)), |text| {
        let range = Money::from_micros(CENT / 10)..=Money::from_micros(500 * CENT);
        // SNS takes the text as it stands.
        let price = text.parse().ok().filter(|price| range.contains(price));
        price.map(|price| (text.to_owned(), price)).ok_or("must be US dollars from 0.001 to 5, as a plain decimal")
    });
    let prices = prices(reader, countries.as_deref(), most.as_ref().map(|(_, price)| *price));
    let daily_budget = reader.or_else("SMS_DAILY_BUDGET", Money::from_micros(5_000 * CENT), |text| {
        let most = Money::from_micros(100_000_000 * CENT);
        let budget = text.parse().ok().filter(|budget| *budget <= most);
        budget.ok_or("must be US dollars from 0 to 1000000, as a plain decimal")
    });
    let sends = reader.number("SMS_PREFIX_SENDS", 50, 1..=1_000_000).and_then(NonZeroU32::new);
    let verified_percent = reader.number("SMS_PREFIX_VERIFIED_PERCENT", 20, 0..=100);
    let (countries, (maximum_price, _)) = (countries?, most?);
    let text = TextConfig {
        sms: SmsConfig { countries, sender_id: sender_id?, maximum_price },
        prices: prices?,
        daily_budget: daily_budget?,
        breaker: BreakerPolicy { sends: sends?, verified_percent: verified_percent? },
    };
    Some(Some(text).filter(|text| !text.sms.countries.is_empty()))
}

/// `US,DE`, each once. All mistakes are named at once.
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
    if faults.is_empty() { Ok(listed) } else { Err(format!("must be {COUNTRIES}, as US,DE: {}", faults.join(", "))) }
}

/// `US:0.00645,DE:0.09`, each of a listed country and none above the most that a message may cost. Where one of those two
/// has a fault itself, it is the one to be told.
fn prices(reader: &mut Reader<'_>, countries: Option<&[String]>, most: Option<Money>) -> Option<Prices> {
    let listed = reader.or_else("SMS_PRICES", Vec::new(), |text| {
        let mut listed: Vec<(String, Money)> = Vec::new();
        for pair in text.split(',') {
            let rule = || format!("must be {COUNTRIES}, each with US dollars, as US:0.00645,DE:0.09");
            let (country, price) = pair.split_once(':').ok_or_else(rule)?;
            let country = parse_country(country).map_err(|fault| format!("{}: {fault}", rule()))?;
            let price: Money = price.trim().parse().map_err(|_| rule())?;
            if price.micros() == 0 {
                return Err(rule());
            }
            if listed.iter().any(|(earlier, _)| *earlier == country) {
                return Err(format!("must name {country} once"));
            }
            // A price that is never looked at is a mistake in one of the two.
            if countries.is_some_and(|countries| !countries.contains(&country)) {
                return Err(format!("must name no country that SMS_COUNTRIES does not list: {country}"));
            }
            if most.is_some_and(|most| price > most) {
                return Err("must name no price above SMS_MAX_PRICE".to_owned());
            }
            listed.push((country, price));
        }
        Ok(listed)
    });
    Some(Prices::new(listed?, most?))
}
