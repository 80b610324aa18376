//! What becomes of an authorization request: a page, a code or an error. Every method of proof ends in a browser session;
//! only this rule makes more of it.

use super::error::AuthorizationError;
use super::flow::Flow;
use super::request::{AuthorizationRequest, has_scope};
use crate::Timestamp;
use crate::identity::account::AccountId;
use crate::tokens::assurance::Proofs;
use crate::tokens::session::TokenId;

/// Who is signed in in the browser, as far as a request cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn<'a> {
    /// The account.
    pub account: AccountId,
    /// The session's secret, which every proof changes.
    pub secret: TokenId,
    /// How it was proven.
    pub proofs: &'a Proofs,
    /// The scope that the user has agreed to for this client; `None` where they never have.
    pub consented: Option<&'a str>,
}

/// What a client is, as far as its requests' decisions go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Its users agree by using it.
    pub is_first_party: bool,
    /// Its answers go to a program on the user's machine. Any other program there may call itself by its name, so that the
    /// user is always asked (RFC 8252 §8.6).
    pub is_native: bool,
}

/// What the user has answered to [`Next::Confirm`] just now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    #[default]
    None,
    /// That this account may go on to this client.
    Agreed,
    /// That it may not.
    Refused,
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The user proves who they are.
    SignIn,
    /// The user is asked whether they go on to the client, with this account.
    Confirm,
    /// The client gets a code.
    Code,
    /// The client gets an error.
    Refuse(AuthorizationError),
}

/// Decides over `request`, which runs in `flow`.
pub fn decide(
    flow: &Flow,
    request: &AuthorizationRequest,
    asking: Asking,
    signed_in: Option<SignedIn<'_>>,
    answer: Answer,
    now: Timestamp,
) -> Next {
    let silently = |page: Next, error: AuthorizationError| if request.prompt.none { Next::Refuse(error) } else { page };
    if answer == Answer::Refused {
        return Next::Refuse(AuthorizationError::AccessDenied);
    }
    let Some(user) = signed_in else { return silently(Next::SignIn, AuthorizationError::LoginRequired) };
    let is_fresh = flow.is_proven_by(user.secret, user.proofs);
    let is_young = request.max_age.is_none_or(|most| user.proofs.within(most, now).is_some());
    if !is_fresh && (request.prompt.login || !is_young) {
        return silently(Next::SignIn, AuthorizationError::LoginRequired);
    }
    if flow.expected.is_some_and(|expected| expected != user.account) {
        // Who has just signed in as somebody else is not asked again for ever.
        let refused = Next::Refuse(AuthorizationError::LoginRequired);
        return if is_fresh { refused } else { silently(Next::SignIn, AuthorizationError::LoginRequired) };
    }
    if answer == Answer::Agreed {
        return Next::Code;
    }
    let has_agreed = asking.is_first_party || user.consented.is_some_and(|granted| covers(granted, &request.scope));
    if !has_agreed || request.prompt.consent {
        return silently(Next::Confirm, AuthorizationError::ConsentRequired);
    }
    if asking.is_native || (request.prompt.select_account && !is_fresh) {
        return silently(Next::Confirm, AuthorizationError::InteractionRequired);
    }
    Next::Code
}

/// Whether everything that is asked for was agreed to.
fn covers(granted: &str, asked: &str) -> bool {
    asked.split(' ').all(|part| has_scope(granted, part))
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
