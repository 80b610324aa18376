//! What ID tokens say, and that nobody takes one for an access token.

use super::*;
use crate::tokens::{Algorithm, ID_TOKEN_LIFE};

/// The access token of the examples in OpenID Connect Core, Appendix A.3.
const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";

pub(super) fn id_token_claims() -> IdTokenClaims {
    IdTokenClaims {
        iss: ISSUER.to_owned(),
        sub: "account-1".to_owned(),
        aud: "web".to_owned(),
        exp: NOW.plus(ID_TOKEN_LIFE),
        iat: NOW,
        auth_time: Timestamp::from_unix(NOW.as_unix() - 60),
        nonce: Some("n-0S6_WzA2Mj".to_owned()),
        acr: "otp".to_owned(),
        amr: vec!["otp".to_owned()],
        at_hash: IdTokenClaims::at_hash(ACCESS_TOKEN, Algorithm::Rs256),
        sid: "sid-1".to_owned(),
        contact: claims().contact,
    }
}

#[test]
fn op_02_at_hash_is_the_left_half_of_the_hash_of_the_id_tokens_algorithm() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::Hs256] {
        assert_eq!(IdTokenClaims::at_hash(ACCESS_TOKEN, algorithm), "77QmUPtjPfzWtF2AnpK9RQ", "{algorithm:?}");
    }
    // By sha512sum of coreutils.
    let half = "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM";
    assert_eq!(IdTokenClaims::at_hash(ACCESS_TOKEN, Algorithm::EdDsa), half);
}

#[test]
fn what_is_not_known_is_not_said() {
    let bare = IdTokenClaims { nonce: None, contact: ContactClaims::default(), ..id_token_claims() };
    let written = serde_json::to_value(bare).unwrap();
    let mut names: Vec<_> = written.as_object().unwrap().keys().cloned().collect();
    names.sort_unstable();
    assert_eq!(names, ["acr", "amr", "at_hash", "aud", "auth_time", "exp", "iat", "iss", "sid", "sub"]);
}

#[test]
fn jwt_07_an_id_token_that_we_sign_is_no_access_token_for_anybody() {
    for key in every_key() {
        // Even where a client's name is an audience of access tokens.
        let claims = IdTokenClaims { aud: AUDIENCE.to_owned(), ..id_token_claims() };
        let token = key.signing_key().sign(&claims).unwrap();
        assert_eq!(key.refusal(&token), TokenRefused::WrongType, "{}", key.alg);
        let [_, payload, _] = parts(&token);
        // Nor would its claims do, had somebody signed them under the other type.
        let relabelled = key.token_saying(&String::from_utf8(decode(payload)).unwrap());
        assert_eq!(key.refusal(&relabelled), TokenRefused::BadClaims, "{}", key.alg);
        let untyped = key.token(&key.header_with("typ", Value::Null), &claims_json());
        assert_eq!(key.refusal(&untyped), TokenRefused::Malformed, "{}", key.alg);
    }
}

#[test]
fn otp_13_debug_shows_neither_the_nonce_nor_a_contact() {
    let shown = format!("{:?}", id_token_claims());
    assert!(!shown.contains("ada@") && !shown.contains("n-0S6"), "{shown}");
}
