//! An attacker's machines: every address of loopback is one.

use std::net::{IpAddr, Ipv4Addr};

use axum::body::Body;
use http::{Method, Request};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tests::Answer;

/// A machine, from which calls can be made.
#[derive(Clone, Debug)]
pub(crate) struct Address(Client<HttpConnector, Body>);

impl Address {
    /// The `number`th machine, in a /24 of its own: what many customers of many providers would be.
    pub(crate) fn number(number: usize) -> Self {
        let [.., high, low] = u32::try_from(number).expect("an address").to_be_bytes();
        let mut connector = HttpConnector::new();
        connector.set_local_address(Some(IpAddr::V4(Ipv4Addr::new(127, high + 1, low, 1))));
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(2).build(connector);
        Self(client)
    }

    /// So many machines.
    pub(crate) fn many(count: usize) -> Vec<Self> {
        (0..count).map(Self::number).collect()
    }

    pub(crate) async fn post(&self, url: &str, headers: &[(&str, &str)], body: &serde_json::Value) -> Answer {
        let mut request = Request::builder().method(Method::POST).uri(url).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_string())).expect("a request");
        let (parts, body) = self.0.request(request).await.expect("an answer").into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}
