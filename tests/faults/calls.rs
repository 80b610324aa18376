//! Every call that an endpoint makes is spoilt in every way, once and for as long as an outage lasts. Whatever becomes
//! of it: an answer in time, never a free guess, a second live code or a session that nobody holds, and afterwards
//! everything works again.

use std::time::Duration;

use tests::proxy::Call;
use tests::{Answer, Fault};
use tokio::task::JoinSet;

mod acts;
mod keys;
mod messages;
mod stage;

use acts::Act;
use stage::Stage;

/// `Timeout` in the template: what a function has not answered by then, Lambda ends.
const DEADLINE: Duration = Duration::from_secs(29);

/// What may become of a call to any service, and whether one of its kind passes unseen because the call is made again.
const FAULTS: [(Fault, bool); 12] = [
    // Late, and in time.
    (Fault::Delayed(Duration::from_millis(200)), true),
    (Fault::Disconnected, true),
    (Fault::Unanswered, true),
    (Fault::ServerError, true),
    (Fault::LostAnswer, true),
    (Fault::LateAnswer, true),
    (Fault::ServerErrorAfterwards, true),
    // The first attempt arrives after the last one.
    (Fault::HeldUp, true),
    (Fault::HalfAnswer, true),
    (Fault::EmptyAnswer, false),
    (Fault::NoJson, false),
    (Fault::OtherShape, false),
];

/// Errors of DynamoDB, and whether a call that gets one is made again.
const REFUSALS: [(&str, bool); 5] = [
    ("ProvisionedThroughputExceededException", true),
    ("ThrottlingException", true),
    ("RequestLimitExceeded", true),
    ("AccessDeniedException", false),
    ("ResourceNotFoundException", false),
];

