//! The list of signing keys as configuration writes it.

use super::*;
use crate::tokens::{KeySource, SigningKeys};

const KMS: &str = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const SECRET: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otp/signing-AbCdEf";
const PARAMETER: &str = "arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/otp/signing";
const KID: &str = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

#[test]
fn one_source_alone_is_a_list_of_one() {
    for key in every_key() {
        let keys = SigningKeys::parse_for_signing(&key.text).unwrap();
        let [entry] = keys.entries() else { panic!("{keys:?}") };
        let KeySource::Here(_, parsed) = &entry.source else { panic!("{entry:?}") };
        assert_eq!(parsed.verification_jwk(), &key.jwk());
    }
    let arns = [(KMS, "Kms"), (SECRET, "Secret"), (PARAMETER, "Parameter")];
    for (arn, kind) in arns {
        let keys = SigningKeys::parse(arn).unwrap();
        let found = match &keys.entries()[0].source {
            KeySource::Kms(_) => "Kms",
            KeySource::Secret(_) => "Secret",
            KeySource::Parameter(_) => "Parameter",
            KeySource::Here(..) => "Here",
        };
        assert_eq!((found, keys.entries()[0].source.arn()), (kind, Some(arn)));
    }
}

#[test]
fn a_list_is_ordered_by_when_its_keys_sign_and_comes_back_as_it_was() {
    let text = json!([
        { "key": SECRET, "announced": 0, "active": 30_000 },
        { "key": KMS, "kid": KID, "alg": "RS256" },
        { "key": EDDSA.text, "announced": 1_000, "active": 10_000 },
    ]);
    let keys = SigningKeys::parse_for_signing(&text.to_string()).unwrap();
    let written: Value = serde_json::from_str(&keys.to_json()).unwrap();
    assert_eq!(written, json!([text[1], { "key": EDDSA.text.trim(), "announced": 1_000, "active": 10_000 }, text[0]]));
    assert_eq!(SigningKeys::parse(&keys.to_json()).unwrap().to_json(), keys.to_json());
}

#[test]
fn a_list_learns_names_and_algorithms_and_knows_its_keys_again() {
    let keys = SigningKeys::parse(&json!([{ "key": KMS }]).to_string()).unwrap();
    assert!(keys.entries()[0].is(&RS256.jwk()), "nothing is said of it");
    let keys = keys.named(&[RS256.jwk()]).unwrap();
    let expected = json!([{ "key": KMS, "kid": RS256.kid(), "alg": "RS256" }]);
    assert_eq!(serde_json::from_str::<Value>(&keys.to_json()).unwrap(), expected);
    assert!(keys.entries()[0].is(&RS256.jwk()));
    assert!(!keys.entries()[0].is(&ES256.jwk()));
    assert!(SigningKeys::parse_for_signing(&expected.to_string()).is_ok());
}

#[test]
fn keys_of_a_list_take_turns_once_their_algorithms_are_known() {
    let both = json!([{ "key": KMS, "alg": "ES256" }, { "key": SECRET, "alg": "RS256" }]).to_string();
    assert_eq!(SigningKeys::parse(&both).unwrap().schedule().algorithms(NOW).len(), 2);
    let one = both.replace("ES256", "RS256");
    let fault = SigningKeys::parse(&one).unwrap_err().to_string();
    assert!(fault.starts_with("entry 2 must become active later than the one before it of its algorithm"), "{fault}");

    let unknown = json!([{ "key": KMS, "alg": "RS256" }, { "key": SECRET, "announced": 0, "active": 10_000 }]);
    let keys = SigningKeys::parse(&unknown.to_string()).unwrap();
    let named = keys.clone().named(&[RS256.jwk(), ES256.jwk()]).unwrap();
    assert_eq!(named.schedule().algorithms(NOW).len(), 2);
    let named = keys.named(&[RS256.jwk(), RS256.jwk()]).unwrap();
    assert_eq!(named.schedule().algorithms(NOW), [RS256.jwk().algorithm()], "the second follows the first");
    let there = SigningKeys::parse(&json!([{ "key": KMS, "alg": "RS256" }, { "key": SECRET }]).to_string()).unwrap();
    assert!(there.named(&[RS256.jwk(), RS256.jwk()]).is_err(), "two that were always there");
    // A key that stands in the list needs no word about it.
    let here = json!([{ "key": RS256.text }, { "key": EDDSA.text }]).to_string();
    assert_eq!(SigningKeys::parse_for_signing(&here).unwrap().schedule().algorithms(NOW).len(), 2);
}

#[test]
fn every_fault_of_a_list_is_named_at_once() {
    let text = json!([
        { "key": "no key" },
        { "key": KMS.replace("key/", "alias/"), "kid": "short", "alg": "none" },
        { "key": SECRET, "active": 9_000 },
    ]);
    let fault = SigningKeys::parse(&text.to_string()).unwrap_err().to_string();
    for part in [
        "entry 1 must be a private key",
        "entry 2 must be the ARN",
        "entry 2 must have an RFC 7638",
        "entry 2 must have RS256",
        "entry 3 must say since when",
    ] {
        assert!(fault.contains(part), "{part} in {fault}");
    }
    let fault = SigningKeys::parse_for_signing(&json!([{ "key": KMS }]).to_string()).unwrap_err().to_string();
    assert_eq!(fault, "entry 1 is in KMS and needs kid and alg");
}

#[test]
fn what_is_no_list_and_no_source_is_refused() {
    for text in [
        "",
        " ",
        "[",
        "[]",
        "[1]",
        "{}",
        "arn:",
        "arn:aws:kms:::key/x",
        r#"[{"key":"x","state":"active"}]"#,
        "arn:aws:s3:eu-central-1:123456789012:key/x",
        "arn:aws:kms:eu-central-1:123456789012:key/",
        "arn:aws:kms:eu-central-1:123456789012:key/a\"b",
        "arn:aws:kms:eu-central-1:123456789012:alias/x",
        r#"[{"announced":1}]"#,
        r#"[{"key":"x","announced":-1}]"#,
    ] {
        assert!(SigningKeys::parse(text).is_err(), "{text}");
    }
}

#[test]
fn otp_13_neither_debug_nor_a_fault_shows_a_key() {
    for key in every_key() {
        let text = json!([{ "key": key.text, "announced": 0, "active": 0 }]).to_string();
        let shown = format!("{:?}", SigningKeys::parse(&text).unwrap());
        let spoiled = key.text.replace("PRIVATE KEY", "PRIVATE").replace("\"kty\"", "\"kyt\"");
        let fault = SigningKeys::parse(&json!([{ "key": spoiled }]).to_string()).unwrap_err();
        for shown in [shown, format!("{fault} {fault:?}")] {
            let secret = encode(&key.der);
            assert!(!shown.contains("BEGIN") && !shown.contains(&secret[..20]) && shown.len() < 700, "{shown}");
        }
    }
}
