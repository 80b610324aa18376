//! Who somebody is: identifiers in canonical form, the accounts that they lead to, and the secret that names them.

pub mod account;
mod authenticator_id;
pub mod factors;
pub mod identifier;
mod identity_key;
pub mod keyring;
pub mod master_secret;
pub mod notice;
pub mod passkey;
mod relying_party;

pub use authenticator_id::{AuthenticatorId, AuthenticatorIdMalformed};
pub use identity_key::IdentityKey;
pub use relying_party::{RelyingParty, RelyingPartyRefused};
