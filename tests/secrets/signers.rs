//! Signing with keys that stand elsewhere: KMS, Secrets Manager, SSM.

use admin::keys::KeyAlgorithm;
use aws_lc_rs::rsa::KeySize;
use jsonwebtoken::Algorithm::{ES256, EdDSA, RS256};
use platform::aws::Aws;
use platform::settings::{AwsSettings, Environment, FromEnvironment};
use platform::signer::{Signer, verification_keys};
use serde_json::{Value, json};
use shared::Timestamp;
use shared::tokens::{
    Algorithm, Claims, ContactClaims, IdTokenClaims, Issuer, KeySet, SigningFailed, SigningKeys, TokenRefused, Verifier,
};
use tests::key_stub::KeyMood;
use tests::service::START;
use tests::tokens::{AUDIENCE, ISSUER, claims_at};
use tests::{KeyStub, Keys, Service};

const SECRET: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otp/signing-AbCdEf";
const PARAMETER: &str = "arn:aws:ssm:eu-central-1:123456789012:parameter/otp/signing";

pub(crate) fn aws(url: &str) -> Aws {
    let environment = Environment::from_pairs([
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL", url),
    ]);
    Aws::new(AwsSettings::read(&environment).unwrap())
}

fn verifier(keys: KeySet) -> Verifier {
    Verifier::new(keys, Issuer::parse(ISSUER).unwrap(), AUDIENCE.to_owned(), 30)
}

/// The list with names and algorithms, as the custom resource completes it, and the verifier for its tokens.
async fn completed(sources: &Value, aws: &Aws) -> (SigningKeys, Verifier) {
    let keys = SigningKeys::parse(&sources.to_string()).unwrap();
    let public = verification_keys(&keys, aws).await.unwrap();
    let named = keys.named(&public).unwrap().to_json();
    (SigningKeys::parse_for_signing(&named).unwrap(), verifier(KeySet::of(public).unwrap()))
}

/// `SIGNING_KEYS` of a deployment with keys of KMS at `url`.
pub(crate) async fn named(sources: &Value, url: &str) -> String {
    completed(sources, &aws(url)).await.0.to_json()
}

#[tokio::test]
async fn every_kind_of_kms_key_signs_tokens_that_anybody_can_check_and_a_start_asks_for_nothing() {
    let stub = KeyStub::start().await;
    let aws = aws(stub.url());
    for (arn, alg) in [
        (stub.new_rsa(KeySize::Rsa2048), "RSASSA_PKCS1_V1_5_SHA_256"),
        (stub.new_rsa(KeySize::Rsa3072), "RSASSA_PKCS1_V1_5_SHA_256"),
        (stub.new_ec(), "ECDSA_SHA_256"),
        (stub.new_ed(), "ED25519_SHA_512"),
    ] {
        let (keys, verifier) = completed(&json!([{ "key": arn }]), &aws).await;
        stub.take_calls();
        let signer = Signer::load(&keys, &aws).await.unwrap();
        assert!(stub.take_calls().is_empty(), "{alg}");
        for _ in 0..20 {
            let token = signer.sign(&claims_at(START), START).await.unwrap();
            assert_eq!(verifier.verify(&token, START), Ok(claims_at(START).into()), "{alg}");
        }
        for (operation, call) in stub.take_calls() {
            assert_eq!(operation, "Sign");
            let expected = (&json!(arn), &json!(alg), &json!("RAW"));
            assert_eq!((&call["KeyId"], &call["SigningAlgorithm"], &call["MessageType"]), expected);
        }
    }
}

#[tokio::test]
async fn a_message_that_kms_would_not_hash_is_hashed_here_and_ed25519_refuses_it() {
    let stub = KeyStub::start().await;
    let aws = aws(stub.url());
    let long = Claims { scope: "a".repeat(4_000), ..claims_at(START) };
    for arn in [stub.new_rsa(KeySize::Rsa2048), stub.new_ec()] {
        let (keys, verifier) = completed(&json!([{ "key": arn }]), &aws).await;
        let token = Signer::load(&keys, &aws).await.unwrap().sign(&long, START).await.unwrap();
        assert_eq!(verifier.verify(&token, START).as_deref(), Ok(&long));
        assert_eq!(stub.take_calls().pop().unwrap().1["MessageType"], "DIGEST");
    }
    let (keys, _) = completed(&json!([{ "key": stub.new_ed() }]), &aws).await;
    let refused = Signer::load(&keys, &aws).await.unwrap().sign(&long, START).await;
    assert_eq!(refused, Err(SigningFailed::Key));
}

