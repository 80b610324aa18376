//! A revoked token is refused, as soon as the mode promises; and none is accepted while nobody knows.

use std::sync::{Arc, Mutex};

use admin::keys::KeyAlgorithm;
use authorizer::{Authorizer, Decision, Denied};
use local::database::Database;
use local::template::Template;
use platform::aws::Aws;
use platform::revocations::RevocationRefused;
use platform::settings::{AwsSettings, FromEnvironment};
use platform::store::Store;
use serde_json::{Value, json};
use shared::Timestamp;
use shared::identity::account::AccountId;
use shared::tokens::revocation::Revocation;
use shared::tokens::session::{Sid, SubjectKey};
use tests::service::{PATIENCE, START};
use tests::tokens::SID;
use tests::{Fault, Keys, Proxy};

use crate::deployed::samples::PLACEHOLDER;

const SIMPLE: &str = include_str!("../../events/authorizer-http-2.0.json");
const APPSYNCS: [&str; 2] =
    [include_str!("../../events/authorizer-appsync.json"), include_str!("../../events/authorizer-appsync-event.json")];

/// An authorizer before a table, and a hand that revokes.
struct Gate {
    authorizer: Authorizer,
    keys: Keys,
    store: Store,
    proxy: Proxy,
    /// The `ConsistentRead` of every Query.
    consistent: Arc<Mutex<Vec<Value>>>,
    _database: Database,
}

impl Gate {
    async fn with(settings: &[(&str, &str)]) -> Self {
        let database = Database::start(None, Template::of_this_repository().unwrap()).await.unwrap();
        let proxy = Proxy::before(database.url()).await;
        let keys = Keys::new(KeyAlgorithm::EdDsa);
        let aws = |endpoint: &str| {
            [
                ("AWS_REGION", "eu-central-1".to_owned()),
                ("AWS_ACCESS_KEY_ID", "test".to_owned()),
                ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
                ("AWS_ENDPOINT_URL_DYNAMODB", endpoint.to_owned()),
                ("TABLE_NAME", database.table().to_owned()),
                (PATIENCE.0, PATIENCE.1.to_owned()),
            ]
        };
        let own = aws(proxy.url());
        let own = own.iter().map(|(name, value)| (*name, value.as_str())).chain(settings.iter().copied());
        let environment = keys.authorizer_environment(&own.collect::<Vec<_>>());
        let authorizer = authorizer::start(&environment).unwrap();
        let direct = platform::settings::Environment::from_pairs(aws(&database.url()));
        let client = Aws::new(AwsSettings::read(&direct).unwrap()).dynamodb();
        let store = Store::new(client, database.table().to_owned());
        let gate = Self { authorizer, keys, store, proxy, consistent: Arc::default(), _database: database };
        gate.spoil(Fault::None);
        gate
    }

    fn spoil(&self, fault: Fault) {
        let consistent = Arc::clone(&self.consistent);
        self.proxy.plan(move |call| {
            let body: Value = serde_json::from_str(call.body).unwrap();
            consistent.lock().unwrap().push(body["ConsistentRead"].clone());
            fault
        });
    }

    /// Whether a token that was issued at the start passes at this moment.
    async fn passes_at(&self, now: Timestamp) -> Result<(), Denied> {
        let event = SIMPLE.replace(PLACEHOLDER, &self.keys.token(START));
        match self.authorizer.decide(event.as_bytes(), now).await {
            Decision::Allowed(_) => Ok(()),
            Decision::Denied { reason, answer } => {
                assert!(answer.is_none(), "a denial is an error");
                Err(reason)
            }
        }
    }

    /// Why AppSync's two kinds of API are told no, in the form that they take.
    async fn denied_by_appsync(&self) -> [Denied; 2] {
        let mut reasons = [Denied::UnknownEvent; 2];
        for (sample, told) in APPSYNCS.iter().zip(&mut reasons) {
            let event = sample.replace(PLACEHOLDER, &self.keys.token(START));
            let decision = self.authorizer.decide(event.as_bytes(), START).await;
            let Decision::Denied { reason, answer: Some(answer) } = decision else { panic!("{decision:?}") };
            let denied = json!({ "isAuthorized": false, "ttlOverride": 0 });
            assert_eq!(serde_json::to_value(answer).unwrap(), denied);
            *told = reason;
        }
        reasons
    }

