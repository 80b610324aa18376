//! What bounds a verification beside its identifier's ledger, and what is counted of it.

use platform::limits::{AddressCounts, AddressRefused, GuessCounter, NumberBlocks};
use platform::store::Store;
use shared::Timestamp;
use shared::bounds::network::{CallKind, Network};
use shared::identity::identifier::Identifier;

use crate::VerifyError;
use crate::settings::Settings;

#[derive(Debug)]
pub(crate) struct Limits {
    addresses: AddressCounts,
    guesses: GuessCounter,
    blocks: NumberBlocks,
}

/// What came of a guess that was judged and counted.
pub(crate) enum Booked {
    /// The code is right and its use is booked.
    Right,
    /// It brings nobody in.
    Refused {
        /// Why.
        refused: VerifyError,
        /// Whether the code will never be judged again.
        is_final: bool,
    },
}

impl Limits {
    pub(crate) fn new(settings: &Settings, store: &Store) -> Self {
        let keyring = settings.table.keyring.clone();
        Self {
            addresses: AddressCounts::new(store.clone(), keyring, CallKind::Verification, settings.addresses),
            guesses: GuessCounter::new(store.clone(), settings.codes.wrong_guesses_per_minute),
            blocks: NumberBlocks::new(store.clone(), settings.table.keyring.clone()),
        }
    }

    /// Refuses at once what this sandbox knows to be too much.
    pub(crate) fn recall(&self, network: &Network, now: Timestamp) -> Result<(), AddressRefused> {
        self.addresses.recall(network, now)
    }

    /// Counts a call for its network while `book` judges the code and books the verdict. A network that has made its calls
    /// learns nothing of the verdict, nor does one that could not be counted.
    ///
    /// A wrong guess of the whole service is counted last: were codes counted that nobody judges, one handle, presented
    /// again and again, would make the codes of everybody longer.
    pub(crate) async fn count(
        &self,
        book: impl Future<Output = Result<(), VerifyError>>,
        network: &Network,
        now: Timestamp,
    ) -> Booked {
        let (booked, counted) = tokio::join!(book, self.addresses.charge(network, now));
        if matches!(booked, Err(VerifyError::Wrong)) {
            self.guesses.count(now).await;
        }
        let is_final = booked.as_ref().err().is_none_or(VerifyError::is_final);
        match counted.map_err(VerifyError::from).and(booked) {
            Ok(()) => Booked::Right,
            Err(refused) => Booked::Refused { refused, is_final },
        }
    }

    /// Tells the number's block that a code which was sent to it came back.
    pub(crate) async fn came_back(&self, identifier: &Identifier, now: Timestamp) {
        self.blocks.verified(identifier, now).await;
    }
}
