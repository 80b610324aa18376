//! Guards an API: an authorizer event in, a decision out. Every doubt is a denial. Pure, but for the one question
//! whether a token was revoked.

use std::sync::Arc;

use crate::routes::RouteRules;
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use shared::Timestamp;
use shared::tokens::{Claims, Verifier};

mod answer;
mod bearer;
mod binding;
mod denied;
mod event;
mod headers;
mod memory;
mod remembered;
mod revocations;
pub mod routes;
mod settings;
mod text;

pub use answer::{Answer, Context, PolicyDocument};
pub use denied::Denied;
pub use settings::{HttpApiResponses, RevocationSettings, Settings};

use event::{Event, Flavour};
use revocations::Revocations;

/// Decides about calls.
#[derive(Debug)]
pub struct Authorizer {
    verifier: Verifier,
    rules: RouteRules,
    http_api_responses: HttpApiResponses,
    result_ttl: u64,
    answers_are_reused: bool,
    revocations: Revocations,
}

/// What becomes of a call.
#[derive(Debug)]
pub enum Decision {
    /// It passes.
    Allowed(Answer),
    /// It does not.
    Denied {
        /// Why; for the log.
        reason: Denied,
        /// What the gateway is told; where there is nothing to tell, the function fails with [`Denied::message`].
        answer: Option<Answer>,
    },
}

/// Builds the authorizer from the environment.
pub fn start(environment: &Environment) -> Result<Authorizer, SettingsFaults> {
    Settings::read(environment).map(Authorizer::new)
}

impl Authorizer {
    /// Decides by these settings.
    pub fn new(settings: Settings) -> Self {
        Self {
            verifier: settings.verifier,
            rules: settings.rules,
            http_api_responses: settings.http_api_responses,
            result_ttl: settings.result_ttl,
            answers_are_reused: settings.answers_are_reused,
            revocations: Revocations::new(settings.revocation),
        }
    }

    /// Opens the connection that the first question about a revocation needs, if there will be one.
    pub async fn warm(&self) {
        self.revocations.warm().await;
    }

    /// The longest time for which a revoked token may pass, in words.
    pub fn staleness(&self) -> String {
        self.revocations.staleness(self.result_ttl)
    }

    /// Decides about one call, and writes a denial down. The answer has the shape that the event's gateway takes.
    pub async fn decide(&self, event: &[u8], now: Timestamp) -> Decision {
        let decision = self.decided(event, now).await;
        if let Decision::Denied { reason, .. } = &decision {
            tracing::info!(outcome = "refused", %reason, "denied");
        }
        decision
    }

    async fn decided(&self, event: &[u8], now: Timestamp) -> Decision {
        let event = parse(event);
        let known = event.as_ref().and_then(|event| Some((event, event.flavour(self.http_api_responses)?)));
        let Some((event, flavour)) = known else {
            return Decision::Denied { reason: Denied::UnknownEvent, answer: None };
        };
        let checked = match self.check(event, flavour, now) {
            Ok((claims, for_this_client)) => {
                self.revocations.check(&claims, now).await.map(|()| (claims, for_this_client))
            }
            Err(reason) => Err(reason),
        };
        match checked {
            Ok((claims, true)) => self.answer(event, flavour, claims, now),
            Ok((claims, false)) => Decision::forbidden(flavour, Denied::Reusable, &claims),
            Err(reason) => Decision::unauthorized(flavour, reason),
        }
    }

    /// The claims of the call's token, and whether an answer about it would be reused for its client alone.
    fn check(&self, event: &Event<'_>, flavour: Flavour<'_>, now: Timestamp) -> Result<(Arc<Claims>, bool), Denied> {
        let token = event.bearer_token(flavour)?;
        let claims = self.verifier.verify(token, now).map_err(Denied::Token)?;
        // A connection is decided about once.
        let reused = self.answers_are_reused && !matches!(flavour, Flavour::WebSocket(_));
        let for_this_client = event.check_binding(&claims, event.caller(flavour), reused)?;
        Ok((claims, for_this_client))
    }

    /// What a token that counts may do.
    fn answer(&self, event: &Event<'_>, flavour: Flavour<'_>, claims: Arc<Claims>, now: Timestamp) -> Decision {
        let lacking = self.rules.lacking(&claims);
        let lacks = lacking.as_ref().and_then(|lacking| match flavour {
            Flavour::Simple => event.lacks_for_simple(lacking, event.caller(flavour)),
            Flavour::AppSync | Flavour::AppSyncEvent => lacking.for_appsync(),
            Flavour::WebSocket(_) => lacking.for_connect(),
            Flavour::Iam(arn) | Flavour::Request(arn) | Flavour::Token(arn) => {
                let (method, path) = arn.call();
                lacking.for_call(method, path)
            }
        });
        match (lacks.map(Denied::Insufficient), flavour.arn()) {
            (None, Some(arn)) => Decision::Allowed(Answer::policy(arn.stage, claims, lacking.as_ref())),
            // It may still do other things in the stage.
            (Some(reason), Some(arn)) => {
                Decision::Denied { reason, answer: Some(Answer::policy(arn.stage, claims, lacking.as_ref())) }
            }
            (Some(reason), None) => Decision::forbidden(flavour, reason, &claims),
            (None, None) => Decision::Allowed(match flavour {
                Flavour::AppSync => Answer::appsync(claims, self.result_ttl, now),
                Flavour::AppSyncEvent => Answer::appsync_event(claims, self.result_ttl, now),
                _ => Answer::simple(claims),
            }),
        }
    }
}

impl Decision {
    /// A token that does not count. AppSync takes a boolean, the others an error.
    fn unauthorized(flavour: Flavour<'_>, reason: Denied) -> Self {
        let answer = matches!(flavour, Flavour::AppSync | Flavour::AppSyncEvent).then(Answer::appsync_denial);
        Self::Denied { reason, answer }
    }

    /// A token that counts and may do nothing here.
    fn forbidden(flavour: Flavour<'_>, reason: Denied, claims: &Claims) -> Self {
        let answer = match (flavour.arn(), flavour) {
            (Some(arn), _) => Answer::policy_denial(arn.stage, claims),
            (None, Flavour::AppSync | Flavour::AppSyncEvent) => Answer::appsync_denial(),
            (None, _) => Answer::simple_denial(),
        };
        Self::Denied { reason, answer: Some(answer) }
    }
}

/// Reads an event; serde would read an array of the fields' values into the same struct.
fn parse(event: &[u8]) -> Option<Event<'_>> {
    let is_object = event.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    serde_json::from_slice(event).ok().filter(|_| is_object)
}
