use super::*;

async fn fault_of(published: &Published) -> KeysUnavailable {
    match outcome(&published.remote_keys(), &KEY, NOW).await {
        Err(CheckFailed::NoKeys(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn jwt_02_only_a_key_set_under_the_issuer_is_fetched() {
    let published = Published::new();
    for jwks_uri in [
        "https://evil.example/jwks.json",
        "https://login.example.org.evil.example/jwks.json",
        "https://login.example.org@evil.example/jwks.json",
        "http://login.example.org/.well-known/jwks.json",
        "https://login.example.org",
        "https://login.example.org/",
        "https://login.example.org/../jwks.json",
        "https://login.example.org//evil.example/jwks.json",
        "https://login.example.org/%2e%2e/jwks.json",
        "https://login.example.org/jwks.json?at=evil.example",
        "https://login.example.org/jwks.json#evil",
        "https://login.example.org/\\evil.example",
        "/.well-known/jwks.json",
        "",
    ] {
        published.says(METADATA, &json!({ "issuer": ISSUER, "jwks_uri": jwks_uri }));
        assert_eq!(fault_of(&published).await, KeysUnavailable::JwksUri, "{jwks_uri}");
    }
}

#[tokio::test]
async fn jwt_06_the_metadata_of_another_issuer_is_refused() {
    let published = Published::new();
    for issuer in ["https://evil.example", "https://login.example.org/", "https://LOGIN.example.org", ""] {
        published.says(METADATA, &json!({ "issuer": issuer, "jwks_uri": KEYS }));
        assert_eq!(fault_of(&published).await, KeysUnavailable::OtherIssuer, "{issuer}");
    }
}

#[tokio::test]
async fn metadata_that_is_malformed_is_refused() {
    let published = Published::new();
    for metadata in [
        json!({}),
        json!(null),
        json!([ISSUER, KEYS]),
        json!({ "issuer": ISSUER }),
        json!({ "jwks_uri": KEYS }),
        json!({ "issuer": [ISSUER], "jwks_uri": KEYS }),
    ] {
        published.says(METADATA, &metadata);
        assert_eq!(fault_of(&published).await, KeysUnavailable::Metadata, "{metadata}");
    }
    published.says(METADATA, &format!(r#"{{"issuer":"{ISSUER}","issuer":"{ISSUER}","jwks_uri":"{KEYS}"}}"#));
    assert_eq!(fault_of(&published).await, KeysUnavailable::Metadata, "doubled");
    published.says(METADATA, &" ".repeat(LONGEST_DOCUMENT + 1));
    assert_eq!(fault_of(&published).await, KeysUnavailable::Document);
    published.documents.lock().unwrap().insert(METADATA.to_owned(), vec![0xff]);
    assert_eq!(fault_of(&published).await, KeysUnavailable::Document, "not UTF-8");
}

#[tokio::test]
async fn jwt_01_a_key_set_that_is_malformed_empty_or_not_public_is_refused() {
    let public = serde_json::to_value(KEY.jwk()).unwrap();
    let secret = json!({ "kty": "oct", "k": "A".repeat(43) });
    let with = |member: &str, value: Value| {
        let mut key = public.clone();
        key[member] = value;
        key
    };
    for (set, fault) in [
        (json!({}), KeySetFault::Shape),
        (json!([]), KeySetFault::Shape),
        (json!([[public]]), KeySetFault::Shape),
        (json!({ "keys": [] }), KeySetFault::Shape),
        (json!({ "keys": {} }), KeySetFault::Shape),
        (json!({ "keys": [public, "key"] }), KeySetFault::Shape),
        (json!({ "keys": [{ "kty": "unknown" }] }), KeySetFault::NoneKnown),
        (json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "AA" }] }), KeySetFault::NoneKnown),
        (json!({ "keys": [with("use", json!("enc"))] }), KeySetFault::NoneKnown),
        (json!({ "keys": [with("d", json!("AA"))] }), KeySetFault::Private),
        (json!({ "keys": [with("d", json!(null))] }), KeySetFault::Private),
        (json!({ "keys": [with("k", json!("AA"))] }), KeySetFault::Private),
        (json!({ "keys": [secret] }), KeySetFault::Private),
        (json!({ "keys": [public, secret] }), KeySetFault::Private),
        (json!({ "keys": [public, { "kty": "oct" }] }), KeySetFault::Private),
        (
            json!({ "keys": [public, { "kty": "EC", "crv": "P-384", "x": "AA", "y": "AA", "d": "AA" }] }),
            KeySetFault::Private,
        ),
        (json!({ "keys": [public, { "kty": "RSA", "use": "enc", "p": "AA" }] }), KeySetFault::Private),
        (
            json!({ "keys": [public, { "kty": "AKP", "alg": "ML-DSA-65", "pub": "AA", "priv": "AA" }] }),
            KeySetFault::Private,
        ),
        (json!({ "keys": [public, { "kty": "new", "k": "AA" }] }), KeySetFault::Private),
    ] {
        let published = Published::new();
        published.says(KEYS, &set);
        assert_eq!(fault_of(&published).await, KeysUnavailable::Keys(fault), "{set}");
        // Nor does such a set take the place of a good one.
        let published = Published::new();
        let keys = published.remote_keys();
        assert_eq!(settled(&keys, &KEY, NOW).await, Ok(()));
        published.says(KEYS, &set);
        for after in [DEFAULT_MAX_AGE, DEFAULT_MAX_AGE + 1] {
            assert_eq!(settled(&keys, &KEY, NOW.plus(after)).await, Ok(()), "{set}");
        }
    }
}

#[tokio::test]
async fn keys_that_are_not_known_are_skipped_and_take_nothing_from_those_that_are() {
    let (x, y, n) = ("A".repeat(64), "B".repeat(64), "w".repeat(171));
    let public = serde_json::to_value(KEY.jwk()).unwrap();
    let other = serde_json::to_value(TestKey::new().jwk()).unwrap();
    for unknown in [
        json!({}),
        json!({ "kty": 1 }),
        json!({ "kty": "new", "crv": "P-256" }),
        json!({ "kty": "AKP", "alg": "ML-DSA-65", "pub": "AA" }),
        json!({ "kty": "EC", "crv": "P-384", "x": x, "y": y, "alg": "ES384", "use": "sig" }),
        json!({ "kty": "EC", "crv": "P-521", "x": x, "y": y }),
        json!({ "kty": "EC", "crv": "secp256k1", "x": x, "y": y }),
        json!({ "kty": "EC", "crv": "P-256" }),
        json!({ "kty": "OKP", "crv": "X25519", "x": other["x"] }),
        json!({ "kty": "OKP", "crv": "Ed448", "x": x }),
        json!({ "kty": "RSA", "e": "AQAB", "n": n, "alg": "RS256" }),
        json!({ "kty": "RSA", "e": "AQAB", "n": "+/+/" }),
    ] {
        for keys in [json!([public, unknown]), json!([unknown, public]), json!([unknown, public, unknown])] {
            let published = Published::new();
            published.says(KEYS, &json!({ "keys": keys }));
            assert_eq!(outcome(&published.remote_keys(), &KEY, NOW).await, Ok(()), "{unknown}");
        }
        let published = Published::new();
        published.says(KEYS, &json!({ "keys": [unknown] }));
        assert_eq!(fault_of(&published).await, KeysUnavailable::Keys(KeySetFault::NoneKnown), "{unknown}");
    }
}

#[tokio::test]
async fn jwt_01_a_key_that_is_for_something_else_checks_no_signature() {
    let (public, other) = (serde_json::to_value(KEY.jwk()).unwrap(), TestKey::new());
    for (member, value, counts) in [
        ("use", json!("sig"), true),
        ("use", json!("enc"), false),
        ("use", json!("SIG"), false),
        ("use", json!(""), false),
        ("use", json!(null), false),
        ("use", json!(["sig"]), false),
        ("alg", json!("EdDSA"), true),
        ("alg", json!("ES256"), false),
        ("alg", json!("RS256"), false),
        ("alg", json!("PS256"), false),
        ("alg", json!("eddsa"), false),
        ("alg", json!("ECDH-ES"), false),
        ("alg", json!("none"), false),
        ("alg", json!(null), false),
        ("key_ops", json!(["verify"]), true),
        ("key_ops", json!(["sign", "verify"]), true),
        ("key_ops", json!([]), false),
        ("key_ops", json!(["sign"]), false),
        ("key_ops", json!(["encrypt"]), false),
        ("key_ops", json!(["verify", "encrypt"]), false),
        ("key_ops", json!(["verify", "deriveKey"]), false),
        ("key_ops", json!(["verify", "verify"]), false),
        ("key_ops", json!(["Verify"]), false),
        ("key_ops", json!(["verify", 1]), false),
        ("key_ops", json!("verify"), false),
        ("key_ops", json!(null), false),
        ("kid", json!("any"), true),
        ("x5t", json!("any"), true),
    ] {
        let mut key = public.clone();
        key[member] = value;
        let published = Published::new();
        published.says(KEYS, &json!({ "keys": [key, other.jwk()] }));
        let keys = published.remote_keys();
        let expected = if counts { Ok(()) } else { unknown_key() };
        assert_eq!(outcome(&keys, &KEY, NOW).await, expected, "{key}");
        assert_eq!(outcome(&keys, &other, NOW).await, Ok(()), "{key}");
    }
    let both = json!({ "use": "sig", "key_ops": ["verify"], "alg": "EdDSA" });
    let mut key = public.clone();
    key.as_object_mut().unwrap().extend(both.as_object().unwrap().clone());
    let published = Published::new();
    published.says(KEYS, &json!({ "keys": [key] }));
    assert_eq!(outcome(&published.remote_keys(), &KEY, NOW).await, Ok(()));
}
