//! What the tests share: a running service, a client, a proxy that counts and spoils calls to DynamoDB,
//! a stub of SES and SNS, and a Lambda Runtime API for the compiled functions.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "what a test cannot do without ends the test"
)]

pub mod aws_stub;
pub mod client;
pub mod key_stub;
pub mod proxy;
pub mod runtime_api;
pub mod service;
pub mod tokens;

pub use aws_stub::AwsStub;
pub use client::{Answer, Client};
pub use key_stub::KeyStub;
pub use proxy::{Fault, Proxy};
pub use runtime_api::Function;
pub use service::Service;
pub use tokens::Keys;
