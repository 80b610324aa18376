//! The list of rules, and what of it a token lacks.

use serde::Deserialize;

use super::route::{METHODS, Route, RouteFault};
use super::{glob, spelling};
use shared::Timestamp;
use shared::tokens::assurance::Level;
use shared::tokens::client::MAX_AGE;
use shared::tokens::{Claims, Insufficient, Requirements};

/// Most rules that an authorizer takes.
pub const MOST_RULES: usize = 32;

/// What calls need beyond a valid token. A call needs what every rule says that names its route; a route that no rule
/// names needs nothing more. The default has no rule.
#[derive(Clone, Debug, Default)]
pub struct RouteRules {
    rules: Vec<RouteRule>,
    /// Paths that may be another spelling of a rule's.
    suspicious: Vec<String>,
}

#[derive(Clone, Debug)]
struct RouteRule {
    route: Route,
    requirements: Requirements,
}

/// Why a list of rules is refused. Says where, and repeats nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouteRulesFault {
    /// Not a JSON list of objects with the fields of a rule.
    #[error(
        "must be a JSON list of objects with a \"route\", lists of text in \"scopes\", \"methods\" or \"without_methods\", a text \
         in \"acr\" or a number in \"max_age\", and nothing else; it ends to be one at line {line}, column {column}"
    )]
    Shape {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// No rule, or too many.
    #[error("must have 1 to {MOST_RULES} rules; leave it out for none")]
    Count,
    /// A route that names no calls.
    #[error("has a wrong route in rule {rule}: it {fault}")]
    Route {
        /// Which rule, counted from 1.
        rule: usize,
        /// What is wrong with it.
        fault: RouteFault,
    },
    /// A rule that asks for nothing, or for what no token can have.
    #[error(
        "asks for nothing, or for what no token has, in rule {0}: each list that is there must have texts without \
         blanks, acr be 2sv or phr, max_age from 1 to 31536000, at least one of them be there, and no method be both \
         asked for and refused"
    )]
    Requirements(usize),
}

/// A rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    route: String,
    scopes: Option<Vec<String>>,
    methods: Option<Vec<String>>,
    without_methods: Option<Vec<String>>,
    acr: Option<String>,
    max_age: Option<u64>,
}

impl RouteRules {
    /// Reads a JSON list of rules.
    pub fn parse(text: &str) -> Result<Self, RouteRulesFault> {
        let written: Vec<Written> = serde_json::from_str(text)
            .map_err(|error| RouteRulesFault::Shape { line: error.line(), column: error.column() })?;
        if !(1..=MOST_RULES).contains(&written.len()) {
            return Err(RouteRulesFault::Count);
        }
        let read = |(position, written): (usize, Written)| {
            let rule = position + 1;
            let route = Route::parse(&written.route).map_err(|fault| RouteRulesFault::Route { rule, fault })?;
            let requirements = requirements(written).ok_or(RouteRulesFault::Requirements(rule))?;
            Ok(RouteRule { route, requirements })
        };
        let rules: Vec<RouteRule> = written.into_iter().enumerate().map(read).collect::<Result<_, _>>()?;
        let suspicious = spelling::suspicious(rules.iter().map(|rule| &rule.route));
        Ok(Self { rules, suspicious })
    }

    /// The least `max_age` of a rule.
    pub fn least_max_age(&self) -> Option<u64> {
        self.rules.iter().filter_map(|rule| rule.requirements.max_age).min()
    }

    /// What the token lacks at `now`, over all routes; `None` where it may call every one.
    pub fn lacking(&self, claims: &Claims, now: Timestamp) -> Option<Lacking<'_>> {
        let lacks = |rule: &'_ RouteRule| rule.requirements.check(claims, now).err();
        let mut unmet = self.rules.iter().filter_map(|rule| Some((&rule.route, lacks(rule)?))).peekable();
        let (_, first) = *unmet.peek()?;
        Some(Lacking { unmet: unmet.collect(), first, suspicious: &self.suspicious })
    }
}

/// The rules that a token does not meet: at least one.
#[derive(Clone, Debug)]
pub struct Lacking<'a> {
    pub(super) unmet: Vec<(&'a Route, Insufficient)>,
    first: Insufficient,
    pub(super) suspicious: &'a [String],
}

impl Lacking<'_> {
    /// What it lacks for one of its rules, whichever.
    pub fn any(&self) -> Insufficient {
        self.first
    }

    /// What it lacks for a call of a REST or HTTP API.
    pub fn for_call(&self, method: &str, path: &str) -> Option<Insufficient> {
        if !METHODS.contains(&method) || self.is_suspicious(path) {
            return Some(self.first);
        }
        self.first_of(|route| route.is_of(method, path))
    }

    /// What it lacks for a call by whichever method.
    pub fn for_any_method(&self, path: &str) -> Option<Insufficient> {
        METHODS.into_iter().find_map(|method| self.for_call(method, path))
    }

    /// What it lacks for some call of a route template with this method, or with any.
    pub fn for_template(&self, method: Option<&str>, template: &str) -> Option<Insufficient> {
        // As for a call: with a trailing slash it is the same route.
        let template = glob::template(template.strip_suffix('/').filter(|bare| !bare.is_empty()).unwrap_or(template));
        self.first_of(|route| route.overlaps(method, &template))
    }

    /// What it lacks to connect to a WebSocket API.
    pub fn for_connect(&self) -> Option<Insufficient> {
        self.first_of(|route| matches!(route, Route::Every | Route::Connect))
    }

    /// What it lacks for AppSync.
    pub fn for_appsync(&self) -> Option<Insufficient> {
        self.first_of(|route| matches!(route, Route::Every | Route::AppSync))
    }

    fn is_suspicious(&self, path: &str) -> bool {
        self.suspicious.iter().any(|glob| glob::matches(glob, path))
    }

    fn first_of(&self, names: impl Fn(&Route) -> bool) -> Option<Insufficient> {
        self.unmet.iter().find(|(route, _)| names(route)).map(|(_, insufficient)| *insufficient)
    }
}

fn requirements(written: Written) -> Option<Requirements> {
    let Written { scopes, methods, without_methods, acr, max_age, .. } = written;
    let lists = [&scopes, &methods, &without_methods];
    let text = |text: &String| !text.is_empty() && !text.contains(char::is_whitespace);
    let filled = |list: &Vec<String>| !list.is_empty() && list.iter().all(text);
    let is_empty = lists.iter().all(|list| list.is_none()) && acr.is_none() && max_age.is_none();
    if is_empty || !lists.into_iter().flatten().all(filled) || !max_age.is_none_or(|most| MAX_AGE.contains(&most)) {
        return None;
    }
    // Every token has the least level: who names it means another one.
    let acr = match acr {
        Some(name) => Level::named(&name).filter(|level| *level > Level::default())?,
        None => Level::default(),
    };
    let [scopes, methods, without_methods] = [scopes, methods, without_methods].map(Option::unwrap_or_default);
    let possible = !methods.iter().any(|method| without_methods.contains(method));
    possible.then_some(Requirements { scopes, methods, without_methods, acr, max_age })
}
