//! Tokens that only count where they were issued to: a client's address, or its user agent.

use std::net::IpAddr;

use shared::token::{Claims, ContextClaims};

use crate::Denied;
use crate::event::{Caller, Event};

impl Event<'_> {
    /// Holds a bound token against who calls. Where the gateway does not say who calls, a bound token counts for nothing.
    /// Gives whether the answer would be reused for this client alone.
    pub(crate) fn check_binding(&self, claims: &Claims, caller: Option<&Caller<'_>>) -> Result<bool, Denied> {
        let Some(ContextClaims { ip, ua }) = &claims.ctx else { return Ok(true) };
        let user_agent = caller.and_then(|caller| caller.user_agent.as_deref());
        let mut for_this_client = true;
        if let Some(bound) = ip {
            let text = caller.and_then(|caller| caller.source_ip.as_deref()).ok_or(Denied::Elsewhere)?;
            let address: IpAddr = text.parse().map_err(|_| Denied::Elsewhere)?;
            if ContextClaims::of_address(&claims.jti, address) != *bound {
                return Err(Denied::Elsewhere);
            }
            for_this_client &= self.is_remembered_under(text, user_agent);
        }
        if let Some(bound) = ua {
            let text = user_agent.ok_or(Denied::Elsewhere)?;
            if ContextClaims::of_user_agent(&claims.jti, text) != *bound {
                return Err(Denied::Elsewhere);
            }
            for_this_client &= self.is_remembered_under(text, None);
        }
        Ok(for_this_client)
    }
}
