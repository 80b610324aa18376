//! A plain HTTP client.

use std::net::IpAddr;

use axum::body::{Body, Bytes};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::contract;
use crate::evidence::{self, Kind};

/// Speaks to one service.
#[derive(Clone, Debug)]
pub struct Client {
    base: String,
    /// Whether `docs/openapi.yaml` has to describe every answer.
    described: bool,
    http: hyper_util::client::legacy::Client<HttpConnector, Body>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Client {
    /// Speaks to `base`, an origin without a trailing slash.
    pub fn new(base: String) -> Self {
        let http = hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build_http();
        Self { base, described: false, http }
    }

    /// Speaks to the service at `base`, and ends the test where an answer is not what `docs/openapi.yaml` says.
    pub fn of_service(base: String) -> Self {
        Self { described: true, ..Self::new(base) }
    }

    /// Speaks to the service at `base` from `address`.
    pub fn from(base: String, address: IpAddr) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_local_address(Some(address));
        let http = hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(connector);
        Self { http, ..Self::of_service(base) }
    }

    /// Sends any request; `path` may be a path or a whole URL.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.try_send(method, path, headers, body).await.expect("an answer")
    }

    /// The same to a server that may end meanwhile: `None` without a whole answer.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Option<Answer> {
        let url = if path.starts_with('/') { format!("{}{path}", self.base) } else { path.to_owned() };
        let mut request = Request::builder().method(method.clone()).uri(&url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.http.request(request.body(body.into()).expect("a request")).await.ok()?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        evidence::answered(&parts.headers, &body);
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        if let Some(path) = url.strip_prefix(&self.base).filter(|_| self.described)
            && let Err(fault) = contract::check(&method, path, &answer)
        {
            panic!("not what docs/openapi.yaml says of {method} {path}: {fault}\n{answer:?}");
        }
        Some(answer)
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        // Also those that are refused.
        for to in [&body["email"], &body["phone"]].into_iter().filter_map(Value::as_str) {
            if to.contains('@') || to.len() > 8 {
                evidence::secret(Kind::Address, to);
            }
        }
        self.send(Method::POST, path, &[("content-type", "application/json")], body.to_string()).await
    }

    /// Posts a form.
    pub async fn post_form(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        self.send(Method::POST, path, &[("content-type", "application/x-www-form-urlencoded")], body).await
    }

    /// Gets a path.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// Gets a path with a bearer token.
    pub async fn get_as(&self, path: &str, token: &str) -> Answer {
        self.send_as(Method::GET, path, token).await
    }

    /// Calls a path with a bearer token.
    pub async fn send_as(&self, method: Method, path: &str, token: &str) -> Answer {
        self.send(method, path, &[("authorization", &format!("Bearer {token}"))], Body::empty()).await
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    /// A text within the JSON body.
    pub fn text(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("no text {name} in {:?}", self.body)).to_owned()
    }

    /// The pairs of name and value of the cookies that it sets, as a browser sends them back.
    pub fn cookies(&self) -> String {
        let set = self.headers.get_all(http::header::SET_COOKIE).iter().map(|value| value.to_str().expect("ASCII"));
        set.map(|cookie| cookie.split(';').next().unwrap_or_default()).collect::<Vec<_>>().join("; ")
    }

    /// Status and `error` of an answer in the form of RFC 6749 §5.2.
    pub fn oauth_error(&self) -> (u16, String) {
        assert_eq!(self.headers["content-type"], "application/json", "{self:?}");
        let body = self.json();
        let mut members: Vec<&String> = body.as_object().expect("an object").keys().collect();
        members.sort();
        assert_eq!(members, ["error", "error_description"], "{self:?}");
        (self.status.as_u16(), self.text("error"))
    }

    /// Everything that a caller sees, but the date.
    pub fn uniform(&self) -> (u16, Vec<(String, Bytes)>, Bytes) {
        let headers = self.headers.iter().filter(|(name, _)| *name != "date");
        let headers =
            headers.map(|(name, value)| (name.to_string(), Bytes::copy_from_slice(value.as_bytes()))).collect();
        (self.status.as_u16(), headers, self.body.clone())
    }

    /// Status, `code` and the fields at fault of a problem.
    pub fn problem(&self) -> (u16, String, Vec<String>) {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        let body = self.json();
        assert_eq!(body["status"], self.status.as_u16(), "{self:?}");
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let fields = errors.iter().map(|error| error["field"].as_str().expect("a field").to_owned()).collect();
        (self.status.as_u16(), body["code"].as_str().expect("a code").to_owned(), fields)
    }
}
