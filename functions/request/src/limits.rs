//! What bounds a request beside its identifier's ledger: the caller's network, the pressure on the service, and for text
//! messages their price.

use pages::Envelope;
use platform::limits::{AddressCounts, NumberBlocks, PressureGauge, TextBudget};
use platform::sender::{SendFailed, Sender};
use platform::store::{Expected, Store, StoreError};
use shared::bounds::breaker::Breaker;
use shared::bounds::network::CallKind;
use shared::bounds::spend::BudgetShare;
use shared::codes::ledger::{Policy, Pool};
use shared::identity::identifier::{Identifier, PhoneNumber};
use shared::identity::keyring::Keyring;

use crate::RequestError;
use crate::attempt::Attempt;
use crate::settings::Settings;

mod text_messages;

use text_messages::TextMessages;
pub use text_messages::TextRefused;

#[derive(Debug)]
pub(crate) struct Limits {
    addresses: AddressCounts,
    pressure: PressureGauge,
    /// `None`: SMS is off.
    text: Option<TextMessages>,
}

impl Limits {
    pub(crate) fn new(settings: &Settings, keyring: &Keyring, store: &Store) -> Self {
        let text = settings.text.as_ref().map(|text| {
            let blocks = NumberBlocks::new(store.clone(), keyring.clone());
            let budget = TextBudget::new(store.clone(), text.common.budget(BudgetShare::Codes));
            TextMessages::new(blocks, text.breaker, budget, text.common.prices.clone())
        });
        Self {
            addresses: AddressCounts::new(store.clone(), keyring.clone(), CallKind::Send, settings.addresses),
            pressure: PressureGauge::new(store.clone(), settings.codes.wrong_guesses_per_minute),
            text,
        }
    }

    /// Refuses at once what this sandbox knows to be too much: calls of a network, and texts that no money is left for.
    pub(crate) fn recall(&self, attempt: &Attempt) -> Result<(), RequestError> {
        self.addresses.recall(&attempt.network, attempt.now)?;
        if let Some((text, tariff)) = self.text.as_ref().zip(attempt.tariff.as_ref()) {
            text.recall(tariff, attempt.now)?;
        }
        Ok(())
    }

    /// Counts a call for its network before anything of an identifier is changed, and gives the policy that holds now.
    pub(crate) async fn admit(&self, policy: &Policy, attempt: &Attempt) -> Result<Policy, RequestError> {
        let counted = self.addresses.charge(&attempt.network, attempt.now);
        let (counted, pressed) = tokio::join!(counted, self.pressure.holds(attempt.now));
        counted?;
        Ok(Policy { digits: shared::bounds::pressure::digits(policy.digits, pressed), ..policy.clone() })
    }

    /// What is known of a number's block.
    pub(crate) async fn block(&self, number: &PhoneNumber) -> Result<Expected<Breaker>, StoreError> {
        match &self.text {
            Some(text) => text.block(number).await,
            None => Ok(Expected::Unknown),
        }
    }

    /// Sends a message, a text message only once it is charged. What certainly never left is not paid for.
    pub(crate) async fn send(
        &self,
        sender: &Sender,
        envelope: Envelope<'_>,
        attempt: &Attempt,
        block: Expected<Breaker>,
        pool: Pool,
    ) -> Result<(), RequestError> {
        let Identifier::Phone(number) = &attempt.identifier else { return Ok(sender.send(envelope).await?) };
        let (text, tariff) = self.text.as_ref().zip(attempt.tariff.as_ref()).ok_or(SendFailed::SmsOff)?;
        let booking = text.charge(number, tariff, block, pool != Pool::Strangers, attempt.now).await?;
        if let Err(failed) = sender.send(envelope).await {
            if failed.is_certain() {
                text.take_back(number, &booking, attempt.now).await;
            }
            return Err(failed.into());
        }
        Ok(())
    }
}
