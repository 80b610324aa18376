//! What the tests share: a running service, a client, a proxy that counts and spoils calls to DynamoDB.

pub mod client;
pub mod proxy;
pub mod service;

pub use client::{Answer, Client};
pub use proxy::{Fault, Proxy};
pub use service::Service;
