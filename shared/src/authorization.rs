//! Authorization (OAuth 2.1, OpenID Connect Core): what a client asks for, what becomes of it, and the code in between.
//!
//! `(request, session, policy, now) -> page | code | error`, without I/O.

pub mod ceremony;
mod change;
pub mod code;
pub mod confirmation;
pub mod consent;
pub mod cookie;
mod decision;
mod error;
pub mod flow;
pub mod link_page;
mod own;
mod parameters;
mod pkce;
mod prompt;
pub mod pushed;
mod removal;
mod request;

pub use change::AccountChange;
pub use decision::{Answer, Asking, Next, SignedIn, decide};
pub use error::AuthorizationError;
pub use own::{OwnNext, decide_own};
pub use parameters::{Parameters, ParametersFault};
pub use pkce::{ChallengeMalformed, CodeChallenge};
pub use prompt::Prompt;
pub use pushed::{PushedRefused, PushedRequest};
pub use removal::Means;
pub use request::{AuthorizationRequest, OFFLINE_ACCESS, OPENID, has_scope, state};
