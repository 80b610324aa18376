//! Settings of text messages: where they may go and what they may cost.

use pages::{ServiceName, TextName};
use shared::bounds::spend::{BudgetShare, DailyBudget, Money, Prices};
use shared::identity::identifier::parse_country;

use super::service::{COUNTRIES_RULE, sms_countries, texts_numbers};
use super::{Reader, Setting};
use crate::sender::SmsSettings;

const CENT: u64 = 10_000;

const NAME: Setting = Setting::optional(
    "SMS_NAME",
    "1 to 30 characters of the GSM-7 alphabet",
    "how text messages call the service; none: SERVICE_NAME",
);
const SENDER_ID: Setting = Setting::optional(
    "SMS_SENDER_ID",
    "1 to 11 letters and digits, one of them a letter",
    "alphanumeric sender of text messages",
);
const MAX_PRICE: Setting = Setting::text(
    "SMS_MAX_PRICE",
    "US dollars from 0.001 to 5, as a plain decimal",
    "0.10",
    "most US dollars for one text message",
);
const PRICES: Setting = Setting::optional(
    "SMS_PRICES",
    "countries, each with US dollars, as US:0.011,DE:0.09",
    "US dollars for a text message by country; others count as SMS_MAX_PRICE",
);
const DAILY_BUDGET: Setting = Setting::text(
    "SMS_DAILY_BUDGET",
    "US dollars from 0 to 1000000, as a plain decimal",
    "50",
    "US dollars for text messages in a day (UTC), a tenth of it for what owners are told; 0 stops them",
);
/// How text messages leave, and what they may cost.
#[derive(Clone, Debug)]
pub struct TextMessageSettings {
    /// How they leave.
    pub sms: SmsSettings,
    /// What each counts for.
    pub prices: Prices,
    /// What all of them may cost in a day (UTC).
    pub daily_budget: Money,
}

impl TextMessageSettings {
    /// What those of one share may cost in a day (UTC).
    pub const fn budget(&self, share: BudgetShare) -> DailyBudget {
        DailyBudget::of(share, self.daily_budget)
    }
}

/// What text messages call the service: a name of their own, else the service's; `None` within while SMS is off, which
/// leaves the service's name to whatever alphabet emails take.
#[expect(clippy::option_option, reason = "the outer one is a fault, the inner one is SMS switched off")]
pub(super) fn text_name(reader: &mut Reader<'_>, service: Option<&ServiceName>) -> Option<Option<TextName>> {
    reader.declare(&NAME);
    if !texts_numbers(reader) {
        return Some(None);
    }
    if let Some(name) = reader.optional(&NAME, str::parse)? {
        return Some(Some(name));
    }
    // Where it has a fault itself, that one is to be told.
    let name = service?.as_str().parse();
    let rule = "must be set where SERVICE_NAME is not 1 to 30 characters of the GSM-7 alphabet";
    name.map_err(|_| reader.fault(&NAME, rule)).ok().map(Some)
}

/// Text messages; `None` within while no country is listed: SMS is off.
pub fn text_messages(reader: &mut Reader<'_>) -> Option<Option<TextMessageSettings>> {
    let countries = sms_countries(reader);
    let sender_id = reader.optional(&SENDER_ID, |text| {
        let alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        let well_formed = alphanumeric && has_letter && text.len() <= 11;
        well_formed.then(|| text.to_owned()).ok_or("must be 1 to 11 letters and digits, one of them a letter")
    });
    let most = reader.formed(&MAX_PRICE, |text| {
        let range = Money::from_micros(CENT / 10)..=Money::from_micros(500 * CENT);
        // SNS takes the text as it stands.
        let price = text.parse().ok().filter(|price| range.contains(price));
        price.map(|price| (text.to_owned(), price))
    });
    let prices = prices(reader, countries.as_deref(), most.as_ref().map(|(_, price)| *price));
    let daily_budget = reader.formed(&DAILY_BUDGET, |text| {
        let most = Money::from_micros(100_000_000 * CENT);
        text.parse().ok().filter(|budget| *budget <= most)
    });
    let (countries, (maximum_price, _)) = (countries?, most?);
    let text = TextMessageSettings {
        sms: SmsSettings { countries, sender_id: sender_id?, maximum_price },
        prices: prices?,
        daily_budget: daily_budget?,
    };
    Some(Some(text).filter(|text| !text.sms.countries.is_empty()))
}

/// `US:0.011,DE:0.09`, each of a listed country and none above the most that a message may cost. Where one of those two
/// has a fault itself, it is the one to be told.
fn prices(reader: &mut Reader<'_>, countries: Option<&[String]>, most: Option<Money>) -> Option<Prices> {
    let listed = reader.optional(&PRICES, |text| {
        let mut listed: Vec<(String, Money)> = Vec::new();
        for pair in text.split(',') {
            let rule = || format!("must be {COUNTRIES_RULE}, each with US dollars, as US:0.011,DE:0.09");
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
    Some(Prices::new(listed?.unwrap_or_default(), most?))
}
