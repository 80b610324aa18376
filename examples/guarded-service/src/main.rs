//! Starts the service.

use std::error::Error;
use std::net::SocketAddr;

use clap::Parser;
use guarded_service::{HttpsClient, client_of_connection, guard, router};
use otp_verifier::Issuer;
use tokio::net::TcpListener;

/// A service that takes the access tokens of an otp-authorizer.
#[derive(Parser)]
struct Arguments {
    /// URL of the issuer.
    #[arg(env = "ISSUER")]
    issuer: String,
    /// What tokens for this service have as their audience.
    #[arg(env = "AUDIENCE")]
    audience: String,
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:8090")]
    address: SocketAddr,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().init();
    let Arguments { issuer, audience, address } = Arguments::parse();
    let client = HttpsClient::new()?;
    let fetch = move |url: String| {
        let client = client.clone();
        async move { client.get(&url).await }
    };
    let guard = guard(Issuer::parse(&issuer)?, audience, fetch).with_client(client_of_connection);
    let listener = TcpListener::bind(address).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    axum::serve(listener, router(guard).into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}