    async fn revoke(&self, revocation: Revocation) {
        self.revoke_of(SID.parse::<Sid>().unwrap().subject, revocation).await;
    }

    async fn revoke_of(&self, subject: SubjectKey, revocation: Revocation) {
        match revocation {
            Revocation::Token { session, jti } => {
                assert!(self.store.revoke_token(Sid { subject, session }, jti, START).await.unwrap(), "a new one");
            }
            Revocation::Session(session) => {
                self.store.end(&[Sid { subject, session }], START).await.unwrap();
            }
            Revocation::Subject { not_before } => self.store.revoke_all(subject, not_before).await.unwrap(),
            Revocation::Account => self.store.close(subject, &[], START).await.unwrap(),
            Revocation::Everybody { not_before } => self.store.end_everybody(not_before).await.unwrap(),
        }
    }

    /// Calls since the last question, all of them queries.
    fn queries(&self) -> usize {
        let calls = self.proxy.take_calls();
        assert!(calls.keys().all(|operation| operation == "Query"), "{calls:?}");
        calls.values().sum()
    }
}

fn every_kind() -> [Revocation; 5] {
    [
        Revocation::Token { session: SID.parse::<Sid>().unwrap().session, jti: "jti-1".to_owned() },
        Revocation::Session(SID.parse::<Sid>().unwrap().session),
        Revocation::Subject { not_before: START.plus(1) },
        Revocation::Account,
        Revocation::Everybody { not_before: START.plus(1) },
    ]
}

#[tokio::test]
async fn strict_asks_each_time_and_sees_a_revocation_at_once() {
    for revocation in every_kind() {
        let gate = Gate::with(&[("REVOCATION", "strict")]).await;
        for _ in 0..3 {
            assert_eq!(gate.passes_at(START).await, Ok(()));
            assert_eq!(gate.queries(), 2, "of the subject's and of everybody's, at once");
        }
        gate.revoke(revocation.clone()).await;
        assert_eq!(gate.passes_at(START).await, Err(Denied::Revocation(RevocationRefused::Revoked)), "{revocation:?}");
        assert_eq!(gate.queries(), 2);
        let consistent = gate.consistent.lock().unwrap();
        assert!(consistent.len() == 8 && consistent.iter().all(|flag| *flag == json!(true)), "{consistent:?}");
    }
}

#[tokio::test]
async fn cached_asks_once_in_its_seconds_and_sees_a_revocation_after_them() {
    for revocation in every_kind() {
        let gate = Gate::with(&[("REVOCATION", "cached"), ("REVOCATION_CACHE_SECONDS", "5")]).await;
        assert_eq!(gate.passes_at(START).await, Ok(()));
        assert_eq!(gate.queries(), 2, "nothing is known yet");
        gate.revoke(revocation.clone()).await;
        for age in [0, 1, 4] {
            assert_eq!(gate.passes_at(START.plus(age)).await, Ok(()));
        }
        assert_eq!(gate.queries(), 0, "remembered");
        assert_eq!(
            gate.passes_at(START.plus(5)).await,
            Err(Denied::Revocation(RevocationRefused::Revoked)),
            "{revocation:?}"
        );
        assert_eq!(gate.queries(), 2);
        assert_eq!(
            gate.passes_at(START.plus(9)).await,
            Err(Denied::Revocation(RevocationRefused::Revoked)),
            "a revocation is remembered as well"
        );
        assert_eq!(gate.queries(), 0);
        assert!(gate.consistent.lock().unwrap().iter().all(|flag| *flag != json!(true)));
    }
}

