//! What a browser shows of a passkey, read before anything is asked or counted.

use platform::http::{FieldFault, PageForm, json_in_field};
use serde::de::DeserializeOwned;
use shared::identity::account::AccountId;
use webauthn_rs::prelude::PublicKeyCredential;

use crate::PasskeysError;

/// The field of the form that holds what the browser answered, as JSON (WebAuthn Level 3 §5.1).
const FIELD: &str = "credential";
/// Who the passkey says it is of: the 16 bytes that it was made with.
const USER_HANDLE: &str = "credential.response.userHandle";

/// A passkey that is shown to sign in.
pub struct Shown {
    /// What it has signed.
    pub credential: PublicKeyCredential,
    /// Of whom it says to be.
    pub account: AccountId,
}

impl Shown {
    /// Reads it of a form.
    pub fn of(form: &PageForm) -> Result<Self, PasskeysError> {
        let credential: PublicKeyCredential = credential_of(form)?;
        let fault = |rule: &str| FieldFault::new(USER_HANDLE, rule);
        let handle = credential.get_user_unique_id().ok_or_else(|| fault("must be given"))?;
        let bytes: [u8; 16] = handle.try_into().map_err(|_| fault("must be 16 bytes"))?;
        let account = AccountId::from_random(bytes);
        if account.to_bytes() != bytes {
            return Err(fault("must be a random UUID").into());
        }
        Ok(Self { credential, account })
    }
}

/// The browser's answer, each fault of it named by its field.
pub fn credential_of<T: DeserializeOwned>(form: &PageForm) -> Result<T, PasskeysError> {
    let text = form.get(FIELD).ok_or_else(|| FieldFault::new(FIELD, "must be given"))?;
    Ok(json_in_field(FIELD, text)?)
}
