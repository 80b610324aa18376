//! One pool of connections for all clients: HTTP/1.1 over TLS 1.2 and 1.3.
//!
//! The SDK's own connector brings HTTP/2, proxies, a second pool and the system's certificates.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::{Connected, HttpConnector as TcpConnector, capture_connection};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{cipher_suite, default_provider};
use rustls::{ClientConfig, RootCertStore};

/// Connections that are kept and used again.
#[derive(Clone)]
pub(super) struct Https(Option<Client<HttpsConnector<TcpConnector>, SdkBody>>);

/// What is spoken with AWS: the AES suites of its own clients.
fn provider() -> CryptoProvider {
    let cipher_suites = vec![
        cipher_suite::TLS13_AES_256_GCM_SHA384,
        cipher_suite::TLS13_AES_128_GCM_SHA256,
        cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        cipher_suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    ];
    CryptoProvider { cipher_suites, ..default_provider() }
}

fn tls(authorities: Arc<RootCertStore>) -> Option<ClientConfig> {
    let config =
        ClientConfig::builder_with_provider(Arc::new(provider())).with_safe_default_protocol_versions().ok()?;
    Some(config.with_root_certificates(authorities).with_no_client_auth())
}

/// Whether to try again is judged by what is told here: whoever does not answer in HTTP is not asked again, nor is anybody
/// what cannot be asked.
fn no_answer(error: ClientError) -> ConnectorError {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<hyper::Error>());
    let (is_no_http, is_no_call) = cause.map_or((false, false), |cause| (cause.is_parse(), cause.is_user()));
    match (is_no_http, is_no_call) {
        (true, _) => ConnectorError::other(error.into(), None),
        (_, true) => ConnectorError::user(error.into()),
        _ => ConnectorError::io(error.into()),
    }
}

impl Https {
    /// Trusts these certificate authorities. Nothing is opened yet. Where TLS cannot be set up, every call fails.
    pub(super) fn new(authorities: Arc<RootCertStore>) -> Self {
        let mut tcp = TcpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let connector = |tls| HttpsConnector::from((tcp, tls));
        let client = |connector| Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
        Self(tls(authorities).map(connector).map(client))
    }

    /// Sends a request; an error where there is no answer. How long to wait is the caller's business.
    pub(super) async fn send(&self, mut request: Request<SdkBody>) -> Result<Response<Incoming>, ConnectorError> {
        let client = self.0.as_ref().ok_or_else(|| ConnectorError::user("no TLS".into()))?;
        let connection = capture_connection(&mut request);
        let answer = client.request(request).await.map_err(no_answer)?;
        if answer.status().is_server_error() {
            // The next attempt may come to a host that is not at fault.
            connection.connection_metadata().iter().for_each(Connected::poison);
        }
        Ok(answer)
    }

    /// The same for an SDK. Of its timeouts, those of a connection do not come here: it bounds each attempt as a whole.
    pub(super) fn for_sdk(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(self.clone());
        http_client_fn(move |_, _| connector.clone())
    }
}

impl HttpConnector for Https {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let https = self.clone();
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
            let answer = https.send(request).await?.map(SdkBody::from_body_1_x);
            HttpResponse::try_from(answer).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

impl fmt::Debug for Https {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Https")
    }
}
