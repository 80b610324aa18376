//! Where calls come from, and how many of a kind one network may make in a window of time.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use crate::Timestamp;

/// A wide network may make so many times the calls of a narrow one.
pub const WIDE_BY: u32 = 10;

/// Calls with a session's tokens in a window that do not count for its network: two tabs and a retry.
pub const OWN_CALLS: u32 = 3;

/// What is counted; each kind has counts of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// A code is asked for.
    Send,
    /// A code is presented.
    Verification,
    /// A passkey is shown.
    Passkey,
    /// A session goes on.
    Refresh,
    /// A refresh token is given back.
    SignOut,
    /// An access token is given back.
    Revocation,
    /// A client pushes an authorization request.
    PushedRequest,
    /// A client shows a secret that is not its own.
    WrongSecret,
}

/// How many calls of one kind are answered.
#[derive(Clone, Copy, Debug)]
pub struct AddressLimit {
    /// From one narrow network in one window.
    pub calls: NonZeroU32,
    /// Length of a window, in seconds.
    pub window: u64,
}

/// How many calls that hold a token of ours are answered.
#[derive(Clone, Copy, Debug)]
pub struct SessionLimit {
    /// With the tokens of one session, in one window.
    pub of_session: NonZeroU32,
    /// From one network, of the calls beyond [`OWN_CALLS`].
    pub of_address: AddressLimit,
}

/// The networks that an address belongs to. Behind the narrow one stands one customer, behind the wide one often one
/// provider or one attacker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// IPv4: the address; IPv6: its /64.
    pub narrow: String,
    /// IPv4: the /24; IPv6: the /48.
    pub wide: String,
}

/// A window of time, aligned to the clock: whoever calls at its end and again at the beginning of the next one makes
/// twice the calls in a short time, and never more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    start: Timestamp,
    length: u64,
}

impl CallKind {
    /// The word for it in keys of the table and in the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Send => "sends",
            Self::Verification => "verifications",
            Self::Passkey => "passkeys",
            Self::Refresh => "refreshes",
            Self::SignOut => "sign-outs",
            Self::Revocation => "revocations",
            Self::PushedRequest => "pushed-requests",
            Self::WrongSecret => "wrong-secrets",
        }
    }
}

impl AddressLimit {
    /// Calls from one wide network in one window.
    pub const fn wide(&self) -> u32 {
        self.calls.get().saturating_mul(WIDE_BY)
    }
}

impl Network {
    /// The networks of an address. An IPv4 address that is written as IPv6 is an IPv4 address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Self { narrow: address.to_string(), wide: format!("{a}.{b}.{c}.0/24") }
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self {
                    narrow: format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)),
                    wide: format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)),
                }
            }
        }
    }

    /// Where a call is counted. A known device has a count of its own: strangers behind the same address, or elsewhere in
    /// its network, must not be able to spend its calls. Calls whose address nobody knows share one count, since they must
    /// not be free.
    pub fn counted(address: Option<IpAddr>, device: Option<[u8; 8]>) -> Self {
        let alone = |name: String| Self { narrow: name.clone(), wide: name };
        match (device, address) {
            (Some(device), _) => alone(format!("device {:016x}", u64::from_be_bytes(device))),
            (None, Some(address)) => Self::of(address),
            (None, None) => alone("unknown".to_owned()),
        }
    }
}

impl Window {
    /// The window that `now` lies in; `length` is in seconds, and 0 counts as 1.
    pub fn at(now: Timestamp, length: u64) -> Self {
        let length = length.max(1);
        let now = now.as_unix();
        Self { start: Timestamp::from_unix(now - now % length), length }
    }

    /// Its first second.
    pub const fn start(&self) -> Timestamp {
        self.start
    }

    /// The first second after it.
    pub fn end(&self) -> Timestamp {
        self.start.plus(self.length)
    }
}

#[cfg(test)]
#[path = "network_tests.rs"]
mod tests;
