//! What pages of other origins may do (the Fetch standard's CORS protocol). The functions say so themselves, and the gateway
//! passes it on: it differs by client.

use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::MethodRouter;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    ORIGIN, VARY,
};
use http::{HeaderValue, Method};
use shared::tokens::client::Client;

use crate::clients::Clients;
use crate::clock::Clock;
use crate::settings::CorsSettings;
use crate::store::StoreError;

/// The browser compares what it is about to do with these.
const METHODS: HeaderValue = HeaderValue::from_static("GET,POST,DELETE");
/// What a script can read of an answer, besides what browsers always show.
const READABLE: HeaderValue = HeaderValue::from_static("retry-after,www-authenticate");
/// A browser need not ask again for so many seconds.
const ASKED_AGAIN_AFTER: HeaderValue = HeaderValue::from_static("600");

/// Whether cookies count at a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookies {
    /// The device cookie does: pages may have it sent along, and set.
    Count,
    /// None does, so that none may come along.
    DoNotCount,
}

/// Whose call an answer is for, as far as its handler has found out: an extension of the answer. Pages of nobody else may read
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallOf {
    /// That of the codes' own interface.
    FirstParty,
    /// The OAuth client of this id.
    Client(String),
}

/// What the browser tells of the page, before the handler takes the request.
struct Asked {
    /// As the header has it; `None` also where there are several.
    origin: Option<HeaderValue>,
    is_preflight: bool,
}

impl CallOf {
    /// The call of a client that was found; of none: the codes' own interface.
    pub fn client(client: Option<&Client>) -> Self {
        client.map_or(Self::FirstParty, |client| Self::Client(client.id.to_string()))
    }

    /// Marks an answer.
    pub fn mark(self, mut answer: Response) -> Response {
        answer.extensions_mut().insert(self);
        answer
    }
}

/// Lets every page read what `methods` answer. For what is the same for everybody and comes without cookies: `*` takes none.
pub fn open_to_every_page<S: Clone + Send + Sync + 'static>(methods: MethodRouter<S>) -> MethodRouter<S> {
    methods.layer(from_fn(opened))
}

/// Lets the first party's pages call `methods`.
pub fn open_to_own_pages<S: Clone + Send + Sync + 'static>(
    methods: MethodRouter<S>,
    cors: &CorsSettings,
    cookies: Cookies,
) -> MethodRouter<S> {
    let cors = Arc::new(cors.clone());
    methods.layer(from_fn(move |request: Request, next: Next| {
        let cors = Arc::clone(&cors);
        async move {
            let asked = Asked::of(&request);
            let mut answer = varying(next.run(request).await);
            if let Some(origin) =
                asked.origin.as_ref().filter(|origin| origin.to_str().is_ok_and(|text| cors.allows_origin(text)))
            {
                asked.allow(&mut answer, origin, &cors);
                if cookies == Cookies::Count {
                    answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
                }
            }
            answer
        }
    }))
}

/// Lets pages call `methods`, each for its own client: a preflight, which names no client, passes where the page is anybody's,
/// and so does a refusal of a call of which the handler has not found out whose it is; any other answer only where the page is
/// its client's ([`CallOf`]).
pub fn open_to_pages_of_clients<S: Clone + Send + Sync + 'static>(
    methods: MethodRouter<S>,
    cors: &CorsSettings,
    clients: &Arc<Clients>,
    clock: &Clock,
) -> MethodRouter<S> {
    let known = Arc::new((cors.clone(), Arc::clone(clients), clock.clone()));
    methods.layer(from_fn(move |request: Request, next: Next| {
        let known = Arc::clone(&known);
        async move {
            let (cors, clients, clock) = &*known;
            let asked = Asked::of(&request);
            let mut answer = varying(next.run(request).await);
            let Some(origin) = &asked.origin else { return answer };
            let Ok(text) = origin.to_str() else { return answer };
            let may_read = match answer.extensions().get::<CallOf>() {
                Some(CallOf::FirstParty) => cors.allows_origin(text),
                Some(CallOf::Client(id)) => of_client(clients, id, text, clock).await,
                // A success that nobody has marked is nobody's to read.
                None if answer.status().is_success() && !asked.is_preflight => false,
                None => cors.allows_origin(text) || of_any_client(clients, text, clock).await,
            };
            if may_read {
                asked.allow(&mut answer, origin, cors);
            }
            answer
        }
    }))
}

async fn of_client(clients: &Clients, id: &str, origin: &str, clock: &Clock) -> bool {
    let found = clients.find(id, clock.now()).await.unwrap_or_else(|error| unknown(&error));
    found.is_some_and(|client| client.allows_origin(origin))
}

async fn of_any_client(clients: &Clients, origin: &str, clock: &Clock) -> bool {
    clients.any_allows_origin(origin, clock.now()).await.unwrap_or_else(|error| unknown(&error))
}

fn unknown<T: Default>(error: &StoreError) -> T {
    tracing::error!(outcome = "failed", reason = %error, "whose pages may call could not be read");
    T::default()
}

impl Asked {
    fn of(request: &Request) -> Self {
        let headers = request.headers();
        let mut named = headers.get_all(ORIGIN).iter();
        let origin = named.next().filter(|_| named.next().is_none()).cloned();
        let is_preflight = request.method() == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        Self { origin, is_preflight }
    }

    /// Tells the page's origin, and no other, what it may do, or read.
    fn allow(&self, answer: &mut Response, origin: &HeaderValue, cors: &CorsSettings) {
        let headers = answer.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        if self.is_preflight {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, cors.headers().clone());
            headers.insert(ACCESS_CONTROL_MAX_AGE, ASKED_AGAIN_AFTER);
        } else {
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, READABLE);
        }
    }
}

/// Each allowed origin is told its own name: no cache may hand one's answer to another, nor that of a call without one.
fn varying(mut answer: Response) -> Response {
    answer.headers_mut().insert(VARY, HeaderValue::from_static("origin"));
    answer
}

async fn opened(request: Request, next: Next) -> Response {
    let is_question = request.method() == Method::OPTIONS;
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if is_question {
        // Libraries for traces add headers to whatever is called, and browsers ask about those.
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET"));
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_MAX_AGE, ASKED_AGAIN_AFTER);
    }
    answer
}