#[tokio::test]
async fn a_start_asks_about_everybody_so_that_the_first_call_need_not() {
    for (mode, asked) in [("cached", 1), ("strict", 2)] {
        let gate = Gate::with(&[("REVOCATION", mode)]).await;
        gate.authorizer.warm(START).await;
        assert_eq!(gate.queries(), 1, "{mode}");
        assert_eq!(gate.passes_at(START).await, Ok(()), "{mode}");
        assert_eq!(gate.queries(), asked, "{mode}");
        gate.revoke(Revocation::Everybody { not_before: START.plus(1) }).await;
        let refused = Err(Denied::Revocation(RevocationRefused::Revoked));
        assert_eq!(gate.passes_at(START.plus(5)).await, refused, "{mode}: once it is asked again");
        // What was asked at a start counts as well.
        let gate = Gate::with(&[("REVOCATION", mode)]).await;
        gate.revoke(Revocation::Everybody { not_before: START.plus(1) }).await;
        gate.authorizer.warm(START).await;
        assert_eq!(gate.passes_at(START).await, refused, "{mode}");
    }
}

#[tokio::test]
async fn the_default_is_cached_for_five_seconds() {
    let gate = Gate::with(&[("REVOCATION", "")]).await;
    for age in [0, 4, 5] {
        assert_eq!(gate.passes_at(START.plus(age)).await, Ok(()));
    }
    assert_eq!(gate.queries(), 4);
}

#[tokio::test]
async fn off_asks_nobody() {
    let gate = Gate::with(&[("REVOCATION", "off")]).await;
    for revocation in every_kind() {
        gate.revoke(revocation).await;
    }
    assert_eq!(gate.passes_at(START).await, Ok(()));
    assert_eq!(gate.queries(), 0);
}

#[tokio::test]
async fn a_revocation_is_about_its_own_token_session_and_time() {
    let gate = Gate::with(&[("REVOCATION", "strict")]).await;
    let session = SID.parse::<Sid>().unwrap().session;
    gate.revoke(Revocation::Token { session, jti: "jti-2".to_owned() }).await;
    gate.revoke(Revocation::Session("AAAAAAAAAAAAAAAAAAAAAQ".parse().unwrap())).await;
    gate.revoke(Revocation::Subject { not_before: START }).await;
    assert_eq!(gate.passes_at(START).await, Ok(()));
    let other = SubjectKey::of(AccountId::from_random([1; 16]));
    gate.revoke_of(other, Revocation::Session(session)).await;
    assert_eq!(gate.passes_at(START).await, Ok(()));
}

#[tokio::test]
async fn while_dynamodb_does_not_answer_strict_denies_at_once_and_cached_after_its_seconds() {
    for fault in [Fault::Throttled, Fault::ServerErrorAfterwards, Fault::LostAnswer, Fault::EmptyAnswer] {
        let strict = Gate::with(&[("REVOCATION", "strict")]).await;
        let cached = Gate::with(&[("REVOCATION", "cached")]).await;
        for gate in [&strict, &cached] {
            assert_eq!(gate.passes_at(START).await, Ok(()));
            gate.spoil(fault);
        }
        assert_eq!(strict.passes_at(START).await, Err(Denied::Revocation(RevocationRefused::Unknown)), "{fault:?}");
        assert_eq!(cached.passes_at(START.plus(4)).await, Ok(()), "{fault:?}");
        assert_eq!(
            cached.passes_at(START.plus(5)).await,
            Err(Denied::Revocation(RevocationRefused::Unknown)),
            "{fault:?}"
        );
        for gate in [&strict, &cached] {
            gate.spoil(Fault::None);
            assert_eq!(gate.passes_at(START.plus(5)).await, Ok(()), "and it recovers");
        }
    }
}

#[tokio::test]
async fn an_outage_is_not_told_as_a_bad_token() {
    let gate = Gate::with(&[("REVOCATION", "strict")]).await;
    gate.spoil(Fault::Throttled);
    assert_eq!(Denied::Revocation(RevocationRefused::Unknown).message(), "Unavailable");
    for other in [
        Denied::Revocation(RevocationRefused::Revoked),
        Denied::Revocation(RevocationRefused::Untraceable),
        Denied::NoToken,
        Denied::UnknownEvent,
        Denied::Elsewhere,
    ] {
        assert_eq!(other.message(), "Unauthorized");
    }
    assert_eq!(gate.denied_by_appsync().await, [Denied::Revocation(RevocationRefused::Unknown); 2]);
}

