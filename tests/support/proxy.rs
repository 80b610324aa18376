//! A proxy before DynamoDB, or another service of AWS: it counts calls by operation and spoils them on demand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use tokio::net::TcpListener;
use tokio::sync::{Barrier, Semaphore};
use tokio::task::JoinHandle;

use crate::{Answer, Client};

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It passes.
    None,
    /// It is not carried out: the connection ends.
    Disconnected,
    /// It is not carried out, and never answered.
    Unanswered,
    /// It is not carried out: a server error.
    ServerError,
    /// It is not carried out: throttled, as DynamoDB says it most often.
    Throttled,
    /// It is not carried out: HTTP 400 with this error code.
    Refused(&'static str),
    /// Nothing of a batch is carried out, and the answer asks for all of it again.
    Unprocessed,
    /// What of a batch holds this text is not carried out, and asked for again; all else is.
    Undone(&'static str),
    /// It is carried out, and the connection ends before the answer.
    LostAnswer,
    /// It is carried out, and never answered.
    LateAnswer,
    /// It is carried out, and the answer is a server error: the SDK tries again.
    ServerErrorAfterwards,
    /// It is carried out, and the connection ends in the middle of the answer.
    HalfAnswer,
    /// It is carried out, and the answer has no body.
    EmptyAnswer,
    /// It is carried out, and the answer's body is in another language.
    NoJson,
    /// It is carried out, and the members of the answer are of other types.
    OtherShape,
    /// It passes so much later.
    Delayed(Duration),
    /// It passes, and is answered so long after it came, to the microsecond, if no sooner.
    Steady(Duration),
    /// It is held up on its way, and looks like a server error meanwhile: the SDK tries again. [`Proxy::deliver`] has it
    /// arrive after all.
    HeldUp,
    /// It waits for another one that waits like this. Calls that come one after the other never meet.
    Meet,
}

/// One call.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// `PutItem`, `GetItem`, `Sign` …
    pub operation: &'a str,
    /// What it says: JSON, or a form.
    pub body: &'a str,
    /// Whether the SDK tries again after it saw a failure.
    pub retried: bool,
}

