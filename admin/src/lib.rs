//! The operator's commands: signing keys, parameters, OAuth clients, sessions and suppressions of a deployment.

pub mod clients;
pub mod keys;
pub mod parameters;
pub mod rotation;
pub mod sessions;
pub mod suppression;
