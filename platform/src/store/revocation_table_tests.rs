use serde_json::{Value, json};

use super::*;
use crate::settings::{AwsSettings, Environment, FromEnvironment};
use shared::tokens::session::SessionId;

/// What an answer of DynamoDB says.
fn read(answer: &Value) -> Result<Vec<Revocation>, String> {
    read_text(&answer.to_string())
}

fn read_text(answer: &str) -> Result<Vec<Revocation>, String> {
    let page: Page = serde_json::from_str(answer).map_err(|error| error.to_string())?;
    page.revocations().map_err(|error| error.to_string())
}

#[test]
fn revocations_are_read_as_they_stand_in_the_table() {
    let session = SessionId::from_random([7; 16]);
    let answer = json!({ "Count": 3, "ScannedCount": 3, "Items": [
        { "sk": { "S": format!("revocation#token#{session}#0-9_a") } },
        { "sk": { "S": format!("revocation#session#{session}") } },
        { "sk": { "S": "revocation#subject" }, "not_before": { "N": "1800000000" } },
    ] });
    let expected = [
        Revocation::Token { session, jti: "0-9_a".to_owned() },
        Revocation::Session(session),
        Revocation::Subject { not_before: Timestamp::from_unix(1_800_000_000) },
    ];
    assert_eq!(read(&answer).unwrap(), expected);
    assert_eq!(read(&json!({ "Items": [] })), Ok(Vec::new()));
}

#[test]
fn jwt_10_an_answer_that_is_not_understood_never_says_that_nothing_is_revoked() {
    let of = |item: Value| json!({ "Items": [item] });
    for answer in [
        json!({}),
        json!(null),
        json!([]),
        json!([[], null]),
        json!({ "Items": null }),
        json!({ "Items": {} }),
        json!({ "items": [] }),
        json!({ "__type": "com.amazonaws.dynamodb.v20120810#InternalServerError" }),
        of(json!({})),
        of(json!([])),
        of(json!({ "sk": {} })),
        of(json!({ "sk": "revocation#subject" })),
        of(json!({ "sk": { "B": "cmV2b2NhdGlvbiNzdWJqZWN0" }, "not_before": { "N": "1" } })),
        of(json!({ "sk": { "N": "1" } })),
        of(json!({ "sk": { "S": "" } })),
        of(json!({ "sk": { "S": "revocation#device#1" } })),
        of(json!({ "sk": { "S": "revocation#session#x" } })),
        of(json!({ "sk": { "S": "revocation#token#0-9_a" } })),
        of(json!({ "sk": { "S": "revocation#token#x#0-9_a" } })),
        of(json!({ "sk": { "S": "revocation#subject" } })),
        of(json!({ "sk": { "S": "revocation#subject" }, "not_before": { "S": "1" } })),
        of(json!({ "sk": { "S": "revocation#subject" }, "not_before": { "N": "-1" } })),
        of(json!({ "sk": { "S": "revocation#subject" }, "not_before": { "N": "1e9" } })),
        json!({ "Items": [], "LastEvaluatedKey": {} }),
        json!({ "Items": [], "LastEvaluatedKey": { "sk": { "S": "revocation#subject" } } }),
    ] {
        assert!(read(&answer).is_err(), "{answer}");
    }
    let twice = r#"{"Items":[{"sk":{"S":"revocation#subject"},"not_before":{"N":"1"}}],"Items":[]}"#;
    assert!(read_text(twice).is_err());
}

#[test]
fn re_01_attempts_end_with_what_is_left_and_come_back_with_answers() {
    let variables = [("AWS_REGION", "eu-central-1"), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")];
    let aws = Aws::new(AwsSettings::read(&Environment::from_pairs(variables)).unwrap());
    let table = RevocationTable::new(&aws, "table".to_owned());
    assert_eq!((0..100).filter(|_| table.may_ask_again()).count(), 50);
    (0..9).for_each(|_| table.succeeded(1));
    assert!(!table.may_ask_again());
    table.succeeded(1);
    assert!(table.may_ask_again() && !table.may_ask_again());
    table.succeeded(2);
    assert!(table.may_ask_again() && !table.may_ask_again());
    (0..1_000).for_each(|_| table.succeeded(1));
    assert_eq!((0..100).filter(|_| table.may_ask_again()).count(), 50, "no more than at first");
}