/// More revocations than one page of DynamoDB has room for, which is 1 MB.
async fn too_many_revocations(gate: &Gate) {
    let sid = SID.parse::<Sid>().unwrap();
    for number in 0..1_200 {
        let jti = format!("{}-{number}", "j".repeat(900));
        assert!(gate.store.revoke_token(sid, jti, START).await.unwrap());
    }
}

#[tokio::test]
async fn a_subject_of_whom_more_is_revoked_than_one_answer_holds_is_refused_and_fails_nobody() {
    for mode in ["strict", "cached"] {
        let gate = Gate::with(&[("REVOCATION", mode)]).await;
        too_many_revocations(&gate).await;
        assert_eq!(gate.passes_at(START).await, Err(Denied::Revocation(RevocationRefused::TooMany)), "{mode}");
        assert_eq!(Denied::Revocation(RevocationRefused::TooMany).message(), "Unauthorized");
        assert_eq!(gate.queries(), 2);
        assert_eq!(gate.passes_at(START.plus(4)).await, Err(Denied::Revocation(RevocationRefused::TooMany)));
        assert_eq!(gate.queries(), 0, "{mode}: so much is not read for every call");
        assert_eq!(gate.denied_by_appsync().await, [Denied::Revocation(RevocationRefused::TooMany); 2]);
        // Nobody else is touched.
        let sid = Sid { subject: SubjectKey::of(AccountId::from_random([7; 16])), ..SID.parse().unwrap() };
        let other = gate.keys.token_with(START, |claims| claims.sid = sid.to_string());
        let event = SIMPLE.replace(PLACEHOLDER, &other);
        assert!(matches!(gate.authorizer.decide(event.as_bytes(), START).await, Decision::Allowed(_)), "{mode}");
    }
}

#[tokio::test]
async fn a_bad_token_and_a_token_that_nobody_could_revoke_ask_nobody() {
    let gate = Gate::with(&[("REVOCATION", "strict")]).await;
    for sid in ["", "sid-1", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA.", "a.b", "ä.ü"] {
        let token = gate.keys.token_with(START, |claims| sid.clone_into(&mut claims.sid));
        let event = SIMPLE.replace(PLACEHOLDER, &token);
        let decision = gate.authorizer.decide(event.as_bytes(), START).await;
        assert!(
            matches!(
                decision,
                Decision::Denied { reason: Denied::Revocation(RevocationRefused::Untraceable), answer: None }
            ),
            "{sid}"
        );
    }
    let decision = gate.authorizer.decide(SIMPLE.as_bytes(), START).await;
    assert!(matches!(decision, Decision::Denied { reason: Denied::Token(_), .. }));
    assert_eq!(gate.queries(), 0);
}

#[test]
fn the_longest_staleness_is_told() {
    let keys = Keys::new(KeyAlgorithm::EdDsa);
    let told = |settings: &[(&str, &str)]| {
        let aws =
            [("AWS_REGION", "x"), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"), ("TABLE_NAME", "x")];
        let settings: Vec<_> = aws.into_iter().chain(settings.iter().copied()).collect();
        authorizer::start(&keys.authorizer_environment(&settings)).unwrap().staleness()
    };
    let ttl = ("AUTHORIZER_RESULT_TTL_SECONDS", "60");
    assert!(told(&[("REVOCATION", "cached"), ttl]).contains("within 65 s"));
    assert!(told(&[("REVOCATION", "cached")]).contains("within 5 s"));
    assert!(told(&[("REVOCATION", "strict"), ttl]).contains("within 60 s"));
    assert!(told(&[("REVOCATION", "strict")]).contains("within 0 s"));
    assert!(told(&[("REVOCATION", "off"), ttl]).contains("until it expires"));
}
