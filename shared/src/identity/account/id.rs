//! What an account is called.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The bits that version and variant take.
const FIXED: u128 = 0xf000_c000_0000_0000_0000;
/// Version 4, variant 10.
const RANDOM_UUID: u128 = 0x4000_8000_0000_0000_0000;
/// Where the hyphens of a UUID stand.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// Names an account: a random UUID (RFC 9562 §5.4), made at the first sign-in and never used again, so that who erases
/// everything and comes back is somebody new (OP-03). It tells nothing about anybody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId([u8; 16]);

/// Not the one spelling of a random UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a random UUID: 32 lower-case hexadecimal digits with hyphens")]
pub struct AccountIdMalformed;

impl AccountId {
    /// Takes 16 fresh random bytes, of which 122 bits stay.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self((u128::from_be_bytes(bytes) & !FIXED | RANDOM_UUID).to_be_bytes())
    }

    /// Takes bytes that stood in a `sid`, whose signature has vouched for them.
    pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the UUID.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl FromStr for AccountId {
    type Err = AccountIdMalformed;

    /// Takes what `Display` writes, and nothing else: one account has one name.
    fn from_str(text: &str) -> Result<Self, AccountIdMalformed> {
        let digits: String = text.split('-').collect();
        let bytes = HEXLOWER.decode(digits.as_bytes()).map_err(|_| AccountIdMalformed)?;
        let id = Self::from_random(bytes.try_into().map_err(|_| AccountIdMalformed)?);
        if id.to_string() == text { Ok(id) } else { Err(AccountIdMalformed) }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = HEXLOWER.encode(&self.0);
        for hyphen in HYPHENS {
            text.insert(hyphen, '-');
        }
        formatter.write_str(&text)
    }
}

impl fmt::Debug for AccountId {
    /// Enough to follow an account through the log, too little to name it elsewhere.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(formatter, "{a:02x}{b:02x}{c:02x}{d:02x}…")
    }
}

impl Serialize for AccountId {
    /// The text where people may read it, the bytes elsewhere.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for AccountId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer)?.parse().map_err(D::Error::custom);
        }
        Deserialize::deserialize(deserializer).map(Self)
    }
}
