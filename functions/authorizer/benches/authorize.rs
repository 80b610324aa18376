//! A decision about an HTTP API's call (payload 2.0, RS256), event in and answer out, beside the bare signature check:
//! for a token that is seen for the first time, and for one whose signature is remembered.

use std::error::Error;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use authorizer::{Answer, Authorizer, Decision};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use criterion::Criterion;
use platform::settings::{Environment, FromEnvironment};
use serde_json::json;
use shared::Timestamp;
use shared::tokens::{Claims, ContactClaims, KeySet, SigningKey};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const ISSUER: &str = "https://login.example.org";
const AUDIENCE: &str = "api";
/// Far fewer than `TOKENS`, so that a token is forgotten, and new again, when its turn comes; and few tokens, so that
/// each event lies in the processor's cache, as one does that has just arrived.
const ROOM: usize = 16;
const TOKENS: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default()
        .sample_size(50)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();

    let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)?;
    let key = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()));
    let key = SigningKey::parse(&key)?;
    let jwks = KeySet::of([key.verification_jwk().clone()])?.publish().to_string();
    let config = |rules: &str| {
        let settings = [
            ("ISSUER", ISSUER),
            ("AUDIENCE", AUDIENCE),
            ("JWKS", &jwks),
            ("ROUTE_RULES", rules),
            ("REVOCATION", "off"),
        ];
        authorizer::Settings::read(&Environment::from_pairs(settings))
    };
    let verifier = config("")?.verifier.remembering(ROOM);
    let authorizer =
        Authorizer::new(authorizer::Settings { verifier: config("")?.verifier.remembering(ROOM), ..config("")? });
    let with_rules =
        Authorizer::new(config(r#"[{"route":"* /admin/*","scopes":["admin"]},{"route":"*","methods":["otp"]}]"#)?);
    let calls = (0..TOKENS).map(|number| key.sign(&claims(number)).map(|token| (event(&token), token)));
    let calls: Vec<(Vec<u8>, String)> = calls.collect::<Result<_, _>>()?;
    let (event, token) = calls.first().ok_or("no token")?;

    let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())?;
    let (message, signature) = token.rsplit_once('.').ok_or("no compact JWS")?;
    let (message, signature) = (message.as_bytes(), URL_SAFE_NO_PAD.decode(signature)?);
    public.verify_sig(message, &signature)?;
    // A denial would be measured as a very fast decision.
    for (authorizer, (event, _)) in
        calls.iter().map(|call| (&authorizer, call)).chain(calls.first().map(|call| (&with_rules, call)))
    {
        if !matches!(
            ready(authorizer.decide(event, NOW)),
            Some(Decision::Allowed(Answer::Simple { is_authorized: true, .. }))
        ) {
            return Err("the authorizer denies".into());
        }
    }

    let decide = |authorizer: &Authorizer, event: &[u8]| match ready(authorizer.decide(black_box(event), NOW)) {
        Some(Decision::Allowed(answer)) => serde_json::to_vec(&answer).ok(),
        _ => None,
    };
    let mut group = criterion.benchmark_group("authorizer RS256");
    group.bench_function("bare signature check", |bencher| {
        bencher.iter(|| public.verify_sig(black_box(message), black_box(&signature)));
    });
    group.bench_function("token, new", |bencher| {
        let mut next = calls.iter().cycle();
        bencher.iter(|| next.next().map(|(_, token)| verifier.verify(black_box(token), NOW)));
    });
    group.bench_function("event to answer, new", |bencher| {
        let mut next = calls.iter().cycle();
        bencher.iter(|| next.next().map(|(event, _)| decide(&authorizer, event)));
    });
    group.bench_function("token, remembered", |bencher| bencher.iter(|| verifier.verify(black_box(token), NOW)));
    group.bench_function("event to answer, remembered", |bencher| bencher.iter(|| decide(&authorizer, event)));
    group.bench_function("event to answer, remembered, with a rule that is not met", |bencher| {
        bencher.iter(|| decide(&with_rules, event));
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}

/// Without revocations there is nothing to wait for.
fn ready<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// What API Gateway sends for a browser's call.
fn event(token: &str) -> Vec<u8> {
    json!({
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/$default/GET/me",
        "identitySource": [format!("Bearer {token}"), "ANY /me"],
        "routeKey": "ANY /me",
        "rawPath": "/me",
        "rawQueryString": "",
        "headers": {
            "accept": "application/json",
            "accept-encoding": "gzip, deflate, br",
            "accept-language": "en",
            "authorization": format!("Bearer {token}"),
            "content-length": "0",
            "host": "abcdef1234.execute-api.eu-central-1.amazonaws.com",
            "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdef1234",
            "domainName": "abcdef1234.execute-api.eu-central-1.amazonaws.com",
            "domainPrefix": "abcdef1234",
            "http": {
                "method": "GET",
                "path": "/me",
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "ANY /me",
            "stage": "$default",
            "time": "15/Jan/2027:08:00:00 +0000",
            "timeEpoch": 1_800_000_000_000_u64,
        },
    })
    .to_string()
    .into_bytes()
}

fn claims(number: usize) -> Claims {
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: "email:ada@example.org".to_owned(),
        iat: NOW,
        nbf: NOW,
        exp: NOW.plus(900),
        jti: format!("Y0bVqLFKTJmKXv2dJ1{number:04}"),
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
