//! The one bearer token of a call.

use shared::token::{LONGEST_TOKEN, TokenRefused};

use crate::Denied;
use crate::event::{Event, Flavour};
use crate::headers::Carrier;
use crate::text::IdentitySource;

/// Longest header that is looked into: the longest token with its scheme, in bytes.
const LONGEST_HEADER: usize = LONGEST_TOKEN + "Bearer ".len();
/// Before a token among the WebSocket protocols that a browser offers: it can set no other header.
const PROTOCOL: &str = "bearer.";

impl Event<'_> {
    /// The one bearer token (RFC 6750 §2.1) of the call. Never from its address, which is logged on the way.
    pub(crate) fn bearer_token(&self, flavour: Flavour<'_>) -> Result<&str, Denied> {
        match flavour {
            Flavour::Token(_) => bearer(self.authorization_token.as_deref()),
            Flavour::AppSync => {
                let value = bounded(self.authorization_token.as_deref())?;
                if value.contains(' ') { bearer(Some(value)) } else { Ok(value) }
            }
            Flavour::Simple | Flavour::Iam(_) | Flavour::Request(_) => bearer(self.authorization_header()),
            Flavour::WebSocket(_) => self.websocket_token(),
        }
    }

    /// The `Authorization` header, unless the answer would be remembered under something else: it would then be reused
    /// for other tokens.
    fn authorization_header(&self) -> Option<&str> {
        let value = self.header(Carrier::Authorization)?;
        let remembered = match &self.identity_source {
            None => true,
            Some(IdentitySource::Values(values)) => values.is_empty() || values.iter().any(|text| **text == *value),
            Some(IdentitySource::Joined(text)) => text.split(',').any(|part| part == value),
        };
        remembered.then_some(value)
    }

    fn websocket_token(&self) -> Result<&str, Denied> {
        let headers = self.headers.as_ref().ok_or(Denied::NoToken)?;
        let without_protocols = headers.values(Carrier::WebsocketProtocol).is_empty();
        let offered = if without_protocols { "" } else { bounded(self.header(Carrier::WebsocketProtocol))? };
        let mut tokens = offered.split(',').filter_map(|protocol| protocol.trim().strip_prefix(PROTOCOL));
        match (headers.values(Carrier::Authorization), tokens.next(), tokens.next()) {
            ([], Some(token), None) => Ok(token),
            ([_, ..], None, None) => bearer(self.authorization_header()),
            _ => Err(Denied::NoToken),
        }
    }

    /// A header; `None` where it stands there more than once, since the guarded API might read another one than we do.
    fn header(&self, carrier: Carrier) -> Option<&str> {
        let [value] = self.headers.as_ref()?.values(carrier) else { return None };
        let consistent = match self.multi_value_headers.as_ref().map(|headers| headers.values(carrier)) {
            None | Some([]) => true,
            Some([listed]) => listed == std::slice::from_ref(value),
            Some(_) => false,
        };
        consistent.then_some(value)
    }
}

/// The token behind `Bearer`.
fn bearer(value: Option<&str>) -> Result<&str, Denied> {
    let (scheme, token) = bounded(value)?.split_once(' ').ok_or(Denied::NoToken)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token) } else { Err(Denied::NoToken) }
}

/// A value that is there and not longer than a token can make it.
fn bounded(value: Option<&str>) -> Result<&str, Denied> {
    let value = value.ok_or(Denied::NoToken)?;
    if value.len() > LONGEST_HEADER { Err(Denied::Token(TokenRefused::TooLong)) } else { Ok(value) }
}
