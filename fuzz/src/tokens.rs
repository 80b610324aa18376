//! Access tokens.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use shared::tokens::{Issuer, Jwk, KeySet, Verifier};

use crate::{AUDIENCE, ISSUER, KEY, NOW};

const SKEW: u64 = 30;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let keys = KeySet::of([jwk()]).expect("keys");
    Verifier::new(keys, Issuer::parse(ISSUER).expect("an issuer"), AUDIENCE.to_owned(), SKEW)
});
static MAC: LazyLock<hmac::Key> = LazyLock::new(|| {
    let secret = URL_SAFE_NO_PAD.decode(KEY).expect("a key");
    hmac::Key::new(hmac::HMAC_SHA256, &secret)
});

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
