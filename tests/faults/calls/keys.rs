//! KMS fails while a token is signed.

use tokio::task::JoinSet;

use super::acts::Act;
use super::stage::Stage;
use super::{Spoil, Target, faults, one_cell};

/// Errors of KMS, and whether a call that gets one is made again.
const REFUSALS: [(&str, bool); 3] =
    [("ThrottlingException", true), ("AccessDeniedException", false), ("DisabledException", false)];

#[tokio::test(flavor = "multi_thread")]
async fn re_03_whatever_kms_does_no_token_is_unsigned_and_no_session_is_lost() {
    let mut tasks = JoinSet::new();
    for act in [Act::Present, Act::Refresh] {
        // Outages last: they use up the retries that the SDK allows itself.
        for lasting in [false, true] {
            tasks.spawn(every_fault(Stage::signing_by_kms().await, act, lasting));
        }
    }
    tasks.join_all().await;
}

async fn every_fault(stage: Stage, act: Act, lasting: bool) {
    for (fault, passes) in faults(&REFUSALS) {
        let spoil = Spoil { act, target: Target::Sign, fault, lasting };
        one_cell(&stage, spoil, passes && !lasting).await;
    }
}
