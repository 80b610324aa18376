//! One pool of connections for all clients: the SDK's own connector, which speaks HTTP over TLS 1.2 and 1.3.

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext};
use aws_smithy_runtime_api::client::connection::CaptureSmithyConnection;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

/// The connector, and which of its connections are not used again.
///
/// The SDK would do so itself (`ReconnectMode`), but for the client that is not its own, and with a line of an error for
/// every connection that could not be made.
#[derive(Debug)]
struct Connection(Connector);

/// Trusts these certificate authorities. Nothing is opened yet. Of an SDK's timeouts, those of a connection do not come
/// here: it bounds each attempt as a whole.
pub(super) fn connection(tls: TlsContext) -> SharedHttpConnector {
    let connector = Connector::builder().tls_provider(Provider::rustls(CryptoMode::AwsLc)).tls_context(tls).build();
    SharedHttpConnector::new(Connection(connector))
}

/// A connection that an answer is awaited from. It is left where none begins in time, or one tells of a fault: the next
/// attempt may come to a host that is not at fault, and over HTTP/2 one dead connection would take every attempt of every
/// call.
struct Used {
    connection: CaptureSmithyConnection,
    is_sound: bool,
}

impl HttpConnector for Connection {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let used = Used { connection: CaptureSmithyConnection::new(), is_sound: false };
        request.add_extension(used.connection.clone());
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await?;
            if !answer.status().is_server_error() {
                used.keep();
            }
            Ok(answer)
        })
    }
}

impl Used {
    fn keep(mut self) {
        self.is_sound = true;
    }
}

impl Drop for Used {
    fn drop(&mut self) {
        if !self.is_sound
            && let Some(connection) = self.connection.get()
        {
            connection.poison();
        }
    }
}