#[tokio::test]
async fn what_kms_answers_instead_of_a_signature_is_no_token() {
    let stub = KeyStub::start().await;
    let aws = aws(stub.url());
    for arn in [stub.new_rsa(KeySize::Rsa2048), stub.new_ec(), stub.new_ed()] {
        let (keys, _) = completed(&json!([{ "key": arn }]), &aws).await;
        let signer = Signer::load(&keys, &aws).await.unwrap();
        for code in ["ThrottlingException", "KMSInternalException", "DisabledException", "AccessDeniedException"] {
            stub.be(KeyMood::Failing(code));
            let failed = signer.sign(&claims_at(START), START).await.unwrap_err();
            assert_eq!(failed, SigningFailed::Service { cause: code.to_owned() });
        }
        for garbled in [vec![], vec![0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x02, 0x00], vec![1; 63]] {
            stub.be(KeyMood::Garbled(garbled));
            let failed = signer.sign(&claims_at(START), START).await.unwrap_err();
            assert_eq!(failed.to_string(), "KMS: the answer is no signature");
        }
        stub.be(KeyMood::FailingOnce("ThrottlingException"));
        assert!(signer.sign(&claims_at(START), START).await.is_ok(), "the SDK tries again");
        stub.be(KeyMood::Well);
    }
}

#[tokio::test]
async fn re_03_where_kms_fails_a_sign_in_is_answered_503_and_never_with_an_unsigned_token() {
    let stub = KeyStub::start().await;
    let keys = named(&json!([{ "key": stub.new_ec() }]), stub.url()).await;
    let service = Service::with(&[("SIGNING_KEYS", &keys), ("AWS_ENDPOINT_URL_KMS", stub.url())]).await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    let answer = service.verify(&challenge, &code).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let me = service.client.get_as("/me", &answer.text("access_token")).await;
    assert_eq!(me.text("email"), "ada@example.org");

    stub.be(KeyMood::Failing("ThrottlingException"));
    let (challenge, code) = service.challenge("eve@example.org").await;
    let answer = service.verify(&challenge, &code).await;
    assert_eq!(answer.problem(), (503, "not-signed-in".to_owned(), vec![]));
    assert!(answer.headers.contains_key("retry-after") && !String::from_utf8_lossy(&answer.body).contains("eyJ"));
}

#[tokio::test]
async fn re_03_where_kms_fails_a_refresh_is_answered_503_and_the_same_token_works_afterwards() {
    let stub = KeyStub::start().await;
    let keys = named(&json!([{ "key": stub.new_ec() }]), stub.url()).await;
    let service = Service::with(&[("SIGNING_KEYS", &keys), ("AWS_ENDPOINT_URL_KMS", stub.url())]).await;
    let refresh_token = service.sign_in("ada@example.org").await.text("refresh_token");
    stub.be(KeyMood::Failing("ThrottlingException"));
    let answer = service.refresh(&refresh_token).await;
    assert_eq!(answer.oauth_error(), (503, "temporarily_unavailable".to_owned()));
    stub.be(KeyMood::Well);
    service.clock.advance(60);
    assert_eq!(service.refresh(&refresh_token).await.status, 200, "nothing was rotated meanwhile");
}

#[tokio::test]
async fn keys_are_read_from_secrets_manager_and_ssm_at_start_and_sign_in_their_turns() {
    let stub = KeyStub::start().await;
    let aws = aws(stub.url());
    stub.put_text(SECRET, &Keys::new(KeyAlgorithm::EdDsa).signing_key);
    stub.put_text(PARAMETER, &Keys::new(KeyAlgorithm::Es256).signing_key);
    let here = Keys::new(KeyAlgorithm::Rs256).signing_key;
    let turns = json!([
        { "key": SECRET },
        { "key": PARAMETER, "announced": START.as_unix(), "active": START.plus(7_200).as_unix() },
        { "key": here, "announced": START.as_unix(), "active": START.plus(9_000).as_unix() },
    ]);
    let (keys, verifier) = completed(&turns, &aws).await;
    let signer = Signer::load(&keys, &aws).await.unwrap();
    let mut signed_by = Vec::new();
    for later in [0, 7_199, 7_200, 8_999, 9_000, 1_000_000] {
        let now: Timestamp = START.plus(later);
        let token = signer.sign(&claims_at(now), now).await.unwrap();
        assert_eq!(verifier.verify(&token, now), Ok(claims_at(now).into()));
        signed_by.push(jsonwebtoken::decode_header(&token).unwrap().alg);
    }
    assert_eq!(signed_by, [EdDSA, EdDSA, ES256, ES256, ES256, ES256], "RS256 signs none where there is another");
}

