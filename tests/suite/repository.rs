//! The repository itself: who imports whom, and that template, configuration and routers say the same.

mod rooms;
mod template;
