use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, RSA_PKCS1_SHA384, RSA_PSS_SHA256, RsaEncoding};
use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn jwt_01_an_algorithm_that_is_not_the_keys_own_is_refused() {
    for key in every_key() {
        let [_, payload, signature] = token_parts(key);
        for alg in [
            "none", "None", "nOnE", "NONE", "noNE", "", " ", "none ", "RS256", "rs256", "Rs256", "RS384", "RS512",
            "PS256", "PS384", "ES256", "ES256K", "ES384", "ES512", "EdDSA", "EDDSA", "eddsa", "Ed25519", "HS256",
            "hs256", "HS384", "HS512", "RS256 ", "dir", "RSA1_5",
        ] {
            if alg == key.alg {
                continue;
            }
            let header = key.header_with("alg", json!(alg));
            let signed = key.token(&header, &claims_json());
            let header = encode(header.to_string());
            for token in [signed, format!("{header}.{payload}."), format!("{header}.{payload}.{signature}")] {
                assert_eq!(key.refusal(&token), TokenRefused::UnknownKey, "{alg:?} for {}", key.alg);
            }
        }
        for alg in [Value::Null, json!(["none"]), json!(0), json!(false), json!({})] {
            let token = key.token(&key.header_with("alg", alg.clone()), &claims_json());
            assert_eq!(key.refusal(&token), TokenRefused::Malformed, "{alg} for {}", key.alg);
        }
    }
}

#[test]
fn jwt_01_a_public_key_is_no_hmac_secret() {
    for key in [&*RS256, &*ES256, &*EDDSA] {
        let jwk = serde_json::to_value(key.jwk()).unwrap();
        let published = KeySet::of([key.jwk()]).unwrap().publish();
        let mut secrets = vec![
            Vec::new(),
            vec![0; 32],
            key.text.as_bytes().to_vec(),
            key.text.trim_end().as_bytes().to_vec(),
            pem("PUBLIC KEY", &key.public_der).into_bytes(),
            pem("PUBLIC KEY", &key.public_der).trim_end().as_bytes().to_vec(),
            key.public_der.clone(),
            jwk.to_string().into_bytes(),
            published.to_string().into_bytes(),
            published["keys"][0].to_string().into_bytes(),
            key.kid().into_bytes(),
        ];
        for member in ["n", "e", "x", "y"].into_iter().filter_map(|member| jwk[member].as_str()) {
            secrets.extend([member.as_bytes().to_vec(), decode(member)]);
        }
        for secret in secrets {
            let thumbprint = super::jwk(json!({ "kty": "oct", "k": encode(&secret) })).thumbprint();
            for kid in [key.kid(), thumbprint] {
                let header = json!({ "typ": ACCESS_TOKEN_TYPE, "alg": "HS256", "kid": kid });
                assert_eq!(key.refusal(&hmac_token(&header, &secret)), TokenRefused::UnknownKey, "{}", key.alg);
            }
            assert_eq!(key.refusal(&hmac_token(&key.header(), &secret)), TokenRefused::BadSignature, "{}", key.alg);
        }
    }
}

