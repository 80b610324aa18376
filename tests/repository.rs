//! What files of this repository say about each other.

mod clients_file;
mod conformance;
mod layout;
mod roots;
mod security;
pub(crate) mod settings;
mod template;
