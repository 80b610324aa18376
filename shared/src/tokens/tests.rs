//! Access tokens from both ends: what we sign, what we take, and what an attacker would have us take.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ACCESS_TOKEN_TYPE, Claims, ContactClaims, IdTokenClaims, Issuer, Jwk, KeySet, SigningKey, TokenRefused, Verifier,
};
use crate::Timestamp;

mod attacks;
mod claims;
mod form;
mod id_token;
mod interop;
mod keys;
mod kms;
mod schedule;
mod signing_keys;

const ISSUER: &str = "https://auth.example.org";
const AUDIENCE: &str = "https://api.example.org";
const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const SKEW: u64 = 30;

type Sign = Box<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

/// A key whose private half the tests hold themselves, so that they can sign what [`SigningKey`] never would.
struct TestKey {
    alg: &'static str,
    /// What a deployment would set as `SIGNING_KEYS`.
    text: String,
    /// PKCS#8, or the secret itself for HS256.
    der: Vec<u8>,
    /// `SubjectPublicKeyInfo`; empty for HS256.
    public_der: Vec<u8>,
    sign: Sign,
}

static RS256: LazyLock<TestKey> = LazyLock::new(|| {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der = AsDer::as_der(&pair).unwrap().as_ref().to_vec();
    let public_der = public_der(pair.public_key());
    let sign = move |message: &[u8]| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    };
    TestKey { alg: "RS256", text: pem("PRIVATE KEY", &der), der, public_der, sign: Box::new(sign) }
});

static ES256: LazyLock<TestKey> = LazyLock::new(|| {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let der = pair.to_pkcs8v1().unwrap().as_ref().to_vec();
    let public_der = public_der(pair.public_key());
    let sign = move |message: &[u8]| pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec();
    TestKey { alg: "ES256", text: pem("PRIVATE KEY", &der), der, public_der, sign: Box::new(sign) }
});

static EDDSA: LazyLock<TestKey> = LazyLock::new(|| {
    let pair = Ed25519KeyPair::generate().unwrap();
    let der = pair.to_pkcs8v1().unwrap().as_ref().to_vec();
    let public_der = public_der(pair.public_key());
    let sign = move |message: &[u8]| pair.sign(message).as_ref().to_vec();
    TestKey { alg: "EdDSA", text: pem("PRIVATE KEY", &der), der, public_der, sign: Box::new(sign) }
});

static HS256: LazyLock<TestKey> = LazyLock::new(|| {
    let secret = b"thirty-two bytes are long enough";
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let text = json!({ "kty": "oct", "k": encode(secret) }).to_string();
    let sign = move |message: &[u8]| hmac::sign(&key, message).as_ref().to_vec();
    TestKey { alg: "HS256", text, der: secret.to_vec(), public_der: Vec::new(), sign: Box::new(sign) }
});

fn every_key() -> [&'static TestKey; 4] {
    [&RS256, &ES256, &EDDSA, &HS256]
}

impl TestKey {
    fn signing_key(&self) -> SigningKey {
        SigningKey::parse(&self.text).unwrap()
    }

    fn jwk(&self) -> Jwk {
        self.signing_key().verification_jwk().clone()
    }

    fn kid(&self) -> String {
        self.jwk().thumbprint()
    }

    /// The header that this key's tokens carry.
    fn header(&self) -> Value {
        json!({ "typ": ACCESS_TOKEN_TYPE, "alg": self.alg, "kid": self.kid() })
    }

    /// The header with one member set, or taken out where `value` is `Null`.
    fn header_with(&self, member: &str, value: Value) -> Value {
        with(self.header(), member, value)
    }

    /// Signs a header and a payload as they stand.
    fn token(&self, header: &impl ToString, payload: &impl ToString) -> String {
        let message = format!("{}.{}", encode(header.to_string()), encode(payload.to_string()));
        let signature = encode((self.sign)(message.as_bytes()));
        format!("{message}.{signature}")
    }

    /// Signs claims under this key's usual header.
    fn token_saying(&self, claims: &impl ToString) -> String {
        self.token(&self.header(), claims)
    }

    /// Verifies with this key alone.
    fn verify(&self, token: &str) -> Result<Claims, TokenRefused> {
        verifier([self.jwk()], SKEW).verify(token, NOW).map(std::sync::Arc::unwrap_or_clone)
    }

    /// Why a token is refused, time and again, though the verifier knows the keys of all four algorithms.
    fn refusal(&self, token: &str) -> TokenRefused {
        let mut keys = vec![self.jwk()];
        keys.extend(every_key().map(TestKey::jwk));
        let verifier = verifier(keys, SKEW).remembering(8);
        let refused = verifier.verify(token, NOW).unwrap_err();
        assert_eq!(verifier.verify(token, NOW), Err(refused), "the second time");
        refused
    }
}

fn verifier(keys: impl IntoIterator<Item = Jwk>, clock_skew: u64) -> Verifier {
    let issuer = Issuer::parse(ISSUER).unwrap();
    Verifier::new(KeySet::of(keys).unwrap(), issuer, AUDIENCE.to_owned(), clock_skew)
}

fn claims() -> Claims {
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: "email:ada@example.org".to_owned(),
        iat: NOW,
        nbf: NOW,
        exp: NOW.plus(900),
        jti: "jti-1".to_owned(),
        sid: "sid-1".to_owned(),
        client_id: "first-party".to_owned(),
        scope: "api".to_owned(),
        acr: Some("otp".to_owned()),
        amr: vec!["otp".to_owned()],
        auth_time: NOW,
        ctx: None,
        contact: ContactClaims {
            email: Some("ada@example.org".to_owned()),
            email_verified: Some(true),
            ..ContactClaims::default()
        },
    }
}

fn claims_json() -> Value {
    serde_json::to_value(claims()).unwrap()
}

/// The usual claims with one claim set, or taken out where `value` is `Null`.
fn claims_with(claim: &str, value: Value) -> Value {
    with(claims_json(), claim, value)
}

fn with(mut object: Value, member: &str, value: Value) -> Value {
    let members = object.as_object_mut().unwrap();
    if value.is_null() {
        members.remove(member).unwrap();
    } else {
        members.insert(member.to_owned(), value);
    }
    object
}

fn jwk(members: Value) -> Jwk {
    Jwk::deserialize(members).unwrap()
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn parts(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().unwrap()
}

fn public_der(key: &impl AsDer<PublicKeyX509Der<'static>>) -> Vec<u8> {
    key.as_der().unwrap().as_ref().to_vec()
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}
