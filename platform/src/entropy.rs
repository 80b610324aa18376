//! Randomness: every nonce, identifier and key of ours comes from the operating system, through here.

/// The operating system gave no randomness; nothing may be minted without it.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct EntropyError(#[source] getrandom::Error);

/// Fills an array with fresh random bytes.
#[expect(clippy::disallowed_methods, reason = "this module is the one that asks")]
pub fn random<const N: usize>() -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(EntropyError)?;
    Ok(bytes)
}
