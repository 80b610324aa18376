//! What a sign-in by a passkey takes.

use tests::PasskeyOwner;
use tests::passkey_owner::location;

use super::calls;

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_by_a_passkey_takes_four_calls_and_what_it_begins_with_none() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let passkey = ada.first_passkey(&service).await;
    let (mut elsewhere, said) = (ada.elsewhere(&service), ada.honest());
    let (_, flow) = elsewhere.sign_in_page().await;
    service.proxy.take_calls();
    let (ceremony, options) = elsewhere.options(&flow).await;
    assert_eq!(service.proxy.take_calls(), calls(&[]));
    let answer = elsewhere.show(&flow, &ceremony, &passkey.assertion(&options, &said)).await;
    assert!(location(&answer).starts_with("/signin/continue"), "{answer:?}");
    assert_eq!(
        service.proxy.take_calls(),
        calls(&[("UpdateItem", 1), ("PutItem", 1), ("BatchGetItem", 1), ("TransactWriteItems", 1)]),
        "network, ceremony and what stands under the passkey at once; then its use and the session"
    );
}
