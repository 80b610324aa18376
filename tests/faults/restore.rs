//! A table that was restored from a backup: what had been used or ended since then is back.

use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};
use http::Method;
use tests::tokens::claims;
use tests::{Answer, Service};

use crate::operators::{MASTER_SECRET, admin};

#[tokio::test]
async fn otp_27_re_06_a_restored_ledger_revives_no_code_and_repeats_none() {
    let service = Service::start().await;
    let (first, code) = service.challenge("ada@example.org").await;
    let backup = service.ledgers().await;
    assert_eq!(service.verify(&first, &code).await.status, 200);
    let (second, later) = service.challenge("ada@example.org").await;

    for item in backup {
        let put = service.database.client().put_item().table_name(service.database.table());
        put.set_item(Some(item)).send().await.unwrap();
    }
    // Made after the backup, which knows nothing of it.
    assert_eq!(service.verify(&second, &later).await.status, 401);
    // No backup is restored within the ten minutes that a code lives.
    service.clock.advance(600);
    assert_eq!(service.verify(&first, &code).await.status, 401, "used before, and over");
    let (third, fresh) = service.challenge("ada@example.org").await;
    assert!(third != first && third != second);
    assert_eq!(service.verify(&third, &fresh).await.status, 200);
}

/// A table of the same form, in the same database.
async fn table(service: &Service, name: &str) {
    let key = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    let text = |name: &str| {
        let attribute = AttributeDefinition::builder().attribute_name(name);
        attribute.attribute_type(ScalarAttributeType::S).build().unwrap()
    };
    let create = service.database.client().create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    let create = create.key_schema(key("pk", KeyType::Hash)).key_schema(key("sk", KeyType::Range));
    create.attribute_definitions(text("pk")).attribute_definitions(text("sk")).send().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn op_03_re_06_who_was_erased_or_disabled_after_a_backup_stays_so_once_the_ends_are_replayed() {
    let service = Service::with(&[("MASTER_SECRET", MASTER_SECRET), ("SUBJECT", "account")]).await;
    let (ada, bob) = (service.sign_in("ada@example.org").await, service.sign_in("bob@example.org").await);
    let eve = service.sign_in("eve@example.org").await;
    let backup = service.items().await;
    let erased = service.client.send_as(Method::DELETE, "/me", &ada.text("access_token")).await;
    assert_eq!(erased.status, 204);
    assert!(admin(&service, &["accounts", "disable", "bob@example.org"]).status.success());
    let invited = admin(&service, &["accounts", "invite", "ada@example.org"]);
    assert!(invited.status.success(), "who was erased may come back: {invited:?}");

    // The table that was, under another name, and the backup in its place.
    let client = service.database.client();
    table(&service, "before").await;
    for item in service.items().await {
        client.put_item().table_name("before").set_item(Some(item)).send().await.unwrap();
    }
    for item in backup {
        client.put_item().table_name(service.database.table()).set_item(Some(item)).send().await.unwrap();
    }
    assert_eq!(service.refresh(&eve.text("refresh_token")).await.status, 200);
    for _ in 0..2 {
        let output = admin(&service, &["accounts", "replay", "before"]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said, "6 items of accounts and identifiers that have ended, from before\n", "again is no harm");
    }
    for ended in [&ada, &bob] {
        assert_eq!(service.refresh(&ended.text("refresh_token")).await.oauth_error().1, "invalid_grant");
    }
    let subject = |answer: &Answer| claims(&answer.text("access_token"))["sub"].clone();
    assert_ne!(subject(&service.sign_in("ada@example.org").await), subject(&ada), "somebody new");
    let (challenge, code) = service.challenge("bob@example.org").await;
    assert_eq!(service.verify(&challenge, &code).await.problem().1, "account-disabled");
}
