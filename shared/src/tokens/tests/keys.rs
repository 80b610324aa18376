use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};
use aws_lc_rs::signature::ECDSA_P384_SHA384_FIXED_SIGNING;
use proptest::prelude::*;
use serde_json::json;

use super::super::{KeySetFault, SigningKeyFault};
use super::*;

/// RFC 7638 §3.1.
const RFC_7638_MODULUS: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
/// RFC 8037 A.1 and A.2.
const RFC_8037_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const RFC_8037_D: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";

/// A throw-away RSA key of 1024 bits, which AWS-LC does not make any more (PKCS#8, base64).
const WEAK_RSA: &str = "\
    MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBALw3UFMk37pPeJ8hBIpj7GQNTMg0F4U6whgv1OrW1B5J/T5hor77ea0doEHf3k\
    PU/K1dRV1eVJzNqny+oQZ5tHORoaAkqSA+0Dd8SRq8D6boxGUYHvZtCL3gjv1GnlbANU0iPOIPEYhcenFMTYeU6ZJZD8KlZX+fwr3oI2u9ceel\
    AgMBAAECgYAEX7izJfE5EC26bPcBDE9rB9AX+vXs96+ZBkuJZZKqXYfQEk7I52ktd7nIrh4pL2Lr2HYLNGz8896ZZYiycNObrawQk+oiivCwK1\
    /3DhktYSzuh4DtjA99/wB2rU0rlStzeLbzLoQyAtck1oTjWSRxX5HnjENtSV4+sYsnPrv05QJBAPURF/DlOQXfw7bwgwD+IPHZJ8IQczwtmhUQ\
    LezP3cVNmrMvL7c/hME70IvcLmkuNuTgTiXXnHYpDKn2Q6BMZ48CQQDEnO27SyNiwTNh0IlDr51wDxecaMSUW7f3dR1iPJct1JhaI7vYg21/Jc\
    4GPvGfaZREEKzHqzXlmlq2YtAN0QOLAkEAkbsEfaAR9MhH3jXP8XstpCP6XJDjtdl4UyY36ScDPh0T7ZIV0ebXzwD+1uysPKfaxOgOELrStAFd\
    IoTrWhuVSQJAXo7WqvAdKZ6fdpiTm5D3V/B6O4gLmwptdL7Hjfpz/t+zEg8DhcLXw4HMDybwj+l4HDAk2LaX6kANBpCJXUu7twJAPzbtye1Fgr\
    LhzzNzE3+um6cXL1XmfNLlVzHgEZ0C/j1JHrTUrTW9fMFqj6638zGwxbroeSLN0L12sRhZODqL+Q==\
";

