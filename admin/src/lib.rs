//! The operator's commands: signing keys, sessions and suppressions of a deployment.

pub mod keys;
pub mod rotation;
pub mod sessions;
pub mod suppression;
