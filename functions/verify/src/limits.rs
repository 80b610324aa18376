//! What bounds a verification beside its identifier's ledger, and what is counted of it.

use platform::limits::{AddressCounts, AddressRefused, GuessCounter, NumberBlocks};
use platform::store::Store;
use shared::Timestamp;
use shared::bounds::network::{CallKind, Network};
use shared::identity::keyring::Keyring;

use crate::VerifyError;
use crate::presented::Presented;
use crate::settings::Settings;

#[derive(Debug)]
pub(crate) struct Limits {
    addresses: AddressCounts,
    guesses: GuessCounter,
    blocks: NumberBlocks,
}

/// A code that brings nobody in.
pub(crate) struct Refused {
    /// Why.
    pub(crate) error: VerifyError,
    /// Whether the code will never be judged again.
    pub(crate) is_final: bool,
}

impl Limits {
    pub(crate) fn new(settings: &Settings, keyring: &Keyring, store: &Store) -> Self {
        Self {
            addresses: AddressCounts::new(store.clone(), keyring.clone(), CallKind::Verification, settings.addresses),
            guesses: GuessCounter::new(store.clone(), settings.codes.wrong_guesses_per_minute),
            blocks: NumberBlocks::new(store.clone(), keyring.clone()),
        }
    }

    /// Refuses at once what this sandbox knows to be too much.
    pub(crate) fn recall(&self, network: &Network, now: Timestamp) -> Result<(), AddressRefused> {
        self.addresses.recall(network, now)
    }

    /// Counts a call for its network.
    pub(crate) async fn charge(&self, network: &Network, now: Timestamp) -> Result<(), AddressRefused> {
        self.addresses.charge(network, now).await
    }

    /// What comes of a call that was `counted` while its code was judged and `booked`. A network that has made its calls
    /// learns nothing of the verdict, nor does one that could not be counted. A right link counts all the same: nobody guesses
    /// one, and its owner would have used it up for nothing.
    ///
    /// A wrong guess of the whole service is counted last: were codes counted that nobody judges, one handle, presented
    /// again and again, would make the codes of everybody longer.
    pub(crate) async fn outcome(
        &self,
        booked: Result<(), VerifyError>,
        counted: Result<(), AddressRefused>,
        presented: &Presented,
    ) -> Result<(), Refused> {
        if presented.is_link() && booked.is_ok() {
            return Ok(());
        }
        if matches!(booked, Err(VerifyError::Wrong)) {
            self.guesses.count(presented.now).await;
        }
        let is_final = booked.as_ref().err().is_none_or(VerifyError::is_final);
        counted.map_err(VerifyError::from).and(booked).map_err(|error| Refused { error, is_final })
    }

    /// Tells the number's block that a code which was sent to it came back.
    pub(crate) async fn came_back(&self, presented: &Presented) {
        self.blocks.verified(&presented.handle.identifier, presented.now).await;
    }
}
