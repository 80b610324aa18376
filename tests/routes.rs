//! What each route answers to whom, one module per route, and what holds for all of them.

pub(crate) mod account;
mod accounts;
mod arbitrary;
pub(crate) mod authorize;
mod bad_input;
mod clients;
mod conformance;
mod cors;
mod devices;
mod discovery;
mod erase;
mod languages;
mod logout;
mod looks;
mod messages;
mod notices;
mod openapi;
mod origin;
mod par;
mod paths;
mod revoke;
mod round_trips;
mod sessions;
mod sign_in;
mod token;
pub(crate) mod uniformity;
mod userinfo;
