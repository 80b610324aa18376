//! Every end-to-end test. `tests/README.md` says what is where.

// For clippy, which lets tests panic: helpers belong to them.
#![cfg(test)]

mod authorizer;
mod deployed;
mod faults;
mod limits;
mod operators;
mod repository;
mod routes;
mod secrets;
