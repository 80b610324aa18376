//! Tokens of an Ed25519 issuer that the tests hold themselves. What an attacker would have a verifier take is tested
//! beside the signer, in `shared/src/tokens/tests`.

use std::sync::LazyLock;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Claims, Issuer, Jwk, KeySet, Timestamp, Verifier};

mod bindings;
mod layer;
mod memory;
mod reading;
mod remote;

pub(crate) const ISSUER: &str = "https://login.example.org";
pub(crate) const AUDIENCE: &str = "api.example.org";
pub(crate) const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
pub(crate) const SKEW: u64 = 30;

/// The key of the issuer.
pub(crate) static KEY: LazyLock<TestKey> = LazyLock::new(TestKey::new);

/// A key that signs whatever it is given.
pub(crate) struct TestKey(Ed25519KeyPair);

impl TestKey {
    pub(crate) fn new() -> Self {
        Self(Ed25519KeyPair::generate().unwrap())
    }

    pub(crate) fn jwk(&self) -> Jwk {
        let x = URL_SAFE_NO_PAD.encode(self.0.public_key());
        Jwk::deserialize(json!({ "kty": "OKP", "crv": "Ed25519", "x": x })).unwrap()
    }

    pub(crate) fn header(&self) -> Value {
        json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": self.jwk().thumbprint() })
    }

    pub(crate) fn token(&self, header: &impl ToString, payload: &impl ToString) -> String {
        let encode = |part: &dyn ToString| URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encode(header), encode(payload));
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(self.0.sign(message.as_bytes())))
    }

    pub(crate) fn token_saying(&self, claims: &impl ToString) -> String {
        self.token(&self.header(), claims)
    }

    pub(crate) fn verifier(&self) -> Verifier {
        let keys = KeySet::of([self.jwk()]).unwrap();
        Verifier::new(keys, Issuer::parse(ISSUER).unwrap(), AUDIENCE.to_owned(), SKEW)
    }
}

/// The usual claims, of a token that names itself `jti`.
pub(crate) fn claims(jti: &str) -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "email:ada@example.org",
        "iat": NOW, "nbf": NOW, "exp": NOW.plus(900), "jti": jti, "sid": "sid-1",
        "client_id": "first-party", "scope": "api", "amr": ["otp", "email"], "auth_time": NOW,
        "email": "ada@example.org", "email_verified": true,
    })
}

/// The usual claims with one of them set.
pub(crate) fn claims_with(claim: &str, value: &Value) -> Value {
    let mut claims = claims("jti-1");
    claims[claim] = value.clone();
    claims
}

pub(crate) fn parsed(claims: &Value) -> Claims {
    Claims::deserialize(claims).unwrap()
}
