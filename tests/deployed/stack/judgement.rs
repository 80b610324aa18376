//! The judge of permissions, judged.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::permissions::{Call, like_arn};
use super::resources::{arn, table_arn};

/// The rest of an email with two bodies.
const MESSAGE: &str = "To: <ada@example.org>\r\nSubject: x\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
    --b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-Type: text/html\r\n\r\nx\r\n--b--\r\n";

fn on_table(operation: &str, body: &Value) -> Result<Call, String> {
    Call::of("DYNAMODB", Some(&format!("DynamoDB_20120810.{operation}")), body.to_string().as_bytes())
}

fn item(operation: &str, table: &str, key: &str) -> Call {
    let place = if operation == "PutItem" { "Item" } else { "Key" };
    on_table(operation, &json!({ "TableName": table, place: { "pk": { "S": key } } })).unwrap()
}

fn query(key: &str) -> Call {
    let body = json!({
        "TableName": "StateTable", "KeyConditionExpression": "#pk = :subject AND sk > :after",
        "ExpressionAttributeNames": { "#pk": "pk" }, "ExpressionAttributeValues": { ":subject": { "S": key } },
    });
    on_table("Query", &body).unwrap()
}

fn batch(keys: &[&str]) -> Call {
    let delete = |key: &&str| json!({ "DeleteRequest": { "Key": { "pk": { "S": key } } } });
    let writes: Vec<Value> = keys.iter().map(delete).collect();
    on_table("BatchWriteItem", &json!({ "RequestItems": { "StateTable": writes } })).unwrap()
}

fn form(service: &str, fields: &[(&str, &str)]) -> Result<Call, String> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Call::of(service, None, body.as_bytes())
}

fn json_call(service: &str, target: &str, body: &Value) -> Result<Call, String> {
    Call::of(service, Some(target), body.to_string().as_bytes())
}

#[test]
fn items_are_allowed_by_action_table_and_leading_keys() {
    let statement = json!({
        "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchWriteItem"],
        "Resource": table_arn("StateTable"),
        "Condition": { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["subject#*"] } },
    });
    let allowed = |call: Call| call.is_allowed(std::slice::from_ref(&statement)).unwrap();
    assert!(allowed(item("GetItem", "StateTable", "subject#a")));
    assert!(!allowed(item("PutItem", "StateTable", "subject#a")), "another action");
    assert!(!allowed(item("GetItem", "StateTable", "identifier#a")), "another key");
    assert!(!allowed(item("GetItem", "StateTables", "subject#a")), "another table");
    assert!(allowed(query("subject#a")) && !allowed(query("identifier#a")));
    assert!(allowed(batch(&["subject#a", "subject#b"])));
    assert!(!allowed(batch(&["subject#a", "identifier#a"])), "one foreign key");
    assert!(!item("GetItem", "StateTable", "subject#a").is_allowed(&[]).unwrap(), "nothing is allowed of itself");
    let denying = json!({ "Effect": "Deny", "Action": "*", "Resource": "*" });
    assert!(!item("GetItem", "StateTable", "subject#a").is_allowed(&[statement.clone(), denying]).unwrap());
}

#[test]
fn a_transaction_takes_the_permission_of_each_of_its_parts_and_a_batch_one_statement_for_all() {
    let statement = |action: &str, keys: &[&str]| {
        let condition = json!({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys } });
        json!({ "Effect": "Allow", "Action": action, "Resource": table_arn("StateTable"), "Condition": condition })
    };
    let put = |key: &str| json!({ "Put": { "TableName": "StateTable", "Item": { "pk": { "S": key } } } });
    let check = |key: &str| json!({ "ConditionCheck": { "TableName": "StateTable", "Key": { "pk": { "S": key } } } });
    let steps = json!({ "TransactItems": [put("subject#a"), put("subject#b"), check("account#a")] });
    let call = on_table("TransactWriteItems", &steps).unwrap();
    assert_eq!(call.parts().len(), 3);
    let (puts, checks) =
        (statement("dynamodb:PutItem", &["subject#*"]), statement("dynamodb:ConditionCheckItem", &["account#*"]));
    assert_eq!(call.is_allowed(&[puts.clone(), checks.clone()]), Ok(true));
    let apart = [statement("dynamodb:PutItem", &["subject#a"]), statement("dynamodb:PutItem", &["subject#b"]), checks];
    for short in [&[puts][..], &apart[2..], &apart] {
        assert_eq!(call.is_allowed(short), Ok(false), "{short:?}");
    }
    let asked = json!({ "RequestItems": { "StateTable": { "Keys": [
        { "pk": { "S": "account#a" } }, { "pk": { "S": "subject#a" } },
    ] } } });
    let call = on_table("BatchGetItem", &asked).unwrap();
    let one = statement("dynamodb:BatchGetItem", &["account#*", "subject#*"]);
    let each = ["account#*", "subject#*"].map(|key| statement("dynamodb:BatchGetItem", &[key]));
    assert_eq!((call.is_allowed(&[one]), call.is_allowed(&each)), (Ok(true), Ok(false)));
}

