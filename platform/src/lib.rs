//! The edge: AWS, Lambda and HTTP, and the settings and lines of a function. The rules are in `shared`.
//!
//! | module | what it is for |
//! |---|---|
//! | [`clock`], [`entropy`] | time and randomness, which the rules take as arguments |
//! | [`settings`] | variables, declared beside what reads them |
//! | [`aws`] | clients of AWS and their connection |
//! | [`store`] | DynamoDB: `swap` for what depends on the state, `transact` for several of them, `apply` for what does not, `charge` for counts |
//! | [`accounts`] | what becomes of accounts beside sign-ins |
//! | [`clients`] | OAuth clients and resources, as the table and one setting name them |
//! | [`limits`] | the bounds of networks, blocks of numbers and the whole service: counted in the table |
//! | [`master_secret`] | the keyring, out of the settings or Secrets Manager |
//! | [`notices`] | hands over what owners of accounts are told |
//! | [`origin`] | the viewer's address, where a network of the operator's own stands in front |
//! | [`revocations`] | whether a token of ours was revoked before it expires |
//! | [`sender`] | email by SES, text messages by SNS, or an outbox |
//! | [`signer`] | signs with local keys or KMS, each key in its turn |
//! | [`custom_resource`] | what CloudFormation asks while a stack is deployed, and what it is answered |
//! | [`http`] | problems (RFC 9457), JSON bodies, forms, headers on every answer |
//! | [`visitor`] | who is signed in in the browser that calls |
//! | [`lambda`] | the Lambda runtime |
//! | [`telemetry`], [`audit`] | logs and metrics; every act that matters to security |

pub mod accounts;
pub mod audit;
pub mod aws;
pub mod clients;
pub mod clock;
pub mod custom_resource;
pub mod entropy;
pub mod http;
pub mod lambda;
pub mod limits;
pub mod master_secret;
pub mod notices;
pub mod origin;
pub mod revocations;
pub mod sender;
pub mod settings;
pub mod signer;
pub mod store;
pub mod telemetry;
pub mod visitor;
