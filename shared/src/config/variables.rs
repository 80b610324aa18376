//! The list of every variable.

/// One variable of the environment.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// The functions that read it.
    pub read_by: &'static [&'static str],
    /// What it is for.
    pub purpose: &'static str,
}

const fn variable(name: &'static str, read_by: &'static [&'static str], purpose: &'static str) -> Variable {
    Variable { name, read_by, purpose }
}

const STATE: &[&str] = &["request", "verify", "token", "sessions", "feedback"];
const TABLE: &[&str] = &["request", "verify", "token", "sessions", "feedback", "authorizer"];
const RULES: &[&str] = &["request", "verify"];
const REQUEST: &[&str] = &["request"];
const TERMS: &[&str] = &["verify", "token"];
const SESSIONS: &[&str] = &["verify", "token", "sessions"];
const CALLS: &[&str] = &["token", "sessions"];
const FEEDBACK: &[&str] = &["feedback"];
const AUTHORIZER: &[&str] = &["authorizer"];
const EVERY: &[&str] = &["request", "verify", "token", "sessions", "feedback", "discovery", "authorizer", "me", "keys"];

/// Every variable that a function reads, apart from those that Lambda and the AWS SDKs define (`AWS_*`).
pub const VARIABLES: &[Variable] = &[
    variable("TABLE_NAME", TABLE, "the DynamoDB table"),
    variable(
        "MASTER_SECRET",
        STATE,
        "version:base64 of at least 32 bytes, the current version first; 1n:base64 only names",
    ),
    variable(
        "CALL_TIMEOUT_MILLISECONDS",
        &["request", "verify", "token", "sessions", "feedback", "authorizer", "keys"],
        "longest wait for one answer of an AWS service; it is asked three times",
    ),
    variable("CODE_DIGITS", RULES, "digits of a short code, 6 to 8"),
    variable("EMAIL_CODE_SECONDS", RULES, "life of a code sent by email"),
    variable("SMS_CODE_SECONDS", RULES, "life of a code sent by SMS"),
    variable("GUESSES_PER_CODE", RULES, "wrong codes judged per challenge"),
    variable("RESEND_SECONDS", RULES, "wait before the first resend; doubles each time"),
    variable("EMAIL_SENDS_PER_HOUR", RULES, "codes to one address in any hour, for strangers and each known device"),
    variable("EMAIL_SENDS_PER_DAY", RULES, "codes to one address in any day, likewise"),
    variable("SMS_SENDS_PER_HOUR", RULES, "codes to one number in any hour, likewise"),
    variable("SMS_SENDS_PER_DAY", RULES, "codes to one number in any day, likewise"),
    variable("WRONG_GUESSES_PER_DAY", RULES, "wrong short codes judged per identifier in any day, likewise"),
    variable("WRONG_GUESSES_PER_MONTH", RULES, "wrong short codes judged per identifier in any 30 days, likewise"),
    variable("WRONG_GUESSES_IN_A_ROW", RULES, "wrong short codes judged per identifier without a right code, likewise"),
    variable("DEVICE_SECONDS", RULES, "a device is known so long after a sign-in on it; 0: never"),
    variable(
        "ADDRESS_SENDS",
        REQUEST,
        "codes asked for from one address (IPv6: /64) in a window; ten times from a /24 or /48",
    ),
    variable("ADDRESS_VERIFICATIONS", &["verify"], "codes presented from one address, likewise"),
    variable(
        "ADDRESS_TOKEN_CALLS",
        CALLS,
        "refreshes, and revocations, from one address, likewise, beyond the first 3 of each session",
    ),
    variable("SESSION_CALLS", CALLS, "refreshes, and revocations, with the tokens of one session in a window"),
    variable("ADDRESS_WINDOW_SECONDS", &["request", "verify", "token", "sessions"], "length of that window"),
    variable(
        "WRONG_GUESSES_PER_MINUTE",
        RULES,
        "wrong codes in the whole service that make new codes longer; 0: never",
    ),
    variable("SERVICE_NAME", REQUEST, "how messages call the service"),
    variable("SERVICE_HOST", REQUEST, "the host that codes sent by SMS are bound to"),
    variable("EMAIL_FROM", REQUEST, "the sender's address, verified in SES"),
    variable("EMAIL_CONFIGURATION_SET", REQUEST, "SES configuration set"),
    variable("SMS_COUNTRIES", REQUEST, "countries that may be texted; none: SMS is off"),
    variable("SMS_NAME", REQUEST, "how text messages call the service; none: SERVICE_NAME"),
    variable("SMS_SENDER_ID", REQUEST, "alphanumeric sender of text messages"),
    variable("SMS_MAX_PRICE", REQUEST, "most US dollars for one text message"),
    variable("SMS_PRICES", REQUEST, "US dollars for a text message by country; others count as SMS_MAX_PRICE"),
    variable("SMS_DAILY_BUDGET", REQUEST, "US dollars for text messages in a day (UTC); 0 stops them"),
    variable(
        "SMS_PREFIX_SENDS",
        REQUEST,
        "text messages in an hour to numbers with the same first 7 digits, before they may be stopped",
    ),
    variable(
        "SMS_PREFIX_VERIFIED_PERCENT",
        REQUEST,
        "they are stopped for an hour where fewer codes come back; 0: never",
    ),
    variable("SUPPRESSION_BOUNCE_SECONDS", FEEDBACK, "an address gets nothing for so long after a hard bounce"),
    variable("SUPPRESSION_COMPLAINT_SECONDS", FEEDBACK, "an address gets nothing for so long after a complaint"),
    variable("SIGNING_KEYS", TERMS, "the keys that sign, as docs/keys.md says: PEM, JWK, ARN, or a list with turns"),
    variable("CLIENT_ID", SESSIONS, "client_id of every token"),
    variable("SCOPE", TERMS, "scope of every token"),
    variable("ACCESS_TOKEN_SECONDS", TERMS, "life of an access token"),
    variable("SUBJECT", TERMS, "sub is the identifier or opaque"),
    variable("TOKEN_BINDING", TERMS, "what access tokens are bound to: none, ip, user-agent or ip+user-agent"),
    variable("SESSION_IDLE_SECONDS", SESSIONS, "a session ends so long after its last refresh"),
    variable("SESSION_SECONDS", SESSIONS, "a session ends so long after the sign-in"),
    variable("REFRESH_GRACE_SECONDS", SESSIONS, "the refresh token before the current one gets the current one again"),
    variable(
        "ISSUER",
        &["verify", "token", "sessions", "discovery", "authorizer"],
        "iss of every token: the URL of the service",
    ),
    variable("AUDIENCE", &["verify", "token", "sessions", "authorizer"], "aud of every token"),
    variable("JWKS", &["sessions", "discovery", "authorizer"], "public keys as a JWK set"),
    variable("CLOCK_SKEW_SECONDS", &["sessions", "authorizer"], "how far clocks may differ"),
    variable("HTTP_API_RESPONSES", AUTHORIZER, "what HTTP APIs with payload 2.0 take: simple or iam"),
    variable("ROUTE_RULES", AUTHORIZER, "scopes and methods that routes need, as JSON"),
    variable("REVOCATION", AUTHORIZER, "how soon a revocation counts: off, cached or strict"),
    variable("REVOCATION_CACHE_SECONDS", AUTHORIZER, "how long cached remembers a subject's revocations"),
    variable("AUTHORIZER_RESULT_TTL_SECONDS", AUTHORIZER, "how long the gateway reuses an answer"),
    variable("LOG_LEVEL", EVERY, "error, warn or info; audit events are written at any level"),
    variable("METRICS", EVERY, "on or off: lines that CloudWatch counts; on in Lambda"),
    variable("DEPLOYMENT", EVERY, "the name of this deployment in metrics"),
];
