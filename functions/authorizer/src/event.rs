//! The events of API Gateway's and AppSync's authorizers, told apart by what they contain.

use crate::settings::HttpApiResponses;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::headers::Headers;
use crate::text::{IdentitySource, Text};

/// Every flavour's fields.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event<'a> {
    #[serde(rename = "type", borrow)]
    kind: Option<Text<'a>>,
    version: Option<Text<'a>>,
    method_arn: Option<Text<'a>>,
    route_arn: Option<Text<'a>>,
    pub(crate) authorization_token: Option<Text<'a>>,
    pub(crate) headers: Option<Headers<Text<'a>>>,
    pub(crate) multi_value_headers: Option<Headers<Vec<Text<'a>>>>,
    request_headers: Option<Headers<IgnoredAny>>,
    /// HTTP APIs: the values that the answer is remembered under.
    pub(crate) identity_source: Option<IdentitySource<'a>>,
    /// HTTP API, payload 2.0.
    pub(crate) route_key: Option<Text<'a>>,
    /// HTTP API, payload 2.0.
    pub(crate) raw_path: Option<Text<'a>>,
    request_context: Option<RequestContext<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    #[serde(borrow)]
    event_type: Option<Text<'a>>,
    /// AppSync Event APIs.
    operation: Option<Text<'a>>,
    /// AppSync GraphQL APIs.
    query_string: Option<IgnoredAny>,
    api_id: Option<Text<'a>>,
    stage: Option<Text<'a>>,
    /// HTTP API, payload 2.0.
    http: Option<Caller<'a>>,
    /// REST and WebSocket APIs; HTTP API, payload 1.0.
    identity: Option<Caller<'a>>,
}

/// Who calls, as the gateway saw it: never as `x-forwarded-for` has it, which whoever calls may write (JWT-12).
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Caller<'a> {
    /// HTTP API, payload 2.0.
    #[serde(borrow)]
    pub(crate) method: Option<Text<'a>>,
    pub(crate) source_ip: Option<Text<'a>>,
    pub(crate) user_agent: Option<Text<'a>>,
}

