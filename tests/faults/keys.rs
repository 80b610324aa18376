//! KMS fails while a token is signed.

use tests::Fault;

use super::acts::Act;
use super::stage::Stage;
use super::{Spoil, Target, one_cell};

/// What may become of a call to KMS, and whether one of its kind passes unseen.
const FAULTS: [(Fault, bool); 12] = [
    (Fault::Disconnected, true),
    (Fault::Unanswered, true),
    (Fault::ServerError, true),
    (Fault::Refused("ThrottlingException"), true),
    (Fault::Refused("AccessDeniedException"), false),
    (Fault::Refused("DisabledException"), false),
    (Fault::LostAnswer, true),
    (Fault::ServerErrorAfterwards, true),
    (Fault::HalfAnswer, true),
    (Fault::EmptyAnswer, false),
    (Fault::NoJson, false),
    (Fault::OtherShape, false),
];

#[tokio::test(flavor = "multi_thread")]
async fn re_03_whatever_kms_does_no_token_is_unsigned_and_no_session_is_lost() {
    for act in [Act::Present, Act::Refresh] {
        let stage = Stage::signing_by_kms().await;
        for lasting in [false, true] {
            for (fault, passes) in FAULTS {
                let spoil = Spoil { act, target: Target::Sign, fault, lasting };
                one_cell(&stage, spoil, passes && !lasting).await;
            }
        }
    }
}
