//! Tokens that only count where they were issued to: a client's address, or its user agent.

use shared::tokens::{Claims, ContextClaims};

use crate::Denied;
use crate::event::{Caller, Event};

impl Event<'_> {
    /// Holds a bound token against who calls. Where the gateway does not say who calls, a bound token counts for nothing.
    /// Gives whether the answer is given to this client alone: because no answer is `reused`, or because it is remembered
    /// under what the token is bound to. The events of REST APIs do not tell what it is remembered under.
    pub(crate) fn check_binding(
        &self,
        claims: &Claims,
        caller: Option<&Caller<'_>>,
        reused: bool,
    ) -> Result<bool, Denied> {
        let Some(ContextClaims { ip, ua }) = &claims.ctx else { return Ok(true) };
        let address = caller.and_then(|caller| caller.source_ip.as_deref());
        let user_agent = caller.and_then(|caller| caller.user_agent.as_deref());
        if !claims.may_be_used_by(address.and_then(|address| address.parse().ok()), user_agent) {
            return Err(Denied::Elsewhere);
        }
        if !reused {
            return Ok(true);
        }
        let remembered = |value: Option<&str>, chosen| {
            self.identity_source.is_some() && value.is_some_and(|value| self.is_remembered_under(value, chosen))
        };
        let for_address = ip.is_none() || remembered(address, user_agent);
        Ok(for_address && (ua.is_none() || remembered(user_agent, None)))
    }
}