#[test]
fn messages_are_allowed_by_sender_and_never_to_topics() {
    let email = json!({
        "Effect": "Allow", "Action": "ses:SendRawEmail",
        "Resource": [arn("ses", "identity/example.org"), arn("ses", "configuration-set/codes")],
        "Condition": { "StringEquals": { "ses:FromAddress": "sign-in@example.org" } },
    });
    let raw = |from: &str| STANDARD.encode(format!("From: <{from}>\r\n{MESSAGE}"));
    let sends = |from: &str, set| {
        let data = raw(from);
        let fields =
            [("Action", "SendRawEmail"), ("Source", from), ("RawMessage.Data", &data), ("ConfigurationSetName", set)];
        form("SES", &fields).unwrap().is_allowed(std::slice::from_ref(&email)).unwrap()
    };
    let data = raw("ceo@example.org");
    let disguised = [("Action", "SendRawEmail"), ("Source", "sign-in@example.org"), ("RawMessage.Data", &data)];
    assert!(form("SES", &disguised).is_err(), "a message in the name of somebody else");
    assert!(sends("sign-in@example.org", "codes"));
    assert!(!sends("ceo@example.org", "codes"), "another sender of the domain");
    assert!(!sends("sign-in@example.com", "codes"), "another identity");
    assert!(!sends("sign-in@example.org", "another"), "another configuration set");
    let sms = json!({ "Effect": "Allow", "Action": "sns:Publish", "NotResource": "arn:aws:sns:*:*:*" });
    let publishes = |name, to| {
        let call = form("SNS", &[("Action", "Publish"), (name, to)]).unwrap();
        call.is_allowed(std::slice::from_ref(&sms)).unwrap()
    };
    assert!(publishes("PhoneNumber", "+14155550100"));
    let topic = arn("sns", "alarms");
    assert!(!publishes("TopicArn", &topic) && !publishes("TargetArn", &topic));
}

#[test]
fn keys_are_allowed_by_their_arn_and_by_who_calls() {
    let key = arn("kms", "key/one");
    let sign = json!({ "Effect": "Allow", "Action": "kms:Sign", "Resource": key });
    let signs = |key: &str, statement: &Value| {
        let call = json_call("KMS", "TrentService.Sign", &json!({ "KeyId": key, "SigningAlgorithm": "ECDSA_SHA_256" }));
        call.unwrap().is_allowed(std::slice::from_ref(statement)).unwrap()
    };
    assert!(signs(&key, &sign) && !signs(&arn("kms", "key/another"), &sign));
    let mut through_dynamodb = sign;
    through_dynamodb["Condition"] =
        json!({ "StringEquals": { "kms:ViaService": "dynamodb.eu-central-1.amazonaws.com" } });
    assert!(!signs(&key, &through_dynamodb), "the function itself does not call by DynamoDB");
}

#[test]
fn what_is_not_known_is_an_error_and_not_allowed() {
    for unknown in [
        on_table("Scan", &json!({ "TableName": "StateTable" })),
        on_table("TransactWriteItems", &json!({ "TransactItems": [] })),
        on_table("TransactWriteItems", &json!({ "TransactItems": [{ "Delete": { "TableName": "StateTable" } }] })),
        on_table("BatchGetItem", &json!({ "RequestItems": {} })),
        on_table("GetItem", &json!({ "TableName": "StateTable", "Key": { "sk": { "S": "x" } } })),
        on_table("BatchWriteItem", &json!({ "RequestItems": {} })),
        json_call("KMS", "TrentService.Decrypt", &json!({ "KeyId": "x" })),
        Call::of("KMS", Some("TrentService.Sign"), b"{"),
        form("SES", &[("Action", "SendEmail"), ("Source", "sign-in@example.org")]),
        form("SES", &[("Action", "SendRawEmail")]),
        form("SNS", &[]),
        form("SQS", &[("Action", "SendMessage")]),
    ] {
        assert!(unknown.is_err(), "{unknown:?}");
    }
    let call = item("GetItem", "StateTable", "subject#a");
    let everything = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    assert_eq!(call.is_allowed(std::slice::from_ref(&everything)), Ok(true));
    for (name, value) in [
        ("Condition", json!({ "StringNotEquals": { "dynamodb:LeadingKeys": "x" } })),
        ("Condition", json!({ "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": "subject#*" } })),
        ("Effect", json!("allow")),
        ("NotAction", json!("kms:Sign")),
        ("Resource", json!({ "Fn::GetAtt": ["StateTable", "Arn"] })),
    ] {
        let mut statement = everything.clone();
        statement[name] = value;
        assert!(call.is_allowed(std::slice::from_ref(&statement)).is_err(), "{statement}");
    }
}

#[test]
fn arns_are_compared_part_by_part() {
    for (pattern, arn, fits) in [
        ("*", "arn:aws:sns:eu-central-1:123456789012:alarms", true),
        ("*", "+14155550100", true),
        ("arn:aws:sns:*:*:*", "arn:aws:sns:eu-central-1:123456789012:alarms", true),
        ("arn:aws:sns:*:*:*", "+14155550100", false),
        ("arn:aws:sns:*", "arn:aws:sns:eu-central-1:123456789012:alarms", false),
        ("arn:*:alarms", "arn:aws:sns:eu-central-1:123456789012:alarms", false),
        ("arn:aws:ses:*:1:identity/a", "arn:aws:ses:x:2:1:identity/a", false),
        ("arn:aws:lambda:?:1:function:f*", "arn:aws:lambda:x:1:function:f:live", true),
        ("arn:aws:ses:x:1:identity/example.org", "arn:aws:ses:x:1:identity/example.org.evil", false),
    ] {
        assert_eq!(like_arn(pattern, arn), fits, "{pattern} {arn}");
    }
}
