//! The main job: request a code, verify it, call a guarded API.

use serde_json::json;
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
