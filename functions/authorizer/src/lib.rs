//! Guards an API: an API Gateway authorizer event in, a decision out. Pure; every doubt is a denial.

use shared::clock::Timestamp;
use shared::config::{AuthorizerConfig, ConfigFaults, Environment};
use shared::token::{TokenRefused, Verifier};

mod answer;
mod event;
mod headers;

pub use answer::Answer;

use event::{Event, Flavour};

/// Why a call is denied. For the log: whoever calls reads `Unauthorized` and nothing else (JWT-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Not an authorizer event that we know.
    UnknownEvent,
    /// No token, or not exactly one, in the form `Bearer …`.
    NoToken,
    /// A token that does not count.
    Token(TokenRefused),
}

impl Denied {
    /// The only error message for which API Gateway answers 401.
    pub const MESSAGE: &'static str = "Unauthorized";
}

impl std::fmt::Display for Denied {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownEvent => formatter.write_str("not an authorizer event"),
            Self::NoToken => formatter.write_str("no bearer token"),
            Self::Token(refused) => refused.fmt(formatter),
        }
    }
}

/// Builds the verifier from the environment.
pub fn start(environment: &Environment) -> Result<Verifier, ConfigFaults> {
    let config = AuthorizerConfig::read(environment)?;
    Ok(Verifier::new(config.keys, config.issuer, config.audience, config.clock_skew))
}

/// Decides about one call. The answer has the shape that the event's gateway takes.
pub fn authorize(event: &[u8], verifier: &Verifier, now: Timestamp) -> Result<Answer, Denied> {
    // serde would read an array of the fields' values into the same struct.
    if event.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(Denied::UnknownEvent);
    }
    let event: Event = serde_json::from_slice(event).map_err(|_| Denied::UnknownEvent)?;
    let flavour = event.flavour().ok_or(Denied::UnknownEvent)?;
    let token = event.bearer_token(flavour).ok_or(Denied::NoToken)?;
    let claims = verifier.verify(token, now).map_err(Denied::Token)?;
    match flavour {
        Flavour::Simple => Ok(Answer::simple(&claims)),
        Flavour::Token { stage } | Flavour::Request { stage } => Ok(Answer::policy(stage, &claims)),
    }
}
