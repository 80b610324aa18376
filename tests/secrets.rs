//! What nobody may read or make: what is at rest, and the keys that sign.

mod at_rest;
mod rotation;
pub(crate) mod signers;