/// So many calls reach what stands behind at a time. Without an end to them, hundreds of parallel requests take more file
/// descriptors than a process has: everything here is one process.
const PARALLEL_CALLS: usize = 64;

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
    room: Semaphore,
    calls: Mutex<HashMap<String, usize>>,
    plan: Mutex<Plan>,
    held_up: Mutex<Vec<(Parts, Bytes)>>,
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
            room: Semaphore::new(PARALLEL_CALLS),
            calls: Mutex::default(),
            plan: Mutex::new(Box::new(|_| Fault::None)),
            held_up: Mutex::default(),
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

    /// Carries out what was held up on its way, in the order in which it was sent; tells how many calls that were.
    pub async fn deliver(&self) -> usize {
        let held_up = std::mem::take(&mut *self.state.held_up.lock().expect("no panic while holding"));
        for (parts, body) in &held_up {
            self.state.pass_on(parts, body).await;
        }
        held_up.len()
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

impl ProxyState {
    async fn pass_on(&self, parts: &Parts, body: &Bytes) -> Answer {
        let headers: Vec<(&str, &str)> = parts
            .headers
            .iter()
            .filter(|(name, _)| *name != "host" && *name != "content-length")
            .map(|(name, value)| (name.as_str(), value.to_str().expect("a plain header")))
            .collect();
        let _permit = self.room.acquire().await.expect("room, some time");
        self.upstream.send(parts.method.clone(), "/", &headers, body.clone()).await
    }

    /// Carries out what of a batch does not hold `text`.
    async fn but_for(&self, parts: &Parts, batch: &str, text: &str) -> Response {
        let mut batch: serde_json::Value = serde_json::from_str(batch).expect("a batch");
        let (table, requests) = batch["RequestItems"].as_object().expect("tables").iter().next().expect("a table");
        let (table, requests) = (table.clone(), requests.as_array().expect("requests").clone());
        let (undone, done): (Vec<_>, Vec<_>) =
            requests.into_iter().partition(|request| request.to_string().contains(text));
        if !done.is_empty() {
            batch["RequestItems"] = serde_json::json!({ &table: done });
            let answer = self.pass_on(parts, &batch.to_string().into()).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        }
        let left = if undone.is_empty() { serde_json::json!({}) } else { serde_json::json!({ &table: undone }) };
        let body = serde_json::json!({ "UnprocessedItems": left });
        (StatusCode::OK, [("content-type", "application/x-amz-json-1.0")], body.to_string()).into_response()
    }
}

#[expect(clippy::disallowed_methods, reason = "a steady answer goes by the real time")]
async fn forward(State(state): State<Arc<ProxyState>>, request: Request<Body>) -> Response {
    let came = Instant::now();
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("a whole request").to_bytes();
    let text = std::str::from_utf8(&body).expect("a text");
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let target = header("x-amz-target").and_then(|target| target.rsplit('.').next());
    let action = || form_urlencoded::parse(&body).find(|(name, _)| name == "Action").map(|(_, action)| action.into());
    let operation = target.map(str::to_owned).or_else(action).unwrap_or_default();
    *state.calls.lock().expect("no panic while counting").entry(operation.clone()).or_default() += 1;
    // `attempt=2; max=3`
    let retried = !header("amz-sdk-request").unwrap_or_default().contains("attempt=1");
    let call = Call { operation: &operation, body: text, retried };
    let fault = (state.plan.lock().expect("no panic in a plan"))(call);
    let error = |status, code| if target.is_some() { json_error(status, code) } else { xml_error(status, code) };
    let internal = || error(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError");
    match fault {
        Fault::Disconnected => return Cut::response(),
        // Until whoever asks hangs up.
        Fault::Unanswered => return std::future::pending().await,
        Fault::ServerError => return internal(),
        Fault::Throttled => return error(StatusCode::BAD_REQUEST, "ProvisionedThroughputExceededException"),
        Fault::Refused(code) => return error(StatusCode::BAD_REQUEST, code),
        Fault::Unprocessed => return unprocessed(text),
        Fault::Undone(text_of) => return state.but_for(&parts, text, text_of).await,
        Fault::HeldUp => {
            state.held_up.lock().expect("no panic while holding").push((parts.clone(), body.clone()));
            return internal();
        }
        Fault::Delayed(time) => tokio::time::sleep(time).await,
        Fault::Meet => _ = state.meeting.wait().await,
        _ => {}
    }
    let answer = state.pass_on(&parts, &body).await;
    let instead = |body: &str| {
        let mut headers = answer.headers.clone();
        headers.remove("content-length");
        (answer.status, headers, body.to_owned()).into_response()
    };
    match fault {
        Fault::Steady(time) => {
            // A timer of tokio may be late by a millisecond.
            tokio::time::sleep_until((came + time.saturating_sub(Duration::from_millis(2))).into()).await;
            while came.elapsed() < time {
                tokio::task::yield_now().await;
            }
            (answer.status, answer.headers, answer.body).into_response()
        }
        Fault::LostAnswer => Cut::response(),
        Fault::LateAnswer => std::future::pending().await,
        Fault::ServerErrorAfterwards => internal(),
        Fault::HalfAnswer => {
            let half = answer.body.slice(..answer.body.len() / 2);
            (answer.status, answer.headers, Body::new(Cut(half))).into_response()
        }
        Fault::EmptyAnswer => instead(""),
        Fault::NoJson => instead("<html>"),
        Fault::OtherShape => {
            instead(r#"{"Attributes":7,"Item":7,"Items":7,"UnprocessedItems":7,"Signature":7,"PublicKey":7}"#)
        }
        _ => (answer.status, answer.headers, answer.body).into_response(),
    }
}

fn unprocessed(batch: &str) -> Response {
    let batch: serde_json::Value = serde_json::from_str(batch).expect("a batch");
    let body = serde_json::json!({ "UnprocessedItems": batch["RequestItems"] });
    (StatusCode::OK, [("content-type", "application/x-amz-json-1.0")], body.to_string()).into_response()
}

fn json_error(status: StatusCode, code: &str) -> Response {
    let body =
        serde_json::json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "injected" });
    (status, [("content-type", "application/x-amz-json-1.0")], body.to_string()).into_response()
}

fn xml_error(status: StatusCode, code: &str) -> Response {
    let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>injected</Message></Error>");
    let body = format!("<ErrorResponse>{error}<RequestId>injected</RequestId></ErrorResponse>");
    (status, [("content-type", "text/xml")], body).into_response()
}

/// A body that ends in an error, after these bytes.
pub(crate) struct Cut(Bytes);

impl Cut {
    /// Fails before its first byte: hyper drops the connection.
    pub(crate) fn response() -> Response {
        (StatusCode::OK, Body::new(Self(Bytes::new()))).into_response()
    }
}

impl http_body::Body for Cut {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        let left = std::mem::take(&mut self.0);
        let frame = if left.is_empty() { Err(std::io::Error::other("cut")) } else { Ok(http_body::Frame::data(left)) };
        std::task::Poll::Ready(Some(frame))
    }
}
