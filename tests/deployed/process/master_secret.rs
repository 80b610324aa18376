//! The master secret is read from Secrets Manager once, while a function starts; without it a function answers nothing.

use serde_json::json;
use tests::Function;
use tests::key_stub::KeyMood;

use super::{Deployment, MASTER_SECRET, MASTER_SECRET_ARN, post, verified};
use crate::repository::settings::{declared_by, functions};

const SECOND_ARN: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otp-SecondMasterSecret-GhIjKl";
/// One byte less than it takes.
const TOO_SHORT: &str = "dG9vIHNob3J0OiAzMSBieXRlcyBhbmQgbm90IG9uZQ==";

/// The functions that derive keys from it.
fn readers() -> Vec<String> {
    let reads = |name: &String| declared_by(name).iter().any(|known| known.name == "MASTER_SECRET");
    functions().into_iter().filter(reads).collect()
}

#[tokio::test]
async fn it_is_read_once_by_its_arn_and_on_nobodys_time() {
    let deployment = Deployment::with(&[]).await;
    let expected = vec![("GetSecretValue".to_owned(), json!({ "SecretId": MASTER_SECRET_ARN }))];
    assert_eq!(readers(), ["feedback", "notify", "passkeys", "request", "sessions", "signin", "token", "verify"]);
    for name in readers() {
        let _function = deployment.start(&name).await;
        assert_eq!(deployment.secrets.take_calls(), expected, "{name}");
    }
    let (request, verify) = (deployment.start("request").await, deployment.start("verify").await);
    deployment.secrets.take_calls();
    let asked = request.call(&post("/otp/request", &json!({ "email": "ada@example.org" }))).await;
    let signed_in = verified(&verify, &asked.text("challenge"), &deployment.take_code()).await;
    assert_eq!(signed_in.status, 200);
    assert_eq!(deployment.secrets.take_calls(), [], "a call asks for nothing");
}

#[tokio::test]
async fn a_function_that_cannot_read_it_does_not_start_and_names_its_arn_and_never_its_value() {
    let deployment = Deployment::with(&[("MASTER_SECRET", &format!("2:{MASTER_SECRET_ARN},1:{SECOND_ARN}"))]).await;
    let secrets = &deployment.secrets;
    for name in readers() {
        let refused = async || Function::refused(&name, &deployment.environment(&name)).await;
        for (second, fault) in [
            (None, format!("version 1 ({SECOND_ARN}) cannot be read: Secrets Manager: ResourceNotFoundException")),
            (Some(TOO_SHORT), format!("version 1 ({SECOND_ARN}) is not base64 of at least 32 bytes")),
            (Some("not base64"), format!("version 1 ({SECOND_ARN}) is not base64 of at least 32 bytes")),
            (Some(""), format!("version 1 ({SECOND_ARN}) is not base64 of at least 32 bytes")),
            (Some(MASTER_SECRET), "must have another secret for each version".to_owned()),
        ] {
            if let Some(text) = second {
                secrets.put_text(SECOND_ARN, text);
            }
            let line = refused().await;
            assert!(line.contains(&format!("MASTER_SECRET {fault}")), "{name}: {line}");
            let shown = [MASTER_SECRET, TOO_SHORT, "not base64\""].iter().any(|value| line.contains(value));
            assert!(!shown, "{name}: {line}");
        }
        // In deletion: both are named at once.
        secrets.be(KeyMood::Failing("InvalidRequestException"));
        let line = refused().await;
        for arn in [MASTER_SECRET_ARN, SECOND_ARN] {
            let fault = format!("({arn}) cannot be read: Secrets Manager: InvalidRequestException");
            assert!(line.contains(&fault), "{name}: {line}");
        }
        secrets.be(KeyMood::Well);
        secrets.forget_text(SECOND_ARN);
    }
}

#[tokio::test]
async fn a_role_that_may_read_it_since_a_moment_ago_is_waited_for_and_one_that_may_not_ends_the_start() {
    let deployment = Deployment::with(&[]).await;
    deployment.secrets.be(KeyMood::FailingOnce("AccessDeniedException"));
    let _started = deployment.start("token").await;
    assert_eq!(deployment.secrets.take_calls().len(), 2, "denied once");
    deployment.secrets.be(KeyMood::Failing("AccessDeniedException"));
    let line = Function::refused("token", &deployment.environment("token")).await;
    let fault = format!("({MASTER_SECRET_ARN}) cannot be read: Secrets Manager: AccessDeniedException");
    assert!(line.contains(&fault), "{line}");
}
