//! What the functions reach in place of AWS: the embedded DynamoDB and moto, behind a check of each call's permission.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use tests::{Client, Email, evidence};
use tokio::net::TcpListener;

use super::permissions::{Call, is_for_lambda};

/// The services, by the ends of the variables that name their endpoints.
const SERVICES: [&str; 6] = ["DYNAMODB", "KMS", "SECRETS_MANAGER", "SES", "SNS", "SQS"];

/// One call that arrived.
#[derive(Clone, Debug)]
pub(super) struct Arrived {
    pub(super) function: String,
    pub(super) action: String,
    body: Bytes,
}

impl Arrived {
    /// A field of a call that is a form.
    pub(super) fn field(&self, name: &str) -> String {
        form_field(&self.body, name).unwrap_or_else(|| panic!("no {name} in a call of {}", self.action))
    }
}

/// A running proxy before all services.
#[derive(Clone, Debug)]
pub(super) struct Cloud {
    url: String,
    state: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    dynamodb: Client,
    moto: Client,
    roles: Mutex<HashMap<String, Vec<Value>>>,
    arrived: Mutex<Vec<Arrived>>,
    delivered: Mutex<Vec<Value>>,
    queued: Mutex<Vec<Value>>,
    judged: Mutex<Vec<(String, Call)>>,
    rejected: Mutex<Option<&'static str>>,
    denied: Mutex<Vec<String>>,
}

impl Shared {
    /// The call that a function makes, where its role allows it; what is to be said of it where not.
    fn judge(&self, function: &str, service: &str, headers: &HeaderMap, body: &[u8]) -> Result<Call, String> {
        let target = headers.get("x-amz-target").map(|target| target.to_str()).transpose();
        let call = Call::of(service, target.map_err(|error| error.to_string())?, body)?;
        let roles = self.roles.lock().unwrap();
        let statements = roles.get(function).ok_or("it has no role")?;
        if call.is_allowed(statements)? { Ok(call) } else { Err(format!("{call:?}")) }
    }
}

impl Cloud {
    pub(super) async fn start(dynamodb: String, moto: String) -> Self {
        let state = Arc::new(Shared {
            dynamodb: Client::new(dynamodb),
            moto: Client::new(moto),
            roles: Mutex::default(),
            arrived: Mutex::default(),
            delivered: Mutex::default(),
            queued: Mutex::default(),
            judged: Mutex::default(),
            rejected: Mutex::default(),
            denied: Mutex::default(),
        });
        let app = Router::new().fallback(forward).with_state(Arc::clone(&state));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, state }
    }

    /// What Lambda sets for the role of a function, which `statements` describe.
    pub(super) fn role(&self, function: &str, statements: Vec<Value>) -> Vec<(String, String)> {
        self.state.roles.lock().unwrap().insert(function.to_owned(), statements);
        let endpoint =
            |service: &str| (format!("AWS_ENDPOINT_URL_{service}"), format!("{}/{function}/{service}", self.url));
        let own = [
            ("AWS_REGION", super::moto::REGION),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "emulated/secret/access/key/bPxRfiCYEXAMPLE"),
            ("AWS_SESSION_TOKEN", "emulated-session-token"),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        SERVICES.iter().map(|service| endpoint(service)).chain(own).collect()
    }

    /// The calls since the last question.
    pub(super) fn take_calls(&self) -> Vec<Arrived> {
        std::mem::take(&mut self.state.arrived.lock().unwrap())
    }

    /// The emails that were sent, the last one first, as the local server's inbox shows them.
    pub(super) fn inbox(&self) -> Value {
        self.state.delivered.lock().unwrap().iter().rev().cloned().collect()
    }

    /// What waits in the queue, as Lambda hands it to a function.
    pub(super) fn take_queued(&self) -> Value {
        json!({ "Records": std::mem::take(&mut *self.state.queued.lock().unwrap()) })
    }

    /// The service behind it rejects the next call of `action`.
    pub(super) fn reject_next(&self, action: &'static str) {
        *self.state.rejected.lock().unwrap() = Some(action);
    }

    /// The statements that no call needs: without one of them each would be allowed as well. By their functions.
    pub(super) fn unneeded(&self) -> Vec<String> {
        let (roles, judged) = (self.state.roles.lock().unwrap(), self.state.judged.lock().unwrap());
        let mut unneeded = Vec::new();
        for (function, statements) in roles.iter() {
            for (index, dropped) in statements.iter().enumerate() {
                if is_for_lambda(dropped) {
                    continue;
                }
                let mut others = statements.clone();
                others.remove(index);
                let mut calls = judged.iter().filter(|(caller, _)| caller == function);
                if calls.all(|(_, call)| call.is_allowed(&others).unwrap()) {
                    unneeded.push(format!("{function}: {}", dropped["Sid"].as_str().unwrap_or_default()));
                }
            }
        }
        unneeded.sort();
        unneeded
    }

    /// The calls that no role allows.
    pub(super) fn denied(&self) -> Vec<String> {
        self.state.denied.lock().unwrap().clone()
    }
}

