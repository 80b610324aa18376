//! The events of API Gateway's authorizers, told apart by what they contain.

use serde::Deserialize;

use crate::headers::AuthorizationOf;

/// Every flavour's fields.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    #[serde(rename = "type")]
    kind: Option<String>,
    version: Option<String>,
    method_arn: Option<String>,
    route_arn: Option<String>,
    authorization_token: Option<String>,
    headers: Option<AuthorizationOf<String>>,
    multi_value_headers: Option<AuthorizationOf<Vec<String>>>,
    /// HTTP API, payload 2.0: the values that the decision is remembered under.
    identity_source: Option<IdentitySource>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum IdentitySource {
    Values(Vec<String>),
    Text(String),
}

/// Which gateway asks, and what its answer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour<'a> {
    /// HTTP API, payload 2.0, simple responses.
    Simple,
    /// REST API, `TOKEN`.
    Token {
        /// `arn:…:api-id/stage`.
        stage: &'a str,
    },
    /// REST API `REQUEST`, or HTTP API with payload 1.0.
    Request {
        /// `arn:…:api-id/stage`.
        stage: &'a str,
    },
}

impl Event {
    pub(crate) fn flavour(&self) -> Option<Flavour<'_>> {
        match (self.kind.as_deref()?, self.version.as_deref()) {
            ("REQUEST", Some("2.0")) => self.route_arn.as_ref().map(|_| Flavour::Simple),
            ("REQUEST", None | Some("1.0")) => Some(Flavour::Request { stage: self.stage()? }),
            ("TOKEN", None) => Some(Flavour::Token { stage: self.stage()? }),
            _ => None,
        }
    }

    /// `arn:aws:execute-api:region:account:api/stage` of a method ARN: an answer may be cached for every route of the
    /// stage, so it must be true for all of them (JWT-11). A `*` or `?` in it would be a wildcard of the policy.
    fn stage(&self) -> Option<&str> {
        let arn = self.method_arn.as_deref()?;
        let (api, rest) = arn.split_once('/')?;
        let stage = rest.split('/').next()?;
        let named = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_$".contains(&byte))
        };
        match api.split(':').collect::<Vec<_>>().as_slice() {
            ["arn", partition, "execute-api", region, account, id]
                if [*partition, *region, *account, *id, stage].into_iter().all(named) =>
            {
                arn.get(..api.len() + 1 + stage.len())
            }
            _ => None,
        }
    }

    /// The one bearer token (RFC 6750 §2.1) of the call.
    pub(crate) fn bearer_token(&self, flavour: Flavour<'_>) -> Option<&str> {
        let value = match flavour {
            Flavour::Token { .. } => self.authorization_token.as_deref()?,
            Flavour::Simple | Flavour::Request { .. } => self.authorization_header()?,
        };
        let (scheme, token) = value.split_once(' ')?;
        let well_formed = token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte));
        (scheme.eq_ignore_ascii_case("bearer") && well_formed).then_some(token)
    }

    /// The `Authorization` header; `None` where it stands there more than once, since the guarded API might read another
    /// one than we do.
    fn authorization_header(&self) -> Option<&str> {
        let [value] = self.headers.as_ref()?.values() else { return None };
        let consistent = match self.multi_value_headers.as_ref().map(AuthorizationOf::values) {
            None | Some([]) => true,
            Some([listed]) => listed == std::slice::from_ref(value),
            Some(_) => false,
        };
        // A decision that is remembered under anything but the token would be reused for other tokens.
        let remembered = match &self.identity_source {
            None => true,
            Some(IdentitySource::Values(values)) => values.is_empty() || values.contains(value),
            Some(IdentitySource::Text(text)) => text.split(',').any(|part| part == value),
        };
        (consistent && remembered).then_some(value)
    }
}
