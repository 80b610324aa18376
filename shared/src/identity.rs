//! Who somebody is: identifiers in canonical form, the accounts that they lead to, and the secret that names them.

pub mod account;
pub mod identifier;
mod identity_key;
pub mod keyring;
pub mod master_secret;
pub mod notice;

pub use identity_key::IdentityKey;