#[test]
fn thumbprints_are_those_of_rfc_7638_and_rfc_8037() {
    let rsa = jwk(json!({ "kty": "RSA", "e": "AQAB", "n": RFC_7638_MODULUS }));
    assert_eq!(rsa.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    let ed = jwk(json!({ "kty": "OKP", "crv": "Ed25519", "x": RFC_8037_X }));
    assert_eq!(ed.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn a_key_that_names_itself_is_still_named_by_its_thumbprint() {
    let text = json!({ "keys": [{
        "kty": "OKP", "crv": "Ed25519", "x": RFC_8037_X, "kid": "../../dev/null", "x5t": "AA",
    }] });
    let published = KeySet::parse(&text.to_string()).unwrap().publish();
    let kid = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    let expected = json!({ "kty": "OKP", "crv": "Ed25519", "x": RFC_8037_X, "use": "sig", "alg": "EdDSA", "kid": kid });
    assert_eq!(published, json!({ "keys": [expected] }));
}

#[test]
fn every_form_of_a_private_key_is_the_same_key() {
    for (key, forms) in [(&*RS256, rsa_forms()), (&*ES256, ec_forms()), (&*EDDSA, ed_forms())] {
        for form in forms {
            let signing_key = SigningKey::parse(&form).unwrap();
            assert_eq!(signing_key.verification_jwk(), &key.jwk(), "{}", key.alg);
            let token = signing_key.sign(&claims()).unwrap();
            assert_eq!(key.verify(&token), Ok(claims()), "{}", key.alg);
        }
    }
}

#[test]
fn the_private_key_of_rfc_8037_has_its_public_half() {
    let text = json!({ "kty": "OKP", "crv": "Ed25519", "d": RFC_8037_D, "x": RFC_8037_X }).to_string();
    let key = SigningKey::parse(&text).unwrap();
    assert_eq!(key.verification_jwk().thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn a_text_that_is_no_private_key_is_refused() {
    let public = every_key().map(|key| pem("PUBLIC KEY", &key.public_der));
    for text in [
        String::new(),
        "garbage".to_owned(),
        "{".to_owned(),
        "{}".to_owned(),
        "[]".to_owned(),
        json!({ "kty": "OKP" }).to_string(),
        json!({ "kty": "AKP", "d": "AA" }).to_string(),
        json!({ "keys": [] }).to_string(),
        serde_json::to_value(EDDSA.jwk()).unwrap().to_string(),
        serde_json::to_value(RS256.jwk()).unwrap().to_string(),
        pem("CERTIFICATE", &EDDSA.der),
        public[0].clone(),
        public[1].clone(),
        public[2].clone(),
        EDDSA.text.replace("-----END PRIVATE KEY-----", ""),
    ] {
        assert_eq!(SigningKey::parse(&text).unwrap_err(), SigningKeyFault::Shape, "{text}");
    }
}

#[test]
fn a_private_key_that_is_damaged_weak_or_of_another_kind_is_refused() {
    let p384 = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
    let mut damaged = EDDSA.der.clone();
    damaged.truncate(damaged.len() - 1);
    for (what, text) in [
        ("RSA of 1024 bits", format!("-----BEGIN PRIVATE KEY-----\n{WEAK_RSA}\n-----END PRIVATE KEY-----\n")),
        ("P-384", pem("PRIVATE KEY", p384.to_pkcs8v1().unwrap().as_ref())),
        ("a public key in a private envelope", pem("PRIVATE KEY", &EDDSA.public_der)),
        ("damaged DER", pem("PRIVATE KEY", &damaged)),
        ("empty DER", pem("PRIVATE KEY", &[])),
        ("another envelope", pem("RSA PRIVATE KEY", &ES256.der)),
        ("a short oct key", json!({ "kty": "oct", "k": encode([7; 31]) }).to_string()),
        ("an empty oct key", json!({ "kty": "oct", "k": "" }).to_string()),
        ("an oct key with padding", json!({ "kty": "oct", "k": "A".repeat(43) + "=" }).to_string()),
    ] {
        assert_eq!(SigningKey::parse(&text).unwrap_err(), SigningKeyFault::Key, "{what}");
    }
}

#[test]
fn a_private_jwk_whose_halves_do_not_match_is_refused() {
    let (rsa, ec, ed) = (rsa_jwk(), ec_jwk(), ed_jwk());
    let other_ec = serde_json::to_value(other_ec_key()).unwrap();
    let other_rsa = RFC_7638_MODULUS;
    for (what, jwk) in [
        ("n of another key", with(rsa.clone(), "n", json!(other_rsa))),
        ("another e", with(rsa.clone(), "e", json!("Aw"))),
        ("d is not base64url", with(rsa.clone(), "d", json!("+/=="))),
        ("p and q alike", with(rsa.clone(), "p", rsa["q"].clone())),
        ("x and y of another key", with(with(ec.clone(), "x", other_ec["x"].clone()), "y", other_ec["y"].clone())),
        ("x of another key", with(ec.clone(), "x", other_ec["x"].clone())),
        ("x and y swapped", with(with(ec.clone(), "x", ec["y"].clone()), "y", ec["x"].clone())),
        ("d is nought", with(ec.clone(), "d", json!(encode([0; 32])))),
        ("d beyond the order", with(ec.clone(), "d", json!(encode([0xff; 32])))),
        ("labelled P-384", with(ec.clone(), "crv", json!("P-384"))),
        ("labelled secp256k1", with(ec, "crv", json!("secp256k1"))),
        ("x of another Ed25519 key", with(ed.clone(), "x", json!(RFC_8037_X))),
        ("d is short", with(ed.clone(), "d", json!(encode([7; 31])))),
        ("labelled X25519", with(ed.clone(), "crv", json!("X25519"))),
        ("labelled Ed448", with(ed, "crv", json!("Ed448"))),
    ] {
        assert_eq!(SigningKey::parse(&jwk.to_string()).unwrap_err(), SigningKeyFault::Key, "{what}");
    }
}

#[test]
fn a_key_set_with_a_fault_is_refused() {
    let ed = serde_json::to_value(EDDSA.jwk()).unwrap();
    let ec = serde_json::to_value(ES256.jwk()).unwrap();
    let rsa = |bytes: usize| json!({ "kty": "RSA", "e": "AQAB", "n": encode([0xa5].repeat(bytes)) });
    let set = |key: Value| json!({ "keys": [ed, key] }).to_string();
    for (text, fault) in [
        (String::new(), KeySetFault::Shape),
        ("{}".to_owned(), KeySetFault::Shape),
        (json!({ "keys": [] }).to_string(), KeySetFault::Shape),
        (json!({ "keys": {} }).to_string(), KeySetFault::Shape),
        (json!({ "keys": null }).to_string(), KeySetFault::Shape),
        (ed.to_string(), KeySetFault::Shape),
        (format!("{} ]", set(ed.clone())), KeySetFault::Shape),
        (set(json!({})), KeySetFault::Shape),
        (set(json!("key")), KeySetFault::Shape),
        (set(json!({ "kty": "AKP", "pub": "AA" })), KeySetFault::Shape),
        (set(json!({ "kty": "okp", "crv": "Ed25519", "x": RFC_8037_X })), KeySetFault::Shape),
        (set(json!({ "kty": "OKP", "crv": "Ed25519" })), KeySetFault::Shape),
        (set(json!({ "kty": "OKP", "crv": "Ed25519", "x": 1 })), KeySetFault::Shape),
        (set(rsa(128)), KeySetFault::Key),
        (set(rsa(255)), KeySetFault::Key),
        (set(json!({ "kty": "RSA", "e": "", "n": RFC_7638_MODULUS })), KeySetFault::Key),
        (set(json!({ "kty": "RSA", "e": "AQAB", "n": format!("{RFC_7638_MODULUS}==") })), KeySetFault::Key),
        (set(with(ec.clone(), "crv", json!("P-384"))), KeySetFault::Key),
        (set(with(ec.clone(), "crv", json!("p-256"))), KeySetFault::Key),
        (set(with(ec.clone(), "x", ec["y"].clone())), KeySetFault::Key),
        (set(with(ec.clone(), "x", json!(encode([0; 32])))), KeySetFault::Key),
        (set(json!({ "kty": "EC", "crv": "P-256", "x": "", "y": "" })), KeySetFault::Key),
        (set(json!({ "kty": "OKP", "crv": "X25519", "x": RFC_8037_X })), KeySetFault::Key),
        (set(json!({ "kty": "OKP", "crv": "Ed25519", "x": encode([7; 31]) })), KeySetFault::Key),
        (set(json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(&EDDSA.public_der) })), KeySetFault::Key),
        (set(json!({ "kty": "oct", "k": encode([7; 31]) })), KeySetFault::Key),
        (set(json!({ "kty": "oct", "k": "" })), KeySetFault::Key),
        (set(ed_jwk()), KeySetFault::Private),
        (set(ec_jwk()), KeySetFault::Private),
        (set(rsa_jwk()), KeySetFault::Private),
    ] {
        assert_eq!(KeySet::parse(&text).unwrap_err(), fault, "{text}");
    }
}

/// What keys say of themselves, and whether one that says so may check signatures, and make them.
fn uses(alg: &str) -> Vec<(&'static str, Value, bool, bool)> {
    vec![
        ("use", json!("sig"), true, true),
        ("use", json!("enc"), false, false),
        ("use", json!("Sig"), false, false),
        ("use", json!("wrap"), false, false),
        ("use", json!(1), false, false),
        ("alg", json!(alg), true, true),
        ("alg", json!("PS256"), false, false),
        ("alg", json!("RS384"), false, false),
        ("alg", json!("ES384"), false, false),
        ("alg", json!("HS512"), false, false),
        ("alg", json!("RSA-OAEP-256"), false, false),
        ("alg", json!(alg.to_lowercase()), false, false),
        ("alg", json!("none"), false, false),
        ("key_ops", json!(["verify"]), true, false),
        ("key_ops", json!(["sign"]), false, true),
        ("key_ops", json!(["sign", "verify"]), true, true),
        ("key_ops", json!(["verify", "sign"]), true, true),
        ("key_ops", json!([]), false, false),
        ("key_ops", json!(["encrypt"]), false, false),
        ("key_ops", json!(["sign", "verify", "encrypt"]), false, false),
        ("key_ops", json!(["verify", "verify", "sign", "sign"]), false, false),
        ("key_ops", json!("verify sign"), false, false),
    ]
}

#[test]
fn jwt_01_a_key_that_is_for_something_else_is_no_signature_key() {
    for key in every_key() {
        let public = serde_json::to_value(key.jwk()).unwrap();
        let private = match key.alg {
            "RS256" => rsa_jwk(),
            "ES256" => ec_jwk(),
            "EdDSA" => ed_jwk(),
            _ => public.clone(),
        };
        for (member, value, checks, signs) in uses(key.alg) {
            let read = KeySet::parse(&json!({ "keys": [with(public.clone(), member, value.clone())] }).to_string());
            assert_eq!(read.err(), (!checks).then_some(KeySetFault::Use), "{} {member} {value}", key.alg);
            let read = SigningKey::parse(&with(private.clone(), member, value.clone()).to_string());
            assert_eq!(read.err(), (!signs).then_some(SigningKeyFault::Use), "{} {member} {value}", key.alg);
        }
    }
    let doubtful = with(with(ed_jwk(), "use", json!("sig")), "key_ops", json!(["decrypt"]));
    assert_eq!(SigningKey::parse(&doubtful.to_string()).unwrap_err(), SigningKeyFault::Use, "at odds with itself");
}

#[test]
fn a_published_set_reads_back_and_holds_neither_secret_nor_private_keys() {
    let set = KeySet::of(every_key().map(TestKey::jwk)).unwrap();
    let published = set.publish();
    assert_eq!(published["keys"].as_array().unwrap().len(), 3);
    for (key, jwk) in every_key().into_iter().zip(published["keys"].as_array().unwrap()) {
        assert_eq!((&jwk["kid"], &jwk["alg"], &jwk["use"]), (&json!(key.kid()), &json!(key.alg), &json!("sig")));
        for member in jwk.as_object().unwrap().keys() {
            assert!(["kty", "crv", "x", "y", "n", "e", "use", "alg", "kid"].contains(&member.as_str()), "{member}");
        }
    }
    let again = KeySet::parse(&published.to_string()).unwrap();
    assert_eq!(again.publish(), published);
    assert_eq!(again.algorithms(), ["ES256", "EdDSA", "RS256"]);
    let only_secret = KeySet::of([HS256.jwk()]).unwrap();
    assert_eq!(only_secret.publish(), json!({ "keys": [] }));
}

#[test]
fn the_authorizers_set_holds_the_secret_key_too() {
    let set = KeySet::parse(&KeySet::of([HS256.jwk(), EDDSA.jwk()]).unwrap().to_json().to_string()).unwrap();
    assert_eq!(set.algorithms(), ["EdDSA"], "nobody can check with a secret");
    assert!(set.find(&HS256.kid()).is_some() && set.find(&EDDSA.kid()).is_some());
}

#[test]
fn algorithms_are_named_once() {
    assert_eq!(KeySet::of([EDDSA.jwk(), EDDSA.jwk()]).unwrap().algorithms(), ["EdDSA"]);
}

#[test]
fn otp_13_debug_and_faults_show_no_key() {
    for key in every_key() {
        let signing_key = key.signing_key();
        let set = KeySet::of([key.jwk()]).unwrap();
        let fault = SigningKey::parse(&key.text.replace("BEGIN PRIVATE", "BEGIN").replace("oct", "okt")).unwrap_err();
        let shown = format!("{signing_key:?} {:?} {set:?} {fault} {fault:?}", key.jwk());
        assert!(shown.contains(key.alg), "{shown}");
        let jwk = serde_json::to_value(key.jwk()).unwrap();
        let members = ["n", "x", "y", "k"].into_iter().filter_map(|member| jwk[member].as_str()).map(str::to_owned);
        for secret in members.chain([encode(&key.der), STANDARD.encode(&key.der), key.text.clone()]) {
            assert!(!shown.contains(&secret[..12]), "{shown}");
        }
        let list = format!("{:?}", &key.der[..4]);
        assert!(!shown.contains(list.trim_matches(['[', ']'])), "{shown}");
    }
}

proptest! {
    #[test]
    fn parsing_keys_never_panics(text in "\\PC{0,80}|-----BEGIN (RSA |EC )?PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{0,90}\n-----END (RSA |EC )?PRIVATE KEY-----") {
        prop_assert!(SigningKey::parse(&text).is_err());
        prop_assert!(KeySet::parse(&text).is_err());
    }

    #[test]
    fn parsing_a_jwk_of_random_numbers_never_panics(
        kty in "RSA|EC|OKP|oct", crv in "P-256|Ed25519|P-384", numbers in prop::collection::vec("[A-Za-z0-9_-]{0,90}", 9),
    ) {
        let mut jwk = json!({ "kty": kty, "crv": crv });
        for (member, number) in ["n", "e", "d", "p", "q", "dp", "dq", "qi", "k"].into_iter().zip(&numbers) {
            jwk[member] = json!(number);
        }
        (jwk["x"], jwk["y"]) = (json!(numbers[0]), json!(numbers[1]));
        let _ = SigningKey::parse(&jwk.to_string());
        jwk.as_object_mut().unwrap().remove("d");
        let _ = KeySet::parse(&json!({ "keys": [jwk] }).to_string());
    }

    #[test]
    fn no_bytes_in_a_private_envelope_make_parsing_panic(der in prop::collection::vec(any::<u8>(), 0..200)) {
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
            prop_assert_eq!(SigningKey::parse(&pem(label, &der)).unwrap_err(), SigningKeyFault::Key);
        }
    }
}

fn rsa_forms() -> Vec<String> {
    let jwk = rsa_jwk().to_string();
    vec![RS256.text.replace('\n', "\r\n"), pem("RSA PRIVATE KEY", &pkcs1()), jwk.clone(), format!("\n {jwk}\n")]
}

fn ec_forms() -> Vec<String> {
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &ES256.der).unwrap();
    let sec1 = AsDer::as_der(&pair.private_key()).unwrap().as_ref().to_vec();
    vec![ES256.text.clone(), pem("EC PRIVATE KEY", &sec1), ec_jwk().to_string()]
}

fn ed_forms() -> Vec<String> {
    let version_2 = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&EDDSA.der).unwrap().to_pkcs8().unwrap();
    vec![EDDSA.text.clone(), pem("PRIVATE KEY", version_2.as_ref()), ed_jwk().to_string()]
}

