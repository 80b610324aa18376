use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::identity::identifier::{EmailAddress, Identifier, PhoneNumber};

#[test]
fn what_is_signed_is_verified() {
    for key in every_key() {
        let token = key.signing_key().sign(&claims()).unwrap();
        assert_eq!(key.verify(&token), Ok(claims()), "{}", key.alg);
    }
}

#[test]
fn jwt_08_a_token_carries_every_claim_of_rfc_9068_and_no_null() {
    for key in every_key() {
        let token = key.signing_key().sign(&claims()).unwrap();
        let [header, payload, _] = parts(&token);
        let header: Value = serde_json::from_slice(&decode(header)).unwrap();
        let payload: Value = serde_json::from_slice(&decode(payload)).unwrap();
        assert_eq!(header, json!({ "typ": "at+jwt", "alg": key.alg, "kid": key.kid() }));
        assert_eq!(
            payload,
            json!({
                "iss": ISSUER, "aud": AUDIENCE, "sub": "email:ada@example.org", "client_id": "first-party",
                "iat": 1_800_000_000, "nbf": 1_800_000_000, "exp": 1_800_000_900, "jti": "jti-1", "sid": "sid-1",
                "scope": "api", "acr": "otp", "amr": ["otp"], "auth_time": 1_800_000_000,
                "email": "ada@example.org", "email_verified": true,
            })
        );
    }
}

#[test]
fn jwt_08_a_token_without_one_of_its_claims_is_refused() {
    let optional = ["acr", "email", "email_verified"];
    for claim in claims_json().as_object().unwrap().keys().filter(|claim| !optional.contains(&claim.as_str())) {
        let token = EDDSA.token_saying(&claims_with(claim, Value::Null));
        assert_eq!(EDDSA.refusal(&token), TokenRefused::BadClaims, "without {claim}");
    }
}

#[test]
fn contact_claims_name_the_proven_identifier_and_nothing_else() {
    let address = Identifier::Email(EmailAddress::parse("Ada@Example.org").unwrap());
    let number = Identifier::Phone(PhoneNumber::parse("+14155550100").unwrap().0);
    // OpenID Connect Core §5.1 asks for an addr-spec of RFC 5322.
    let quoted = Identifier::Email(EmailAddress::parse("Taro..Yamada@docomo.ne.jp").unwrap());
    for (identifier, expected) in [
        (quoted, json!({ "email": "\"taro..yamada\"@docomo.ne.jp", "email_verified": true })),
        (address, json!({ "email": "ada@example.org", "email_verified": true })),
        (number, json!({ "phone_number": "+14155550100", "phone_number_verified": true })),
    ] {
        let contact = ContactClaims::from(&identifier);
        assert_eq!(serde_json::to_value(&contact).unwrap(), expected);
        let token = EDDSA.signing_key().sign(&Claims { contact: contact.clone(), ..claims() }).unwrap();
        assert_eq!(EDDSA.verify(&token).unwrap().contact, contact);
        assert_eq!(format!("{contact:?}"), "ContactClaims(redacted)");
    }
}

#[test]
fn jwt_05_a_time_that_is_no_whole_number_of_seconds_is_refused() {
    for claim in ["exp", "nbf", "iat"] {
        for time in [
            "\"1800000000\"",
            "\"\"",
            "1800000000.5",
            "1800000000.0",
            "1.8e9",
            "-1",
            "-0",
            "1e300",
            "1e999",
            "18446744073709551616",
            "null",
            "true",
            "[1800000900]",
            "{}",
        ] {
            let payload = claims_with(claim, json!("TIME")).to_string().replace("\"TIME\"", time);
            assert_eq!(EDDSA.refusal(&EDDSA.token_saying(&payload)), TokenRefused::BadClaims, "{claim} {time}");
        }
    }
}

