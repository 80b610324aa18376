//! The authorization code (RFC 6749 §4.1.2): a sealed string that says what is granted, and whose session its grant will be.
//! Nothing of it stands in the table until it is redeemed; the grant that it begins, under a name that it carries, is also
//! what tells that it was redeemed before.

use aws_lc_rs::digest::{SHA256, digest};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::consent::ConsentId;
use super::flow::Flow;
use super::pkce::CodeChallenge;
use super::request::{AuthorizationRequest, EMAIL, OFFLINE_ACCESS, PHONE, has_scope};
use crate::Timestamp;
use crate::identity::account::{Account, AccountId};
use crate::identity::identifier::Identifier;
use crate::identity::keyring::{Keyring, NotSealedHere, Purpose};
use crate::revision::{Revision, Versioned};
use crate::tokens::ContactClaims;
use crate::tokens::assurance::Proofs;
use crate::tokens::session::{Session, SessionId};

/// Seconds in which a client redeems it.
pub const LIFE: u64 = 60;
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 4_096;

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationCode {
    /// Whose account.
    pub account: AccountId,
    /// The write that the account was found by: what the redemption expects of it.
    pub account_revision: Revision,
    /// The browser session that it was asked for in.
    pub browser: SessionId,
    /// That session as it was found, which the redemption expects as well.
    pub session: Versioned<Session>,
    /// What the user has agreed to, by the write that it was found by; `None`: their client asks for nothing.
    pub consent: Option<Versioned<ConsentId>>,
    /// The proofs that count for this request.
    pub proofs: Proofs,
    /// The verified identifiers, for clients whose ID tokens have them.
    pub contact: Contact,
    /// The name of the grant that its redemption begins: the second one finds it there.
    pub grant: SessionId,
    /// The client that it was made for.
    pub client: String,
    /// SHA-256 of the redirect URI that it was sent to.
    redirect_uri: [u8; 32],
    /// What the redeemer has to show.
    pub challenge: Option<CodeChallenge>,
    /// What is granted.
    pub scope: String,
    /// Whom the access token is for.
    pub resource: Option<String>,
    /// Comes back in the ID token.
    pub nonce: Option<String>,
    /// When it was made.
    pub issued_at: Timestamp,
    /// The region whose table has the sessions.
    pub region: String,
}

/// Who grants what a code stands for (RFC 6749 §1.1).
#[derive(Clone, Debug)]
pub struct ResourceOwner {
    /// Whose account.
    pub account: AccountId,
    /// The write that it was found by.
    pub account_revision: Revision,
    /// The browser's session.
    pub browser: SessionId,
    /// That session as it was found.
    pub session: Versioned<Session>,
    /// Those of its proofs that count for the request.
    pub proofs: Proofs,
    /// What they have agreed to, by the write that it was found by, where the client has to ask.
    pub consent: Option<Versioned<ConsentId>>,
    /// The verified identifiers, where the client's ID tokens have them.
    pub contact: Contact,
}

/// Verified identifiers on their way into an ID token.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The address.
    pub email: Option<String>,
    /// The number, in E.164.
    pub phone_number: Option<String>,
}

impl Contact {
    /// The first address and number of an account, as far as `scope` goes. All identifiers of an account are verified.
    pub fn of(account: &Account, id: AccountId, scope: &str, keyring: &Keyring) -> Self {
        let mut contact = Self::default();
        for own in account.identifiers() {
            match own.sealed.open(id, keyring) {
                Ok(Identifier::Email(address)) if has_scope(scope, EMAIL) => {
                    contact.email.get_or_insert(address.identity());
                }
                Ok(Identifier::Phone(number)) if has_scope(scope, PHONE) => {
                    contact.phone_number.get_or_insert(number.e164().to_owned());
                }
                Ok(_) | Err(_) => {}
            }
        }
        contact
    }
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Contact(redacted)")
    }
}

impl From<Contact> for ContactClaims {
    fn from(contact: Contact) -> Self {
        let Contact { email, phone_number } = contact;
        Self {
            email_verified: email.as_ref().map(|_| true),
            phone_number_verified: phone_number.as_ref().map(|_| true),
            email,
            phone_number,
        }
    }
}

