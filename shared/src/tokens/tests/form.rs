use serde_json::json;

use super::super::LONGEST_TOKEN;
use super::*;

#[test]
fn jwt_04_only_the_strict_compact_form_is_read() {
    let token = EDDSA.token_saying(&claims_json());
    let [header, payload, signature] = parts(&token);
    for text in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        header.to_owned(),
        format!("{header}.{payload}"),
        format!("{header}..{signature}.{payload}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{token}..{signature}"),
        format!("{header}={}", &token[header.len()..]),
        format!("{header}.{payload}=.{signature}"),
        format!("{token}="),
        format!("{token}=="),
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("{token}\r\n"),
        format!("\u{feff}{token}"),
        format!("{token}\0"),
        format!("{header}. {payload}.{signature}"),
        format!("{header}.{payload}\n.{signature}"),
        format!("{header} .{payload}.{signature}"),
        format!("{}\n{}", &token[..20], &token[20..]),
        format!("Bearer {token}"),
        format!("\"{token}\""),
        format!("{token}~"),
        format!("{token},{token}"),
        token.replace('.', "%2E"),
        json!({ "protected": header, "payload": payload, "signature": signature }).to_string(),
        json!({ "payload": payload, "signatures": [{ "protected": header, "signature": signature }] }).to_string(),
        json!({ "token": token }).to_string(),
    ] {
        assert_eq!(EDDSA.refusal(&text), TokenRefused::Malformed, "{text:?}");
    }
    let empty_header = EDDSA.refusal(&format!(".{payload}.{signature}"));
    assert_eq!(empty_header, TokenRefused::Malformed);
    assert_eq!(EDDSA.refusal(&format!("{header}..{signature}")), TokenRefused::BadSignature, "detached payload");
}

#[test]
fn jwt_04_the_standard_base64_alphabet_and_stray_bits_are_refused() {
    let signed = (0..).map(|jti| EDDSA.token_saying(&claims_with("jti", json!(format!("ÿ?{jti}")))));
    let token =
        signed.into_iter().find(|token| parts(token)[2].contains('-') && parts(token)[2].contains('_')).unwrap();
    for (from, to) in [("-", "+"), ("_", "/")] {
        let [header, payload, signature] = parts(&token);
        let standard = format!("{header}.{payload}.{}", signature.replace(from, to));
        assert_eq!(EDDSA.refusal(&standard), TokenRefused::Malformed, "{to}");
    }
    // 64 bytes leave four bits of the last character unused: 15 other characters would decode to the same signature.
    let last = token.as_bytes()[token.len() - 1];
    let same_bytes = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let others = same_bytes.chunks(16).find(|chunk| chunk.contains(&last)).unwrap();
    for other in others.iter().filter(|other| **other != last) {
        let stray = format!("{}{}", &token[..token.len() - 1], char::from(*other));
        assert_eq!(EDDSA.refusal(&stray), TokenRefused::Malformed, "{}", char::from(*other));
    }
    assert!(EDDSA.verify(&token).is_ok());
}

#[test]
fn jwt_04_a_header_with_any_other_or_doubled_member_is_refused() {
    let header = EDDSA.header().to_string();
    let members = &header[1..header.len() - 1];
    for member in [
        r#""crit":["b64"]"#,
        r#""crit":[]"#,
        r#""b64":false"#,
        r#""b64":true"#,
        r#""b64":false,"crit":["b64"]"#,
        r#""zip":"DEF""#,
        r#""cty":"JWT""#,
        r#""enc":"A256GCM""#,
        r#""p2c":2147483647"#,
        r#""nonce":"n""#,
        r#""unknown":1"#,
        r#""Alg":"none""#,
        r#""":"""#,
        r#""alg":"EdDSA""#,
        r#""alg":"none""#,
        r#""typ":"at+jwt""#,
        &format!(r#""kid":"{}""#, EDDSA.kid()),
    ] {
        for header in [format!("{{{members},{member}}}"), format!("{{{member},{members}}}")] {
            let token = EDDSA.token(&header, &claims_json());
            assert_eq!(EDDSA.refusal(&token), TokenRefused::Malformed, "{header}");
        }
    }
}

#[test]
fn jwt_04_a_header_that_is_not_one_json_object_is_refused() {
    let header = EDDSA.header().to_string();
    for header in [
        String::new(),
        "null".to_owned(),
        "{}".to_owned(),
        "[]".to_owned(),
        "\"at+jwt\"".to_owned(),
        format!("{header}{header}"),
        format!("{header},"),
        format!("\u{feff}{header}"),
        format!("{header}\0"),
        format!("[{header}]"),
        header.replace('"', "'"),
        "[".repeat(3_000),
    ] {
        let token = EDDSA.token(&header, &claims_json());
        assert_eq!(EDDSA.refusal(&token), TokenRefused::Malformed, "{header}");
    }
}

#[test]
fn jwt_04_a_doubled_claim_is_refused() {
    let payload = claims_json().to_string();
    let members = &payload[1..payload.len() - 1];
    for (claim, value) in claims_json().as_object().unwrap() {
        for payload in [format!("{{{members},\"{claim}\":{value}}}"), format!("{{\"{claim}\":{value},{members}}}")] {
            assert_eq!(EDDSA.refusal(&EDDSA.token_saying(&payload)), TokenRefused::BadClaims, "{claim} twice");
        }
    }
}

#[test]
fn jwt_04_a_payload_that_is_not_one_json_object_is_refused() {
    let payload = claims_json().to_string();
    let values = claims_json().as_object().unwrap().values().cloned().collect::<Vec<_>>();
    for payload in [
        String::new(),
        "null".to_owned(),
        "{}".to_owned(),
        "\"claims\"".to_owned(),
        json!(values).to_string(),
        format!("{payload}{payload}"),
        format!("\u{feff}{payload}"),
        "[".repeat(3_000),
        "{\"a\":".repeat(1_000),
    ] {
        let token = EDDSA.token_saying(&payload);
        assert_eq!(EDDSA.refusal(&token), TokenRefused::BadClaims, "{payload}");
    }
}

#[test]
fn jwt_13_a_token_longer_than_any_header_is_not_looked_at() {
    let of_scope = |length| EDDSA.token_saying(&claims_with("scope", json!("s".repeat(length))));
    let longest = (5_000..LONGEST_TOKEN).take_while(|length| of_scope(*length).len() <= LONGEST_TOKEN).last().unwrap();
    assert!(EDDSA.verify(&of_scope(longest)).is_ok());
    assert!(of_scope(longest).len() >= LONGEST_TOKEN - 1);
    assert_eq!(EDDSA.refusal(&of_scope(longest + 1)), TokenRefused::TooLong);
    assert_eq!(EDDSA.refusal(&"a".repeat(LONGEST_TOKEN + 1)), TokenRefused::TooLong);
    assert_eq!(EDDSA.refusal(&".".repeat(1_000_000)), TokenRefused::TooLong);
}