/// `SendMessageBatch`, of which every message is taken. That Lambda delivers them by itself is shown by tests/emulated.
fn queue(state: &Shared, body: &[u8]) -> Response {
    let batch: Value = serde_json::from_slice(body).unwrap();
    let entries = batch["Entries"].as_array().unwrap();
    let taken = |entry: &Value| json!({ "Id": entry["Id"], "MessageId": entry["Id"], "MD5OfMessageBody": "" });
    let taken: Vec<Value> = entries.iter().map(taken).collect();
    let mut queued = state.queued.lock().unwrap();
    for entry in entries {
        let name = queued.len().to_string();
        queued.push(json!({ "messageId": name, "body": entry["MessageBody"], "attributes": {} }));
    }
    let answer = json!({ "Successful": taken, "Failed": [] }).to_string();
    (StatusCode::OK, [("content-type", "application/x-amz-json-1.0")], answer).into_response()
}

/// A field of a form.
fn form_field(body: &[u8], wanted: &str) -> Option<String> {
    form_urlencoded::parse(body).find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
}

/// `/function/SERVICE/…`: judged by the function's role, then handed on.
async fn forward(
    State(state): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut path = uri.path().splitn(4, '/').skip(1).map(str::to_owned);
    let [Some(function), Some(service)] = [path.next(), path.next()] else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let call = match state.judge(&function, &service, &headers, &body) {
        Ok(call) => call,
        Err(fault) => {
            state.denied.lock().unwrap().push(format!("{function}: {fault}"));
            let answer = json!({ "__type": "AccessDeniedException" }).to_string();
            let headers = [("content-type", "application/x-amz-json-1.0")];
            return (StatusCode::BAD_REQUEST, headers, answer).into_response();
        }
    };
    let email = form_field(&body, "RawMessage.Data").map(|data| Email::of_data(&data));
    if let Some(text) = email.as_ref().map(|email| email.text.clone()).or_else(|| form_field(&body, "Message")) {
        evidence::sent("", &text);
    }
    state.judged.lock().unwrap().push((function.clone(), call.clone()));
    if state.rejected.lock().unwrap().take_if(|action| *action == call.action).is_some() {
        let error = "<ErrorResponse><Error><Type>Sender</Type><Code>MessageRejected</Code></Error></ErrorResponse>";
        return (StatusCode::BAD_REQUEST, [("content-type", "text/xml")], error).into_response();
    }
    if let Some(email) = email {
        state.delivered.lock().unwrap().push(json!({ "to": email.to, "text": email.text }));
    }
    state.arrived.lock().unwrap().push(Arrived { function, action: call.action, body: body.clone() });
    if service == "SQS" {
        return queue(&state, &body);
    }
    let upstream = if service == "DYNAMODB" { &state.dynamodb } else { &state.moto };
    let passed = ["authorization", "content-type", "x-amz-date", "x-amz-security-token", "x-amz-target"];
    let headers: Vec<_> = passed.iter().filter_map(|name| Some((*name, headers.get(*name)?.to_str().ok()?))).collect();
    let answer = upstream.send(method, "/", &headers, Body::from(body)).await;
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    let hop_by_hop = ["connection", "content-length", "transfer-encoding"];
    let kept = answer.headers.iter().filter(|(name, _)| !hop_by_hop.contains(&name.as_str()));
    response.headers_mut().extend(kept.map(|(name, value)| (name.clone(), value.clone())));
    response
}
