//! The modules of the OpenID Foundation's conformance suite that apply, each by its name. Its clients are confidential ones
//! with `pkce: optional`; its browser runs no script.

mod basic;
mod beyond;
mod fapi2;
mod hints;
mod logout;
mod reauthentication;