/// Every fault of a service that has these errors.
fn faults(refusals: &[(&'static str, bool)]) -> impl Iterator<Item = (Fault, bool)> {
    FAULTS.into_iter().chain(refusals.iter().map(|(code, passes)| (Fault::Refused(code), *passes)))
}

/// Which calls are spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// Those of the function; the authorizer's before it pass.
    Everything,
    WriteLedger,
    ReadLedger,
    /// Whose an identifier is.
    ReadIdentity,
    ReadAccount,
    /// An account and what leads to it.
    Transact,
    /// Whether an address gets no messages.
    ReadSuppression,
    WriteSession,
    ReadSession,
    ListSessions,
    /// Tombstones and revocations.
    End,
    /// One access token.
    RevokeToken,
    /// The moment before which every token of a subject was issued.
    RevokeAll,
    /// How often a successor was handed out, how many tokens were revoked.
    CountOfSubject,
    AskRevocations,
    /// The call, for its network.
    CountCall,
    /// A wrong code, for the pressure.
    CountGuess,
    ReadPressure,
    /// A block of numbers, read and written.
    Block,
    /// What text messages cost.
    Spend,
    Sign,
}

impl Target {
    fn is(self, call: Call<'_>) -> bool {
        let about = |operation: &str, kind: &str| call.operation == operation && call.body.contains(kind);
        match self {
            Self::Everything => !Self::AskRevocations.is(call),
            Self::WriteLedger => about("PutItem", "\"ledger\""),
            Self::ReadLedger => about("GetItem", "\"ledger\""),
            Self::ReadIdentity => about("GetItem", "\"identity\""),
            Self::ReadAccount => about("GetItem", "\"account\"") || about("BatchGetItem", "\"account\""),
            Self::Transact => call.operation == "TransactWriteItems",
            Self::ReadSuppression => about("GetItem", "\"suppression\""),
            Self::WriteSession => about("PutItem", "\"session#"),
            Self::ReadSession => about("GetItem", "\"session#"),
            Self::ListSessions => about("Query", "\"session#"),
            Self::AskRevocations => about("Query", "\"revocation#"),
            Self::End => call.operation == "BatchWriteItem",
            Self::RevokeToken => about("PutItem", "\"revocation#token#"),
            Self::RevokeAll => about("PutItem", "\"revocation#subject\""),
            Self::CountOfSubject => about("UpdateItem", "\"count#"),
            Self::CountCall => about("UpdateItem", "\"network#"),
            Self::CountGuess => about("UpdateItem", "\"guesses#"),
            Self::ReadPressure => about("GetItem", "\"pressure#"),
            Self::Block => about("PutItem", "\"block#") || about("GetItem", "\"block#"),
            Self::Spend => about("UpdateItem", "\"spend#"),
            Self::Sign => call.operation == "Sign",
        }
    }

    /// Whether the answer does not hang on it.
    fn is_beside(self, act: Act) -> bool {
        // A block learns of a success for the breaker alone.
        let learns = act == Act::PresentByPhone && self == Self::Block;
        learns || matches!(self, Self::CountGuess | Self::ReadPressure)
    }
}

/// One cell of the matrix.
#[derive(Clone, Copy, Debug)]
struct Spoil {
    act: Act,
    target: Target,
    fault: Fault,
    /// Until the outage is over, or the first call alone.
    lasting: bool,
}

impl Spoil {
    /// Whether what failed comes once an attempt is booked. Where everything is spoilt, the answer tells how far it came.
    fn is_after_the_ledger(self, answer: &Answer) -> bool {
        let known = matches!(self.target, Target::ReadSuppression | Target::Block | Target::Spend);
        let asks = matches!(self.act, Act::Ask | Act::AskByPhone);
        known || (asks && self.target == Target::Everything && answer.problem().1 == "not-sent")
    }
}

/// Every cell of these rows; each call of each row is spoilt in a service of its own.
async fn survive(rows: &[(Act, &[Target])]) {
    let mut tasks = JoinSet::new();
    for (act, targets) in rows {
        for target in *targets {
            // One start after the other: it makes keys, which takes a busy machine long.
            tasks.spawn(every_fault(Stage::of(*act).await, *act, *target));
        }
    }
    tasks.join_all().await;
}

async fn every_fault(stage: Stage, act: Act, target: Target) {
    // Outages last: they use up the retries that the SDK allows itself.
    for lasting in [false, true] {
        for (fault, passes) in faults(&REFUSALS) {
            // That is how DynamoDB says that there is no item, which is no fault.
            let reads = [
                Target::ReadLedger,
                Target::ReadIdentity,
                Target::ReadAccount,
                Target::ReadSuppression,
                Target::ReadSession,
            ];
            let read = reads.contains(&target);
            if !(read && fault == Fault::EmptyAnswer) {
                one_cell(&stage, Spoil { act, target, fault, lasting }, passes && !lasting).await;
            }
        }
    }
}

async fn one_cell(stage: &Stage, spoil: Spoil, passes: bool) {
    let scene = spoil.act.prepare(stage).await;
    let spoilt = stage.spoil(spoil);
    let answer = tokio::time::timeout(DEADLINE, scene.call()).await.unwrap_or_else(|_| panic!("{spoil:?}: no answer"));
    stage.heal().await;
    assert!(spoilt.load(std::sync::atomic::Ordering::Relaxed) > 0, "{spoil:?}: there is no such call");
    let done = answer.status == spoil.act.success();
    assert!(done || !(passes || spoil.target.is_beside(spoil.act)), "{spoil:?}: {answer:?}");
    if !done {
        unavailable(spoil, &answer);
    }
    scene.tells_nothing(spoil, &answer);
    scene.afterwards(spoil, &answer, done).await;
}

/// A failure is one of the few that are documented, and says when to try again.
fn unavailable(spoil: Spoil, answer: &Answer) {
    let told = match spoil.act {
        // What API Gateway answers where an authorizer fails; functions have no say in it.
        Act::Call { .. } => {
            assert_eq!((answer.status.as_u16(), answer.text("message").as_str()), (500, "Internal Server Error"));
            return;
        }
        Act::Refresh | Act::RefreshAgain | Act::RefreshOld | Act::RevokeSession | Act::RevokeToken => {
            let (status, error) = answer.oauth_error();
            (status, error == "temporarily_unavailable")
        }
        // The attempt is there, and may be sent again at once.
        _ if spoil.is_after_the_ledger(answer) => {
            assert_eq!(
                (answer.problem(), &answer.headers["retry-after"]),
                ((503, "not-sent".to_owned(), vec![]), &"1".parse().unwrap())
            );
            return;
        }
        Act::Present | Act::PresentAsKnown | Act::PresentByPhone => {
            let (status, code, fields) = answer.problem();
            (status, fields.is_empty() && (code == "unavailable" || code == "not-signed-in"))
        }
        _ => {
            let (status, code, fields) = answer.problem();
            (status, fields.is_empty() && code == "unavailable")
        }
    };
    assert_eq!(told, (503, true), "{spoil:?}: {answer:?}");
    assert_eq!(answer.headers["retry-after"], "2", "{spoil:?}");
    assert_eq!(answer.headers["cache-control"], "no-store", "{spoil:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_re_03_whatever_fails_while_a_code_is_asked_for() {
    survive(&[
        (Act::Ask, &[Target::ReadLedger, Target::WriteLedger, Target::ReadSuppression, Target::Everything]),
        (Act::Ask, &[Target::CountCall, Target::ReadPressure, Target::ReadIdentity]),
        (Act::AskAsKnown, &[Target::ReadLedger, Target::WriteLedger]),
        (Act::AskByPhone, &[Target::ReadLedger, Target::WriteLedger, Target::Everything]),
        (Act::AskByPhone, &[Target::Block, Target::Spend]),
        (Act::Resend, &[Target::WriteLedger]),
        (Act::ResendTooSoon, &[Target::ReadLedger]),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_re_03_whatever_fails_while_a_code_is_presented() {
    survive(&[
        (Act::Present, &[Target::WriteLedger, Target::WriteSession, Target::CountCall, Target::Everything]),
        (Act::Present, &[Target::ReadIdentity, Target::Transact]),
        (Act::PresentAsKnown, &[Target::WriteLedger, Target::WriteSession, Target::ReadIdentity, Target::Everything]),
        (Act::PresentByPhone, &[Target::WriteLedger, Target::WriteSession, Target::Block, Target::Everything]),
        (Act::PresentWrong, &[Target::WriteLedger, Target::CountCall, Target::CountGuess, Target::Everything]),
        (Act::PresentUsed, &[Target::WriteLedger, Target::WriteSession, Target::End, Target::Everything]),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_re_03_whatever_fails_while_a_session_goes_on_or_is_revoked() {
    survive(&[
        (Act::Refresh, &[Target::ReadSession, Target::ReadAccount, Target::WriteSession, Target::CountCall]),
        (Act::RefreshAgain, &[Target::ReadSession, Target::CountOfSubject]),
        (Act::RefreshOld, &[Target::ReadSession, Target::End]),
        (Act::RevokeSession, &[Target::CountCall, Target::End]),
        (Act::RevokeToken, &[Target::CountCall, Target::CountOfSubject, Target::RevokeToken]),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_re_03_whatever_fails_while_sessions_are_listed_ended_or_erased() {
    survive(&[
        (Act::List, &[Target::ListSessions]),
        (Act::EndOne, &[Target::ListSessions, Target::End, Target::Everything]),
        (Act::EndAll, &[Target::ListSessions, Target::End, Target::RevokeAll, Target::Everything]),
        (Act::Erase, &[Target::ReadLedger, Target::WriteLedger, Target::ListSessions, Target::End, Target::Everything]),
        (Act::Erase, &[Target::ReadAccount, Target::Transact]),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jwt_10_whatever_fails_while_a_call_is_decided_about() {
    survive(&[
        (Act::Call { strict: true, revoked: false }, &[Target::AskRevocations]),
        (Act::Call { strict: true, revoked: true }, &[Target::AskRevocations]),
        (Act::Call { strict: false, revoked: false }, &[Target::AskRevocations]),
        (Act::Call { strict: false, revoked: true }, &[Target::AskRevocations]),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn re_01_no_write_that_arrives_after_everything_has_ended_brings_anything_back() {
    let rows: [(Act, &[Target]); 18] = [
        (Act::Ask, &[Target::WriteLedger, Target::CountCall]),
        (Act::AskAsKnown, &[Target::WriteLedger]),
        (Act::AskByPhone, &[Target::WriteLedger, Target::Block, Target::Spend]),
        (Act::Resend, &[Target::WriteLedger]),
        (Act::PresentWrong, &[Target::WriteLedger, Target::CountGuess]),
        (Act::RefreshOld, &[Target::End]),
        (Act::RevokeSession, &[Target::CountCall, Target::End]),
        (Act::RevokeToken, &[Target::CountOfSubject]),
        (Act::Present, &[Target::WriteLedger, Target::WriteSession, Target::Transact]),
        (Act::PresentAsKnown, &[Target::WriteLedger, Target::WriteSession]),
        (Act::PresentByPhone, &[Target::WriteLedger, Target::WriteSession, Target::Block]),
        (Act::PresentUsed, &[Target::WriteLedger, Target::WriteSession, Target::End]),
        (Act::Refresh, &[Target::WriteSession]),
        (Act::RefreshAgain, &[Target::CountOfSubject]),
        (Act::RevokeToken, &[Target::RevokeToken]),
        (Act::EndOne, &[Target::End]),
        (Act::EndAll, &[Target::End, Target::RevokeAll]),
        (Act::Erase, &[Target::WriteLedger, Target::End, Target::Transact]),
    ];
    let mut tasks = JoinSet::new();
    for (act, targets) in rows {
        for target in targets {
            tasks.spawn(late(Stage::of(act).await, act, *target));
        }
    }
    tasks.join_all().await;
}

/// The first attempt of a write is held up, its second one is answered; then the user signs out everywhere and erases what
/// there is; then the first attempt arrives.
async fn late(stage: Stage, act: Act, target: Target) {
    let spoil = Spoil { act, target, fault: Fault::HeldUp, lasting: false };
    let scene = act.prepare(&stage).await;
    stage.spoil(spoil);
    let answer = scene.call().await;
    assert_eq!(answer.status, act.success(), "{spoil:?}: {answer:?}");
    let ended = scene.end_everything(&answer).await;
    assert!(stage.service.proxy.deliver().await > 0, "{spoil:?}: there is no such call");
    scene.nothing_came_back(spoil, &ended).await;
}
