//! A stub of SES and SNS: takes their form posts, keeps them, and answers or fails as it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::email::Email;
use crate::evidence;
use crate::proxy::Cut;

/// How calls are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// With success.
    Well,
    /// With HTTP 500: the SDK tries again.
    ServerError,
    /// With HTTP 400 and a text that repeats the addressee, as SES does.
    Rejected,
    /// With HTTP 400: it takes no such address or number.
    NoSuchRecipient,
    /// With HTTP 400: more comes at once than the account may send.
    Throttled,
    /// With HTTP 400 and the same code: the account has sent what it may in a day.
    OverQuota,
    /// With a page that repeats the whole call, as a broken proxy in between might.
    Echo,
    /// Not at all: the connection ends.
    Cut,
    /// Not until the mood changes.
    Hang,
}

/// A running stub. Dropping it ends it.
#[derive(Debug)]
pub struct AwsStub {
    url: String,
    calls: Arc<Mutex<Vec<Call>>>,
    mood: watch::Sender<Mood>,
    server: JoinHandle<std::io::Result<()>>,
}

/// One call: the fields of its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call(pub BTreeMap<String, String>);

#[derive(Clone)]
struct Stub {
    calls: Arc<Mutex<Vec<Call>>>,
    mood: watch::Receiver<Mood>,
}

impl AwsStub {
    /// Starts on a free port, answering well.
    pub async fn start() -> Self {
        let (mood, told) = watch::channel(Mood::Well);
        let calls = Arc::default();
        let app = Router::new().fallback(answer).with_state(Stub { calls: Arc::clone(&calls), mood: told });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, calls, mood, server }
    }

    /// Its endpoint, for both services.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers like this from now on, also the calls that hang.
    pub fn be(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    /// The calls since the last question, oldest first, whatever they were answered.
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.calls.lock().expect("no panic while taking"))
    }

    /// The one call since the last question.
    pub fn take_call(&self) -> Call {
        let calls = self.take_calls();
        assert_eq!(calls.len(), 1, "{calls:?}");
        calls.into_iter().next().expect("a call")
    }
}

impl Drop for AwsStub {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Call {
    /// A field that must be there.
    pub fn field(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_else(|| panic!("no field {name} in {self:?}"))
    }

    /// The email that it sends, if it sends one.
    pub fn email(&self) -> Option<Email> {
        self.0.get("RawMessage.Data").map(|data| Email::of_data(data))
    }

    /// The text of the email or the text message that it sends, if it sends one.
    pub fn text(&self) -> Option<String> {
        self.email().map(|email| email.text).or_else(|| self.0.get("Message").cloned())
    }

    /// The attributes of an SNS message: their values, by name.
    pub fn attributes(&self) -> BTreeMap<&str, &str> {
        let entry = |index: usize| {
            let name = self.0.get(&format!("MessageAttributes.entry.{index}.Name"))?;
            Some((name.as_str(), self.field(&format!("MessageAttributes.entry.{index}.Value.StringValue"))))
        };
        (1..).map_while(entry).collect()
    }
}

async fn answer(State(stub): State<Stub>, body: Bytes) -> Response {
    let call = Call(form_urlencoded::parse(&body).into_owned().collect());
    let action = call.0.get("Action").cloned().unwrap_or_default();
    let to = ["Destinations.member.1", "PhoneNumber"].iter().find_map(|name| call.0.get(*name)).cloned();
    if let Some(text) = call.text() {
        evidence::sent(to.as_deref().unwrap_or_default(), &text);
    }
    stub.calls.lock().expect("no panic while keeping").push(call);
    let mut mood = stub.mood;
    // The end of the stub ends every call.
    let mood = mood.wait_for(|mood| *mood != Mood::Hang).await.map_or(Mood::Cut, |mood| *mood);
    match mood {
        Mood::Well => success(&action),
        Mood::ServerError => {
            failure(StatusCode::INTERNAL_SERVER_ERROR, "Receiver", "InternalFailure", "An internal failure.")
        }
        Mood::Rejected => {
            let text = format!("Address is not verified: {}", to.unwrap_or_default());
            failure(StatusCode::BAD_REQUEST, "Sender", "MessageRejected", &text)
        }
        Mood::NoSuchRecipient => {
            // Each has a code of its own for it.
            let code = if action == "Publish" { "InvalidParameter" } else { "InvalidParameterValue" };
            failure(StatusCode::BAD_REQUEST, "Sender", code, &format!("Illegal: {}", to.unwrap_or_default()))
        }
        Mood::Throttled | Mood::OverQuota => {
            let code = if action == "Publish" { "Throttled" } else { "Throttling" };
            let text = if mood == Mood::Throttled {
                "Maximum sending rate exceeded."
            } else {
                "Daily message quota exceeded."
            };
            failure(StatusCode::BAD_REQUEST, "Sender", code, text)
        }
        Mood::Echo => (StatusCode::BAD_GATEWAY, [("content-type", "text/html")], body).into_response(),
        Mood::Cut | Mood::Hang => Cut::response(),
    }
}

fn success(action: &str) -> Response {
    let message_id = "<MessageId>0101019a-placeholder-000000</MessageId>";
    xml(
        StatusCode::OK,
        &format!(
            "<{action}Response><{action}Result>{message_id}</{action}Result><ResponseMetadata><RequestId>placeholder</RequestId></ResponseMetadata></{action}Response>"
        ),
    )
}

fn failure(status: StatusCode, kind: &str, code: &str, text: &str) -> Response {
    xml(
        status,
        &format!(
            "<ErrorResponse><Error><Type>{kind}</Type><Code>{code}</Code><Message>{text}</Message></Error><RequestId>placeholder</RequestId></ErrorResponse>"
        ),
    )
}

fn xml(status: StatusCode, body: &str) -> Response {
    (status, [("content-type", "text/xml")], body.to_owned()).into_response()
}
