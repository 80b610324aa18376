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
    let mut private = public.clone();
    private["d"] = json!("AA");
    for (set, fault) in [
        (json!({}), KeySetFault::Shape),
        (json!([]), KeySetFault::Shape),
        (json!({ "keys": [] }), KeySetFault::Shape),
        (json!({ "keys": [public, { "kty": "unknown" }] }), KeySetFault::Shape),
        (json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "AA" }] }), KeySetFault::Key),
        (json!({ "keys": [private] }), KeySetFault::Private),
        (json!({ "keys": [secret] }), KeySetFault::Private),
        (json!({ "keys": [public, secret] }), KeySetFault::Private),
    ] {
        let published = Published::new();
        published.says(KEYS, &set);
        assert_eq!(fault_of(&published).await, KeysUnavailable::Keys(fault), "{set}");
        // Nor does such a set take the place of a good one.
        let published = Published::new();
        let keys = published.remote_keys();
        assert_eq!(outcome(&keys, &KEY, NOW).await, Ok(()));
        published.says(KEYS, &set);
        assert_eq!(outcome(&keys, &KEY, NOW.plus(DEFAULT_MAX_AGE)).await, Ok(()), "{set}");
    }
}
