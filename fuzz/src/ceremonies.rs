//! What a browser shows of a passkey: the JSON of a form, and within it that of the page, CBOR, keys and signatures. Each answers a
//! ceremony whose challenge is known.

use std::sync::LazyLock;

use axum::extract::FromRequest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use passkeys::{Judge, Made, Shown, credential_of};
use platform::http::PageForm;
use serde_json::Value;
use shared::identity::RelyingParty;
use shared::identity::account::AccountId;
use shared::identity::passkey::LONGEST_CREDENTIAL_ID;

use crate::bodies::post;
use crate::ready;

/// The registration and the signature of §16.6 of WebAuthn Level 3, packed attestation with ES256.
const REGISTERED: &[u8] = include_bytes!("../corpus/passkey-registration/packed-es256");
const SIGNED: &[u8] = include_bytes!("../corpus/passkey-assertion/packed-es256");

static JUDGE: LazyLock<Judge> = LazyLock::new(|| {
    let party = RelyingParty::of("https://example.org", None, &[]).expect("a relying party").expect("with passkeys");
    Judge::new(&party, "Example").expect("a judge")
});
static REGISTRATION: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let begun = JUDGE.begin_registration(AccountId::from_random([7; 16]), "ada@example.org", &[]).expect("a ceremony");
    with_challenge(&begun.state, "/rs/challenge", REGISTERED)
});
static SIGN_IN: LazyLock<Vec<u8>> =
    LazyLock::new(|| with_challenge(&JUDGE.begin_sign_in().expect("a ceremony").state, "/ast/challenge", SIGNED));
static MADE: LazyLock<Made> = LazyLock::new(|| made(REGISTERED).expect("a passkey"));

/// What was begun, had its challenge been the one that this answers.
fn with_challenge(state: &[u8], within: &str, answer: &[u8]) -> Vec<u8> {
    let mut state: Value = serde_json::from_slice(state).expect("a state in JSON");
    let challenge = state.pointer_mut(within).expect("a challenge");
    *challenge = client_data(answer).get("challenge").expect("a challenge").clone();
    serde_json::to_vec(&state).expect("JSON")
}

fn client_data(answer: &[u8]) -> Value {
    let answer: Value = serde_json::from_slice(answer).expect("JSON");
    let text = answer.pointer("/response/clientDataJSON").and_then(Value::as_str).expect("client data");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).expect("base64url")).expect("JSON")
}

/// A form as the page posts it.
fn form(credential: &[u8]) -> Option<PageForm> {
    let credential = String::from_utf8_lossy(credential);
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("credential", &credential).finish();
    ready(PageForm::from_request(post("application/x-www-form-urlencoded", body.as_bytes()), &())).ok()
}

fn made(bytes: &[u8]) -> Option<Made> {
    let shown = credential_of(&form(bytes)?).ok()?;
    let made = JUDGE.end_registration(&REGISTRATION, &shown).ok()?;
    assert_eq!(shown.raw_id, made.credential_id, "it is called by its id");
    Some(made)
}

/// Nothing signs but the key that was registered: what is taken says what it has signed. It is of the account that it names.
pub(crate) fn assertion(bytes: &[u8]) {
    let Some(form) = form(bytes) else { return };
    let Ok(shown) = Shown::of(&form) else { return };
    assert!(shown.credential.get_user_unique_id() == Some(shown.account.to_bytes().as_slice()));
    let Ok(signed) = JUDGE.end_sign_in(&SIGN_IN, &MADE.credential, &shown.credential) else { return };
    let genuine = Shown::of(&self::form(SIGNED).expect("a form")).expect("a signature").credential;
    assert_eq!(shown.credential.response.client_data_json, genuine.response.client_data_json);
    assert_eq!(shown.credential.response.authenticator_data, genuine.response.authenticator_data);
    let again = JUDGE.end_sign_in(&SIGN_IN, &signed.credential, &genuine);
    assert!(again.is_ok(), "what is stored of it stays whole");
}

/// What is taken is an answer to this ceremony, by its own id, which is not too long; and it is whole: it judges signatures.
pub(crate) fn registration(bytes: &[u8]) {
    let Some(made) = made(bytes) else { return };
    assert!(made.credential_id.len() <= LONGEST_CREDENTIAL_ID);
    let genuine = Shown::of(&form(SIGNED).expect("a form")).expect("a signature").credential;
    let signed = JUDGE.end_sign_in(&SIGN_IN, &made.credential, &genuine);
    assert!(signed.is_err() || made.credential_id == MADE.credential_id, "by a key that was made for another id");
}
