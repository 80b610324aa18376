//! How much anybody may have of the service, in a window, a day, a month and for ever.

mod arithmetic;
mod blame;
mod budgets;
mod grants;
mod networks;
mod races;
