//! What the functions do with `SIGNING_KEYS`, for the oracle: `signer name` prints the list with names and algorithms,
//! and the JWK set, a line each; `signer sign COUNT` prints access tokens, a line each; `signer id-token ALGORITHM` prints an
//! access token and the ID token beside it, both by that algorithm.

use std::io::{self, Write};

use platform::aws::Aws;
use platform::clock::Clock;
use platform::settings::{AwsSettings, Environment, FromEnvironment};
use platform::signer::{Signer, verification_keys};
use shared::Timestamp;
use shared::tokens::{Claims, ContactClaims, ID_TOKEN_LIFE, IdTokenClaims, KeySet, SigningKeys};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let environment = Environment::of_process();
    let aws = Aws::new(AwsSettings::read(&environment)?);
    let text = environment.get("SIGNING_KEYS").ok_or("SIGNING_KEYS is not set")?;
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("name"), None) => name(text, &aws).await,
        (Some("sign"), Some(count)) => sign(text, &aws, count.parse()?).await,
        (Some("id-token"), Some(algorithm)) => id_token(text, &aws, &algorithm).await,
        _ => Err("usage: signer name | signer sign COUNT | signer id-token ALGORITHM".into()),
    }
}

async fn name(text: &str, aws: &Aws) -> Outcome<()> {
    let keys = SigningKeys::parse(text)?;
    let public = verification_keys(&keys, aws).await?;
    let named = keys.named(&public)?.to_json();
    writeln!(io::stdout(), "{named}\n{}", KeySet::of(public).map_err(|fault| fault.to_string())?.publish())?;
    Ok(())
}

async fn sign(text: &str, aws: &Aws, count: u64) -> Outcome<()> {
    let signer = Signer::load(&SigningKeys::parse_for_signing(text)?, aws).await?;
    let now = Clock::system().now();
    for number in 0..count {
        writeln!(io::stdout(), "{}", signer.sign(&claims(number, now), now).await?)?;
    }
    Ok(())
}

async fn id_token(text: &str, aws: &Aws, algorithm: &str) -> Outcome<()> {
    let signer = Signer::load(&SigningKeys::parse_for_signing(text)?, aws).await?;
    let now = Clock::system().now();
    let algorithm = signer.algorithms(now).into_iter().find(|active| active.name() == algorithm);
    let algorithm = algorithm.ok_or("no key of this algorithm is active")?;
    let access_token = signer.sign_with(&claims(0, now), algorithm, now).await?;
    let claims = IdTokenClaims {
        iss: "https://login.example.org".to_owned(),
        sub: "account".to_owned(),
        aud: "web".to_owned(),
        exp: now.plus(ID_TOKEN_LIFE),
        iat: now,
        auth_time: now,
        nonce: Some("nonce".to_owned()),
        acr: "otp".to_owned(),
        amr: vec!["otp".to_owned()],
        at_hash: IdTokenClaims::at_hash(&access_token, algorithm),
        sid: "sid".to_owned(),
        contact: ContactClaims::default(),
    };
    let id_token = signer.sign_with(&claims, algorithm, now).await?;
    writeln!(io::stdout(), "{access_token}\n{id_token}")?;
    Ok(())
}

fn claims(number: u64, now: Timestamp) -> Claims {
    Claims {
        iss: "https://login.example.org".to_owned(),
        aud: "api".to_owned(),
        sub: "email:ada@example.org".to_owned(),
        iat: now,
        nbf: now,
        exp: now.plus(900),
        jti: format!("jti-{number}"),
        sid: "sid".to_owned(),
        client_id: "first-party".to_owned(),
        scope: "api".to_owned(),
        acr: Some("otp".to_owned()),
        amr: vec!["otp".to_owned(), "email".to_owned()],
        auth_time: now,
        ctx: None,
        contact: ContactClaims::default(),
    }
}
