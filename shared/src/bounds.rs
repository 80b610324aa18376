//! What is counted beside an identifier's own budgets: networks, money, and what all guesses add up to.

pub mod breaker;
pub mod network;
pub mod pressure;
pub mod spend;
pub mod suppression;
