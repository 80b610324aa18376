//! Where a token may stand in an event, and in what form.

use authorizer::Denied;
use serde_json::json;
use shared::tokens::TokenRefused;

use super::{
    FLAVOURS, HTTP_1, HTTP_2, REST_REQUEST, REST_TOKEN, changed, decide, presenting, token, valid, with, without,
};

#[test]
fn jwt_10_headers_of_another_type_are_no_headers() {
    for sample in [HTTP_2, HTTP_1, REST_REQUEST] {
        for headers in [json!(1), json!("authorization"), json!([]), json!({ "authorization": 1 })] {
            assert_eq!(decide(with(sample, "headers", &headers)), Err(Denied::UnknownEvent), "{headers}");
        }
        let bearer = format!("Bearer {}", token());
        for value in [json!(null), json!([bearer]), json!({ "value": bearer })] {
            let event = with(sample, "headers", &json!({ "authorization": value }));
            assert_eq!(decide(&event), Err(Denied::UnknownEvent), "{event}");
        }
        for headers in [json!(null), json!({}), json!({ "x-authorization": bearer, "cookie": bearer })] {
            assert_eq!(decide(with(sample, "headers", &headers)), Err(Denied::NoToken), "{headers}");
        }
        assert_eq!(decide(without(sample, "headers")), Err(Denied::NoToken));
    }
}

#[test]
fn jwt_10_a_token_in_any_other_place_does_not_count() {
    let bearer = json!(format!("Bearer {}", token()));
    for sample in [HTTP_2, HTTP_1, REST_REQUEST] {
        let event = changed(sample, |event| {
            event["headers"] = json!({});
            event["multiValueHeaders"] = json!({ "Authorization": [bearer] });
            event["authorizationToken"] = bearer.clone();
            event["identitySource"] = if sample == HTTP_2 { json!([bearer]) } else { bearer.clone() };
            event["queryStringParameters"] = json!({ "access_token": token(), "authorization": bearer });
            event["cookies"] = json!([format!("authorization={}", token())]);
        });
        assert_eq!(decide(&event), Err(Denied::NoToken), "{event}");
    }
    let headers = json!({ "Authorization": bearer });
    let event = changed(REST_TOKEN, |event| {
        event.as_object_mut().unwrap().remove("authorizationToken");
        event["headers"] = headers;
    });
    assert_eq!(decide(&event), Err(Denied::NoToken), "{event}");
}

#[test]
fn jwt_10_two_authorization_headers_are_none() {
    let bearer = format!("Bearer {}", token());
    for sample in [HTTP_2, HTTP_1, REST_REQUEST] {
        for second in [bearer.as_str(), "Bearer other", "", "Basic dXNlcjpwYXNz"] {
            let headers = json!({ "Authorization": bearer, "authorization": second });
            assert_eq!(decide(with(sample, "headers", &headers)), Err(Denied::NoToken), "{headers}");
            for multiple in [
                json!({ "Authorization": [bearer, second] }),
                json!({ "Authorization": [bearer], "AUTHORIZATION": [second] }),
            ] {
                let event = with(sample, "multiValueHeaders", &multiple);
                assert_eq!(decide(&event), Err(Denied::NoToken), "{multiple}");
            }
        }
        for multiple in [json!(1), json!({ "Authorization": bearer }), json!({ "Authorization": [1] })] {
            let event = with(sample, "multiValueHeaders", &multiple);
            assert_eq!(decide(&event), Err(Denied::UnknownEvent), "{multiple}");
        }
        for multiple in [json!(null), json!({}), json!({ "authorization": [bearer] })] {
            assert!(decide(with(sample, "multiValueHeaders", &multiple)).is_ok(), "{multiple}");
        }
    }
}