/// Which gateway asks, and what its answer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour<'a> {
    /// HTTP API, payload 2.0, simple responses.
    Simple,
    /// HTTP API, payload 2.0, IAM policies.
    Iam(Arn<'a>),
    /// REST API `REQUEST`, or HTTP API with payload 1.0.
    Request(Arn<'a>),
    /// WebSocket API, `$connect`.
    WebSocket(Arn<'a>),
    /// REST API, `TOKEN`.
    Token(Arn<'a>),
    /// AppSync, GraphQL API.
    AppSync,
    /// AppSync, Event API.
    AppSyncEvent,
}

/// What an ARN of a call names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    /// `arn:aws:execute-api:region:account:api/stage`.
    pub(crate) stage: &'a str,
    /// `GET/orders/42`.
    pub(crate) resource: &'a str,
}

impl<'a> Flavour<'a> {
    /// What the answer's policy is about, where it is one.
    pub(crate) const fn arn(self) -> Option<Arn<'a>> {
        match self {
            Self::Iam(arn) | Self::Request(arn) | Self::WebSocket(arn) | Self::Token(arn) => Some(arn),
            Self::Simple | Self::AppSync | Self::AppSyncEvent => None,
        }
    }
}

impl<'a> Event<'a> {
    pub(crate) fn flavour(&self, responses: HttpApiResponses) -> Option<Flavour<'_>> {
        let of_method = || Arn::parse(self.method_arn.as_deref()?);
        match (self.kind.as_deref(), self.version.as_deref()) {
            (Some("REQUEST"), Some("2.0")) => {
                let arn = self.route_arn.as_deref()?;
                match responses {
                    HttpApiResponses::Simple => Some(Flavour::Simple),
                    HttpApiResponses::Iam => Arn::parse(arn).map(Flavour::Iam),
                }
            }
            (Some("REQUEST"), Some("1.0")) => of_method().map(Flavour::Request),
            (Some("REQUEST"), None) => {
                let arn = of_method()?;
                match self.request_context.as_ref().and_then(|context| context.event_type.as_deref()) {
                    None => Some(Flavour::Request(arn)),
                    Some("CONNECT") if arn.resource == "$connect" => Some(Flavour::WebSocket(arn)),
                    Some(_) => None,
                }
            }
            (Some("TOKEN"), None) => of_method().map(Flavour::Token),
            (None, None) if self.method_arn.is_none() && self.route_arn.is_none() => {
                let context = self.request_context.as_ref().filter(|context| context.api_id.is_some())?;
                let complete = self.authorization_token.is_some() && self.request_headers.is_some();
                context.appsync().filter(|_| complete)
            }
            _ => None,
        }
    }

    /// Whether an HTTP API asks: alone it tells the version of its events.
    pub(crate) fn is_of_http_api(&self) -> bool {
        self.version.is_some()
    }

    /// Who calls; nobody known, where the event does not say.
    pub(crate) fn caller(&self, flavour: Flavour<'_>) -> Option<&Caller<'a>> {
        let context = self.request_context.as_ref()?;
        match flavour {
            Flavour::Simple | Flavour::Iam(_) => context.http.as_ref(),
            Flavour::Request(_) | Flavour::WebSocket(_) => context.identity.as_ref(),
            Flavour::Token(_) | Flavour::AppSync | Flavour::AppSyncEvent => None,
        }
    }

    /// The paths that a call of an HTTP API may be taken to have: with payload 2.0 a stage or a domain's base path may
    /// stand before the one that routes are about.
    pub(crate) fn paths(&self) -> Option<[&str; 3]> {
        let path = self.raw_path.as_deref()?;
        let (_, of_arn) = Arn::parse(self.route_arn.as_deref()?)?.call();
        let stage = self.request_context.as_ref().and_then(|context| context.stage.as_deref()).unwrap_or_default();
        let within = match path.strip_prefix('/').and_then(|path| path.strip_prefix(stage)) {
            Some("") => "/",
            Some(within) if within.starts_with('/') && !stage.is_empty() => within,
            _ => path,
        };
        Some([path, within, of_arn])
    }
}

impl RequestContext<'_> {
    /// Which of AppSync's two kinds of API asks. The one has queries, the other operations on channels; what has both
    /// is neither.
    fn appsync(&self) -> Option<Flavour<'static>> {
        match (self.operation.as_deref(), &self.query_string) {
            (None, _) => Some(Flavour::AppSync),
            (Some("EVENT_CONNECT" | "EVENT_SUBSCRIBE" | "EVENT_PUBLISH"), None) => Some(Flavour::AppSyncEvent),
            (Some(_), _) => None,
        }
    }
}

impl<'a> Arn<'a> {
    /// Reads the ARN of a call. A `*` or `?` in its stage would be a wildcard of the policy (JWT-11).
    fn parse(arn: &'a str) -> Option<Self> {
        let (api, rest) = arn.split_once('/')?;
        let (stage, resource) = rest.split_once('/').unwrap_or((rest, ""));
        let named = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_$".contains(&byte))
        };
        let mut parts = api.split(':');
        let fixed = (parts.next()?, parts.next()?, parts.next()?);
        let ("arn", partition, "execute-api") = fixed else { return None };
        let others = [partition, parts.next()?, parts.next()?, parts.next()?, stage];
        if parts.next().is_some() || !others.into_iter().all(named) {
            return None;
        }
        Some(Self { stage: arn.get(..api.len() + 1 + stage.len())?, resource })
    }

    /// Method and path.
    pub(crate) fn call(self) -> (&'a str, &'a str) {
        let end = self.resource.find('/').unwrap_or(self.resource.len());
        self.resource.split_at_checked(end).unwrap_or_default()
    }
}
