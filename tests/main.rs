//! Every end-to-end test.

// For clippy, which lets tests panic: helpers belong to them.
#![cfg(test)]

mod arbitrary;
mod authorizer_events;
mod bad_input;
mod budgets;
mod erasure;
mod events;
mod flow;
mod process;
mod races;
mod refresh;
mod rest;
mod restart;
mod revocation;
mod rooms;
mod round_trips;
mod sessions;
mod template;