#[test]
fn jwt_10_a_header_that_stands_twice_under_one_name_is_none() {
    let header = format!(r#""authorization":"Bearer {}""#, token());
    let event = valid(HTTP_2).to_string();
    assert!(event.contains(&header), "{event}");
    for second in [&header, r#""authorization":"Bearer other""#] {
        let doubled = event.replace(&header, &format!("{header},{second}"));
        assert_eq!(decide(&doubled), Err(Denied::NoToken), "{doubled}");
    }
}

#[test]
fn jwt_11_a_decision_that_is_remembered_under_something_else_is_none() {
    let bearer = format!("Bearer {}", token());
    for (sample, elsewhere) in [(HTTP_2, json!(["203.0.113.7"])), (HTTP_1, json!("203.0.113.7"))] {
        assert_eq!(decide(with(sample, "identitySource", &elsewhere)), Err(Denied::NoToken), "{elsewhere}");
    }
    for (sample, source) in [
        (HTTP_2, json!([bearer, "GET /me"])),
        (HTTP_2, json!([])),
        (HTTP_2, json!(null)),
        (HTTP_1, json!(format!("{bearer},GET /me"))),
        (HTTP_2, json!([format!("\t{bearer} "), "GET /me"])),
        (HTTP_1, json!(format!("{bearer} ,GET /me"))),
    ] {
        assert!(decide(with(sample, "identitySource", &source)).is_ok(), "{source}");
    }
}

#[test]
fn jwt_10_only_one_well_formed_bearer_token_is_looked_at() {
    let token = token();
    for value in [
        String::new(),
        " ".to_owned(),
        "Bearer".to_owned(),
        token.to_owned(),
        format!("Basic {token}"),
        format!("Token {token}"),
        format!("DPoP {token}"),
        format!("Bearer:{token}"),
        format!("Bearer{token}"),
        format!("Bearer\t{token}"),
        format!("Bearer \t{token}"),
        format!("\u{a0}Bearer {token}"),
        format!("Bearer {token}\u{a0}"),
        format!("Bearer\u{a0}{token}"),
        format!("Bearer {token}\n"),
        format!("Bearer {token}\r\nx: y"),
        format!("Bearer {token}\0"),
        format!("Bearer {token} {token}"),
        format!("Bearer {token},{token}"),
        format!("Bearer {token},Bearer {token}"),
        format!("Bearer {token}, Bearer {token}"),
        format!("Bearer \"{token}\""),
        format!("Bearer {}", token.replace('.', " .")),
        format!("Bearer {}", token.replace('.', "\u{ff0e}")),
        format!("\u{ff22}earer {token}"),
    ] {
        for sample in FLAVOURS {
            let denied = decide(presenting(sample, &value).to_string());
            let none = [Err(Denied::NoToken), Err(Denied::Token(TokenRefused::Malformed))];
            assert!(none.contains(&denied), "{value:?}: {denied:?}");
        }
    }
    for (value, refused) in [
        ("Bearer ".to_owned(), TokenRefused::Malformed),
        ("Bearer ..".to_owned(), TokenRefused::Malformed),
        (format!("Bearer {token}="), TokenRefused::Malformed),
        (format!("Bearer {token}."), TokenRefused::Malformed),
        (format!("Bearer {}", "a".repeat(8_192)), TokenRefused::Malformed),
        (format!("Bearer {}", "a".repeat(8_193)), TokenRefused::TooLong),
        (format!("Bearer {token}{}", "a".repeat(8_192)), TokenRefused::TooLong),
        (format!("Bearer {}", "a".repeat(1_000_000)), TokenRefused::TooLong),
    ] {
        for sample in FLAVOURS {
            let decided = decide(presenting(sample, &value).to_string());
            assert_eq!(decided, Err(Denied::Token(refused)), "{value:.60}");
        }
    }
}

#[test]
fn the_scheme_is_read_in_any_case() {
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        for sample in FLAVOURS {
            let decided = decide(presenting(sample, &format!("{scheme} {}", token())).to_string());
            assert!(decided.is_ok(), "{scheme}: {decided:?}");
        }
    }
}
