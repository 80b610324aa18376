//! A small Lambda Runtime API, and the compiled functions that poll it.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path as Segment, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::{HeaderMap, StatusCode};
use platform::clock::Clock;
use platform::settings::Environment;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

use crate::Answer;
use crate::evidence::{self, Kind};

/// A safety net: far beyond every timeout of a function, and never waited for by a test that passes.
const PATIENCE: Duration = Duration::from_secs(30);
/// What a function sees as its own timeout.
const DEADLINE: Duration = Duration::from_secs(10);

/// The variables that must never be printed.
const SECRET_VARIABLES: [&str; 3] = ["MASTER_SECRET", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// What a function answers: a value, or the error that Lambda hands to the caller.
pub type Outcome = Result<Value, Value>;

/// A running Runtime API for one function. Dropping it ends it.
#[derive(Debug)]
pub struct RuntimeApi {
    address: String,
    invocations: mpsc::UnboundedSender<Invocation>,
    polled: watch::Receiver<bool>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

#[derive(Debug)]
struct Invocation {
    event: String,
    deadline: Duration,
    answer: oneshot::Sender<Outcome>,
}

struct Invocations {
    waiting: tokio::sync::Mutex<mpsc::UnboundedReceiver<Invocation>>,
    running: Mutex<Running>,
    polled: watch::Sender<bool>,
}

#[derive(Default)]
struct Running {
    count: u64,
    answers: HashMap<String, oneshot::Sender<Outcome>>,
}

impl RuntimeApi {
    /// Starts on a free port.
    pub async fn start() -> Self {
        let (invocations, waiting) = mpsc::unbounded_channel();
        let (sender, polled) = watch::channel(false);
        let state = Arc::new(Invocations {
            waiting: tokio::sync::Mutex::new(waiting),
            running: Mutex::default(),
            polled: sender,
        });
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", routing::get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", routing::post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", routing::post(error))
            .route("/2018-06-01/runtime/init/error", routing::post(init_error))
            .with_state(state);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, invocations, polled, server }
    }

    /// Host and port, as `AWS_LAMBDA_RUNTIME_API` takes them.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits until a function asks for its first event.
    pub async fn polled(&self) {
        self.polled.clone().wait_for(|polled| *polled).await.expect("a running server");
    }

    /// Hands over one event and waits for what becomes of it.
    pub async fn invoke(&self, event: &Value, deadline: Duration) -> Outcome {
        let (answer, answered) = oneshot::channel();
        self.invocations.send(Invocation { event: event.to_string(), deadline, answer }).expect("a running server");
        answered.await.expect("an answer")
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Invocations {
    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().expect("no panic while answering")
    }

    fn settle(&self, id: &str, outcome: Outcome) -> StatusCode {
        match self.running().answers.remove(id) {
            Some(answer) => {
                // Nobody waits any more: the test has ended.
                let _ = answer.send(outcome);
                StatusCode::ACCEPTED
            }
            None => StatusCode::BAD_REQUEST,
        }
    }
}

async fn next(State(state): State<Arc<Invocations>>) -> Response {
    state.polled.send_replace(true);
    let Some(invocation) = state.waiting.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let mut running = state.running();
    running.count += 1;
    let id = format!("8476a536-e9f4-11e8-9739-{:012x}", running.count);
    running.answers.insert(id.clone(), invocation.answer);
    // Rounded up: the clock knows whole seconds.
    let deadline = (Clock::system().now().as_unix() + 1) * 1_000 + millis(invocation.deadline);
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-central-1:123456789012:function:test".to_owned()),
        ("lambda-runtime-trace-id", "Root=1-69219a40-5f84c1d27e3b0a9648d1c7e2;Sampled=0".to_owned()),
    ];
    (headers, invocation.event).into_response()
}

async fn response(State(state): State<Arc<Invocations>>, Segment(id): Segment<String>, body: Bytes) -> StatusCode {
    state.settle(&id, Ok(json(&body)))
}

async fn error(State(state): State<Arc<Invocations>>, Segment(id): Segment<String>, body: Bytes) -> StatusCode {
    state.settle(&id, Err(json(&body)))
}

/// A start that failed fails whatever was to be invoked first.
async fn init_error(State(state): State<Arc<Invocations>>, body: Bytes) -> StatusCode {
    if let Some(invocation) = state.waiting.lock().await.recv().await {
        let _ = invocation.answer.send(Err(json(&body)));
    }
    StatusCode::ACCEPTED
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).expect("no age of the world")
}

fn json(body: &Bytes) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|error| panic!("{error}: {body:?}"))
}

