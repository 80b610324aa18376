//! Every end-to-end test.

// For clippy, which lets tests panic: helpers belong to them.
#![cfg(test)]

mod arbitrary;
mod arithmetic;
mod authorizer_events;
mod bad_input;
mod blame;
mod budgets;
mod connections;
mod cors;
mod deployment;
mod devices;
mod ending;
mod erasure;
mod events;
mod faults;
mod feedback;
mod flow;
mod guarded_service;
mod keys_function;
mod kill;
mod limits;
mod messages;
mod openapi;
mod paths;
mod process;
mod races;
mod refresh;
mod repository;
mod rest;
mod restart;
mod restore;
mod revocation;
mod revocation_modes;
mod roots;
mod rotation;
mod round_trips;
mod security;
mod sessions;
mod settings;
mod signers;
mod template;
mod tls;
mod uniformity;
