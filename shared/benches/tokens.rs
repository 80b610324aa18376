//! Signing and checking an access token, beside the bare operation of AWS-LC with a parsed key: what JSON, base64 and
//! the checks of the claims cost on top.

use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use criterion::Criterion;
use shared::Timestamp;
use shared::tokens::{Claims, ContactClaims, Issuer, KeySet, SigningKey, Verifier};

type Outcome<T> = Result<T, Box<dyn Error>>;
type Sign = Box<dyn Fn(&[u8]) -> Option<Vec<u8>>>;
type Verify = Box<dyn Fn(&[u8], &[u8]) -> bool>;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const ISSUER: &str = "https://login.example.org";
const AUDIENCE: &str = "api";
/// Far fewer than `TOKENS`, so that a token is forgotten, and new again, when its turn comes.
const ROOM: usize = 64;
const TOKENS: usize = 256;

/// The bare operations, with keys parsed beforehand.
struct Raw {
    sign: Sign,
    verify: Verify,
}

fn main() -> Outcome<()> {
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let algorithms = [("RS256", rs256()?), ("ES256", es256()?), ("EdDSA", eddsa()?), ("HS256", hs256())];
    for (name, (key, raw)) in algorithms {
        measure(&mut criterion, name, &SigningKey::parse(&key)?, &raw)?;
    }
    criterion.final_summary();
    Ok(())
}

fn measure(criterion: &mut Criterion, name: &str, key: &SigningKey, raw: &Raw) -> Outcome<()> {
    let first = claims(0);
    let token = key.sign(&first)?;
    let (message, signature) = token.rsplit_once('.').ok_or("no compact JWS")?;
    let signature = URL_SAFE_NO_PAD.decode(signature)?;
    let keys = KeySet::of([key.verification_jwk().clone()])?;
    let verifier = Verifier::new(keys, Issuer::parse(ISSUER)?, AUDIENCE.to_owned(), 30).remembering(ROOM);
    let tokens: Vec<String> = (0..TOKENS).map(|jti| key.sign(&claims(jti))).collect::<Result<_, _>>()?;
    // A failure would be measured as a very fast success.
    for token in &tokens {
        verifier.verify(token, NOW)?;
    }
    let signed = (raw.sign)(message.as_bytes()).ok_or("the bare signature fails")?;
    if !(raw.verify)(message.as_bytes(), &signature) || !(raw.verify)(message.as_bytes(), &signed) {
        return Err("the bare check fails".into());
    }

    let mut group = criterion.benchmark_group(format!("{name} sign"));
    group.bench_function("bare", |bencher| bencher.iter(|| (raw.sign)(black_box(message.as_bytes()))));
    group.bench_function("token", |bencher| bencher.iter(|| key.sign(black_box(&first))));
    group.finish();
    let mut group = criterion.benchmark_group(format!("{name} verify"));
    group.bench_function("bare", |bencher| {
        bencher.iter(|| (raw.verify)(black_box(message.as_bytes()), black_box(&signature)));
    });
    group.bench_function("token, new", |bencher| {
        let mut next = tokens.iter().cycle();
        bencher.iter(|| next.next().map(|token| verifier.verify(black_box(token), NOW)));
    });
    group.bench_function("token, remembered", |bencher| {
        bencher.iter(|| verifier.verify(black_box(&token), NOW));
    });
    group.finish();
    Ok(())
}

fn rs256() -> Outcome<(String, Raw)> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let key = pem(AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)?.as_ref());
    let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())?;
    let sign = move |message: &[u8]| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(signature)
    };
    Ok((key, Raw { sign: Box::new(sign), verify: check(public) }))
}

fn es256() -> Outcome<(String, Raw)> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
    let key = pem(pair.to_pkcs8v1()?.as_ref());
    let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())?;
    let sign = move |message: &[u8]| Some(pair.sign(&SystemRandom::new(), message).ok()?.as_ref().to_vec());
    Ok((key, Raw { sign: Box::new(sign), verify: check(public) }))
}

fn eddsa() -> Outcome<(String, Raw)> {
    let pair = Ed25519KeyPair::generate()?;
    let key = pem(pair.to_pkcs8v1()?.as_ref());
    let public = ParsedPublicKey::new(&ED25519, pair.public_key().as_ref())?;
    let sign = move |message: &[u8]| Some(pair.sign(message).as_ref().to_vec());
    Ok((key, Raw { sign: Box::new(sign), verify: check(public) }))
}

fn hs256() -> (String, Raw) {
    let secret = b"thirty-two bytes are long enough";
    let key = format!(r#"{{"kty":"oct","k":"{}"}}"#, URL_SAFE_NO_PAD.encode(secret));
    let signing = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let checking = signing.clone();
    let sign = move |message: &[u8]| Some(hmac::sign(&signing, message).as_ref().to_vec());
    let verify = move |message: &[u8], tag: &[u8]| hmac::verify(&checking, message, tag).is_ok();
    (key, Raw { sign: Box::new(sign), verify: Box::new(verify) })
}

fn check(public: ParsedPublicKey) -> Verify {
    Box::new(move |message, signature| public.verify_sig(message, signature).is_ok())
}

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
}

fn claims(jti: usize) -> Claims {
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: "email:ada@example.org".to_owned(),
        iat: NOW,
        nbf: NOW,
        exp: NOW.plus(900),
        jti: format!("Y0bVqLFKTJmKXv2dJ1n{jti:03}"),
        sid: "h3kV9aSLQyq2fVn0cQ6b7g".to_owned(),
        client_id: "first-party".to_owned(),
        scope: "api".to_owned(),
        acr: Some("otp".to_owned()),
        amr: vec!["otp".to_owned(), "email".to_owned()],
        auth_time: NOW,
        ctx: None,
        contact: ContactClaims {
            email: Some("ada@example.org".to_owned()),
            email_verified: Some(true),
            ..ContactClaims::default()
        },
    }
}
