//! Starts the web app.

use std::error::Error;
use std::net::SocketAddr;

use clap::Parser;
use openidconnect::{ClientId, ClientSecret, IssuerUrl};
use tokio::net::TcpListener;
use web_app::{HttpsClient, Options, WebApp, router};

/// A web app whose users sign in at an otp-authorizer.
#[derive(Parser)]
struct Arguments {
    /// URL of the issuer
    #[arg(env = "ISSUER")]
    issuer: String,
    /// What `admin clients secret web-app` has printed
    #[arg(long, env = "CLIENT_SECRET", hide_env_values = true)]
    client_secret: String,
    /// Where it listens
    #[arg(long, default_value = "127.0.0.1:8091")]
    address: SocketAddr,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().init();
    let Arguments { issuer, client_secret, address } = Arguments::parse();
    let listener = TcpListener::bind(address).await?;
    // On a laptop. Elsewhere it is the https address that a load balancer has for it.
    let url = format!("http://localhost:{}", listener.local_addr()?.port());
    let options = Options {
        issuer: IssuerUrl::new(issuer)?,
        client_id: ClientId::new("web-app".to_owned()),
        client_secret: ClientSecret::new(client_secret),
        url: url.clone(),
    };
    tracing::info!(url, "listening");
    axum::serve(listener, router(WebApp::new(options, HttpsClient::new()?))).await?;
    Ok(())
}