#[test]
fn jwt_05_times_count_to_the_second_and_clocks_may_differ_by_the_skew() {
    let at = |offset: i64| json!(NOW.as_unix().checked_add_signed(offset).unwrap());
    for (skew, claim, offset, expected) in [
        (30, "exp", 1, Ok(())),
        (30, "exp", -29, Ok(())),
        (30, "exp", -30, Err(TokenRefused::Expired)),
        (30, "exp", -1_800_000_000, Err(TokenRefused::Expired)),
        (0, "exp", 1, Ok(())),
        (0, "exp", 0, Err(TokenRefused::Expired)),
        (30, "nbf", 30, Ok(())),
        (30, "nbf", 31, Err(TokenRefused::NotYetValid)),
        (0, "nbf", 0, Ok(())),
        (0, "nbf", 1, Err(TokenRefused::NotYetValid)),
        (30, "iat", 30, Ok(())),
        (30, "iat", 31, Err(TokenRefused::NotYetValid)),
        (0, "iat", 0, Ok(())),
        (0, "iat", 1, Err(TokenRefused::NotYetValid)),
    ] {
        let token = EDDSA.token_saying(&claims_with(claim, at(offset)));
        let verified = verifier([EDDSA.jwk()], skew).verify(&token, NOW).map(|_| ());
        assert_eq!(verified, expected, "{claim} {offset} seconds from now, skew {skew}");
    }
}

#[test]
fn jwt_05_the_largest_times_do_not_overflow() {
    for claim in ["exp", "nbf", "iat"] {
        let token = EDDSA.token_saying(&claims_with(claim, json!(u64::MAX)));
        let verifier = verifier([EDDSA.jwk()], SKEW);
        let expected = if claim == "exp" { Ok(()) } else { Err(TokenRefused::NotYetValid) };
        assert_eq!(verifier.verify(&token, NOW).map(|_| ()), expected, "{claim}");
        assert!(verifier.verify(&token, Timestamp::from_unix(u64::MAX)).is_err(), "{claim} at the end of time");
    }
}

#[test]
fn jwt_06_only_the_exact_issuer_is_accepted() {
    for issuer in [
        "",
        "https://auth.example.org/",
        "https://auth.example.org/tenant",
        "https://auth.example.or",
        "https://auth.example.org.evil.example",
        "https://AUTH.example.org",
        "http://auth.example.org",
        " https://auth.example.org",
        "https://auth.example.org\0",
        "https://api.example.org",
    ] {
        let token = EDDSA.token_saying(&claims_with("iss", json!(issuer)));
        assert_eq!(EDDSA.refusal(&token), TokenRefused::WrongIssuer, "{issuer:?}");
    }
    for issuer in [json!([ISSUER]), json!(1), json!({}), json!(true)] {
        let token = EDDSA.token_saying(&claims_with("iss", issuer.clone()));
        assert_eq!(EDDSA.refusal(&token), TokenRefused::BadClaims, "{issuer}");
    }
}

#[test]
fn jwt_06_only_the_exact_audience_is_accepted_alone() {
    for (audience, refused) in [
        (json!(""), TokenRefused::WrongAudience),
        (json!("https://api.example.org/"), TokenRefused::WrongAudience),
        (json!("https://api.example.or"), TokenRefused::WrongAudience),
        (json!("https://api.example.org.evil.example"), TokenRefused::WrongAudience),
        (json!("https://API.example.org"), TokenRefused::WrongAudience),
        (json!("*"), TokenRefused::WrongAudience),
        (json!(["https://other.example.org"]), TokenRefused::WrongAudience),
        (json!([]), TokenRefused::BadClaims),
        (json!([AUDIENCE, "https://other.example.org"]), TokenRefused::BadClaims),
        (json!(["https://other.example.org", AUDIENCE]), TokenRefused::BadClaims),
        (json!([AUDIENCE, AUDIENCE]), TokenRefused::BadClaims),
        (json!([[AUDIENCE]]), TokenRefused::BadClaims),
        (json!([1]), TokenRefused::BadClaims),
        (json!({ "0": AUDIENCE }), TokenRefused::BadClaims),
        (json!(1), TokenRefused::BadClaims),
    ] {
        let token = EDDSA.token_saying(&claims_with("aud", audience.clone()));
        assert_eq!(EDDSA.refusal(&token), refused, "{audience}");
    }
}

#[test]
fn jwt_06_an_audience_in_a_list_of_one_is_that_audience() {
    let token = EDDSA.token_saying(&claims_with("aud", json!([AUDIENCE])));
    assert_eq!(EDDSA.verify(&token), Ok(claims()));
}

