//! The queue of what owners are told: an endpoint on loopback that the real AWS SDK speaks to, and a courier in place of
//! Lambda's. What waits in it ends with the process.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::{Json, Router, routing};
use http::StatusCode;
use notify::{Message, Service};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// As long as most messages wait that announce a change.
const DELAY: Duration = Duration::from_secs(2);
/// How often a message comes: after that, SQS keeps it among those that failed.
const MOST_RECEIVES: u32 = 5;

/// A running queue. Dropping it ends it.
#[derive(Debug)]
pub struct Queue {
    address: SocketAddr,
    waiting: Arc<Waiting>,
    server: JoinHandle<std::io::Result<()>>,
}

#[derive(Debug, Default)]
struct Waiting {
    taken: Mutex<Messages>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Messages {
    count: u64,
    waiting: Vec<Queued>,
}

#[derive(Debug)]
struct Queued {
    message: Message,
    receives: u32,
}

/// `SendMessageBatch`, as far as it is used here.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    id: String,
    message_body: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Taken {
    successful: Vec<TakenEntry>,
    failed: [(); 0],
}

#[derive(Serialize)]
struct TakenEntry {
    #[serde(rename = "Id")]
    id: String,
    #[serde(rename = "MessageId")]
    message: String,
    /// Nobody here checks it.
    #[serde(rename = "MD5OfMessageBody")]
    digest: &'static str,
}

impl Queue {
    /// Starts an empty queue.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let waiting = Arc::new(Waiting::default());
        let router = Router::new().fallback(routing::post(take)).with_state(Arc::clone(&waiting));
        let server = tokio::spawn(axum::serve(listener, router).into_future());
        Ok(Self { address, waiting, server })
    }

    /// Where it answers, which is its own URL as well.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes one message, as if it had been sent here.
    pub fn put(&self, body: &str) {
        self.waiting.take(body.to_owned());
    }

    /// What waits.
    pub fn waiting(&self) -> Vec<Message> {
        self.waiting.locked().waiting.iter().map(|queued| queued.message.clone()).collect()
    }

    /// Hands everything that waits to `service`, and keeps what is to come again; gives how many messages that were.
    pub async fn deliver(&self, service: &Service) -> usize {
        let mut taken = std::mem::take(&mut self.waiting.locked().waiting);
        let count = taken.len();
        let records = taken.iter().map(|queued| queued.message.clone()).collect();
        let unfinished = service.handle(&notify::Messages { records }).await;
        taken.retain_mut(|Queued { message, receives }| {
            *receives += 1;
            let failed = &unfinished.batch_item_failures;
            failed.iter().any(|failure| failure.item_identifier == message.message_id) && *receives < MOST_RECEIVES
        });
        self.waiting.locked().waiting.extend(taken);
        count
    }

    /// Delivers for as long as the process runs.
    pub async fn deliver_forever(&self, service: &Service) {
        loop {
            self.waiting.arrived.notified().await;
            // A change that is announced is on its way.
            tokio::time::sleep(DELAY).await;
            self.deliver(service).await;
            if !self.waiting().is_empty() {
                self.waiting.arrived.notify_one();
            }
        }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Waiting {
    /// Keeps a message; gives its name.
    fn take(&self, body: String) -> String {
        let mut messages = self.locked();
        messages.count += 1;
        let message_id = messages.count.to_string();
        let attributes = notify::Attributes::default();
        let message = Message { message_id: message_id.clone(), body, attributes };
        messages.waiting.push(Queued { message, receives: 0 });
        message_id
    }

    fn locked(&self) -> MutexGuard<'_, Messages> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn take(State(waiting): State<Arc<Waiting>>, body: String) -> Result<Json<Taken>, StatusCode> {
    let batch: Batch = serde_json::from_str(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let keep = |Entry { id, message_body }| TakenEntry { id, message: waiting.take(message_body), digest: "" };
    let successful = batch.entries.into_iter().map(keep).collect();
    waiting.arrived.notify_one();
    Ok(Json(Taken { successful, failed: [] }))
}
