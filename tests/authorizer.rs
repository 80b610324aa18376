//! Who may pass: what the authorizer and the verifier of other services say to an event or a token.

mod events;
mod guarded_service;
mod revocations;
