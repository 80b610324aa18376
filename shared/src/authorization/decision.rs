//! What becomes of an authorization request: a page, a code or an error. Every method of proof ends in a browser session;
//! only this rule makes more of it.

use super::error::AuthorizationError;
use super::flow::Flow;
use super::request::{AuthorizationRequest, has_scope};
use crate::Timestamp;
use crate::identity::account::AccountId;
use crate::tokens::assurance::{Demand, Lacking, Proofs};
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
    /// Whether their account demands a second step.
    pub second_step: bool,
    /// When what their account may be proven by was changed last; `None`: never.
    pub changed_at: Option<Timestamp>,
    /// The scope that the user has agreed to for this client; `None` where they never have.
    pub consented: Option<&'a str>,
}

/// What a client is, as far as its requests' decisions go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// Its users agree by using it.
    pub is_first_party: bool,
    /// Its answers go to a program on the user's machine. Any other program there may call itself by its name, so that the
    /// user is always asked (RFC 8252 §8.6).
    pub is_native: bool,
    /// What it demands of proofs, and the API with it that its tokens are for.
    pub demand: Demand,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The user proves who they are.
    SignIn,
    /// What the user has proven is not enough: this lacks.
    Further(Lacking),
    /// The user is asked whether they go on to the client, with this account.
    Confirm,
    /// The client gets a code, which tells of the proofs that count.
    Code(Proofs),
    /// The client gets an error.
    Refuse(AuthorizationError),
}

/// Decides over `request`, which runs in `flow`.
pub fn decide(
    flow: &Flow,
    request: &AuthorizationRequest,
    asking: &Asking,
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
    if flow.expected.is_some_and(|expected| expected != user.account) {
        // Who has just signed in as somebody else is not asked again for ever.
        let refused = Next::Refuse(AuthorizationError::LoginRequired);
        return if is_fresh { refused } else { silently(Next::SignIn, AuthorizationError::LoginRequired) };
    }
    let demand = demand(request, asking, user);
    let counting = match judge(flow, request, &demand, user, now) {
        Ok(counting) => counting,
        Err(lacking) => {
            let was_enough = demand.at_any_age().judge(user.proofs, now).is_ok();
            let error = if was_enough {
                AuthorizationError::LoginRequired
            } else {
                AuthorizationError::UnmetAuthenticationRequirements
            };
            // Who has just signed in by what does not count would do the same again, were they not told.
            let is_new_to_it = !is_fresh && (was_enough || request.prompt.login);
            let page = match lacking {
                Lacking::SignIn(_) if is_new_to_it => Next::SignIn,
                lacking => Next::Further(lacking),
            };
            return silently(page, error);
        }
    };
    if answer == Answer::Agreed {
        return Next::Code(counting);
    }
    let has_agreed = asking.is_first_party || user.consented.is_some_and(|granted| covers(granted, &request.scope));
    if !has_agreed || request.prompt.consent {
        return silently(Next::Confirm, AuthorizationError::ConsentRequired);
    }
    if asking.is_native || (request.prompt.select_account && !is_fresh) {
        return silently(Next::Confirm, AuthorizationError::InteractionRequired);
    }
    Next::Code(counting)
}

/// What the account demands, the client, the API and the request, all together.
fn demand(request: &AuthorizationRequest, asking: &Asking, user: SignedIn<'_>) -> Demand {
    Demand::of_account(user.second_step).and(&asking.demand).and(&request.demand())
}

/// The proofs that count, where they are enough. Those that were given for this very request are young enough, however long its
/// pages took: whoever reads slowly would else be asked for ever.
fn judge(
    flow: &Flow,
    request: &AuthorizationRequest,
    demand: &Demand,
    user: SignedIn<'_>,
    now: Timestamp,
) -> Result<Proofs, Lacking> {
    let of_fresh = flow.proven(user.secret, user.proofs).map(|fresh| demand.at_any_age().judge(&fresh, now));
    if request.prompt.login {
        return of_fresh.unwrap_or_else(|| Err(demand.sign_in()));
    }
    match (demand.judge(user.proofs, now), of_fresh) {
        (Err(Lacking::SignIn(_)), Some(of_fresh)) | (Err(Lacking::Further(_)), Some(of_fresh @ Ok(_))) => of_fresh,
        (of_all, _) => of_all,
    }
}

/// Whether everything that is asked for was agreed to.
fn covers(granted: &str, asked: &str) -> bool {
    asked.split(' ').all(|part| has_scope(granted, part))
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