fn rsa_jwk() -> Value {
    let pkcs1 = pkcs1();
    let members = ["version", "n", "e", "d", "p", "q", "dp", "dq", "qi"];
    let mut jwk = json!({ "kty": "RSA", "kid": "mine" });
    for (member, integer) in members.into_iter().zip(integers(&pkcs1)).skip(1) {
        jwk[member] = json!(integer);
    }
    jwk
}

fn ec_jwk() -> Value {
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &ES256.der).unwrap();
    let d: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().unwrap();
    with(serde_json::to_value(ES256.jwk()).unwrap(), "d", json!(encode(d.as_ref())))
}

fn ed_jwk() -> Value {
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&EDDSA.der).unwrap();
    let seed = pair.seed().unwrap().as_be_bytes().unwrap();
    with(serde_json::to_value(EDDSA.jwk()).unwrap(), "d", json!(encode(seed.as_ref())))
}

fn other_ec_key() -> Jwk {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let text = pem("PRIVATE KEY", pair.to_pkcs8v1().unwrap().as_ref());
    SigningKey::parse(&text).unwrap().verification_jwk().clone()
}

/// The `RSAPrivateKey` that a PKCS#8 envelope of 2048 bits holds at its end: `30 82 LL LL`, 26 bytes in.
fn pkcs1() -> Vec<u8> {
    RS256.der[26..].to_vec()
}

/// The nine integers of an `RSAPrivateKey` (RFC 8017 A.1.2), base64url and without leading zeros.
fn integers(mut der: &[u8]) -> [String; 9] {
    let element = |der: &mut &[u8]| {
        let length = usize::from(der[1]);
        let (header, length) = match length {
            0x81 => (3, usize::from(der[2])),
            0x82 => (4, usize::from(der[2]) << 8 | usize::from(der[3])),
            short => (2, short),
        };
        let content = &der[header..header + length];
        *der = &der[header + length..];
        content.to_vec()
    };
    let sequence = element(&mut der);
    let mut rest = sequence.as_slice();
    std::array::from_fn(|_| {
        let integer = element(&mut rest);
        encode(&integer[usize::from(integer[0] == 0 && integer.len() > 1)..])
    })
}
