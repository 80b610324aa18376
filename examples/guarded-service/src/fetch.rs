//! A small HTTP client for the issuer's two documents.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use http::{StatusCode, Uri};
use http_body_util::{BodyExt, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use otp_verifier::LONGEST_DOCUMENT;

/// How long a document may take.
pub const FETCH_TIMEOUT: Duration = Duration::from_secs(3);

/// Gets documents over https with the system's certificates. Plain http is for an issuer on the same machine, and
/// [`Issuer`](otp_verifier::Issuer) takes it for no other.
#[derive(Clone, Debug)]
pub struct HttpsClient(Client<HttpsConnector<HttpConnector>, Body>);

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum FetchFailed {
    /// Not a URL.
    #[error("not a URL")]
    Url,
    /// No connection, or one that broke.
    #[error("no answer")]
    NoAnswer,
    /// Nothing within [`FETCH_TIMEOUT`].
    #[error("no answer in time")]
    Late,
    /// Another status than 200; redirects are not followed.
    #[error("status {0}")]
    Status(StatusCode),
    /// A body that breaks off, or of more than [`LONGEST_DOCUMENT`] bytes.
    #[error("the body breaks off or is too long")]
    Body,
}

impl HttpsClient {
    /// Fails where the system has no certificates.
    pub fn new() -> io::Result<Self> {
        let connector = HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// The body of a 200 answer.
    pub async fn get(&self, url: &str) -> Result<Vec<u8>, FetchFailed> {
        let document = async {
            let url: Uri = url.parse().map_err(|_| FetchFailed::Url)?;
            let answer = self.0.get(url).await.map_err(|_| FetchFailed::NoAnswer)?;
            if answer.status() != StatusCode::OK {
                return Err(FetchFailed::Status(answer.status()));
            }
            let body = Limited::new(answer.into_body(), LONGEST_DOCUMENT).collect().await;
            body.map(|body| Bytes::into(body.to_bytes())).map_err(|_| FetchFailed::Body)
        };
        tokio::time::timeout(FETCH_TIMEOUT, document).await.unwrap_or(Err(FetchFailed::Late))
    }
}
