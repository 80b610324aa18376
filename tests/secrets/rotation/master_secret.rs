//! Rotation of the master secret, to its end: whoever has a retired version has nothing but names.

use serde_json::{Value, json};
use shared::Timestamp;
use shared::identity::keyring::Keyring;
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::{SessionPolicy, TokenId};
use tests::service::Beside;
use tests::tokens::claims;
use tests::{Answer, Service};

const FIRST: &str = "b25lIG9uZSBvbmUgb25lIG9uZSBvbmUgb25lIG9uZSBvbmU=";
const SECOND: &str = "dHdvIHR3byB0d28gdHdvIHR3byB0d28gdHdvIHR3byB0d28=";
const ADA: &str = "ada@example.org";
const REGION: &str = "local";
const POLICY: SessionPolicy = SessionPolicy { idle: 1_209_600, absolute: 2_592_000, grace: 10 };

/// One table under a service before, within and after a rotation.
struct Rotation {
    /// Version 1 alone.
    before: Service,
    /// Version 2 seals, version 1 opens.
    within: Beside,
    /// Version 1 names only.
    after: Beside,
}

impl Rotation {
    async fn start() -> Self {
        let account = ("SUBJECT", "account");
        let before = Service::with(&[("MASTER_SECRET", &format!("1:{FIRST}")), account]).await;
        let within = before.beside(&[("MASTER_SECRET", &format!("2:{SECOND},1:{FIRST}")), account]).await;
        let after = before.beside(&[("MASTER_SECRET", &format!("2:{SECOND},1n:{FIRST}")), account]).await;
        Self { before, within, after }
    }

    /// Signs in before the rotation, and gives the answer with a device token.
    async fn sign_in(&self) -> Answer {
        let (challenge, code) = self.before.challenge(ADA).await;
        let guess = json!({ "challenge": challenge, "code": code, "device": "token" });
        let answer = self.before.client.post("/otp/verify", &guess).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// How many codes the strangers' pool has paid for a request to `site`.
    async fn strangers_pay(&self, site: &Beside, body: &Value) -> usize {
        let before = self.before.strangers_spent("sends").await;
        let answer = site.client.post("/otp/request", body).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        self.before.strangers_spent("sends").await - before
    }
}

async fn refresh(site: &Beside, token: &str) -> Answer {
    site.client.post_form("/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

/// What somebody with version 1 makes of what is known of a session: its next token.
fn forged(known: &str, now: Timestamp) -> String {
    let keyring = Keyring::parse(&format!("1:{FIRST}")).unwrap();
    let mut token = RefreshToken::open(known, &keyring, REGION, &POLICY, now).unwrap();
    token.generation += 1;
    token.token = TokenId::from_random([7; 12]);
    token.seal(&keyring).unwrap()
}

#[tokio::test]
async fn oa_09_a_refresh_token_forged_with_a_retired_master_secret_and_a_known_session_gets_nothing() {
    let rotation = Rotation::start().await;
    let old = rotation.sign_in().await.text("refresh_token");
    let current = refresh(&rotation.within, &old).await;
    assert_eq!(current.status, 200);
    let stolen = forged(&old, rotation.before.clock.now());
    rotation.before.proxy.take_calls();
    let refused = refresh(&rotation.after, &stolen).await;
    assert_eq!(refused.oauth_error(), (400, "invalid_grant".to_owned()));
    assert_eq!(refused.uniform(), refresh(&rotation.after, "x").await.uniform(), "as one that is no token at all");
    assert_eq!(rotation.after.client.post_form("/revoke", &[("token", &stolen)]).await.status, 200);
    assert_eq!(rotation.before.proxy.take_calls(), [].into(), "and nothing is asked or ended");
    let next = refresh(&rotation.after, &current.text("refresh_token")).await;
    assert_eq!((next.status.as_u16(), next.text("scope").as_str()), (200, "api"), "the owner's goes on");
}

#[tokio::test]
async fn otp_09_what_a_retired_master_secret_has_sealed_is_refused_like_what_is_forged() {
    let rotation = Rotation::start().await;
    let signed_in = rotation.sign_in().await;
    let (challenge, code) = rotation.before.challenge(ADA).await;
    let present = async |site: &Beside, challenge: &str| {
        site.client.post("/otp/verify", &json!({ "challenge": challenge, "code": code })).await
    };
    let after = &rotation.after;
    let forged = present(after, "x").await;
    assert_eq!(present(after, &challenge).await.uniform(), forged.uniform(), "no handle");
    rotation.before.clock.advance(60);
    let again = after.client.post("/otp/request", &json!({ "email": ADA, "challenge": challenge })).await;
    assert_eq!(again.problem(), (400, "invalid-request".to_owned(), vec!["challenge".to_owned()]), "no resend");
    let refused = refresh(after, &signed_in.text("refresh_token")).await;
    assert_eq!(refused.uniform(), refresh(after, "x").await.uniform(), "no refresh token");
    let known = json!({ "email": ADA, "device_token": signed_in.text("device_token") });
    assert_eq!(rotation.strangers_pay(after, &known).await, 1, "no device token");
    // Until it is retired, all of it counts.
    assert_eq!(rotation.strangers_pay(&rotation.within, &known).await, 0);
    assert_eq!(refresh(&rotation.within, &signed_in.text("refresh_token")).await.status, 200);
    assert_eq!(present(&rotation.within, &challenge).await.status, 200);
}

#[tokio::test]
async fn otp_07_a_retired_master_secret_goes_on_naming_ledgers_sessions_and_subjects() {
    let rotation = Rotation::start().await;
    let old = rotation.sign_in().await;
    let current = refresh(&rotation.within, &old.text("refresh_token")).await;
    let next = refresh(&rotation.after, &current.text("refresh_token")).await;
    let subject = |answer: &Answer| claims(&answer.text("access_token"))["sub"].clone();
    assert_eq!((subject(&old), subject(&current)), (subject(&next), subject(&next)), "one account");
    let listed = rotation.after.client.get_as("/sessions", &next.text("access_token")).await.json();
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 1);
    // One of the five codes of an hour was asked for before the rotation.
    for _ in 0..4 {
        assert_eq!(rotation.strangers_pay(&rotation.after, &json!({ "email": ADA })).await, 1);
    }
    let spent = rotation.after.client.post("/otp/request", &json!({ "email": ADA })).await;
    assert_eq!(spent.problem(), (429, "too-many-codes".to_owned(), vec![]));
    assert_eq!(rotation.before.ledgers().await.len(), 1);
    let device = json!({ "email": ADA, "device_token": old.text("device_token") });
    assert_eq!(rotation.after.client.post("/otp/request", &device).await.status, 429, "and its devices are strangers");
}
