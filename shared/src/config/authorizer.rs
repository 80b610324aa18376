//! Settings of the authorizer.

use super::environment::Reader;
use super::{AwsConfig, ConfigFaults, Environment, issuer};
use crate::routes::RouteRules;
use crate::token::{KeySet, Verifier};

/// Of so many tokens the signature is checked once; about 1.5 MB.
const REMEMBERED_SIGNATURES: usize = 1_024;

/// What the authorizer needs to know: no secret, unless tokens are signed with one (HS256).
#[derive(Debug)]
pub struct AuthorizerConfig {
    /// Which access tokens are accepted.
    pub verifier: Verifier,
    /// What HTTP APIs with payload 2.0 are answered with.
    pub http_api_responses: HttpApiResponses,
    /// What calls need beyond a valid token.
    pub rules: RouteRules,
    /// How long a gateway reuses an answer, in seconds: what its authorizer is set to.
    pub result_ttl: u64,
    /// Whether it may reuse answers at all: unless it is known to be set to 0.
    pub answers_are_reused: bool,
    /// Whether revocations are looked at.
    pub revocation: RevocationConfig,
}

/// How soon a revocation counts.
#[derive(Debug)]
pub enum RevocationConfig {
    /// Never: a token counts until it expires. Nothing is asked, and AWS need not be known.
    Off,
    /// Within so many seconds: an answer about a subject is remembered.
    Cached {
        /// Where revocations are.
        table: TableConfig,
        /// How long an answer is remembered, in seconds.
        seconds: u64,
    },
    /// At once: every call asks, with a consistent read.
    Strict {
        /// Where revocations are.
        table: TableConfig,
    },
}

/// A table, and how to reach it.
#[derive(Debug)]
pub struct TableConfig {
    /// Region, credentials, endpoints.
    pub aws: AwsConfig,
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

impl AuthorizerConfig {
    /// Reads the settings, or names everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, ConfigFaults> {
        let mut reader = Reader::new(environment);
        let issuer = reader.required("ISSUER", issuer::parse);
        let audience = reader.text("AUDIENCE");
        let keys = reader.required("JWKS", KeySet::parse);
        let clock_skew = reader.number("CLOCK_SKEW_SECONDS", 30, 0..=60);
        let responses = reader.or_else("HTTP_API_RESPONSES", HttpApiResponses::Simple, |text| match text {
            "simple" => Ok(HttpApiResponses::Simple),
            "iam" => Ok(HttpApiResponses::Iam),
            _ => Err("must be simple or iam"),
        });
        let rules = reader.or_else("ROUTE_RULES", RouteRules::default(), RouteRules::parse);
        let result_ttl = reader.number("AUTHORIZER_RESULT_TTL_SECONDS", 0, 0..=3_600);
        let revocation = revocation(&mut reader);
        let built = (|| {
            Some(Self {
                verifier: Verifier::new(keys?, issuer?, audience?, clock_skew?).remembering(REMEMBERED_SIGNATURES),
                http_api_responses: responses?,
                rules: rules?,
                result_ttl: result_ttl?,
                answers_are_reused: environment.get("AUTHORIZER_RESULT_TTL_SECONDS") != Some("0"),
                revocation: revocation?,
            })
        })();
        reader.finish(built)
    }
}

fn revocation(reader: &mut Reader<'_>) -> Option<RevocationConfig> {
    let mode = reader.or_else("REVOCATION", Mode::Cached, |text| match text {
        "off" => Ok(Mode::Off),
        "cached" => Ok(Mode::Cached),
        "strict" => Ok(Mode::Strict),
        _ => Err("must be off, cached or strict"),
    });
    let seconds = reader.number("REVOCATION_CACHE_SECONDS", 5, 1..=60);
    if matches!(mode, Some(Mode::Off)) {
        return seconds.map(|_| RevocationConfig::Off);
    }
    let (name, aws) = (reader.text("TABLE_NAME"), AwsConfig::read(reader));
    let table = TableConfig { aws: aws?, name: name? };
    match mode? {
        Mode::Off => Some(RevocationConfig::Off),
        Mode::Cached => Some(RevocationConfig::Cached { table, seconds: seconds? }),
        Mode::Strict => Some(RevocationConfig::Strict { table }),
    }
}
