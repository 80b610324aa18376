//! What the functions share: pure rules in the middle, AWS at the edge.
//!
//! | room | what it is for |
//! |---|---|
//! | [`clock`], [`entropy`], [`secret`] | time, randomness and secret bytes, handed to the rules as arguments |
//! | [`typed`] | what keyboards and clipboards put into short texts beside what was meant |
//! | [`hotp`] | one-time codes (RFC 4226) |
//! | [`identifier`] | an email address or a phone number in canonical form |
//! | [`keyring`] | the versioned master secret and its sub-keys |
//! | [`ledger`] | the rules of challenges: what may be sent, what may be guessed |
//! | [`network`] | the networks that calls come from, and their windows |
//! | [`pressure`] | longer codes while somebody guesses at very many identifiers |
//! | [`spend`], [`breaker`] | what text messages may cost, and which blocks of numbers are stopped |
//! | [`revision`] | which write a state came from |
//! | [`handle`] | the sealed string by which a client names its challenge |
//! | [`session`] | the rules of sign-ins and their refresh tokens |
//! | [`revocation`] | what makes tokens invalid before they expire |
//! | [`suppression`] | addresses that nothing is sent to any more |
//! | [`token`] | access tokens: claims, keys, signer, verifier |
//! | [`refresh_token`] | the sealed string that continues a session |
//! | [`device_token`] | the sealed string by which a device is known again |
//! | [`grant`] | what a sign-in and a refresh hand out |
//! | [`routes`] | what calls of a guarded API need beyond a valid token |
//! | [`store`] | DynamoDB: `swap` for what depends on the state, `apply` for what does not, `charge` for counts |
//! | [`limits`] | the bounds of networks, text messages and the whole service: counted in the table |
//! | [`sender`] | email by SES, text messages by SNS, or an outbox |
//! | [`signer`] | signs with local keys or KMS, each key in its turn |
//! | [`config`] | typed settings from the environment, all faults named at once |
//! | [`http`] | problems (RFC 9457), JSON bodies, headers on every answer |
//! | [`audit`] | every act that matters to security: a line, and a count |
//! | [`aws`], [`edge`], [`telemetry`] | clients, the Lambda runtime, logs and metrics |
//!
//! The rows down to `routes` are pure: no AWS SDK, no tokio, and time is an argument. `tests/rooms.rs` holds the whole
//! import table.

pub mod audit;
pub mod aws;
pub mod breaker;
pub mod clock;
pub mod config;
pub mod device_token;
pub mod edge;
pub mod entropy;
pub mod grant;
pub mod handle;
pub mod hotp;
pub mod http;
pub mod identifier;
pub mod keyring;
pub mod ledger;
pub mod limits;
pub mod network;
pub mod pressure;
pub mod refresh_token;
pub mod revision;
pub mod revocation;
pub mod routes;
pub mod secret;
pub mod sender;
pub mod session;
pub mod signer;
pub mod spend;
pub mod store;
pub mod suppression;
pub mod telemetry;
pub mod token;
pub mod typed;
