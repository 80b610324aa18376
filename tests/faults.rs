//! What holds while something fails: calls, connections, processes, tables.

pub(crate) mod calls;
mod connections;
mod kill;
pub(crate) mod restart;
mod restore;
mod tls;
mod transactions;
