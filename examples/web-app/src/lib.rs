//! A web app that signs its users in by OpenID Connect: the authorization code flow with PKCE, as a confidential client. The
//! browser holds a cookie that means nothing elsewhere; tokens stay here.

use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, SET_COOKIE};
use http::{HeaderMap, StatusCode};

mod fetch;
mod session;
mod sign_in;

pub use fetch::{FetchFailed, HttpsClient};
use session::{Sessions, Visit, name_of, set_cookie};
use sign_in::{Answer, Issuer};
pub use sign_in::{Options, SignInFailed};

/// The app.
#[derive(Debug)]
pub struct WebApp {
    options: Options,
    http: HttpsClient,
    sessions: Mutex<Sessions>,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    title: &'a str,
    lines: &'a [&'a str],
    is_signed_in: bool,
}

impl WebApp {
    /// An app that knows nobody yet.
    pub fn new(options: Options, http: HttpsClient) -> Self {
        Self { options, http, sessions: Mutex::new(Sessions::new()) }
    }

    fn sessions<T>(&self, work: impl FnOnce(&mut Sessions) -> T) -> T {
        work(&mut self.sessions.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sends the browser on, with a cookie for what is remembered of it now.
    fn remember(&self, visit: Visit, location: &str) -> Response {
        match self.sessions(|sessions| sessions.begin(visit)) {
            Ok(name) => ([(SET_COOKIE, self.cookie(&name))], Redirect::to(location)).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    fn cookie(&self, name: &str) -> String {
        set_cookie(name, self.options.url.starts_with("https:"))
    }
}

/// The app's pages.
pub fn router(app: WebApp) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(sign_in))
        .route("/callback", get(callback))
        .route("/account", get(account))
        .route("/sign-out", post(sign_out))
        .with_state(Arc::new(app))
}

/// For everybody.
async fn home(State(app): State<Arc<WebApp>>, headers: HeaderMap) -> Response {
    match app.sessions(|sessions| sessions.person(name_of(&headers))) {
        Some(person) => page("Welcome back", &[&person.email], true),
        None => page("Welcome", &["Nobody is signed in."], false),
    }
}

/// For those who have signed in; whoever has not does so now.
async fn account(State(app): State<Arc<WebApp>>, headers: HeaderMap) -> Response {
    match app.sessions(|sessions| sessions.person(name_of(&headers))) {
        Some(person) => page("Your account", &[&person.email, &person.subject, &person.assurance], true),
        None => Redirect::to("/sign-in").into_response(),
    }
}

async fn sign_in(State(app): State<Arc<WebApp>>) -> Response {
    match Issuer::discover(&app.options, &app.http).await {
        Ok(issuer) => {
            let (url, visit) = issuer.ask();
            app.remember(visit, &url)
        }
        Err(failed) => refuse(&failed),
    }
}

async fn callback(State(app): State<Arc<WebApp>>, headers: HeaderMap, Query(answer): Query<Answer>) -> Response {
    let kept = app.sessions(|sessions| sessions.take(name_of(&headers)));
    let signed_in = match Issuer::discover(&app.options, &app.http).await {
        Ok(issuer) => issuer.person(answer, kept).await,
        Err(failed) => Err(failed),
    };
    match signed_in {
        Ok(person) => app.remember(Visit::SignedIn(Box::new(person)), "/account"),
        Err(failed) => refuse(&failed),
    }
}

/// Here first, so that the user is out of the app whatever the issuer does.
async fn sign_out(State(app): State<Arc<WebApp>>, headers: HeaderMap) -> Response {
    let visit = app.sessions(|sessions| sessions.take(name_of(&headers)));
    let location = match (visit, Issuer::discover(&app.options, &app.http).await) {
        (Some(Visit::SignedIn(person)), Ok(issuer)) => issuer.sign_out(&person),
        _ => "/".to_owned(),
    };
    ([(SET_COOKIE, app.cookie(""))], Redirect::to(&location)).into_response()
}

fn page(title: &str, lines: &[&str], is_signed_in: bool) -> Response {
    let policy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    match (Page { title, lines, is_signed_in }).render() {
        Ok(html) => ([(CONTENT_SECURITY_POLICY, policy), (CACHE_CONTROL, "no-store")], Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The user learns that it has not worked, the log why.
fn refuse(failed: &SignInFailed) -> Response {
    tracing::warn!(%failed, "nobody is signed in");
    let status = match failed {
        SignInFailed::Issuer(_) => StatusCode::BAD_GATEWAY,
        SignInFailed::Refused(_) | SignInFailed::Foreign | SignInFailed::Token(_) => StatusCode::BAD_REQUEST,
    };
    (status, page("That did not work", &["You are not signed in. Try again."], false)).into_response()
}
