use serde_json::{Value, json};

use super::{KEY, NOW, claims, claims_with, parsed};
use crate::{Claims, TokenRefused};

#[test]
fn claims_keep_their_json_form() {
    let mut bound = claims_with("ctx", &json!({ "ip": "hash", "ua": "hash" }));
    bound["phone_number"] = json!("+14155550100");
    bound["phone_number_verified"] = json!(true);
    for claims in [claims("jti-1"), bound] {
        assert_eq!(serde_json::to_value(parsed(&claims)).unwrap(), claims);
    }
}

#[test]
fn jwt_04_claims_are_read_from_an_object_and_never_from_a_list_of_values() {
    let values: Vec<Value> = claims("jti-1").as_object().unwrap().values().cloned().collect();
    assert!(serde_json::from_value::<Claims>(json!(values)).is_err());
}

#[test]
fn jwt_04_a_payload_that_is_not_utf_8_is_refused_even_in_a_claim_that_nobody_knows() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let text = claims_with("unknown", &json!("?")).to_string();
    let (before, after) = text.split_once('?').unwrap();
    let payload = [before.as_bytes(), &[0xff], after.as_bytes()].concat();
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(KEY.header().to_string()), URL_SAFE_NO_PAD.encode(payload));
    let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(KEY.0.sign(message.as_bytes())));
    assert_eq!(KEY.verifier().verify(&token, NOW), Err(TokenRefused::BadClaims));
}

#[test]
fn a_header_counts_in_whatever_order_its_members_stand() {
    let kid = KEY.jwk().thumbprint();
    let known = format!(r#"{{"typ":"at+jwt","alg":"EdDSA","kid":"{kid}"}}"#);
    let other = format!(r#"{{ "kid": "{kid}", "typ": "application/at+jwt", "alg": "EdDSA" }}"#);
    for header in [known, other] {
        let token = KEY.token(&header, &claims("jti-1"));
        assert_eq!(*KEY.verifier().verify(&token, NOW).unwrap(), parsed(&claims("jti-1")), "{header}");
    }
}
