//! Settings of the authorizer.

use platform::settings::{AwsSettings, FromEnvironment, Reader, Setting, TABLE};
use shared::tokens::Verifier;

use crate::routes::RouteRules;

/// Of so many tokens the signature is checked once; about 1.5 MB.
const REMEMBERED_SIGNATURES: usize = 1_024;

const RESPONSES: Setting =
    Setting::text("HTTP_API_RESPONSES", "simple or iam", "simple", "what HTTP APIs with payload 2.0 take");
const BAD_TOKENS: Setting = Setting::text(
    "HTTP_API_BAD_TOKENS",
    "error or deny",
    "error",
    "what HTTP APIs are told of a bad token: an error (401 is reported, 500 not ruled out) or a denial (403)",
);
const ROUTE_RULES: Setting = Setting::optional(
    "ROUTE_RULES",
    "rules as docs/authorizer.md has them",
    "scopes, methods, level and age of a sign-in that routes need, as JSON",
);
const RESULT_TTL: Setting =
    Setting::number("AUTHORIZER_RESULT_TTL_SECONDS", "seconds", 0..=3_600, 0, "how long the gateway reuses an answer");
const REVOCATION: Setting =
    Setting::text("REVOCATION", "off, cached or strict", "cached", "how soon a revocation counts");
const CACHE: Setting = Setting::number(
    "REVOCATION_CACHE_SECONDS",
    "seconds",
    1..=60,
    5,
    "how long cached remembers a subject's revocations",
);

/// What the authorizer needs to know: no secret, unless tokens are signed with one (HS256).
#[derive(Debug)]
pub struct Settings {
    /// Which access tokens are accepted.
    pub verifier: Verifier,
    /// What HTTP APIs with payload 2.0 are answered with.
    pub http_api_responses: HttpApiResponses,
    /// How HTTP APIs are told of a bad token.
    pub http_api_bad_tokens: HttpApiBadTokens,
    /// What calls need beyond a valid token.
    pub rules: RouteRules,
    /// How long a gateway reuses an answer, in seconds: what its authorizer is set to.
    pub result_ttl: u64,
    /// Whether it may reuse answers at all: unless it is known to be set to 0.
    pub answers_are_reused: bool,
    /// Whether revocations are looked at.
    pub revocation: RevocationSettings,
}

/// How soon a revocation counts.
#[derive(Debug)]
pub enum RevocationSettings {
    /// Never: a token counts until it expires. Nothing is asked, and AWS need not be known.
    Off,
    /// Within so many seconds: an answer about a subject is remembered.
    Cached {
        /// Where revocations are.
        table: TableAccess,
        /// How long an answer is remembered, in seconds.
        seconds: u64,
    },
    /// At once: every call asks, with a consistent read.
    Strict {
        /// Where revocations are.
        table: TableAccess,
    },
}

/// A table, and how to reach it.
#[derive(Debug)]
pub struct TableAccess {
    /// Region, credentials, endpoints.
    pub aws: AwsSettings,
    /// Its name.
    pub name: String,
}

/// What `REVOCATION` says.
#[derive(Clone, Copy)]
enum Mode {
    Off,
    Cached,
    Strict,
}

/// The two answers that an HTTP API with payload 2.0 can be set to take. Its events do not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpApiResponses {
    /// `EnableSimpleResponses: true`: a boolean.
    Simple,
    /// `EnableSimpleResponses: false`: an IAM policy.
    Iam,
}

/// How an HTTP API is told that a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpApiBadTokens {
    /// The function fails with `Unauthorized`. Reported to be answered with 401; AWS documents it for REST APIs alone.
    Error,
    /// As for a good token that may do nothing here: 403, as documented, and no failed invocation.
    Deny,
}

impl FromEnvironment for Settings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let verifier = Verifier::read_with(reader);
        let responses = reader.formed(&RESPONSES, |text| match text {
            "simple" => Some(HttpApiResponses::Simple),
            "iam" => Some(HttpApiResponses::Iam),
            _ => None,
        });
        let bad_tokens = reader.formed(&BAD_TOKENS, |text| match text {
            "error" => Some(HttpApiBadTokens::Error),
            "deny" => Some(HttpApiBadTokens::Deny),
            _ => None,
        });
        let answers_are_reused = reader.get(&RESULT_TTL) != Some("0");
        let result_ttl = reader.number(&RESULT_TTL);
        let rules = reader.optional(&ROUTE_RULES, |text| rules(text, result_ttl.unwrap_or_default()));
        let revocation = revocation(reader);
        Some(Self {
            verifier: verifier?.remembering(REMEMBERED_SIGNATURES),
            http_api_responses: responses?,
            http_api_bad_tokens: bad_tokens?,
            rules: rules?.unwrap_or_default(),
            result_ttl: result_ttl?,
            answers_are_reused,
            revocation: revocation?,
        })
    }
}

/// An answer that is reused for as long as a sign-in may be old can be right for no token.
fn rules(text: &str, result_ttl: u64) -> Result<RouteRules, String> {
    let rules = RouteRules::parse(text).map_err(|fault| fault.to_string())?;
    match rules.least_max_age() {
        Some(least) if least <= result_ttl => {
            Err(format!("has a max_age of {least}, which is not above {}", RESULT_TTL.name))
        }
        _ => Ok(rules),
    }
}

fn revocation(reader: &mut Reader<'_>) -> Option<RevocationSettings> {
    let mode = reader.formed(&REVOCATION, |text| match text {
        "off" => Some(Mode::Off),
        "cached" => Some(Mode::Cached),
        "strict" => Some(Mode::Strict),
        _ => None,
    });
    let seconds = reader.number(&CACHE);
    if matches!(mode, Some(Mode::Off)) {
        return seconds.map(|_| RevocationSettings::Off);
    }
    let (name, aws) = (reader.text(&TABLE), AwsSettings::read_with(reader));
    let table = TableAccess { aws: aws?, name: name? };
    match mode? {
        Mode::Off => Some(RevocationSettings::Off),
        Mode::Cached => Some(RevocationSettings::Cached { table, seconds: seconds? }),
        Mode::Strict => Some(RevocationSettings::Strict { table }),
    }
}
