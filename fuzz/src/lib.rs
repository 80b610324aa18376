//! What reads foreign bytes, as functions of bytes alone that panic where a promise is broken. libFuzzer calls them with
//! inputs that it makes up (`fuzz/run`), `cargo test` with the ones that are kept in `corpus`.

#![expect(clippy::expect_used, clippy::panic, reason = "a panic is what a fuzzer finds")]

use shared::Timestamp;

mod authorization;
mod bodies;
mod ceremonies;
mod events;
mod identifiers;
mod sealed;
mod tokens;

/// One thing to fuzz: its name, which is also the folder of its corpus, and the function.
pub type Target = (&'static str, fn(&[u8]));

/// Everything that is fuzzed.
pub const TARGETS: [Target; 23] = [
    ("authentication-session", sealed::authentication_session),
    ("authorization-code", sealed::authorization_code),
    ("authorization-request", authorization::authorization_request),
    ("authorizer", events::authorizer),
    ("ceremony", sealed::ceremony),
    ("feedback", events::feedback),
    ("flow", sealed::flow),
    ("form", bodies::form),
    ("gateway", events::gateway),
    ("handle", sealed::handle),
    ("id-token-hint", tokens::id_token_hint),
    ("identifier", identifiers::identifier),
    ("identifier-proof", sealed::identifier_proof),
    ("json", bodies::json),
    ("jwt", tokens::jwt),
    ("link", sealed::link),
    ("link-page", sealed::link_page),
    ("notice", sealed::notice),
    ("passkey-assertion", ceremonies::assertion),
    ("passkey-registration", ceremonies::registration),
    ("redirect-uri", authorization::redirect_uri),
    ("refresh-token", sealed::refresh_token),
    ("session-cookie", sealed::session_cookie),
];

/// When every input arrives.
const NOW: Timestamp = Timestamp::from_unix(1_795_348_800);
const ISSUER: &str = "https://login.example.org";
const AUDIENCE: &str = "api.example.org";
/// An `oct` key: 43 times `Q`.
const KEY: &str = "QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ";

/// What a future gives that has nothing to wait for.
fn ready<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("it waits"),
    }
}
