//! The operator's commands: signing keys, parameters, OAuth clients, accounts, sessions and suppressions of a deployment.

pub mod accounts;
pub mod clients;
mod identifier;
pub mod keys;
pub mod parameters;
pub mod rotation;
pub mod sessions;
pub mod suppression;
