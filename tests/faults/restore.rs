//! A table that was restored from a backup: what had been used or ended since then is back.

use tests::Service;

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
