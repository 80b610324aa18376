//! The bounds that hold beside ledgers: of a network, of a session, of a block of numbers, of the whole service. Each is
//! counted in the table, so that it holds for all sandboxes together; what a sandbox remembers only spares calls.

mod addresses;
mod blocks;
mod deadlines;
mod ended;
mod pressure;
mod sessions;
mod text_budget;

pub use addresses::{AddressCounts, AddressRefused};
pub use blocks::{BlockRefused, NumberBlocks};
pub use ended::EndedSessions;
pub use pressure::{GuessCounter, PressureGauge};
pub use sessions::SessionCalls;
pub use text_budget::{BudgetRefused, Receipt, TextBudget};
