//! Rules of routes: what a call to a guarded API needs beyond a valid token.
//!
//! A wildcard of a rule stands for any text, over any number of segments, on every gateway: that is the only wildcard
//! that IAM policies know, and a rule must not mean less where the answer is a policy than where it is a boolean.

mod glob;
mod policy;
mod route;
mod rules;
mod spelling;

pub use route::{Route, RouteFault};
pub use rules::{Lacking, MOST_RULES, RouteRules, RouteRulesFault};

#[cfg(test)]
#[path = "routes_tests.rs"]
mod tests;
