//! A tower layer that lets a request through only with a token that is enough for it.

use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use tower_layer::Layer;

use crate::clock::system_clock;
use crate::{CheckToken, Claims, Requirements, Timestamp};

mod bearer;
mod denied;
mod guarded;

pub use denied::Denied;
pub use guarded::Guarded;

use bearer::token_of;
use denied::Challenges;

/// From where a request comes, as the service itself knows it and not as the request says. What is not known stays empty,
/// and fits no token that is bound to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The address of the client, not that of a proxy in between.
    pub address: Option<std::net::IpAddr>,
    /// Its `User-Agent`, as it stands.
    pub user_agent: Option<String>,
}

type Clock = dyn Fn() -> Timestamp + Send + Sync;
type ClientOf = dyn Fn(&Parts) -> Client + Send + Sync;
type Report = dyn Fn(&Denied) + Send + Sync;

/// Guards the services under it: each request needs one `Authorization: Bearer` header (RFC 6750 §2.1) with a token that
/// counts and has what is required.
///
/// The service finds the claims as `Arc<Claims>` in the request's extensions. Any other request it never sees: the answer is
///
/// - 401 where there is no token, or one that does not count: nothing tells why;
/// - 401 where the token counts and its sign-in is too weak or too old: what an authorization request has to ask for (RFC 9470);
/// - 403 where the token counts and is otherwise not enough;
/// - 503 where the issuer's keys, or what was revoked, cannot be had, so that nobody can tell.
///
/// The answers have no body; each carries its [`Denied`] as an extension, for an outer layer that gives it one.
///
/// A token that is bound to a client ([`ContextClaims`](crate::ContextClaims)) is refused unless
/// [`RequireToken::with_client`] tells where requests come from.
pub struct RequireToken<C> {
    tokens: Arc<C>,
    requirements: Arc<Requirements>,
    challenges: Arc<Challenges>,
    clock: Arc<Clock>,
    client_of: Arc<ClientOf>,
    report: Arc<Report>,
}

impl<C: CheckToken> RequireToken<C> {
    /// Takes what `tokens` accepts, and requires nothing else. Layers that share them share keys and memory.
    pub fn new(tokens: Arc<C>) -> Self {
        let requirements = Requirements::default();
        Self {
            tokens,
            challenges: Arc::new(Challenges::of(&requirements)),
            requirements: Arc::new(requirements),
            clock: Arc::new(system_clock),
            client_of: Arc::new(|_| Client::default()),
            report: Arc::new(|_| ()),
        }
    }

    /// Requires these in place of those before.
    #[must_use]
    pub fn requiring(self, requirements: Requirements) -> Self {
        let challenges = Arc::new(Challenges::of(&requirements));
        Self { challenges, requirements: Arc::new(requirements), ..self }
    }

    /// Takes the time from `clock`; by default from [`system_clock`].
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Takes bound tokens too, from the client that they are bound to. `client_of` must tell it by what the request cannot
    /// choose: the peer's address that the server put into the extensions, or a gateway's context. A header such as
    /// `X-Forwarded-For` counts only where a proxy of the service's own overwrites it.
    #[must_use]
    pub fn with_client(self, client_of: impl Fn(&Parts) -> Client + Send + Sync + 'static) -> Self {
        Self { client_of: Arc::new(client_of), ..self }
    }

    /// Tells `report` of every request that is turned away, and why: for a log. It runs before the answer leaves, and never
    /// sees the token.
    #[must_use]
    pub fn reporting(self, report: impl Fn(&Denied) + Send + Sync + 'static) -> Self {
        Self { report: Arc::new(report), ..self }
    }

    /// May this request pass?
    async fn decide(&self, request: &Parts) -> Result<Arc<Claims>, Denied> {
        let token = token_of(&request.headers)?;
        let now = (self.clock)();
        let claims = self.tokens.check_token(token, now).await?;
        if claims.ctx.is_some() {
            let Client { address, user_agent } = (self.client_of)(request);
            if !claims.may_be_used_by(address, user_agent.as_deref()) {
                return Err(Denied::OtherClient);
            }
        }
        self.requirements.check(&claims, now)?;
        Ok(claims)
    }
}

impl<C, S> Layer<S> for RequireToken<C> {
    type Service = Guarded<C, S>;

    fn layer(&self, inner: S) -> Self::Service {
        Guarded { guard: self.clone(), inner }
    }
}

impl<C> Clone for RequireToken<C> {
    fn clone(&self) -> Self {
        Self {
            tokens: Arc::clone(&self.tokens),
            requirements: Arc::clone(&self.requirements),
            challenges: Arc::clone(&self.challenges),
            clock: Arc::clone(&self.clock),
            client_of: Arc::clone(&self.client_of),
            report: Arc::clone(&self.report),
        }
    }
}

impl<C> fmt::Debug for RequireToken<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RequireToken").field("requirements", &self.requirements).finish_non_exhaustive()
    }
}