/// A compiled function with the variables that Lambda itself sets and `environment`, which comes first, and nothing else.
fn command(name: &str, api: &RuntimeApi, environment: &[(String, String)]) -> Command {
    let binary = binaries().join(name);
    assert!(binary.exists(), "{} is missing: run `cargo test --workspace`", binary.display());
    let mut command = Command::new(binary);
    command
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", api.address())
        .env("AWS_LAMBDA_FUNCTION_NAME", name)
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A compiled function, running as it does in Lambda. Dropping it ends the process.
#[derive(Debug)]
pub struct Function {
    name: String,
    api: RuntimeApi,
    process: Child,
    output: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
    ended: watch::Receiver<()>,
}

impl Function {
    /// Starts `name` with the variables that Lambda itself sets and `environment`, which comes first, and nothing else;
    /// returns when it asks for its first event.
    pub async fn start(name: &str, environment: &[(String, String)]) -> Self {
        let is_secret =
            |(name, value): &&(String, String)| SECRET_VARIABLES.contains(&name.as_str()) && !value.contains(":arn:");
        for (_, value) in environment.iter().filter(is_secret) {
            evidence::secret(Kind::Token, value.rsplit(':').next().expect("a part"));
        }
        let api = RuntimeApi::start().await;
        let mut process = command(name, &api, environment).spawn().expect("a process");
        let output = Arc::default();
        let (open, ended) = watch::channel(());
        let readers = vec![
            read(process.stdout.take().expect("its output"), Arc::clone(&output), Some(open)),
            read(process.stderr.take().expect("its errors"), Arc::clone(&output), None),
        ];
        let function = Self { name: name.to_owned(), api, process, output, readers, ended };
        function.alive("start", function.api.polled()).await;
        function
    }

    /// Starts a function that refuses to start, and gives what it wrote: one line, and it asked for no event.
    pub async fn refused(name: &str, environment: &[(String, String)]) -> String {
        let api = RuntimeApi::start().await;
        let mut starting = command(name, &api, environment);
        let ended = tokio::task::spawn_blocking(move || starting.output().expect("a process"));
        let ended = tokio::select! {
            ended = ended => ended.expect("no panic"),
            () = api.polled() => panic!("{name} started"),
        };
        assert!(!ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
        let output = String::from_utf8(ended.stdout).expect("a text");
        assert_eq!(output.lines().count(), 1, "{output}");
        output
    }

    /// Hands over one event and waits for what becomes of it.
    pub async fn invoke(&self, event: &Value) -> Outcome {
        self.invoke_within(event, DEADLINE).await
    }

    /// The same where the function has so much time.
    pub async fn invoke_within(&self, event: &Value, deadline: Duration) -> Outcome {
        self.alive("answer", self.api.invoke(event, deadline)).await
    }

    /// Hands over an HTTP event and reads the answer as API Gateway does.
    pub async fn call(&self, event: &Value) -> Answer {
        let answer = self.invoke(event).await.unwrap_or_else(|error| panic!("{} failed: {error}", self.name));
        let mut headers = HeaderMap::new();
        for (name, value) in answer["headers"].as_object().into_iter().flatten() {
            let name: http::HeaderName = name.parse().expect("a header's name");
            headers.insert(name, value.as_str().and_then(|value| value.parse().ok()).expect("a header's value"));
        }
        for cookie in answer["cookies"].as_array().into_iter().flatten() {
            let cookie = cookie.as_str().and_then(|cookie| cookie.parse().ok()).expect("a cookie");
            headers.append(http::header::SET_COOKIE, cookie);
        }
        let status = answer["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok()).expect("a status");
        assert_eq!(answer["isBase64Encoded"], false, "{answer}");
        let body = answer["body"].as_str().unwrap_or_default().to_owned().into();
        evidence::answered(&headers, &body);
        Answer { status: StatusCode::from_u16(status).expect("a status"), headers, body }
    }

    /// The memory that the process holds, in bytes, as Linux counts it.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        let kilobytes = line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number");
        kilobytes * 1_024
    }

    /// Ends the process and gives everything that it has written.
    pub fn stop(mut self) -> String {
        self.end();
        self.written()
    }

    fn end(&mut self) {
        // An error means that it has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let readers = std::mem::take(&mut self.readers);
        if readers.is_empty() {
            return;
        }
        for reader in readers {
            let _ = reader.join();
        }
        evidence::printed(self.written().as_bytes());
    }

    /// What it has written so far.
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.output.lock().expect("no panic while reading")).into_owned()
    }

    /// What `work` gives; a panic where the process ends meanwhile.
    async fn alive<T>(&self, what: &str, work: impl Future<Output = T>) -> T {
        let mut ended = self.ended.clone();
        tokio::select! {
            done = work => done,
            _ = ended.changed() => panic!("{} ended and did not {what}:\n{}", self.name, self.written()),
            () = tokio::time::sleep(PATIENCE) => panic!("{} did not {what} in time:\n{}", self.name, self.written()),
        }
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.end();
    }
}

/// Collects what a process writes, until its end; `open` is dropped then.
fn read(
    mut from: impl Read + Send + 'static,
    into: Arc<Mutex<Vec<u8>>>,
    open: Option<watch::Sender<()>>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut chunk) {
            into.lock().expect("no panic while reading").extend_from_slice(&chunk[..length]);
        }
        drop(open);
    })
}

/// The folder of the compiled functions: beside this test's own, or the one that `FUNCTION_BINARIES` names, within the
/// repository unless it is absolute.
fn binaries() -> PathBuf {
    if let Some(folder) = Environment::of_process().get("FUNCTION_BINARIES") {
        return Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    }
    let here = std::env::current_exe().expect("the path of this test");
    here.parent().and_then(Path::parent).expect("a folder for builds").to_owned()
}
