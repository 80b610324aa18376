//! The HTTP client that calls the issuer: `openidconnect` takes any.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use axum::body::Body;
use http_body_util::{BodyExt, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 65_536;

/// Calls over https with the system's certificates, and over plain http for an issuer on the same machine.
#[derive(Clone, Debug)]
pub struct HttpsClient(Client<HttpsConnector<HttpConnector>, Body>);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchFailed {
    /// No connection, or one that broke.
    #[error("no answer")]
    NoAnswer,
    /// Nothing within five seconds.
    #[error("no answer in time")]
    Late,
    /// A body that breaks off, or is longer than any of an issuer's.
    #[error("the answer breaks off or is too long")]
    Body,
}

impl HttpsClient {
    /// Fails where the system has no certificates.
    pub fn new() -> io::Result<Self> {
        let connector = HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }
}

impl<'c> AsyncHttpClient<'c> for HttpsClient {
    type Error = FetchFailed;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchFailed>> + Send + 'c>>;

    /// The answer to a request. Redirects are not followed: the issuer has none here, and with them others could lead us
    /// to addresses of our own network.
    fn call(&'c self, request: HttpRequest) -> Self::Future {
        let answer = async {
            let answer = self.0.request(request.map(Body::from)).await.map_err(|_| FetchFailed::NoAnswer)?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, LONGEST_ANSWER).collect().await.map_err(|_| FetchFailed::Body)?;
            Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
        };
        Box::pin(async { tokio::time::timeout(PATIENCE, answer).await.unwrap_or(Err(FetchFailed::Late)) })
    }
}
