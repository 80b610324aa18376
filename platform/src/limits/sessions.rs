//! Calls that hold a token of ours: counted for its session, and from the fourth one in a window on for its network too.
//!
//! The first ones are the session's own: whoever floods from behind the same address must not stop its neighbours from
//! staying signed in, nor from signing out.

use std::net::IpAddr;

use crate::audit::Act;
use crate::limits::deadlines::Deadlines;
use crate::limits::{AddressCounts, AddressRefused};
use crate::store::{Charge, Charged, Key, Store};
use shared::Timestamp;
use shared::bounds::network::{CallKind, Network, OWN_CALLS, SessionLimit, Window};
use shared::identity::keyring::{Counted, Keyring};
use shared::tokens::session::SessionId;

const TOTAL: &str = "total";
/// The table keeps a window for so many seconds after its end: clocks differ.
const KEPT_FOR: u64 = 3_600;

/// Counts one kind of such calls, and refuses what is too much.
#[derive(Debug)]
pub struct SessionCalls {
    store: Store,
    keyring: Keyring,
    kind: CallKind,
    limit: SessionLimit,
    addresses: AddressCounts,
    /// Sessions that have made their calls: a flood with their tokens costs no call of DynamoDB.
    refused: Deadlines<SessionId>,
}

impl SessionCalls {
    /// Counts calls of `kind` in `store`.
    pub fn new(store: Store, keyring: Keyring, kind: CallKind, limit: SessionLimit) -> Self {
        let addresses = AddressCounts::new(store.clone(), keyring.clone(), kind, limit.of_address);
        Self { store, keyring, kind, limit, addresses, refused: Deadlines::new() }
    }

    /// Refuses, without a call of anything, what this sandbox knows to be too much.
    pub fn recall(&self, session: SessionId, now: Timestamp) -> Result<(), AddressRefused> {
        match self.refused.left(&session, now) {
            0 => Ok(()),
            retry_after => Err(Self::spent(retry_after)),
        }
    }

    /// Counts a call with a token of `session` from `address`, or refuses it. The usual call takes one write, the fourth one
    /// and every further one in a window two.
    pub async fn admit(
        &self,
        session: SessionId,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<(), AddressRefused> {
        let window = Window::at(now, self.limit.of_address.window);
        let name = self.keyring.count_hash(Counted::Session, &session.to_string());
        let most = u64::from(self.limit.of_session.get());
        let one = Charge { number: TOTAL, amount: 1, most: Some(most) };
        let key = Key::network(&name, self.kind, window.start());
        match self.store.charge(&key, &[one], window.end().plus(KEPT_FOR)).await? {
            Charged::Refused(_) => {
                self.refused.remember(session, window.end(), now);
                Err(Self::spent(window.end().since(now)))
            }
            Charged::Done(numbers) if numbers.get(TOTAL) <= u64::from(OWN_CALLS) => Ok(()),
            Charged::Done(_) => {
                let network = Network::counted(address, None);
                self.addresses.recall(&network, now)?;
                self.addresses.charge(&network, now).await
            }
        }
    }

    fn spent(retry_after: u64) -> AddressRefused {
        Act::AddressRefused { reason: "the session has made its calls" }.record();
        AddressRefused::Spent { retry_after }
    }
}
