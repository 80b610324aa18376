//! Proof Key for Code Exchange (RFC 7636), with `S256` alone: by `plain` whoever reads the request could redeem its code.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// What a client shows when it asks: the SHA-256 of a secret that it will show when it redeems (RFC 7636 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeChallenge([u8; 32]);

/// Not the base64url of a SHA-256, without padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("code_challenge must be 43 characters of base64url, made by S256")]
pub struct ChallengeMalformed;

/// Lengths of a code verifier (RFC 7636 §4.1).
const VERIFIER_LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

impl CodeChallenge {
    /// Reads a `code_challenge` of the method `S256`.
    pub fn parse(text: &str) -> Result<Self, ChallengeMalformed> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| ChallengeMalformed)?;
        bytes.try_into().map(Self).map_err(|_| ChallengeMalformed)
    }

    /// Whether a `code_verifier` is the secret of this challenge (RFC 7636 §4.6). One of another form is none.
    pub fn is_met_by(&self, verifier: &str) -> bool {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        VERIFIER_LENGTHS.contains(&verifier.len())
            && verifier.bytes().all(unreserved)
            && bool::from(digest(&SHA256, verifier.as_bytes()).as_ref().ct_eq(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636 Appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn oa_02_the_verifier_of_the_rfc_meets_its_challenge() {
        assert!(CodeChallenge::parse(CHALLENGE).unwrap().is_met_by(VERIFIER));
    }

    #[test]
    fn oa_02_no_other_verifier_does() {
        let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
        for other in ["", CHALLENGE, &VERIFIER[..42], &format!("{VERIFIER}="), &VERIFIER.to_lowercase()] {
            assert!(!challenge.is_met_by(other), "{other}");
        }
    }

    #[test]
    fn oa_02_a_verifier_has_43_to_128_unreserved_characters() {
        let meets = |verifier: &str| {
            let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
            CodeChallenge::parse(&challenge).unwrap().is_met_by(verifier)
        };
        let of = |length| "a".repeat(length);
        assert_eq!([42, 43, 128, 129].map(|length| meets(&of(length))), [false, true, true, false]);
        assert!(!meets(&format!("{}+", of(60))));
    }

    #[test]
    fn a_challenge_of_another_form_is_refused() {
        for other in
            ["", &CHALLENGE[..42], &format!("{CHALLENGE}="), &format!("{CHALLENGE}A"), &VERIFIER.replace('-', "+")]
        {
            assert_eq!(CodeChallenge::parse(other), Err(ChallengeMalformed), "{other}");
        }
    }
}
