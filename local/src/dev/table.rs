//! The items of the table at `/dev/table`, as they are stored: whoever looks sees that nobody's address, number, code or token can be read.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use platform::clock::Clock;
use serde::Serialize;

use crate::template::Table;

type Stored = HashMap<String, AttributeValue>;

/// The table, or the first megabyte of it.
#[derive(Serialize)]
struct Shown {
    table: String,
    /// The service's time, in Unix seconds.
    now: u64,
    /// Whether there are items that are not shown.
    more: bool,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    /// What it is, by its key.
    kind: String,
    /// The same in words.
    about: &'static str,
    /// DynamoDB removes it after that, in Unix seconds; `None`: never.
    expires_at: Option<u64>,
    /// As DynamoDB counts it.
    bytes: usize,
    attributes: Vec<Attribute>,
}

#[derive(Serialize)]
struct Attribute {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    /// The text or number; base64 of bytes.
    value: String,
    bytes: usize,
}

pub(super) fn router(database: Client, table: &'static Table, clock: Clock) -> Router {
    Router::new().route("/dev/table.json", get(async move || shown(&database, table, &clock).await))
}

async fn shown(database: &Client, table: &Table, clock: &Clock) -> Response {
    let keys: Vec<&str> = table.keys.iter().map(|(name, _)| name.as_str()).collect();
    let Ok(found) = database.scan().table_name(&table.name).consistent_read(true).send().await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let more = found.last_evaluated_key.is_some();
    let items = found.items.unwrap_or_default();
    let mut items: Vec<Item> = items.iter().map(|item| described(item, &keys, &table.ttl_attribute)).collect();
    items.sort_by(|one, other| one.kind.cmp(&other.kind).then_with(|| other.expires_at.cmp(&one.expires_at)));
    platform::http::json(StatusCode::OK, &Shown { table: table.name.clone(), now: clock.now().as_unix(), more, items })
}

fn described(item: &Stored, keys: &[&str], ttl: &str) -> Item {
    let text = |name: Option<&&str>| name.and_then(|name| item.get(*name)?.as_s().ok()).map_or("", String::as_str);
    let kind = kind(text(keys.first()), text(keys.get(1)));
    let mut attributes: Vec<Attribute> = item.iter().map(|(name, value)| attribute(name, value)).collect();
    // The key first, in the table's order.
    let rank = |name: &str| keys.iter().position(|key| *key == name).unwrap_or(keys.len());
    attributes.sort_by(|one, other| rank(&one.name).cmp(&rank(&other.name)).then_with(|| one.name.cmp(&other.name)));
    Item {
        about: about(kind),
        kind: kind.to_owned(),
        expires_at: item.get(ttl).and_then(|value| value.as_n().ok()?.parse().ok()),
        bytes: attributes.iter().map(|attribute| attribute.name.len() + attribute.bytes).sum(),
        attributes,
    }
}

fn attribute(name: &str, value: &AttributeValue) -> Attribute {
    let (kind, value, bytes) = match value {
        AttributeValue::S(text) => ("text", text.clone(), text.len()),
        // Two digits take a byte, and one more stands before them.
        AttributeValue::N(number) => ("number", number.clone(), number.len().div_ceil(2) + 1),
        AttributeValue::B(bytes) => ("bytes", STANDARD.encode(bytes.as_ref()), bytes.as_ref().len()),
        other => {
            let text = format!("{other:?}");
            ("other", text.clone(), text.len())
        }
    };
    Attribute { name: name.to_owned(), kind, value, bytes }
}

/// What the key says that an item is: the beginning of the partition, and below a subject that of the sort key.
fn kind<'a>(partition: &'a str, sort: &'a str) -> &'a str {
    let beginning = |text: &'a str| text.split('#').next().unwrap_or_default();
    match beginning(partition) {
        "subject" => beginning(sort),
        other => other,
    }
}

/// What items of a kind are for.
fn about(kind: &str) -> &'static str {
    match kind {
        "account" => "a person, with sealed addresses and numbers",
        "additions" => "how many identifiers an account was given on a day",
        "block" => "how codes to a block of phone numbers do",
        "client" => "an OAuth client, as it was registered",
        "consent" => "what an account has granted to a client",
        "count" => "how often something was repeated or revoked",
        "deployment" => "what the stack's deployments have dropped",
        "factors" => "passkeys, authenticator app and recovery codes of an account",
        "ceremony" => "that a passkey's ceremony has ended",
        "guesses" => "wrong guesses of the whole service in a minute",
        "identifier" => "the ledger of an address or number: sends, guesses, codes on their way",
        "identity" => "whose an address or number is",
        "network" => "calls from one network in a while",
        "notice" => "that a change was made of which its owner is told",
        "notices" => "how often an owner was told of something on a day",
        "par" => "the browser that came with a pushed authorization request",
        "passkey" => "a passkey: whose it is, its public key, when it was last used",
        "pressure" => "whether codes are longer for now",
        "proof" => "for which change a proof was used",
        "resource" => "an API that tokens are for, as it was registered",
        "revocation" => "tokens that no longer count",
        "secret" => "which master secret names these items",
        "session" => "one sign-in",
        "spend" => "what text messages cost on a day",
        "step" => "that a sign-in was completed by a second step",
        "suppression" => "an address that no mail goes to",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::primitives::Blob;

    use super::*;

    #[test]
    fn every_kind_that_the_store_spells_is_told_in_words() {
        let keys = include_str!("../../../platform/src/store/key.rs");
        let quoted = keys.split('"').skip(1).step_by(2);
        let kinds: Vec<&str> = quoted.filter_map(|text| text.split_once('#').map(|(kind, _)| kind)).collect();
        // What stands below a subject is told by its sort key.
        let told = |kind: &&str| !kind.is_empty() && *kind != "subject" && !kind.contains(['{', ' ', '[']);
        let kinds: Vec<&str> = kinds.into_iter().filter(told).collect();
        assert!(kinds.len() > 20, "{kinds:?}");
        for kind in kinds.iter().filter(|kind| !["repeats", "revocations"].contains(kind)) {
            assert!(!about(kind).is_empty(), "{kind}");
        }
    }

    #[test]
    fn an_item_is_told_by_its_key_its_sizes_and_its_end() {
        let item = HashMap::from([
            ("sk".to_owned(), AttributeValue::S("session#b".to_owned())),
            ("state".to_owned(), AttributeValue::B(Blob::new([1, 255]))),
            ("pk".to_owned(), AttributeValue::S("subject#a".to_owned())),
            ("expires_at".to_owned(), AttributeValue::N("1795755666".to_owned())),
        ]);
        let item = described(&item, &["pk", "sk"], "expires_at");
        assert_eq!((item.kind.as_str(), item.expires_at), ("session", Some(1_795_755_666)));
        let named: Vec<(&str, &str, &str, usize)> = item
            .attributes
            .iter()
            .map(|attribute| (attribute.name.as_str(), attribute.kind, attribute.value.as_str(), attribute.bytes))
            .collect();
        let expected = [
            ("pk", "text", "subject#a", 9),
            ("sk", "text", "session#b", 9),
            ("expires_at", "number", "1795755666", 6),
            ("state", "bytes", "Af8=", 2),
        ];
        assert_eq!((named, item.bytes), (expected.to_vec(), 2 + 2 + 10 + 5 + 26));
    }
}
