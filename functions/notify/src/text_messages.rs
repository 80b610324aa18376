//! What a text message to an owner has to pass: its country, and the budget of the day.

use platform::limits::{BudgetRefused, Receipt, TextBudget};
use platform::settings::TextMessageSettings;
use platform::store::{Store, StoreError};
use shared::Timestamp;
use shared::bounds::spend::{BudgetShare, Prices, Tariff};
use shared::identity::identifier::{NumberKind, PhoneNumber};

/// Pays for text messages before they leave. The breaker of a block of numbers has no part in it: no code comes back for
/// what is only told.
#[derive(Debug)]
pub(crate) struct TextMessages {
    countries: Vec<String>,
    budget: TextBudget,
    prices: Prices,
}

impl TextMessages {
    /// Pays by these settings, out of money of their own: strangers spend what codes have.
    pub(crate) fn new(store: Store, settings: TextMessageSettings) -> Self {
        let budget = TextBudget::new(store, settings.budget(BudgetShare::Notices));
        Self { countries: settings.sms.countries, budget, prices: settings.prices }
    }

    /// Whether its country is texted, still.
    pub(crate) fn reaches(&self, number: &PhoneNumber) -> bool {
        PhoneNumber::parse(number.e164()).is_ok_and(|(_, facts)| self.countries.contains(&facts.country))
    }

    /// Pays for a message; `None`: the day's money is spent.
    pub(crate) async fn pay(&self, number: &PhoneNumber, now: Timestamp) -> Result<Option<Receipt>, StoreError> {
        let tariff = match PhoneNumber::parse(number.e164()) {
            Ok((_, facts)) if facts.kind == NumberKind::Reachable => Tariff::Country(facts.country),
            _ => Tariff::Dearest,
        };
        match self.budget.charge(self.prices.of(&tariff), now).await {
            Ok(receipt) => Ok(Some(receipt)),
            Err(BudgetRefused::Spent { .. }) => Ok(None),
            Err(BudgetRefused::Store(error)) => Err(error),
        }
    }

    /// Takes back what was paid for a message that never left.
    pub(crate) async fn take_back(&self, receipt: &Receipt, now: Timestamp) {
        self.budget.credit(receipt, now).await;
    }
}
