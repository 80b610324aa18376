//! Which signatures the deployment makes now.

use std::error::Error;

use platform::aws::Aws;
use platform::signer::verification_keys;
use shared::Timestamp;
use shared::tokens::SigningKeys;
use shared::tokens::client::TokenAlgorithm;

/// The algorithms that a key is active for at `now`. Where the list does not say a key's algorithm, the key is asked.
pub(super) async fn active(
    keys: SigningKeys,
    aws: &Aws,
    now: Timestamp,
) -> Result<Vec<TokenAlgorithm>, Box<dyn Error>> {
    let keys = if keys.entries().iter().all(|entry| entry.signs_with().is_some()) {
        keys
    } else {
        let public = verification_keys(&keys, aws).await?;
        keys.named(&public).map_err(|fault| format!("SIGNING_KEYS {fault}"))?
    };
    Ok(keys.schedule().algorithms(now).into_iter().filter_map(TokenAlgorithm::of).collect())
}
