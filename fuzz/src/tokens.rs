//! Access tokens, and ID tokens that come back as hints.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;
use shared::tokens::id_token_hint::IdTokenHint;
use shared::tokens::{Issuer, Jwk, KeySet, Verifier};

use crate::{AUDIENCE, ISSUER, KEY, NOW};

const SKEW: u64 = 30;

static KEYS: LazyLock<KeySet> = LazyLock::new(keys);
static ISSUED_BY: LazyLock<Issuer> = LazyLock::new(issuer);
static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(keys(), issuer(), AUDIENCE.to_owned(), SKEW));
static MAC: LazyLock<hmac::Key> = LazyLock::new(|| {
    let secret = URL_SAFE_NO_PAD.decode(KEY).expect("a key");
    hmac::Key::new(hmac::HMAC_SHA256, &secret)
});

fn keys() -> KeySet {
    KeySet::of([jwk()]).expect("keys")
}

fn issuer() -> Issuer {
    Issuer::parse(ISSUER).expect("an issuer")
}

fn jwk() -> Jwk {
    serde_json::from_value(json!({ "kty": "oct", "k": KEY })).expect("a key")
}

fn signed(header: &[u8], payload: &[u8]) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = hmac::sign(&MAC, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
}

/// Nobody makes up a token; of those that are signed right, only the ones pass that say what an access token must. The
/// input is a token, a payload, and, where it has a line break, a header before it.
pub(crate) fn jwt(bytes: &[u8]) {
    assert!(VERIFIER.verify(&String::from_utf8_lossy(bytes), NOW).is_err());
    let header = format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"{}"}}"#, jwk().thumbprint());
    let mut tokens = vec![(true, signed(header.as_bytes(), bytes))];
    if let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        let (other, payload) = bytes.split_at(end);
        tokens.push((false, signed(other, payload)));
    }
    for (ours, token) in tokens {
        let Ok(claims) = VERIFIER.verify(&token, NOW) else { continue };
        assert!(ours || bytes.starts_with(b"{"), "a header is an object");
        assert_eq!((claims.iss.as_str(), claims.aud.as_str()), (ISSUER, AUDIENCE));
        assert!(claims.exp.plus(SKEW) > NOW && claims.nbf <= NOW.plus(SKEW), "{claims:?}");
    }
}

/// What a hint names, read by itself. What stands in its other members is skipped, as the reader skips it: an escape of half
/// a character there makes no difference to anybody.
#[derive(Deserialize)]
struct Named {
    iss: String,
    aud: String,
    sub: String,
}

/// Nobody makes up a hint, and an access token is none; of those that are signed right, only what names an account and a grant
/// of this issuer is one. The input is as that of `jwt`.
pub(crate) fn id_token_hint(bytes: &[u8]) {
    let read = |token: &str| IdTokenHint::read(token, &KEYS, &ISSUED_BY);
    assert!(read(&String::from_utf8_lossy(bytes)).is_err());
    let header = |kind: &str| format!(r#"{{"typ":"{kind}","alg":"HS256","kid":"{}"}}"#, jwk().thumbprint());
    assert!(read(&signed(header("at+jwt").as_bytes(), bytes)).is_err(), "an access token");
    let mut tokens = vec![signed(header("JWT").as_bytes(), bytes)];
    if let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        let (other, payload) = bytes.split_at(end);
        tokens.push(signed(other, payload));
    }
    for token in tokens {
        let Ok(hint) = read(&token) else { continue };
        let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()).expect("a payload");
        let claims: Named = serde_json::from_slice(&payload).expect("JSON");
        assert_eq!((claims.iss.as_str(), claims.aud.as_str()), (ISSUER, hint.client.as_str()));
        assert_eq!(claims.sub.parse().ok(), Some(hint.account));
    }
}
