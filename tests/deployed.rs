//! The functions as they are deployed: their events, their binaries, their stack.

pub(crate) mod keys_function;
pub(crate) mod oauth;
pub(crate) mod passkeys;
pub(crate) mod process;
pub(crate) mod samples;
pub(crate) mod settings_function;
pub(crate) mod stack;