/// Why a code is not redeemed. To the client all of them are one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefused {
    /// Not sealed here.
    #[error("the authorization code was not sealed here")]
    Forged,
    /// Its time is over.
    #[error("the authorization code has expired")]
    Expired,
    /// Made in another region.
    #[error("the authorization code belongs to another region")]
    OtherRegion,
    /// Made for another client.
    #[error("the authorization code was made for another client")]
    OtherClient,
    /// Sent to another redirect URI than is named now (RFC 6749 §4.1.3).
    #[error("the authorization code was sent to another redirect URI")]
    OtherRedirect,
    /// The verifier is missing, is none of its challenge, or is there without a challenge: a downgrade.
    #[error("the code verifier is not the challenge's")]
    OtherVerifier,
}

impl AuthorizationCode {
    /// What `request`, which runs in `flow`, grants to its client, granted by `owner`; `grant` is fresh.
    pub fn new(
        flow: &Flow,
        request: &AuthorizationRequest,
        owner: ResourceOwner,
        grant: SessionId,
        now: Timestamp,
    ) -> Self {
        let ResourceOwner { account, account_revision, browser, session, proofs, consent, contact } = owner;
        Self {
            account,
            account_revision,
            browser,
            session,
            consent,
            proofs,
            contact,
            grant,
            client: request.client.clone(),
            redirect_uri: hash(&request.redirect_uri),
            challenge: request.challenge,
            scope: request.scope.clone(),
            resource: request.resource.clone(),
            nonce: request.nonce.clone(),
            issued_at: now,
            region: flow.region.clone(),
        }
    }

    /// Seals the code under a fresh random nonce.
    pub fn seal(&self, keyring: &Keyring, nonce: [u8; 12]) -> Result<String, NotSealedHere> {
        let plaintext = postcard::to_allocvec(self).map_err(|_| NotSealedHere)?;
        keyring.seal(Purpose::AuthorizationCode, keyring.current(), &plaintext, nonce)
    }

    /// Opens a code; refuses what this service did not seal, and what another region made. Its age is judged later: a late
    /// second use is a second use all the same.
    pub fn open(text: &str, keyring: &Keyring, region: &str) -> Result<Self, CodeRefused> {
        if text.len() > LONGEST {
            return Err(CodeRefused::Forged);
        }
        let (plaintext, _) = keyring.open(Purpose::AuthorizationCode, text).map_err(|_| CodeRefused::Forged)?;
        let code: Self = postcard::from_bytes(plaintext.expose_secret()).map_err(|_| CodeRefused::Forged)?;
        if code.region == region { Ok(code) } else { Err(CodeRefused::OtherRegion) }
    }

    /// Whether whoever presents it is the client that it was made for, at the place where it was sent, with the secret that
    /// was promised. Whoever is not learns nothing and changes nothing.
    pub fn check(&self, client: &str, redirect_uri: &str, verifier: Option<&str>) -> Result<(), CodeRefused> {
        if self.client != client {
            return Err(CodeRefused::OtherClient);
        }
        if self.redirect_uri != hash(redirect_uri) {
            return Err(CodeRefused::OtherRedirect);
        }
        let is_met = match (&self.challenge, verifier) {
            (Some(challenge), Some(verifier)) => challenge.is_met_by(verifier),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if is_met { Ok(()) } else { Err(CodeRefused::OtherVerifier) }
    }

    /// Whether its grant outlives the browser session.
    pub fn is_offline(&self) -> bool {
        has_scope(&self.scope, OFFLINE_ACCESS)
    }

    /// Whether it may still be redeemed for the first time.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.issued_at.plus(LIFE)
    }
}

fn hash(redirect_uri: &str) -> [u8; 32] {
    digest(&SHA256, redirect_uri.as_bytes()).as_ref().try_into().unwrap_or_default()
}

#[cfg(test)]
#[path = "code_tests.rs"]
mod tests;