#[test]
fn jwt_01_the_right_key_in_another_scheme_of_its_family_is_refused() {
    let rsa = RsaKeyPair::from_pkcs8(&RS256.der).unwrap();
    let in_scheme = |scheme: &'static dyn RsaEncoding, header: &Value| {
        let message = format!("{}.{}", encode(header.to_string()), encode(claims_json().to_string()));
        let mut signature = vec![0; rsa.public_modulus_len()];
        rsa.sign(scheme, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", encode(signature))
    };
    for (scheme, alg) in [(&RSA_PSS_SHA256 as &'static dyn RsaEncoding, "PS256"), (&RSA_PKCS1_SHA384, "RS384")] {
        let honest = in_scheme(scheme, &RS256.header_with("alg", json!(alg)));
        assert_eq!(RS256.refusal(&honest), TokenRefused::UnknownKey, "{alg}");
        let mislabelled = in_scheme(scheme, &RS256.header());
        assert_eq!(RS256.refusal(&mislabelled), TokenRefused::BadSignature, "{alg} as RS256");
    }
}

#[test]
fn jwt_02_a_header_that_brings_a_key_or_says_where_one_lies_is_refused() {
    let stranger = stranger();
    let jwk = serde_json::to_value(stranger.jwk()).unwrap();
    for (member, value) in [
        ("jwk", jwk.clone()),
        ("jwk", json!(null)),
        ("jku", json!("https://127.0.0.1:9/jwks.json")),
        ("x5u", json!("https://127.0.0.1:9/chain.pem")),
        ("x5c", json!([STANDARD.encode(&stranger.der)])),
        ("x5t", json!("thumbprint")),
        ("x5t#S256", json!("thumbprint")),
    ] {
        for kid in [stranger.kid(), EDDSA.kid()] {
            let mut header = stranger.header_with("kid", json!(kid));
            header[member] = value.clone();
            assert_eq!(EDDSA.refusal(&stranger.token(&header, &claims_json())), TokenRefused::Malformed, "{member}");
            assert_eq!(
                EDDSA.refusal(&EDDSA.token(&header, &claims_json())),
                TokenRefused::Malformed,
                "{member}, by us"
            );
        }
    }
}

#[test]
fn jwt_02_a_kid_is_looked_up_and_nothing_else() {
    let ours = EDDSA.kid();
    for kid in [
        "",
        " ",
        "*",
        "0",
        "null",
        "unknown",
        "../../dev/null",
        "/dev/null",
        "file:///dev/null",
        "https://127.0.0.1:9/key",
        "' OR '1'='1",
        "x' UNION SELECT 'secret' --",
        "$(id)",
        "|id",
        "\0",
        "é",
        &ours.to_ascii_uppercase(),
        &ours[..ours.len() - 1],
        &format!("{ours}="),
        &format!("{ours}\0"),
        &format!(" {ours}"),
        &format!("{ours},{ours}"),
    ] {
        // A kid with an escape in it is not the header that we write, which is refused before any look-up.
        let expected = if kid.contains('\0') { TokenRefused::Malformed } else { TokenRefused::UnknownKey };
        let token = EDDSA.token(&EDDSA.header_with("kid", json!(kid)), &claims_json());
        assert_eq!(EDDSA.refusal(&token), expected, "{kid:?}");
    }
    for kid in [Value::Null, json!([ours]), json!(0), json!({})] {
        let token = EDDSA.token(&EDDSA.header_with("kid", kid.clone()), &claims_json());
        assert_eq!(EDDSA.refusal(&token), TokenRefused::Malformed, "{kid}");
    }
    let long = EDDSA.token(&EDDSA.header_with("kid", json!("k".repeat(5_000))), &claims_json());
    assert_eq!(EDDSA.refusal(&long), TokenRefused::UnknownKey);
    let longer = EDDSA.token(&EDDSA.header_with("kid", json!("k".repeat(8_192))), &claims_json());
    assert_eq!(EDDSA.refusal(&longer), TokenRefused::TooLong);
}

#[test]
fn jwt_02_the_kid_of_another_key_does_not_lend_its_trust() {
    for signer in every_key() {
        for named in every_key().into_iter().filter(|named| named.alg != signer.alg) {
            let own_algorithm = signer.token(&signer.header_with("kid", json!(named.kid())), &claims_json());
            assert_eq!(signer.refusal(&own_algorithm), TokenRefused::UnknownKey);
            let its_algorithm = signer.token(&named.header(), &claims_json());
            assert_eq!(signer.refusal(&its_algorithm), TokenRefused::BadSignature);
        }
    }
    let stranger = stranger();
    assert_eq!(EDDSA.refusal(&stranger.token_saying(&claims_json())), TokenRefused::UnknownKey);
    assert_eq!(EDDSA.refusal(&stranger.token(&EDDSA.header(), &claims_json())), TokenRefused::BadSignature);
}

#[test]
fn jwt_03_a_signature_is_exactly_the_right_bytes() {
    for key in every_key() {
        let [header, payload, signature] = token_parts(key);
        let signature = decode(&signature);
        let length = signature.len();
        let mut candidates = vec![vec![], vec![0; length], vec![0xff; length], vec![0; 1], vec![0; 64], vec![0; 256]];
        candidates.extend([[signature.as_slice(), &[0]].concat(), [&[0], signature.as_slice()].concat()]);
        candidates.extend([signature.repeat(2), signature.iter().rev().copied().collect()]);
        candidates.extend((1..length).step_by(7).map(|shorter| signature[..shorter].to_vec()));
        candidates.push(signature[1..].to_vec());
        for candidate in candidates {
            let token = format!("{header}.{payload}.{}", encode(&candidate));
            assert_eq!(key.refusal(&token), TokenRefused::BadSignature, "{} {candidate:02x?}", key.alg);
        }
    }
}

#[test]
fn jwt_03_psychic_and_der_signatures_are_refused() {
    let [header, payload, _] = token_parts(&ES256);
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let zero = "0".repeat(64);
    let one = format!("{}1", "0".repeat(63));
    for (r, s) in [
        (zero.as_str(), zero.as_str()),
        (&zero, &one),
        (&one, &zero),
        (&one, &one),
        (order, &zero),
        (&zero, order),
        (order, order),
        (order, &one),
        (&one, order),
    ] {
        let token = format!("{header}.{payload}.{}", encode(from_hex(&format!("{r}{s}"))));
        assert_eq!(ES256.refusal(&token), TokenRefused::BadSignature, "r = {r}, s = {s}");
    }
    let der_signer = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &ES256.der).unwrap();
    let der = der_signer.sign(&SystemRandom::new(), format!("{header}.{payload}").as_bytes()).unwrap();
    let token = format!("{header}.{payload}.{}", encode(der));
    assert_eq!(ES256.refusal(&token), TokenRefused::BadSignature, "DER instead of r and s");
}

