//! What a JWK says that it is for (RFC 7517 §4.2 to §4.4).

use serde_json::{Map, Value};

use crate::Algorithm;

/// What is done with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOperation {
    /// Signatures are made.
    Sign,
    /// Signatures are checked.
    Verify,
}

impl KeyOperation {
    /// The name in `key_ops`.
    const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
        }
    }
}

/// Whether a JWK lets itself be used for `operation` by this algorithm; what it does not say forbids nothing. A key
/// that is for encryption as well is refused: what it does for one use can be turned against the other.
pub fn is_for(jwk: &Map<String, Value>, operation: KeyOperation, algorithm: Algorithm) -> bool {
    let says = |member: &str, expected: &str| jwk.get(member).is_none_or(|said| said == expected);
    let operations = jwk.get("key_ops");
    says("use", "sig") && says("alg", algorithm.name()) && operations.is_none_or(|listed| allow(listed, operation))
}

/// Whether `key_ops` has the operation, at most its counterpart beside it, and nothing twice.
fn allow(listed: &Value, operation: KeyOperation) -> bool {
    let Some(listed) = listed.as_array() else { return false };
    let count = |operation: KeyOperation| listed.iter().filter(|name| *name == operation.name()).count();
    let (sign, verify) = (count(KeyOperation::Sign), count(KeyOperation::Verify));
    sign <= 1 && verify <= 1 && sign + verify == listed.len() && count(operation) == 1
}
