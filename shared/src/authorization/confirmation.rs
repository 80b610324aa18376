//! What a page that asks for a yes was shown for: this flow, this session. An answer for another one counts for nothing,
//! whatever has become of the browser's session meanwhile.

use aws_lc_rs::digest::{SHA256, digest};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::authorization::cookie::SessionCookie;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};
use crate::tokens::session::{SessionId, TokenId};

/// Seconds in which the user answers.
const LIFE: u64 = 600;
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 512;

/// For what the page asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Whether a client gets a code.
    Consent,
    /// Whether to sign out.
    SignOut,
    /// Whether an act of the account's page is meant.
    Account,
}

#[derive(Serialize, Deserialize)]
struct Contents {
    question: Question,
    /// SHA-256 of what is asked about.
    about: [u8; 32],
    session: SessionId,
    secret: TokenId,
    shown_at: Timestamp,
}

/// Seals that the page was shown to `session` about `about` at `now`, for its form.
pub fn seal(
    question: Question,
    about: &str,
    session: &SessionCookie,
    keyring: &Keyring,
    nonce: [u8; 12],
    now: Timestamp,
) -> Result<String, NotSealedHere> {
    let about = hash(about);
    let contents = Contents { question, about, session: session.session, secret: session.secret, shown_at: now };
    let plaintext = postcard::to_allocvec(&contents).map_err(|_| NotSealedHere)?;
    keyring.seal(Purpose::Confirmation, keyring.current(), &plaintext, nonce)
}

/// Whether a form's text is the one that was shown to this session about this.
pub fn is_of(
    text: &str,
    question: Question,
    about: &str,
    session: &SessionCookie,
    keyring: &Keyring,
    now: Timestamp,
) -> bool {
    let open = || {
        let (plaintext, _) = keyring.open(Purpose::Confirmation, text).ok()?;
        postcard::from_bytes::<Contents>(plaintext.expose_secret()).ok()
    };
    text.len() <= LONGEST
        && open().is_some_and(|shown| {
            shown.question == question
                && shown.about == hash(about)
                && (shown.session, shown.secret) == (session.session, session.secret)
                && now < shown.shown_at.plus(LIFE)
        })
}

fn hash(text: &str) -> [u8; 32] {
    digest(&SHA256, text.as_bytes()).as_ref().try_into().unwrap_or_default()
}

#[cfg(test)]
#[path = "confirmation_tests.rs"]
mod tests;