#[test]
fn jwt_03_one_flipped_bit_in_any_part_is_refused() {
    for key in every_key() {
        let verifier = verifier(every_key().map(TestKey::jwk), SKEW);
        let [header, payload, signature] = token_parts(key).map(|part| decode(&part));
        for part in 0..3 {
            let bits = [&header, &payload, &signature][part].len() * 8;
            for bit in 0..bits {
                let mut flipped = [header.clone(), payload.clone(), signature.clone()];
                flipped[part][bit / 8] ^= 1 << (bit % 8);
                let token = flipped.map(encode).join(".");
                let refused = verifier.verify(&token, NOW).unwrap_err();
                if part > 0 {
                    assert_eq!(refused, TokenRefused::BadSignature, "bit {bit} of part {part}, {}", key.alg);
                }
            }
        }
    }
}

#[test]
fn jwt_03_a_truncated_token_is_refused() {
    let token = EDDSA.token_saying(&claims_json());
    for length in 0..token.len() {
        assert!(EDDSA.verify(&token[..length]).is_err(), "the first {length} characters");
        assert!(EDDSA.verify(&token[length + 1..]).is_err(), "without the first {} characters", length + 1);
    }
}

proptest! {
    #[test]
    fn no_text_makes_verification_panic_or_is_accepted(
        text in "\\PC{0,80}|[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,90}|[.=]{0,9}",
    ) {
        prop_assert!(EDDSA.verify(&text).is_err());
    }

    #[test]
    fn no_signed_header_but_ours_is_accepted(header in "\\PC{0,60}|\\{(\"(alg|typ|kid)\":\"[a-zA-Z+]{0,9}\",?){0,4}\\}") {
        prop_assert!(EDDSA.verify(&EDDSA.token(&header, &claims_json())).is_err());
    }

    #[test]
    fn no_signature_of_random_bytes_is_accepted(signature in prop::collection::vec(any::<u8>(), 0..300)) {
        for key in every_key() {
            let [header, payload, _] = token_parts(key);
            let refused = key.refusal(&format!("{header}.{payload}.{}", encode(&signature)));
            prop_assert_eq!(refused, TokenRefused::BadSignature);
        }
    }
}

/// An Ed25519 key that no verifier knows.
fn stranger() -> TestKey {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap();
    let der = pair.to_pkcs8v1().unwrap().as_ref().to_vec();
    let public_der = public_der(pair.public_key());
    let sign = move |message: &[u8]| pair.sign(message).as_ref().to_vec();
    TestKey { alg: "EdDSA", text: pem("PRIVATE KEY", &der), der, public_der, sign: Box::new(sign) }
}

fn token_parts(key: &TestKey) -> [String; 3] {
    let token = key.token_saying(&claims_json());
    parts(&token).map(str::to_owned)
}

fn hmac_token(header: &Value, secret: &[u8]) -> String {
    let message = format!("{}.{}", encode(header.to_string()), encode(claims_json().to_string()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", encode(tag))
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
