//! What an operator does, and what other services report.

mod feedback;
mod sessions;
