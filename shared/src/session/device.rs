//! From where a session is used, as far as its owner needs it to know the session again.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::network::Network;

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

impl Device {
    /// What is kept of an address and a user agent.
    pub fn seen(address: Option<IpAddr>, user_agent: Option<&str>) -> Self {
        let network = address.map(|address| Network::of(address).wide);
        let user_agent = user_agent.map(|text| {
            text.chars().filter(|character| !character.is_control()).take(LONGEST_USER_AGENT).collect::<String>()
        });
        Self { network, user_agent: user_agent.filter(|text| !text.is_empty()) }
    }
}
