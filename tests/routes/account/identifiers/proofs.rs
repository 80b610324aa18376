//! What a proof is worth, and what is none.

use http::Method;
use serde_json::{Value, json};
use tests::{Answer, Provider};

use super::{ADA, NUMBER, UNFIT, add, asked, call, faults, identifiers, proof, removal, tokens};

const PURPOSES: [&str; 3] = ["new-identifier", "add-identifier", "remove-identifier"];

fn unfit(field: &str) -> (u16, String, Vec<(String, String)>) {
    (400, "invalid-request".to_owned(), vec![(field.to_owned(), UNFIT.to_owned())])
}

fn at_fault(answer: &Answer) -> (u16, String) {
    let (status, _, fields) = answer.problem();
    (status, fields.first().cloned().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_09_a_code_for_a_change_signs_nobody_in_and_one_for_a_sign_in_proves_no_change() {
    let provider = Provider::start().await;
    for purpose in PURPOSES {
        let proven = proof(&provider, ADA, purpose).await;
        assert!(!proven.is_empty());
    }
    assert_eq!(provider.service.live_sessions().await.len(), 0);
    let items = provider.service.items().await;
    assert!(!items.iter().any(|item| item["pk"].as_s().unwrap().starts_with("account#")), "nor is there an account");
    // The page takes none of them either.
    let (mut browser, own) = (provider.browser(), provider.client("own"));
    let page = browser.open(&own.ask("openid").url()).await.page();
    let page = browser.ask_for_code(&page, "bob@example.org").await;
    let challenge = provider.service.request(&asked(NUMBER, "add-identifier")).await.text("challenge");
    let code = provider.service.last_code();
    let filled = [("challenge", challenge.as_str()), ("code", code.as_str())];
    let refused = browser.submit(&page, "/signin/check", &filled).await.page();
    assert_eq!(refused.status, 400, "{}", refused.html);
    assert_eq!(provider.service.live_sessions().await.len(), 0);
    assert_eq!(provider.service.verify(&challenge, &code).await.status, 200, "and it was not judged there");
    let signed_in = provider.service.sign_in(ADA).await.json();
    assert!(signed_in.get("proof").is_none() && signed_in.get("access_token").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_09_a_proof_counts_for_its_own_change_alone() {
    let provider = Provider::start().await;
    let own = tokens(&provider, ADA).await;
    let token = own.text("access_token");
    let identifier = proof(&provider, NUMBER, "new-identifier").await;
    let by_add = proof(&provider, ADA, "add-identifier").await;
    let by_remove = proof(&provider, ADA, "remove-identifier").await;
    let of_other = proof(&provider, "bob@example.org", "add-identifier").await;
    let none =
        [own.text("refresh_token"), own.text("id_token"), tests::damaged(&by_add), String::new(), "x".repeat(3_000)];
    for account in [&by_remove, &identifier].into_iter().chain(&none) {
        let body = json!({ "identifier_proof": identifier, "account_proof": account });
        assert_eq!(faults(&call(&provider, Method::POST, &token, &body).await), unfit("account_proof"));
    }
    for new in [&by_add, &by_remove, &of_other].into_iter().chain(&none) {
        let body = json!({ "identifier_proof": new, "account_proof": by_add });
        assert_eq!(faults(&call(&provider, Method::POST, &token, &body).await), unfit("identifier_proof"));
    }
    for account in [&by_add, &identifier].into_iter().chain(&none) {
        let body = json!({ "email": ADA, "account_proof": account });
        assert_eq!(faults(&call(&provider, Method::DELETE, &token, &body).await), unfit("account_proof"));
    }
    let body = json!({ "identifier_proof": identifier, "account_proof": of_other });
    let rule = ("account_proof".to_owned(), "must be of an identifier of the account".to_owned());
    let refused = faults(&call(&provider, Method::POST, &token, &body).await);
    assert_eq!(refused, (400, "invalid-request".to_owned(), vec![rule]));
    assert_eq!(identifiers(&provider, &token).await, [ADA]);
    provider.service.clock.advance(600);
    let body = json!({ "identifier_proof": identifier, "account_proof": by_add });
    assert_eq!(faults(&call(&provider, Method::POST, &token, &body).await), unfit("account_proof"), "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn se_05_a_proof_makes_one_change() {
    let provider = Provider::start().await;
    let token = tokens(&provider, ADA).await.text("access_token");
    let account = proof(&provider, ADA, "add-identifier").await;
    let identifier = proof(&provider, NUMBER, "new-identifier").await;
    let addition = json!({ "identifier_proof": identifier, "account_proof": account });
    for _ in 0..2 {
        assert_eq!(call(&provider, Method::POST, &token, &addition).await.status, 201, "asked for again, it is done");
    }
    // The account's proof beside another identifier's.
    let other = proof(&provider, "bob@example.org", "new-identifier").await;
    let body = json!({ "identifier_proof": other, "account_proof": account });
    assert_eq!(faults(&call(&provider, Method::POST, &token, &body).await), unfit("account_proof"));
    let removal = removal(&provider, ADA, NUMBER).await;
    for _ in 0..2 {
        assert_eq!(call(&provider, Method::DELETE, &token, &removal).await.status, 204);
    }
    // It was another account's, which does not have that number either.
    let others = tokens(&provider, "eve@example.org").await.text("access_token");
    let elsewhere = call(&provider, Method::DELETE, &others, &removal).await;
    assert_eq!(faults(&elsewhere), unfit("account_proof"), "used for another account");
    assert_eq!(faults(&call(&provider, Method::POST, &token, &addition).await), unfit("account_proof"), "it was added");
    assert_eq!(add(&provider, &token, ADA, NUMBER).await.status, 201);
    let again = call(&provider, Method::DELETE, &token, &removal).await;
    assert_eq!(faults(&again), unfit("account_proof"), "it was removed");
    assert_eq!(identifiers(&provider, &token).await, [ADA, NUMBER]);
}

/// Nobody learns whose an identifier is before they have proven it, nor by proving it here.
#[tokio::test(flavor = "multi_thread")]
async fn otp_11_a_known_identifier_and_an_unknown_one_are_asked_and_proven_alike() {
    let provider = Provider::start().await;
    provider.service.sign_in("known@example.org").await;
    // Of the sign-in the ledger remembers nothing any more.
    provider.service.clock.advance(40 * 86_400);
    provider.service.request(&asked("warm@example.org", "sign-in")).await;
    let mut seen = Vec::new();
    for who in ["known@example.org", "other@example.org"] {
        for purpose in PURPOSES {
            provider.service.proxy.take_calls();
            let challenge = provider.service.request(&asked(who, purpose)).await;
            let when_asked = provider.service.proxy.take_calls();
            let code = provider.service.last_code();
            let proven = provider.service.verify(&challenge.text("challenge"), &code).await;
            let when_judged = provider.service.proxy.take_calls();
            let size = |answer: &Answer| (answer.status.as_u16(), answer.body.len());
            seen.push((who, (size(&challenge), size(&proven), when_asked, when_judged)));
        }
    }
    let of = |name: &str| seen.iter().filter(|(who, _)| *who == name).map(|(_, told)| told.clone()).collect::<Vec<_>>();
    assert_eq!(of("known@example.org"), of("other@example.org"));
}

#[tokio::test(flavor = "multi_thread")]
async fn otp_09_a_code_is_sent_again_for_what_it_was_asked_for_and_judged_like_any_other() {
    let provider = Provider::start().await;
    let challenge = provider.service.request(&asked(ADA, "add-identifier")).await.text("challenge");
    let said = provider.service.last_message().text;
    assert!(said.contains("adds an address or a number to your account"), "{said}");
    provider.service.clock.advance(60);
    for purpose in ["remove-identifier", "sign-in"] {
        let body = json!({ "email": ADA, "purpose": purpose, "challenge": challenge });
        let refused = at_fault(&provider.service.request(&body).await);
        assert_eq!(refused, (400, "challenge".to_owned()), "{purpose}");
    }
    let body = json!({ "email": ADA, "purpose": "add-identifier", "challenge": challenge });
    let again = provider.service.request(&body).await.text("challenge");
    let code = provider.service.last_code();
    assert_eq!(provider.service.verify(&again, &tests::service::wrong(&code)).await.status, 401);
    assert_eq!(provider.service.strangers_spent("failures").await, 1);
    assert_eq!(provider.service.verify(&again, &code).await.status, 200);
    assert_eq!(provider.service.verify(&again, &code).await.status, 401, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_of_every_kind_names_its_field_and_changes_nothing() {
    let provider = Provider::start().await;
    let token = tokens(&provider, ADA).await.text("access_token");
    for (body, field) in [
        (json!({}), "identifier_proof"),
        (json!({ "identifier_proof": "x" }), "account_proof"),
        (json!({ "identifier_proof": 1, "account_proof": "x" }), "identifier_proof"),
        (json!({ "identifier_proof": "x", "account_proof": null }), "account_proof"),
        (json!({ "identifier_proof": "x", "account_proof": "x", "email": ADA }), "email"),
        (json!([]), "body"),
    ] {
        let refused = at_fault(&call(&provider, Method::POST, &token, &body).await);
        assert_eq!(refused, (400, field.to_owned()), "{body}");
    }
    for (body, field) in [
        (json!({ "email": ADA }), "account_proof"),
        (json!({ "account_proof": "x" }), "email"),
        (json!({ "email": ADA, "phone": NUMBER, "account_proof": "x" }), "phone"),
        (json!({ "email": "ada", "account_proof": "x" }), "email"),
        (json!({ "phone": "+1", "account_proof": "x" }), "phone"),
        (json!({ "email": null, "account_proof": "x" }), "email"),
        (json!({ "email": ADA, "account_proof": "x", "id": 1 }), "id"),
    ] {
        let refused = at_fault(&call(&provider, Method::DELETE, &token, &body).await);
        assert_eq!(refused, (400, field.to_owned()), "{body}");
    }
    for purpose in [json!("sign_in"), json!(""), json!(null), json!(1), json!(["sign-in"])] {
        let body: Value = json!({ "email": ADA, "purpose": purpose });
        let refused = at_fault(&provider.service.request(&body).await);
        assert_eq!(refused, (400, "purpose".to_owned()), "{purpose}");
    }
    assert_eq!(identifiers(&provider, &token).await, [ADA]);
}
