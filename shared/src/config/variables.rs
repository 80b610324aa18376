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

const STATE: &[&str] = &["request", "verify"];
const REQUEST: &[&str] = &["request"];
const VERIFY: &[&str] = &["verify"];

/// Every variable that a function reads, apart from those that Lambda and the AWS SDKs define (`AWS_*`).
pub const VARIABLES: &[Variable] = &[
    variable("TABLE_NAME", STATE, "the DynamoDB table"),
    variable("MASTER_SECRET", STATE, "version:base64 of at least 32 bytes, the current version first"),
    variable(
        "CALL_TIMEOUT_MILLISECONDS",
        &["request", "verify", "keys"],
        "longest wait for one answer of an AWS service; it is asked three times",
    ),
    variable("CODE_DIGITS", STATE, "digits of a code, 6 to 8"),
    variable("EMAIL_CODE_SECONDS", STATE, "life of a code sent by email"),
    variable("SMS_CODE_SECONDS", STATE, "life of a code sent by SMS"),
    variable("GUESSES_PER_CODE", STATE, "wrong codes judged per challenge"),
    variable("RESEND_SECONDS", STATE, "wait before the first resend; doubles each time"),
    variable("EMAIL_SENDS_PER_HOUR", STATE, "codes to one address in any hour"),
    variable("EMAIL_SENDS_PER_DAY", STATE, "codes to one address in any day"),
    variable("SMS_SENDS_PER_HOUR", STATE, "codes to one number in any hour"),
    variable("SMS_SENDS_PER_DAY", STATE, "codes to one number in any day"),
    variable("WRONG_GUESSES_PER_DAY", STATE, "wrong codes judged per identifier in any day"),
    variable("WRONG_GUESSES_PER_MONTH", STATE, "wrong codes judged per identifier in any 30 days"),
    variable("WRONG_GUESSES_IN_A_ROW", STATE, "wrong codes judged per identifier without a right one"),
    variable("SERVICE_NAME", REQUEST, "how messages call the service"),
    variable("SERVICE_HOST", REQUEST, "the host that codes sent by SMS are bound to"),
    variable("EMAIL_FROM", REQUEST, "the sender's address, verified in SES"),
    variable("EMAIL_CONFIGURATION_SET", REQUEST, "SES configuration set"),
    variable("SMS_COUNTRIES", REQUEST, "countries that may be texted; none: SMS is off"),
    variable("SMS_SENDER_ID", REQUEST, "alphanumeric sender of text messages"),
    variable("SMS_MAX_PRICE", REQUEST, "most US dollars for one text message"),
    variable("SIGNING_KEYS", VERIFY, "the keys that sign, as docs/keys.md says: PEM, JWK, ARN, or a list with turns"),
    variable("CLIENT_ID", VERIFY, "client_id of every token"),
    variable("SCOPE", VERIFY, "scope of every token"),
    variable("ACCESS_TOKEN_SECONDS", VERIFY, "life of an access token"),
    variable("SUBJECT", VERIFY, "sub is the identifier or opaque"),
    variable("ISSUER", &["verify", "discovery", "authorizer"], "iss of every token: the URL of the service"),
    variable("AUDIENCE", &["verify", "authorizer"], "aud of every token"),
    variable("JWKS", &["discovery", "authorizer"], "public keys as a JWK set"),
    variable("CLOCK_SKEW_SECONDS", &["authorizer"], "how far clocks may differ"),
    variable("LOG_LEVEL", &["request", "verify", "discovery", "authorizer", "me", "keys"], "error, warn or info"),
];
