//! The compiled function that heeds bounces and complaints.

use serde_json::{Value, json};
use tests::Function;

use super::{Deployment, NOBODY, post};

#[tokio::test]
async fn otp_26_a_bounce_that_the_deployed_function_heeds_stops_the_messages_of_the_other() {
    let deployment = Deployment::with(&[]).await;
    let (feedback, request) = (deployment.start("feedback").await, deployment.start("request").await);
    let body = |email: &str| post("/otp/request", &json!({ "email": email }));
    for (sample, email) in [
        (include_str!("../../../events/feedback-bounce.json"), "grace@example.org"),
        (include_str!("../../../events/feedback-complaint.json"), "alan@example.org"),
    ] {
        let usual = request.call(&body(email)).await;
        assert_eq!(deployment.services.take_calls().len(), 1);
        assert_eq!(feedback.invoke(&serde_json::from_str::<Value>(sample).unwrap()).await, Ok(Value::Null));
        let answer = request.call(&body(email)).await;
        assert_eq!(
            (answer.status, answer.json()["destination"].clone()),
            (usual.status, usual.json()["destination"].clone())
        );
        assert_eq!(deployment.services.take_calls(), []);
    }
    let told = feedback.stop();
    assert_eq!(told.matches(r#""audit":"address_suppressed""#).count(), 2, "{told}");
    assert!(!told.contains("grace") && !told.contains("alan@"), "{told}");
}

#[tokio::test]
async fn re_03_while_dynamodb_is_away_the_invocation_fails_so_that_lambda_tries_again() {
    let deployment = Deployment::with(&[]).await;
    let mut environment = deployment.environment("feedback");
    environment.retain(|(name, _)| name != "AWS_ENDPOINT_URL_DYNAMODB");
    environment.push(("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), NOBODY.to_owned()));
    let feedback = Function::start("feedback", &environment).await;
    let event = serde_json::from_str(include_str!("../../../events/feedback-bounce.json")).unwrap();
    let unavailable = json!({ "errorType": "Unavailable", "errorMessage": "Unavailable" });
    assert_eq!(feedback.invoke(&event).await, Err(unavailable));
    for nonsense in [json!(null), json!("grace@example.org"), json!({ "Records": [{ "Sns": "grace@example.org" }] })] {
        assert_eq!(feedback.invoke(&nonsense).await, Ok(Value::Null), "no retry would help");
    }
    let told = feedback.stop();
    assert_eq!((told.matches("DynamoDB: ").count(), told.matches("malformed").count()), (1, 3), "{told}");
    assert!(!told.contains("grace"), "{told}");
}
