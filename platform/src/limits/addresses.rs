//! Calls of one kind per network: the address or /64, and the /24 or /48 around it.

use crate::audit::Act;
use crate::limits::deadlines::Deadlines;
use crate::store::{Charge, Charged, Key, Store, StoreError};
use shared::Timestamp;
use shared::bounds::network::{AddressLimit, CallKind, Network, Window};
use shared::identity::keyring::{Counted, Keyring};

/// The count of the wide network, beside those of the narrow ones in it.
const TOTAL: &str = "total";
/// Before the name of a narrow network's count: two characters alone may also spell `pk` or `sk`, the table's own.
const NARROW: &str = "n_";
/// Characters of a narrow network's hash. 4,096 names keep an item small whatever the limits are: a /48 has 65,536
/// networks, and each write costs what its item weighs. Two addresses share a name by a chance of one in 4,096, and nobody
/// can choose it, since the hash has a key.
const NARROW_NAME: usize = 2;
/// The table keeps a window for so many seconds after its end: clocks differ.
const KEPT_FOR: u64 = 3_600;

/// Counts one kind of calls, and refuses what is too much.
#[derive(Debug)]
pub struct AddressCounts {
    store: Store,
    keyring: Keyring,
    kind: CallKind,
    limit: AddressLimit,
    /// Networks that have made their calls, and until when. A flood from them costs no call of DynamoDB.
    refused: Deadlines<String>,
}

/// Why a call is not answered.
#[derive(Debug, thiserror::Error)]
pub enum AddressRefused {
    /// Its network has made its calls.
    #[error("too many calls came from the network")]
    Spent {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// It could not be counted.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AddressCounts {
    /// Counts calls of `kind`.
    pub fn new(store: Store, keyring: Keyring, kind: CallKind, limit: AddressLimit) -> Self {
        Self { store, keyring, kind, limit, refused: Deadlines::new() }
    }

    /// Refuses, without a call of anything, what this sandbox knows to be too much.
    pub fn recall(&self, network: &Network, now: Timestamp) -> Result<(), AddressRefused> {
        match self.refused.left(&network.wide, now).max(self.refused.left(&network.narrow, now)) {
            0 => Ok(()),
            retry_after => {
                Act::AddressRefused { reason: "it is known to have made its calls" }.record();
                Err(AddressRefused::Spent { retry_after })
            }
        }
    }

    /// Counts a call for the narrow and the wide network at once, and refuses it where one of them has made its calls:
    /// then neither is charged.
    pub async fn charge(&self, network: &Network, now: Timestamp) -> Result<(), AddressRefused> {
        let window = Window::at(now, self.limit.window);
        let key =
            Key::network(&self.keyring.count_hash(Counted::WideNetwork, &network.wide), self.kind, window.start());
        let narrow = self.keyring.count_hash(Counted::NarrowNetwork, &network.narrow);
        let narrow = format!("{NARROW}{}", narrow.get(..NARROW_NAME).unwrap_or(&narrow));
        let wide_limit = u64::from(self.limit.wide());
        let charges = [(TOTAL, wide_limit), (narrow.as_str(), u64::from(self.limit.calls.get()))];
        let charges = charges.map(|(number, most)| Charge { number, amount: 1, most: Some(most) });
        let Charged::Refused(numbers) = self.store.charge(&key, &charges, window.end().plus(KEPT_FOR)).await? else {
            return Ok(());
        };
        let wide = numbers.get(TOTAL) >= wide_limit;
        let reason = if wide { "the wide network has made its calls" } else { "the address has made its calls" };
        Act::AddressRefused { reason }.record();
        let spent = if wide { &network.wide } else { &network.narrow };
        self.refused.remember(spent.clone(), window.end(), now);
        Err(AddressRefused::Spent { retry_after: window.end().since(now) })
    }
}
