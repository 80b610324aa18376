//! A command that signs its user in as RFC 8252 says: in the user's browser, with an answer at a port of this machine. It is a
//! public client, since a program that everybody has keeps no secret.

use std::error::Error;
use std::future::IntoFuture;
use std::io::Write;
use std::net::Ipv4Addr;

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use clap::Parser;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse,
};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use web_app::HttpsClient;

/// Signs you in, and prints what the issuer says about you.
#[derive(Parser)]
struct Arguments {
    /// URL of the issuer
    #[arg(env = "ISSUER")]
    issuer: String,
}

/// What the issuer sends the browser back with.
#[derive(Debug, Deserialize)]
struct Answer {
    code: Option<String>,
    error: Option<String>,
    state: String,
    iss: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let issuer = IssuerUrl::new(Arguments::parse().issuer)?;
    let http = HttpsClient::new()?;
    let metadata = CoreProviderMetadata::discover_async(issuer.clone(), &http).await?;

    // A port that is free; the issuer takes any at a loopback address.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let redirect = RedirectUrl::new(format!("http://127.0.0.1:{}/callback", listener.local_addr()?.port()))?;
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new("command-line".to_owned()), None);
    let client = client.set_redirect_uri(redirect);

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
    let (url, state, nonce) = request.add_scope(Scope::new("email".to_owned())).set_pkce_challenge(challenge).url();
    writeln!(std::io::stderr(), "To sign in, open\n\n  {url}\n")?;

    // Whatever else calls the port, another web page say, has not our state.
    let answer = answer(listener, &state).await.ok_or("the browser did not come back")?;
    if issuer.as_str() != answer.iss {
        return Err("the answer is another issuer's".into());
    }
    let code = answer.code.ok_or_else(|| answer.error.unwrap_or_default())?;
    let request = client.exchange_code(AuthorizationCode::new(code))?.set_pkce_verifier(verifier);
    let tokens = request.request_async(&http).await?;
    let claims = tokens.id_token().ok_or("there is no ID token")?.claims(&client.id_token_verifier(), &nonce)?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(claims)?)?;
    Ok(())
}

/// The first answer with this state, once the browser has been told that it is over.
async fn answer(listener: TcpListener, state: &CsrfToken) -> Option<Answer> {
    let (sender, mut answers) = mpsc::channel(1);
    let callback = async |State(sender): State<mpsc::Sender<Answer>>, Query(answer): Query<Answer>| {
        let _ = sender.send(answer).await;
        "You can close this page, and go back to the command line."
    };
    let router = Router::new().route("/callback", get(callback)).with_state(sender);
    let (over, end) = tokio::sync::oneshot::channel::<()>();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async {
        let _ = end.await;
    });
    let wanted = async {
        let found = loop {
            let answer = answers.recv().await?;
            if answer.state == *state.secret() {
                break answer;
            }
        };
        drop(over);
        Some(found)
    };
    let (found, _) = tokio::join!(wanted, serving.into_future());
    found
}
