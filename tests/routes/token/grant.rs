//! What a refreshed token says: the scope, the binding and the subject that the session was granted.

use http::Method;
use serde_json::json;
use tests::Service;
use tests::tokens::claims;

use super::{MASTER_SECRET, invalid_grant};

#[tokio::test]
async fn oa_10_a_refresh_may_ask_for_less_and_never_for_more() {
    let service = Service::with(&[("SCOPE", "api read write")]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    assert_eq!(signed_in.text("scope"), "api read write");
    let ask = async |token: &str, scope: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
        service.client.post_form("/token", &form).await
    };
    let token = signed_in.text("refresh_token");
    service.proxy.take_calls();
    for wider in [
        "admin",
        "api admin",
        "api read write admin",
        "API",
        "rea",
        "readd",
        "api api api api",
        "api  read",
        " api",
        "api ",
        " ",
    ] {
        let refused = ask(&token, wider).await;
        assert_eq!(refused.oauth_error(), (400, "invalid_scope".to_owned()), "{wider:?}");
    }
    assert_eq!(service.proxy.take_calls().get("PutItem"), None, "and the token is not used up");

    let narrow = ask(&token, "read").await;
    assert_eq!(
        (narrow.text("scope").as_str(), &claims(&narrow.text("access_token"))["scope"]),
        ("read", &json!("read"))
    );
    let two = ask(&narrow.text("refresh_token"), "write api").await;
    assert_eq!(two.text("scope"), "write api", "less in one refresh is no less in the next");
    let all = ask(&two.text("refresh_token"), "").await;
    assert_eq!(all.text("scope"), "api read write", "an empty value is none");
    assert_eq!(claims(&all.text("access_token"))["scope"], "api read write");
}

#[tokio::test]
async fn oa_10_a_session_keeps_the_scope_that_it_was_granted() {
    let service = Service::with(&[MASTER_SECRET]).await;
    let token = service.sign_in("ada@example.org").await.text("refresh_token");
    let wider = service.beside(&[MASTER_SECRET, ("SCOPE", "api admin")]).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
    assert_eq!(wider.client.post_form("/token", &form).await.text("scope"), "api");
    let form = [form[0], form[1], ("scope", "api admin")];
    assert_eq!(wider.client.post_form("/token", &form).await.oauth_error(), (400, "invalid_scope".to_owned()));
}

#[tokio::test]
async fn a_bound_token_is_bound_anew_by_each_refresh() {
    let service = Service::with(&[("TOKEN_BINDING", "ip")]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    let mut contexts = vec![claims(&signed_in.text("access_token"))["ctx"].clone()];
    let mut token = signed_in.text("refresh_token");
    for _ in 0..2 {
        let answer = service.refresh(&token).await;
        contexts.push(claims(&answer.text("access_token"))["ctx"].clone());
        token = answer.text("refresh_token");
    }
    for (index, context) in contexts.iter().enumerate() {
        let members: Vec<&String> = context.as_object().unwrap().keys().collect();
        assert_eq!(members, ["ip"], "{context}");
        assert!(!context.to_string().contains("127"), "a hash: {context}");
        assert!(contexts[..index].iter().all(|earlier| earlier != context), "salted by the token: {contexts:?}");
    }
    let unbound = Service::start().await.sign_in("ada@example.org").await;
    assert!(claims(&unbound.text("access_token")).get("ctx").is_none());
}

#[tokio::test]
async fn a_subject_that_is_the_account_stays_the_same_through_refreshes_and_names_nobody() {
    let service = Service::with(&[("SUBJECT", "account")]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    let refreshed = service.refresh(&signed_in.text("refresh_token")).await;
    let (first, second) = (claims(&signed_in.text("access_token")), claims(&refreshed.text("access_token")));
    assert_eq!(first["sub"], second["sub"]);
    assert!(!first["sub"].as_str().unwrap().contains("ada"));
    assert_eq!(service.sessions(&refreshed.text("access_token")).await.len(), 1);
    assert_eq!(service.client.send_as(Method::DELETE, "/sessions", &refreshed.text("access_token")).await.status, 204);
    assert_eq!(service.refresh(&refreshed.text("refresh_token")).await.oauth_error(), invalid_grant());
}
