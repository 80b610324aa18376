//! Routes of our own that take an access token. They check it themselves, since a gateway's authorizer cannot answer as
//! RFC 6750 has it: no `WWW-Authenticate`, and an error of the function for each bad token that anybody brings.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use http::header::WWW_AUTHENTICATE;
use http::request::Parts;
use otp_verifier::{CheckFailed, CheckToken, Client, Denied, RequireToken};
use shared::Timestamp;
use shared::tokens::{Claims, Verifier};

use super::{Caller, Problem, because};
use crate::clock::Clock;
use crate::revocations::{RevocationRefused, Revocations};

/// The access tokens that count here and now.
#[derive(Debug)]
pub struct AccessTokens {
    verifier: Arc<Verifier>,
    revocations: Revocations,
}

impl AccessTokens {
    /// Those that `verifier` takes and `revocations` has nothing against.
    pub fn new(verifier: Arc<Verifier>, revocations: Revocations) -> Self {
        Self { verifier, revocations }
    }
}

impl AccessTokens {
    /// Checks a token by what it says and how it is signed. It counts only if [`AccessTokens::check_revocations`] says so as well:
    /// apart, so that a handler reads its own items meanwhile.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Arc<Claims>, CheckFailed> {
        Ok(self.verifier.verify(token, now)?)
    }

    /// Refuses a revoked token.
    pub async fn check_revocations(&self, claims: &Claims, now: Timestamp) -> Result<(), CheckFailed> {
        self.revocations.check(claims, now).await.map_err(|refused| match refused {
            RevocationRefused::Unknown => CheckFailed::RevocationsUnknown,
            RevocationRefused::Revoked | RevocationRefused::TooMany | RevocationRefused::Untraceable => {
                CheckFailed::Revoked
            }
        })
    }
}

impl CheckToken for AccessTokens {
    async fn check_token(&self, token: &str, now: Timestamp) -> Result<Arc<Claims>, CheckFailed> {
        let claims = self.verify(token, now)?;
        self.check_revocations(&claims, now).await?;
        Ok(claims)
    }
}

/// Lets a call of `methods` through only with one of `tokens`, whose [`Claims`] the handlers find as an extension. Other
/// methods, `OPTIONS` among them, need none.
pub fn guarded<S: Clone + Send + Sync + 'static>(
    methods: MethodRouter<S>,
    tokens: &Arc<AccessTokens>,
    clock: &Clock,
) -> MethodRouter<S> {
    let clock = clock.clone();
    let guard = RequireToken::new(Arc::clone(tokens)).with_clock(move || clock.now()).with_client(client);
    methods.route_layer(guard).route_layer(axum::middleware::map_response(explained))
}

/// The client as the gateway saw it: what a token may be bound to.
fn client(request: &Parts) -> Client {
    let caller = request.extensions.get::<Caller>().cloned().unwrap_or_default();
    Client { address: caller.address, user_agent: caller.user_agent }
}

/// Gives a refusal of the guard the body that all refusals here have.
async fn explained(answer: Response) -> Response {
    let Some(denied) = answer.extensions().get::<Denied>() else { return answer };
    let problem = match denied {
        Denied::NoKeys(_) | Denied::RevocationsUnknown => Problem::unavailable(),
        _ => Problem::unauthorized(),
    };
    let mut explained = because(problem.into_response(), denied);
    if let Some(challenge) = answer.headers().get(WWW_AUTHENTICATE) {
        explained.headers_mut().insert(WWW_AUTHENTICATE, challenge.clone());
    }
    explained
}
