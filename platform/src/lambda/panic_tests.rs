use std::time::Duration;

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};

use super::{Event, answer_within};

/// Five seconds: nothing here takes time.
const LEFT: Duration = Duration::from_secs(5);

fn event(path: &str) -> Event {
    let context = json!({ "http": { "method": "GET" } });
    serde_json::from_value(json!({ "rawPath": path, "requestContext": context })).unwrap()
}

async fn breaks() -> &'static str {
    tokio::task::yield_now().await;
    panic!("of ada@example.org");
}

#[tokio::test]
async fn a_handler_that_panics_is_answered_for_and_the_next_call_is_served() {
    let router = Router::new().route("/breaks", get(breaks)).route("/works", get(|| async { "yes" }));
    for _ in 0..2 {
        let answer = answer_within(&router, event("/breaks"), LEFT).await;
        assert_eq!((answer.status_code, &*answer.headers["cache-control"]), (500, "no-store"));
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((&problem["code"], &problem["title"]), (&json!("internal"), &json!("Something went wrong here.")));
        assert!(!answer.body.contains("ada"), "{}", answer.body);
        assert_eq!(answer_within(&router, event("/works"), LEFT).await.body, "yes");
    }
}
