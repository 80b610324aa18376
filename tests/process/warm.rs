//! The connection to DynamoDB stands before the first event, and a start does not depend on it.

use std::collections::HashMap;

use tests::{Fault, Function, Proxy};

use super::Deployment;

/// What a function calls to open its connection, by the verb that its role has.
const FIRST_CALLS: [(&str, Option<&str>); 7] = [
    ("request", Some("GetItem")),
    ("verify", Some("GetItem")),
    ("token", Some("GetItem")),
    ("sessions", Some("Query")),
    ("authorizer", Some("Query")),
    ("discovery", None),
    ("me", None),
];

async fn started(deployment: &Deployment, proxy: &Proxy, name: &str) -> Function {
    let mut environment = deployment.environment(name);
    environment.retain(|(variable, _)| variable != "AWS_ENDPOINT_URL_DYNAMODB");
    environment.push(("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), proxy.url().to_owned()));
    Function::start(name, &environment).await
}

#[tokio::test]
async fn a_function_opens_its_connection_while_it_starts() {
    let deployment = Deployment::with(&[]).await;
    let proxy = Proxy::before(deployment.database.url()).await;
    for (name, call) in FIRST_CALLS {
        let _function = started(&deployment, &proxy, name).await;
        let expected: HashMap<_, _> = call.into_iter().map(|call| (call.to_owned(), 1)).collect();
        assert_eq!(proxy.take_calls(), expected, "{name}");
    }
}

#[tokio::test]
async fn a_function_starts_where_its_first_call_fails() {
    let deployment = Deployment::with(&[]).await;
    for fault in [Fault::Refused("AccessDeniedException"), Fault::Unanswered, Fault::Disconnected] {
        let proxy = Proxy::before(deployment.database.url()).await;
        proxy.plan(move |_| fault);
        for name in ["token", "authorizer"] {
            // Returns when the function asks for its first event.
            drop(started(&deployment, &proxy, name).await);
        }
    }
}
