//! A function answers before Lambda ends it.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Fault, Function, Proxy};

use super::{Deployment, post};

#[tokio::test]
async fn re_03_whatever_takes_too_long_is_answered_before_lambda_ends_the_function() {
    // Far longer than the function has.
    let deployment = Deployment::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await;
    let proxy = Proxy::before(deployment.database.url()).await;
    let mut environment = deployment.environment("request");
    environment.push(("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), proxy.url().to_owned()));
    let request = Function::start("request", &environment).await;
    let event = post("/otp/request", &json!({ "email": "ada@example.org" }));

    proxy.plan(|_| Fault::Unanswered);
    let answer = request.invoke_within(&event, Duration::from_secs(2)).await.unwrap();
    assert_eq!((&answer["statusCode"], &answer["headers"]["retry-after"]), (&json!(503), &json!("2")), "{answer}");
    let problem: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    assert_eq!(problem["code"], "unavailable");
    assert_eq!(answer["headers"]["cache-control"], "no-store", "{answer}");

    proxy.plan(|_| Fault::None);
    assert_eq!(request.invoke(&event).await.unwrap()["statusCode"], 202, "and goes on");
    assert!(request.stop().contains(r#""route":"ANY /otp/request""#), "there is a line of it");
}
