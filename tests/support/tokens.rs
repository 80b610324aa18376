//! Keys of a deployment, and tokens that they sign.

use std::fs;

use admin::keys::{KeyAlgorithm, write_new};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::settings::Environment;
use serde_json::Value;
use shared::Timestamp;
use shared::tokens::{Claims, ContactClaims, Issuer, KeySet, SigningKey, Verifier};

use crate::evidence::{self, Kind};

/// `iss` of the tokens.
pub const ISSUER: &str = "https://login.example.org";
/// `aud` of the tokens.
pub const AUDIENCE: &str = "api.example.org";
/// `sid` of the tokens, of nobody's session.
pub const SID: &str = "q83vEjRWeJCrze8SNFZ4kA.ASNFZ4mrze8BI0VniavN7w";
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
    /// Makes new keys, as `admin keys new` does for a deployment.
    pub fn new(algorithm: KeyAlgorithm) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let files = write_new(folder.path(), algorithm).expect("new keys");
        let [signing_key, jwks] = files.map(|path| fs::read_to_string(path).expect("a key"));
        evidence::watch();
        for line in signing_key.lines().filter(|line| !line.starts_with("---")) {
            evidence::secret(Kind::Token, line);
        }
        Self { signing_key, jwks }
    }

    /// What the authorizer checks tokens with.
    pub fn verifier(&self) -> Verifier {
        let issuer = Issuer::parse(ISSUER).expect("an issuer");
        Verifier::new(KeySet::parse(&self.jwks).expect("keys"), issuer, AUDIENCE.to_owned(), SKEW)
    }

    /// The settings of an authorizer that checks tokens with them, and these; it looks at no revocations unless they say so.
    pub fn authorizer_environment(&self, settings: &[(&str, &str)]) -> Environment {
        let required = [("ISSUER", ISSUER), ("AUDIENCE", AUDIENCE), ("JWKS", &self.jwks), ("REVOCATION", "off")];
        Environment::from_pairs(required.into_iter().chain(settings.iter().copied()))
    }

    /// A token for `ada@example.org` that counts for 15 minutes from `now` on.
    pub fn token(&self, now: Timestamp) -> String {
        self.token_with(now, |_| {})
    }

    /// The same with claims changed.
    pub fn token_with(&self, now: Timestamp, change: impl FnOnce(&mut Claims)) -> String {
        let key = SigningKey::parse(&self.signing_key).expect("a key");
        let mut claims = claims_at(now);
        change(&mut claims);
        let token = key.sign(&claims).expect("a token");
        evidence::secret(Kind::Token, &token);
        token
    }
}

/// Claims for `ada@example.org` that count for 15 minutes from `now` on.
pub fn claims_at(now: Timestamp) -> Claims {
    let contact = ContactClaims {
        email: Some("ada@example.org".to_owned()),
        email_verified: Some(true),
        ..ContactClaims::default()
    };
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: "email:ada@example.org".to_owned(),
        iat: now,
        nbf: now,
        exp: now.plus(900),
        jti: "jti-1".to_owned(),
        sid: SID.to_owned(),
        client_id: "first-party".to_owned(),
        scope: "api".to_owned(),
        acr: Some("otp".to_owned()),
        amr: vec!["otp".to_owned(), "email".to_owned()],
        auth_time: now,
        ctx: None,
        contact,
    }
}

/// What a token says, without a look at its signature.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}
