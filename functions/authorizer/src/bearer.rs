//! The one bearer token of a call.

use shared::tokens::{LONGEST_TOKEN, NoBearerToken, TokenRefused, bare_or_bearer_token, bearer_token, without_padding};

use crate::Denied;
use crate::event::{Event, Flavour};
use crate::headers::Carrier;
use crate::text::IdentitySource;

/// Longest list of protocols that is looked into: the longest token and its name, in bytes.
const LONGEST_LIST: usize = LONGEST_TOKEN + PROTOCOL.len();
/// Before a token among the WebSocket protocols that a browser offers: it can set no other header.
const PROTOCOL: &str = "bearer.";

impl Event<'_> {
    /// The one bearer token (RFC 6750 §2.1) of the call. Never from its address, which is logged on the way.
    pub(crate) fn bearer_token(&self, flavour: Flavour<'_>) -> Result<&str, Denied> {
        match flavour {
            Flavour::Token(_) => bearer(self.authorization_token.as_deref()),
            Flavour::AppSync | Flavour::AppSyncEvent => {
                let value = self.authorization_token.as_deref().ok_or(Denied::NoToken)?;
                Ok(bare_or_bearer_token(value)?)
            }
            Flavour::Simple | Flavour::Iam(_) | Flavour::Request(_) => bearer(self.authorization_header()),
            Flavour::WebSocket(_) => self.websocket_token(),
        }
    }

    /// The `Authorization` header, unless the answer would be remembered under something else: it would then be reused
    /// for other tokens.
    fn authorization_header(&self) -> Option<&str> {
        let value = self.header(Carrier::Authorization)?;
        let is_value = |text: &str| without_padding(text) == without_padding(value);
        let remembered = match &self.identity_source {
            None => true,
            Some(IdentitySource::Values(values)) => values.is_empty() || values.iter().any(|text| is_value(text)),
            Some(IdentitySource::Joined(text)) => text.split(',').any(is_value),
        };
        remembered.then_some(value)
    }

    fn websocket_token(&self) -> Result<&str, Denied> {
        let headers = self.headers.as_ref().ok_or(Denied::NoToken)?;
        let without_protocols = headers.values(Carrier::WebsocketProtocol).is_empty();
        let offered =
            if without_protocols { "" } else { self.header(Carrier::WebsocketProtocol).ok_or(Denied::NoToken)? };
        if offered.len() > LONGEST_LIST {
            return Err(Denied::Token(TokenRefused::TooLong));
        }
        let mut tokens = offered.split(',').filter_map(|protocol| without_padding(protocol).strip_prefix(PROTOCOL));
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

/// The token behind `Bearer`, in a value that is there.
fn bearer(value: Option<&str>) -> Result<&str, Denied> {
    Ok(bearer_token(value.ok_or(Denied::NoToken)?)?)
}

impl From<NoBearerToken> for Denied {
    fn from(none: NoBearerToken) -> Self {
        match none {
            NoBearerToken::OtherScheme => Self::NoToken,
            NoBearerToken::TooLong => Self::Token(TokenRefused::TooLong),
            NoBearerToken::Malformed => Self::Token(TokenRefused::Malformed),
        }
    }
}
