//! Keys of a deployment, and tokens that they sign.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use local::keys::{KeyAlgorithm, write_new};
use serde_json::Value;
use shared::clock::Timestamp;
use shared::token::{Claims, ContactClaims, Issuer, KeySet, SigningKey, Verifier};

/// `iss` of the tokens.
pub const ISSUER: &str = "https://login.example.org";
/// `aud` of the tokens.
pub const AUDIENCE: &str = "api.example.org";
const SKEW: u64 = 30;

/// A signing key with its public half, in the forms that a deployment is configured with.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The private key, as PEM.
    pub signing_key: String,
    /// The public key, as a JWK set.
    pub jwks: String,
}

impl Keys {
    /// Makes new keys, as `local keys` does for a deployment.
    pub fn new(algorithm: KeyAlgorithm) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let files = write_new(folder.path(), algorithm).expect("new keys");
        let [signing_key, jwks] = files.map(|path| fs::read_to_string(path).expect("a key"));
        Self { signing_key, jwks }
    }

    /// What the authorizer checks tokens with.
    pub fn verifier(&self) -> Verifier {
        let issuer = Issuer::parse(ISSUER).expect("an issuer");
        Verifier::new(KeySet::parse(&self.jwks).expect("keys"), issuer, AUDIENCE.to_owned(), SKEW)
    }

    /// A token for `ada@example.org` that counts for 15 minutes from `now` on.
    pub fn token(&self, now: Timestamp) -> String {
        let key = SigningKey::parse(&self.signing_key).expect("a key");
        let contact = ContactClaims {
            email: Some("ada@example.org".to_owned()),
            email_verified: Some(true),
            ..ContactClaims::default()
        };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: "email:ada@example.org".to_owned(),
            iat: now,
            nbf: now,
            exp: now.plus(900),
            jti: "jti-1".to_owned(),
            sid: "sid-1".to_owned(),
            client_id: "first-party".to_owned(),
            scope: "api".to_owned(),
            amr: vec!["otp".to_owned(), "email".to_owned()],
            auth_time: now,
            ctx: None,
            contact,
        };
        key.sign(&claims).expect("a token")
    }
}

/// What a token says, without a look at its signature.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}
