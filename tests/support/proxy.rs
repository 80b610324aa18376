//! A proxy before DynamoDB: it counts calls by operation and spoils answers on demand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use tokio::net::TcpListener;
use tokio::sync::Barrier;
use tokio::task::JoinHandle;

use crate::Client;

/// What to do with the answer to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Pass it on.
    None,
    /// The call is carried out, and the connection ends before the answer.
    LostAnswer,
    /// The call is carried out, and the answer is a server error: the SDK tries again.
    ServerErrorAfterwards,
    /// The call is not carried out, and the answer says throttled.
    Throttled,
    /// Nothing of a batch is carried out, and the answer asks for all of it again.
    Unprocessed,
    /// The call waits for another one that waits like this. Calls that come one after the other never meet.
    Meet,
}

/// One call to DynamoDB.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// `PutItem`, `GetItem` …
    pub operation: &'a str,
    /// What it says, as JSON.
    pub body: &'a str,
    /// Whether the SDK tries again after it saw a failure.
    pub retried: bool,
}

type Plan = Box<dyn FnMut(Call<'_>) -> Fault + Send>;

/// A running proxy. Dropping it ends it.
#[derive(Debug)]
pub struct Proxy {
    url: String,
    state: Arc<ProxyState>,
    server: JoinHandle<std::io::Result<()>>,
}

struct ProxyState {
    upstream: Client,
    calls: Mutex<HashMap<String, usize>>,
    plan: Mutex<Plan>,
    meeting: Barrier,
}

impl std::fmt::Debug for ProxyState {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ProxyState").field("calls", &self.calls).finish_non_exhaustive()
    }
}

impl Proxy {
    /// Stands before `upstream`.
    pub async fn before(upstream: String) -> Self {
        let state = Arc::new(ProxyState {
            upstream: Client::new(upstream),
            calls: Mutex::default(),
            plan: Mutex::new(Box::new(|_| Fault::None)),
            meeting: Barrier::new(2),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(forward).with_state(Arc::clone(&state));
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, state, server }
    }

    /// Its endpoint.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The calls since the last question, by operation.
    pub fn take_calls(&self) -> HashMap<String, usize> {
        std::mem::take(&mut self.state.calls.lock().expect("no panic while counting"))
    }

    /// Asks `plan` about every call from now on.
    pub fn plan(&self, plan: impl FnMut(Call<'_>) -> Fault + Send + 'static) {
        *self.state.plan.lock().expect("no panic in a plan") = Box::new(plan);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn forward(State(state): State<Arc<ProxyState>>, request: Request<Body>) -> Response {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    // `attempt=2; max=3`
    let attempt = request.headers().get("amz-sdk-request").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let retried = !attempt.contains("attempt=1");
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    *state.calls.lock().expect("no panic while counting").entry(operation.clone()).or_default() += 1;
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("a whole request").to_bytes();
    let text = std::str::from_utf8(&body).expect("JSON");
    let call = Call { operation: &operation, body: text, retried };
    let fault = (state.plan.lock().expect("no panic in a plan"))(call);
    match fault {
        Fault::Throttled => return error(StatusCode::BAD_REQUEST, "ProvisionedThroughputExceededException"),
        Fault::Unprocessed => return unprocessed(text),
        Fault::Meet => _ = state.meeting.wait().await,
        Fault::None | Fault::LostAnswer | Fault::ServerErrorAfterwards => {}
    }
    let headers: Vec<(&str, &str)> = parts
        .headers
        .iter()
        .filter(|(name, _)| *name != "host" && *name != "content-length")
        .map(|(name, value)| (name.as_str(), value.to_str().expect("a plain header")))
        .collect();
    let answer = state.upstream.send(parts.method.clone(), "/", &headers, body).await;
    match fault {
        Fault::None | Fault::Throttled | Fault::Unprocessed | Fault::Meet => {
            (answer.status, answer.headers, answer.body).into_response()
        }
        Fault::ServerErrorAfterwards => error(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError"),
        Fault::LostAnswer => {
            // A body that fails before its first byte: hyper drops the connection.
            (StatusCode::OK, Body::new(Cut)).into_response()
        }
    }
}

fn unprocessed(batch: &str) -> Response {
    let batch: serde_json::Value = serde_json::from_str(batch).expect("a batch");
    let body = serde_json::json!({ "UnprocessedItems": batch["RequestItems"] });
    (StatusCode::OK, [("content-type", "application/x-amz-json-1.0")], body.to_string()).into_response()
}

fn error(status: StatusCode, code: &str) -> Response {
    let body =
        serde_json::json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "injected" });
    (status, [("content-type", "application/x-amz-json-1.0")], body.to_string()).into_response()
}

/// A body that ends in an error.
pub(crate) struct Cut;

impl http_body::Body for Cut {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        std::task::Poll::Ready(Some(Err(std::io::Error::other("cut"))))
    }
}
