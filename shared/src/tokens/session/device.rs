//! From where a session is used, as far as its owner needs it to know the session again.

use std::fmt;
use std::net::IpAddr;

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::Sid;
use crate::bounds::network::Network;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};

/// Longest user agent that is kept, in characters.
const LONGEST_USER_AGENT: usize = 120;

/// An approximate place and a program. Neither is exact: what is not kept cannot leak.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The network of the client's address: `203.0.113.0/24`, `2001:db8:1::/48`.
    pub network: Option<String>,
    /// The beginning of its `User-Agent`.
    pub user_agent: Option<String>,
}

/// A [`Device`] as the table keeps it: sealed, and bound to its session's item.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedDevice(Vec<u8>);

impl Device {
    /// What is kept of an address and a user agent.
    pub fn seen(address: Option<IpAddr>, user_agent: Option<&str>) -> Self {
        let network = address.map(|address| Network::of(address).wide);
        let user_agent = user_agent.map(|text| {
            text.chars().filter(|character| !character.is_control()).take(LONGEST_USER_AGENT).collect::<String>()
        });
        Self { network, user_agent: user_agent.filter(|text| !text.is_empty()) }
    }

    /// Whether both the network and the program are others: somebody else's, as far as that can be told. People change
    /// networks, and browsers are updated, but not both within moments.
    pub fn is_elsewhere_than(&self, other: &Self) -> bool {
        self.network != other.network && self.user_agent != other.user_agent
    }

    /// Seals it into the item of the session `sid`, under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, sid: Sid, nonce: [u8; 12]) -> Result<SealedDevice, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal_into(Purpose::SessionDevice, sid.to_string().as_bytes(), &plaintext, nonce).map(SealedDevice)
    }
}

impl SealedDevice {
    /// Opens it. Sealed under a version of the master secret that is gone, or for another item, it tells nothing.
    pub fn open(&self, keyring: &Keyring, sid: Sid) -> Option<Device> {
        let opened = keyring.open_from(Purpose::SessionDevice, sid.to_string().as_bytes(), &self.0).ok()?;
        postcard::from_bytes(opened.expose_secret()).ok()
    }
}

impl fmt::Debug for SealedDevice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealedDevice")
    }
}
