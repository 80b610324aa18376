//! What files of this repository say about each other.

mod layout;
mod roots;
mod security;
pub(crate) mod settings;
mod template;