#[tokio::test]
async fn op_01_every_algorithm_has_its_own_key_and_signs_what_it_is_asked_for() {
    let stub = KeyStub::start().await;
    let aws = aws(stub.url());
    let (rsa, ec) = (stub.new_rsa(KeySize::Rsa2048), stub.new_ec());
    let list = json!([
        { "key": ec, "alg": "ES256" },
        { "key": rsa, "alg": "RS256" },
        { "key": stub.new_ed(), "announced": START.as_unix(), "active": START.plus(7_200).as_unix() },
    ]);
    let (keys, verifier) = completed(&list, &aws).await;
    let signer = Signer::load(&keys, &aws).await.unwrap();
    assert_eq!(signer.algorithms(START), [Algorithm::Es256, Algorithm::Rs256]);
    stub.take_calls();
    let id_token = signer.sign_with(&id_token_claims(), Algorithm::Rs256, START).await.unwrap();
    let header = jsonwebtoken::decode_header(&id_token).unwrap();
    assert_eq!((header.alg, header.typ.as_deref()), (RS256, Some("JWT")));
    assert_eq!(stub.take_calls().pop().unwrap().1["KeyId"], json!(rsa));
    assert_eq!(verifier.verify(&id_token, START), Err(TokenRefused::WrongType));

    for (algorithm, key) in [(Algorithm::Rs256, &rsa), (Algorithm::Es256, &ec)] {
        let token = signer.sign_with(&claims_at(START), algorithm, START).await.unwrap();
        assert_eq!(verifier.verify(&token, START), Ok(claims_at(START).into()), "{algorithm:?}");
        assert_eq!(&stub.take_calls().pop().unwrap().1["KeyId"], &json!(key));
    }
    signer.sign(&claims_at(START), START).await.unwrap();
    assert_eq!(stub.take_calls().pop().unwrap().1["KeyId"], json!(ec), "nobody asked for an algorithm");

    let early = signer.sign_with(&id_token_claims(), Algorithm::EdDsa, START.plus(7_199)).await;
    assert_eq!(early, Err(SigningFailed::NoKey(Algorithm::EdDsa)));
    assert!(signer.sign_with(&id_token_claims(), Algorithm::EdDsa, START.plus(7_200)).await.is_ok());
    assert_eq!(stub.take_calls().len(), 1, "what is not signed asks nobody");
}

#[tokio::test]
async fn two_keys_of_one_algorithm_that_a_list_did_not_tell_apart_refuse_to_start() {
    let stub = KeyStub::start().await;
    let aws = aws(stub.url());
    stub.put_text(SECRET, &Keys::new(KeyAlgorithm::EdDsa).signing_key);
    stub.put_text(PARAMETER, &Keys::new(KeyAlgorithm::EdDsa).signing_key);
    let list = json!([{ "key": SECRET }, { "key": PARAMETER, "alg": "EdDSA" }]).to_string();
    let fault = Signer::load(&SigningKeys::parse_for_signing(&list).unwrap(), &aws).await.unwrap_err();
    assert!(fault.to_string().contains("SIGNING_KEYS entry 2 must become active later"), "{fault}");
}

fn id_token_claims() -> IdTokenClaims {
    IdTokenClaims {
        iss: ISSUER.to_owned(),
        sub: "account".to_owned(),
        aud: "web".to_owned(),
        exp: START.plus(600),
        iat: START,
        auth_time: START,
        nonce: None,
        acr: "otp".to_owned(),
        amr: vec!["otp".to_owned()],
        at_hash: IdTokenClaims::at_hash("token", Algorithm::Rs256),
        sid: "sid".to_owned(),
        contact: ContactClaims::default(),
    }
}

#[tokio::test]
async fn a_start_names_every_key_that_it_cannot_have_and_shows_none() {
    let stub = KeyStub::start().await;
    let aws = aws(stub.url());
    stub.put_text(SECRET, &Keys::new(KeyAlgorithm::EdDsa).signing_key);
    let (known, _) = completed(&json!([{ "key": SECRET }]), &aws).await;
    // Somebody replaces the secret: its tokens would be signed by a key that nobody was told.
    let other = Keys::new(KeyAlgorithm::EdDsa).signing_key;
    stub.put_text(SECRET, &other);
    let fault = Signer::load(&known, &aws).await.unwrap_err();
    assert_eq!(fault.lines(), [format!("SIGNING_KEYS entry 1 ({SECRET}) is another key than its kid and alg say")]);

    stub.put_text(SECRET, "-----BEGIN SPOILED KEY-----");
    let turn = |number: u64| START.plus(number * 10_000).as_unix();
    let text = json!([
        { "key": SECRET },
        { "key": PARAMETER, "announced": turn(0), "active": turn(1) },
        { "key": SECRET.replace("otp", "none"), "announced": turn(0), "active": turn(2) },
    ]);
    let keys = SigningKeys::parse_for_signing(&text.to_string()).unwrap();
    let fault = Signer::load(&keys, &aws).await.unwrap_err();
    let [first, second, third] = fault.lines() else { panic!("{fault}") };
    assert!(first.starts_with(&format!("SIGNING_KEYS entry 1 ({SECRET}) must be a private key")), "{first}");
    assert!(second.ends_with("cannot be read: SSM: ParameterNotFound"), "{second}");
    assert!(third.ends_with("cannot be read: Secrets Manager: ResourceNotFoundException"), "{third}");
    assert!(!fault.to_string().contains("SPOILED"), "{fault}");
}
