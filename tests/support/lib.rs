//! What the tests share: a running service, a client, a proxy that counts and spoils calls to DynamoDB,
//! stubs of SES, SNS and KMS, and a Lambda Runtime API for the compiled functions.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "what a test cannot do without ends the test"
)]

pub mod authenticator;
pub mod aws_stub;
pub mod browser;
pub mod client;
pub mod contract;
pub mod damage;
pub mod email;
pub mod evidence;
pub mod html;
pub mod key_stub;
pub mod passkey;
pub mod passkey_owner;
pub mod provider;
pub mod proxy;
pub mod relying_party;
pub mod runtime_api;
pub mod service;

pub mod stored;
pub mod stored_account;
pub mod tokens;

pub use authenticator::Authenticator;
pub use aws_stub::AwsStub;
pub use browser::{Browser, Landed, Page};
pub use client::{Answer, Client};
pub use damage::{damaged, damaged_at};
pub use email::Email;
pub use key_stub::KeyStub;
pub use passkey::{Said, SoftPasskey};
pub use passkey_owner::PasskeyOwner;
pub use provider::Provider;
pub use proxy::{Call, Fault, Proxy};
pub use relying_party::{Asked, RelyingParty};
pub use runtime_api::Function;
pub use service::Service;
pub use stored_account::StoredAccount;
pub use tokens::Keys;

/// What a future gives that has nothing to wait for.
pub fn ready<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("it waits"),
    }
}
