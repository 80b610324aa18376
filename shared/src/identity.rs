//! Who somebody is: identifiers in canonical form, and the secret that names them.

pub mod identifier;
pub mod keyring;
pub mod master_secret;
