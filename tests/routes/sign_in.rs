//! The main job: request a code, verify it, call a guarded API.

use http::Method;
use serde_json::json;
use shared::identity::account::AccountId;
use tests::Service;

#[tokio::test]
async fn somebody_signs_in_by_email_and_calls_a_guarded_api() {
    let service = Service::start().await;
    let requested = service.request(&json!({ "email": "Ada@Example.org" })).await;
    assert_eq!(requested.status, 202);
    assert_eq!(requested.headers["cache-control"], "no-store");
    let body = requested.json();
    assert_eq!(body["channel"], "email");
    assert_eq!(body["destination"], "A•••@example.org");
    assert_eq!(body["code_format"], "digits");
    assert_eq!((&body["code_length"], &body["expires_in"], &body["resend_in"]), (&json!(6), &json!(600), &json!(30)));

    let verified = service.verify(&requested.text("challenge"), &service.last_code()).await;
    assert_eq!(verified.status, 200, "{verified:?}");
    assert_eq!(verified.headers["cache-control"], "no-store");
    let body = verified.json();
    assert_eq!(
        (&body["token_type"], &body["expires_in"], &body["scope"]),
        (&json!("Bearer"), &json!(900), &json!("api"))
    );

    let me = service.client.get_as("/me", &verified.text("access_token")).await;
    assert_eq!(me.status, 200, "{me:?}");
    assert_eq!(me.text("sub"), "email:ada@example.org");
    assert_eq!(me.text("amr"), "otp email");
}

#[tokio::test]
async fn somebody_signs_in_by_phone() {
    let service = Service::start().await;
    let requested = service.request(&json!({ "phone": "+14155550100", "locale": "de-CH" })).await;
    assert_eq!(requested.status, 202, "{requested:?}");
    assert_eq!(
        (requested.text("channel"), requested.text("destination")),
        ("sms".to_owned(), "+1•••••••100".to_owned())
    );
    assert_eq!(requested.json()["expires_in"], 300);
    assert!(service.last_message().text.contains("Nicht weitergeben"), "the language that was asked for");

    let verified = service.verify(&requested.text("challenge"), &service.last_code()).await;
    let me = service.client.get_as("/me", &verified.text("access_token")).await;
    assert_eq!((me.text("sub"), me.text("phone_number")), ("tel:+14155550100".to_owned(), "+14155550100".to_owned()));
    assert_eq!(me.text("amr"), "otp sms");
}

#[tokio::test]
async fn a_subject_that_is_the_account_names_nobody() {
    let service = Service::with(&[("SUBJECT", "account")]).await;
    let mut subjects = Vec::new();
    for email in ["ada@example.org", "ADA@example.org", "bob@example.org"] {
        let (challenge, code) = service.challenge(email).await;
        let token = service.verify(&challenge, &code).await.text("access_token");
        subjects.push(service.client.get_as("/me", &token).await.text("sub"));
    }
    assert_eq!(subjects[0], subjects[1], "one identity, one account");
    assert_ne!(subjects[0], subjects[2]);
    assert!(subjects.iter().all(|subject| subject.parse::<AccountId>().is_ok()), "{subjects:?}");
}

#[tokio::test]
async fn a_code_sent_again_replaces_the_earlier_one() {
    let service = Service::start().await;
    let (challenge, first) = service.challenge("ada@example.org").await;
    let again = json!({ "email": "ada@example.org", "challenge": challenge });

    let early = service.request(&again).await;
    assert_eq!(early.problem(), (429, "resend-too-soon".to_owned(), vec![]));
    assert_eq!(early.headers["retry-after"], "30");

    service.clock.advance(30);
    let resent = service.request(&again).await;
    assert_eq!(resent.status, 202, "{resent:?}");
    assert_eq!(resent.json()["resend_in"], 60, "the wait doubles");
    let second = service.last_code();
    assert_ne!(first, second);
    assert_eq!(service.verify(&resent.text("challenge"), &first).await.status, 401, "the earlier code is dead");
    assert_eq!(service.verify(&challenge, &second).await.status, 200, "either handle names the attempt");
}

#[tokio::test]
async fn otp_04_a_code_expires_while_its_item_is_still_in_the_table() {
    let service = Service::start().await;
    let (in_time, code) = service.challenge("ada@example.org").await;
    service.clock.advance(599);
    assert_eq!(service.verify(&in_time, &code).await.status, 200);
    let (late, code) = service.challenge("bob@example.org").await;
    service.clock.advance(600);
    assert_eq!(service.verify(&late, &code).await.status, 401);
    assert_eq!(service.ledgers().await.len(), 2, "nothing was deleted meanwhile");
}

#[tokio::test]
async fn jwt_05_a_token_ends_and_the_authorizer_sees_it() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    let token = service.verify(&challenge, &code).await.text("access_token");
    service.clock.advance(900 + 29);
    assert_eq!(service.client.get_as("/me", &token).await.status, 200, "within the clock skew");
    service.clock.advance(1);
    assert_eq!(service.client.get_as("/me", &token).await.status, 401);
}

#[tokio::test]
async fn a_rule_for_one_route_says_nothing_about_the_others() {
    for (route, status) in [("* /me", 403), ("GET /me", 403), ("* /me/*", 200), ("* /sessions", 200)] {
        let rules = format!(r#"[{{"route":"{route}","scopes":["admin"]}}]"#);
        let service = Service::with(&[("ROUTE_RULES", &rules)]).await;
        let token = service.sign_in("ada@example.org").await.text("access_token");
        assert_eq!(service.client.get_as("/me", &token).await.status, status, "{route}");
        // Whoever is signed in may end that, whatever APIs ask for.
        assert_eq!(service.client.send_as(Method::DELETE, "/me", &token).await.status, 204, "{route}");
    }
}

#[tokio::test]
async fn jwt_12_a_caller_cannot_pose_as_the_authorizer() {
    let service = Service::start().await;
    let forged = [("x-user-id", "root"), ("requestcontext", "{}"), ("authorization", "Bearer x.y.z")];
    let answer =
        service.client.send(Method::GET, "/me", &forged, "{\"authorizer\":{\"lambda\":{\"sub\":\"root\"}}}").await;
    assert_eq!((answer.status.as_u16(), answer.text("message")), (401, "Unauthorized".to_owned()));
    assert_eq!(service.client.get("/me").await.status, 401, "no token at all");
}

#[tokio::test]
async fn the_service_describes_itself() {
    let service = Service::start().await;
    let url = service.url();
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
        let document = service.client.get(path).await;
        assert_eq!(
            (document.status.as_u16(), &document.headers["cache-control"]),
            (200, &"public, max-age=300".parse().unwrap())
        );
        assert_eq!(document.text("issuer"), url);
        let keys = service.client.get(&document.text("jwks_uri")).await.json();
        let key = &keys["keys"][0];
        assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&json!("RSA"), &json!("RS256"), &json!("sig")));
        let members: Vec<&String> = key.as_object().unwrap().keys().collect();
        assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"], "public members only");
    }
    assert_eq!(service.client.get("/healthz").await.status, 200);
}
