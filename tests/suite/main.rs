//! Every end-to-end test.

mod bad_input;
mod budgets;
mod flow;
mod races;
mod repository;
mod rest;
mod restart;
mod round_trips;