#[test]
fn jwt_07_only_the_type_of_an_access_token_is_accepted() {
    for typ in ["JWT", "jwt", "at+JWT", "AT+JWT", "at+jwt ", " at+jwt", "at", "", "logout+jwt", "dpop+jwt", "id+jwt"] {
        let token = EDDSA.token(&EDDSA.header_with("typ", json!(typ)), &claims_json());
        assert_eq!(EDDSA.refusal(&token), TokenRefused::WrongType, "{typ:?}");
    }
    let long_form = EDDSA.token(&EDDSA.header_with("typ", json!("application/at+jwt")), &claims_json());
    assert!(EDDSA.verify(&long_form).is_ok(), "RFC 9068 §4");
    for typ in [Value::Null, json!(["at+jwt"]), json!(1)] {
        let token = EDDSA.token(&EDDSA.header_with("typ", typ.clone()), &claims_json());
        assert_eq!(EDDSA.refusal(&token), TokenRefused::Malformed, "{typ}");
    }
}

#[test]
fn jwt_07_an_id_token_is_no_access_token_whatever_type_it_claims() {
    let id_token = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "email:ada@example.org", "iat": NOW, "exp": NOW.plus(900),
        "auth_time": NOW, "nonce": "n-1", "azp": "first-party", "email": "ada@example.org", "email_verified": true,
    });
    for (typ, refused) in [("JWT", TokenRefused::WrongType), ("at+jwt", TokenRefused::BadClaims)] {
        let token = EDDSA.token(&EDDSA.header_with("typ", json!(typ)), &id_token);
        assert_eq!(EDDSA.refusal(&token), refused, "{typ}");
    }
}

#[test]
fn a_claim_that_we_do_not_know_is_no_reason_to_refuse() {
    assert_eq!(EDDSA.verify(&EDDSA.token_saying(&claims_with("unknown", json!({ "ip": "hash" })))), Ok(claims()));
}

#[test]
fn debug_of_claims_does_not_show_the_contact() {
    let shown = format!("{:?}", Claims { sub: "opaque".to_owned(), ..claims() });
    assert!(!shown.contains("ada@example.org"), "{shown}");
}

#[test]
fn issuers_are_bare_https_urls() {
    for text in [
        "https://auth.example.org",
        "https://auth.example.org:8443",
        "https://auth.example.org/tenant/a",
        "https://abc123.execute-api.eu-central-1.amazonaws.com",
        "http://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:3000/a",
    ] {
        assert_eq!(Issuer::parse(text).map(|issuer| issuer.to_string()).as_deref(), Ok(text));
    }
    for text in [
        "",
        "https://",
        "https:///path",
        "https:auth.example.org",
        "//auth.example.org",
        "auth.example.org",
        "HTTPS://auth.example.org",
        "ftp://auth.example.org",
        "javascript://localhost",
        "https://auth.example.org/",
        "https://auth.example.org/tenant/",
        "https://auth.example.org?a=b",
        "https://auth.example.org#a",
        "https://user@auth.example.org",
        "https://user:password@auth.example.org",
        "https://auth.example.org\\a",
        "https://auth.example.org\"",
        "https://auth example.org",
        " https://auth.example.org",
        "https://auth.example.org\n",
        "https://bücher.example",
        "http://auth.example.org",
        "http://",
        "http:///",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
        "http://127.0.0.1@auth.example.org",
        "http://localhost:3000@auth.example.org",
        "http://LOCALHOST",
        "http://0.0.0.0",
        "http://localhost/",
    ] {
        assert!(Issuer::parse(text).is_err(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn parsing_an_issuer_never_panics(text in "\\PC{0,60}|https?://\\PC{0,40}") {
        if let Ok(issuer) = Issuer::parse(&text) {
            prop_assert_eq!(issuer.as_str(), text.as_str());
            prop_assert!(text.is_ascii() && !text.ends_with('/'));
        }
    }

    #[test]
    fn whatever_is_signed_is_verified_to_the_same_claims(sub: String, jti: String, scope in "[ -~]{0,80}") {
        let claims = Claims { sub, jti, scope, ..claims() };
        let token = EDDSA.signing_key().sign(&claims).unwrap();
        prop_assert_eq!(EDDSA.verify(&token), Ok(claims));
    }

    #[test]
    fn no_signed_payload_makes_verification_panic(payload in "\\PC{0,60}|\\{(\"[a-z]{3}\":[0-9\"\\[\\]]{1,9},?){0,4}\\}") {
        prop_assert_eq!(EDDSA.refusal(&EDDSA.token_saying(&payload)), TokenRefused::BadClaims);
    }
}
