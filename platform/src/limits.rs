//! The bounds that hold beside ledgers: of a network, of a session, of text messages, of the whole service. Each is counted in the table,
//! so that it holds for all sandboxes together; what a sandbox remembers only spares calls.

mod addresses;
mod blocks;
mod budget;
mod deadlines;
mod ended;
mod pressure;
mod sessions;
mod text_messages;

pub use addresses::{AddressCounts, AddressRefused};
pub use blocks::NumberBlocks;
pub use budget::{Receipt, TextBudget};
pub use ended::EndedSessions;
pub use pressure::{GuessCounter, PressureGauge};
pub use sessions::SessionCalls;
pub use text_messages::{TextMessages, TextRefused};
