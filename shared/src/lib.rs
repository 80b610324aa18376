//! The rules of codes and of tokens, and nothing else: no AWS, no runtime, no clock, no environment. Time and randomness
//! are arguments.
//!
//! | module | what it is for |
//! |---|---|
//! | [`authorization`] | what an OAuth client asks for, what becomes of it, and the authorization code |
//! | [`codes`] | one-time codes (RFC 4226): how they are derived, sent, judged, and what names an attempt |
//! | [`identity`] | email addresses and phone numbers in canonical form, and the master secret's sub-keys |
//! | [`tokens`] | access tokens, sessions and their refresh tokens, and what makes them invalid |
//! | [`bounds`] | networks, spending and pressure: what is counted beside an identifier's own budgets |
//! | [`revision`] | which write a state came from |
//! | [`typed`] | what keyboards and clipboards put into short texts beside what was meant |

pub mod authorization;
pub mod bounds;
pub mod codes;
pub mod identity;
pub mod revision;
pub mod tokens;
pub mod typed;

pub use otp_verifier::Timestamp;
