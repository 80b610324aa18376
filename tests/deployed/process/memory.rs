//! Memory does not grow with the number of calls: a sandbox answers until Lambda ends it.

use platform::clock::Clock;
use platform::entropy::random;
use serde_json::{Value, json};
use shared::identity::account::AccountId;
use shared::tokens::session::{SessionId, Sid, SubjectKey};
use tests::service::wrong;
use tests::{Function, damaged};

use super::{Deployment, post, post_form, presenting};

/// Until every memory of a function is full.
const WARM_UP: usize = 1_500;
const CALLS: usize = 3_000;
/// A hundred bytes that one call left behind would be 300 kB; the allocator itself moves by less than this.
const LARGEST_GROWTH: u64 = 2_000_000;

async fn stays(function: &Function, mut event: impl FnMut(usize) -> Value) {
    let mut held = 0;
    for call in 0..WARM_UP + CALLS {
        if call == WARM_UP {
            held = function.memory();
        }
        // Refusals of an authorizer are errors, as they should be.
        let _ = function.invoke(&event(call)).await;
    }
    let growth = function.memory().saturating_sub(held);
    assert!(growth < LARGEST_GROWTH, "{growth} bytes more after {CALLS} calls, beside {held}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow with binaries that are not optimised; .ci/run runs it with those that are"]
async fn re_05_the_memory_of_the_authorizer_stays_the_same_over_thousands_of_users() {
    let deployment = Deployment::with(&[("REVOCATION", "cached")]).await;
    let authorizer = deployment.start("authorizer").await;
    let sample = include_str!("../../../events/authorizer-http-2.0.json");
    stays(&authorizer, |call| {
        let subject = SubjectKey::of(AccountId::from_random(random().unwrap()));
        let sid = Sid { subject, session: SessionId::from_random(random().unwrap()) }.to_string();
        let token = deployment.keys.token_with(Clock::system().now(), |claims| claims.sid.clone_from(&sid));
        // Every fourth is forged.
        presenting(sample, &if call % 4 == 0 { damaged(&token) } else { token })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow with binaries that are not optimised; .ci/run runs it with those that are"]
async fn re_05_the_memory_of_the_functions_stays_the_same_over_thousands_of_refusals() {
    let deployment = Deployment::with(&[]).await;
    let (request, verify, token) =
        (deployment.start("request").await, deployment.start("verify").await, deployment.start("token").await);
    let requested = request.call(&post("/otp/request", &json!({ "email": "ada@example.org" }))).await;
    let (challenge, code) = (requested.text("challenge"), deployment.take_code());
    tokio::join!(
        stays(&request, |_| post("/otp/request", &json!({ "email": "ada@example.org" }))),
        stays(&verify, |_| post("/otp/verify", &json!({ "challenge": challenge, "code": wrong(&code) }))),
        stays(&token, |call| post_form(
            "/token",
            &[("grant_type", "refresh_token"), ("refresh_token", &format!("AQ{call}"))]
        )),
    );
}
