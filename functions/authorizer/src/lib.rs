//! Guards an API: an authorizer event in, a decision out. Every doubt is a denial. Pure, but for the one question
//! whether a token was revoked.

use std::sync::Arc;

use crate::routes::RouteRules;
use platform::aws::Aws;
use platform::revocations::Revocations;
use platform::settings::{Environment, FromEnvironment, SettingsFaults};
use platform::store::RevocationTable;
use shared::Timestamp;
use shared::tokens::{Claims, Verifier};

mod answer;
mod bearer;
mod binding;
mod denied;
mod event;
mod headers;
mod remembered;
pub mod routes;
mod settings;
mod text;

pub use answer::{Answer, Context, PolicyDocument};
pub use denied::Denied;
pub use settings::{HttpApiBadTokens, HttpApiResponses, RevocationSettings, Settings, TableAccess};

use event::{Event, Flavour};

/// The principal of a policy that denies a call without a token that counts.
const NOBODY: &str = "nobody";

/// Decides about calls.
#[derive(Debug)]
pub struct Authorizer {
    verifier: Verifier,
    rules: RouteRules,
    http_api_responses: HttpApiResponses,
    http_api_bad_tokens: HttpApiBadTokens,
    result_ttl: u64,
    answers_are_reused: bool,
    /// Not looked at, where there are none.
    revocations: Option<Revocations>,
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
            http_api_bad_tokens: settings.http_api_bad_tokens,
            result_ttl: settings.result_ttl,
            answers_are_reused: settings.answers_are_reused,
            revocations: revocations(settings.revocation),
        }
    }

    /// Opens the connection that the first question about a revocation needs, if there will be one.
    pub async fn warm(&self, now: Timestamp) {
        if let Some(revocations) = &self.revocations {
            revocations.warm(now).await;
        }
    }

    /// The longest time for which a revoked token may pass, in words.
    pub fn staleness(&self) -> String {
        let result_ttl = self.result_ttl;
        let gateway = format!("{result_ttl} s for which the gateway reuses an answer");
        match self.revocations.as_ref().map(Revocations::remembered_for) {
            None => "revocations are not looked at: a token counts until it expires".to_owned(),
            Some(0) => format!("a revocation counts within {result_ttl} s: the {gateway}"),
            Some(seconds) => {
                let total = result_ttl + seconds;
                let delay = "DynamoDB's replication, usually less than a second, comes on top";
                format!("a revocation counts within {total} s: {gateway}, and {seconds} s of memory; {delay}")
            }
        }
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
        let checked = match (self.check(event, flavour, now), &self.revocations) {
            (Ok((claims, for_this_client)), Some(revocations)) => {
                let looked_up = revocations.check(&claims, now).await;
                looked_up.map(|()| (claims, for_this_client)).map_err(Denied::Revocation)
            }
            (checked, _) => checked,
        };
        match checked {
            Ok((claims, true)) => self.answer(event, flavour, claims, now),
            Ok((claims, false)) => Decision::forbidden(flavour, Denied::Reusable, &claims),
            Err(reason) => self.unauthorized(event, flavour, reason),
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
        // True for as long as the gateway gives it again (JWT-11).
        let lacking = self.rules.lacking(&claims, now.plus(self.result_ttl));
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

    /// A token that does not count. AppSync takes a boolean, HTTP APIs one where they are set to, the others an error.
    fn unauthorized(&self, event: &Event<'_>, flavour: Flavour<'_>, reason: Denied) -> Decision {
        let appsync = matches!(flavour, Flavour::AppSync | Flavour::AppSyncEvent);
        let denies = event.is_of_http_api() && self.http_api_bad_tokens == HttpApiBadTokens::Deny;
        // An outage stays one: clients are not to throw their tokens away for it.
        let told = appsync || (denies && reason.message() == Denied::UNAUTHORIZED);
        Decision::Denied { reason, answer: told.then(|| denial(flavour, NOBODY)) }
    }
}

impl Decision {
    /// A token that counts and may do nothing here.
    fn forbidden(flavour: Flavour<'_>, reason: Denied, claims: &Claims) -> Self {
        Self::Denied { reason, answer: Some(denial(flavour, &claims.sub)) }
    }
}

fn denial(flavour: Flavour<'_>, principal: &str) -> Answer {
    match (flavour.arn(), flavour) {
        (Some(arn), _) => Answer::policy_denial(arn.stage, principal),
        (None, Flavour::AppSync | Flavour::AppSyncEvent) => Answer::appsync_denial(),
        (None, _) => Answer::simple_denial(),
    }
}

fn revocations(settings: RevocationSettings) -> Option<Revocations> {
    let table_of = |TableAccess { aws, name }| RevocationTable::new(&Aws::new(aws), name);
    match settings {
        RevocationSettings::Off => None,
        RevocationSettings::Cached { table, seconds } => Some(Revocations::cached(table_of(table), seconds)),
        RevocationSettings::Strict { table } => Some(Revocations::strict(table_of(table))),
    }
}

/// Reads an event; serde would read an array of the fields' values into the same struct.
fn parse(event: &[u8]) -> Option<Event<'_>> {
    let is_object = event.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    serde_json::from_slice(event).ok().filter(|_| is_object)
}
