//! What judges passkeys: `webauthn-rs`, and the checks that it leaves to its caller. Nothing else here knows the library.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::identity::RelyingParty;
use shared::identity::account::AccountId;
use shared::identity::passkey::LONGEST_CREDENTIAL_ID;
use webauthn_rs::prelude::{
    Credential, DiscoverableAuthentication, ParsedAttestation, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};
use webauthn_rs_proto::{
    PublicKeyCredentialCreationOptions, PublicKeyCredentialDescriptor, PublicKeyCredentialRequestOptions,
    ResidentKeyRequirement,
};

/// The only type of credentials there is (WebAuthn Level 3 §5.8.2).
const TYPE: &str = "public-key";

/// Judges the passkeys of one relying party.
#[derive(Debug)]
pub struct Judge {
    library: Webauthn,
    party: RelyingParty,
}

/// What a ceremony begins with: what the browser is asked for, and what is remembered of it.
pub struct Begun<T> {
    /// What the browser is asked for.
    pub options: T,
    /// What is remembered.
    pub state: Vec<u8>,
}

/// A passkey that has signed.
pub struct Signed {
    /// The credential as it is from now on.
    pub credential: Vec<u8>,
    /// How often its authenticator says to have signed.
    pub counter: u32,
}

/// A passkey that was made.
pub struct Made {
    /// What it is called by.
    pub credential_id: Vec<u8>,
    /// The credential as it is stored.
    pub credential: Vec<u8>,
    /// How often its authenticator says to have signed.
    pub counter: u32,
}

/// Why what a browser shows does not count. To the user all of them are one sentence.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It breaks a rule of WebAuthn.
    #[error("{0}")]
    Rule(WebauthnError),
    /// What the browser says of the page is no JSON of its form.
    #[error("clientDataJSON: {0}")]
    ClientData(serde_json::Error),
    /// A page of another origin asked, or one within a page of another.
    #[error("the page is of another origin, or in a frame of one")]
    Origin,
    /// Its id is too long, or not the one that it is called by.
    #[error("the credential has another id or type, or too long an id")]
    Credential,
    /// What was remembered or stored is in another form.
    #[error("what is stored is in another form")]
    Stored,
}

/// What the browser says of the page that asked, as far as the library looks at none of it (WA-02).
#[derive(Deserialize)]
struct ClientData {
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: Option<bool>,
    #[serde(default, rename = "topOrigin")]
    top_origin: Option<String>,
}

impl Judge {
    /// Judges for `party`, which authenticators call `name`; `None`: the library takes no such party.
    pub fn new(party: &RelyingParty, name: &str) -> Option<Self> {
        let own = Url::parse(party.own_origin()).ok()?;
        let mut builder = WebauthnBuilder::new(party.id(), &own).ok()?.rp_name(name);
        for origin in party.further_origins() {
            builder = builder.append_allowed_origin(&Url::parse(origin).ok()?);
        }
        Some(Self { library: builder.build().ok()?, party: party.clone() })
    }

    /// For whom it judges.
    pub const fn party(&self) -> &RelyingParty {
        &self.party
    }

    /// Asks for any passkey of ours. What it asks tells nothing of anybody, and is of one form for all (WA-08).
    pub fn begin_sign_in(&self) -> Result<Begun<PublicKeyCredentialRequestOptions>, Refused> {
        let (options, state) = self.library.start_discoverable_authentication().map_err(Refused::Rule)?;
        Ok(Begun { options: options.public_key, state: serde_json::to_vec(&state).map_err(|_| Refused::Stored)? })
    }

    /// Judges what a passkey has signed, by what is `stored` of it.
    pub fn end_sign_in(&self, state: &[u8], stored: &[u8], shown: &PublicKeyCredential) -> Result<Signed, Refused> {
        check_type(&shown.type_)?;
        self.check_page(&shown.response.client_data_json)?;
        let state: DiscoverableAuthentication = remembered(state)?;
        let mut passkey: Passkey = remembered(stored)?;
        let judged = self.library.finish_discoverable_authentication_v2(shown, state, &passkey);
        let judged = judged.map_err(Refused::Rule)?;
        passkey.update_credential(&judged);
        Ok(Signed { credential: written(passkey)?, counter: judged.counter() })
    }

    /// Asks for a new passkey of an account that is called `name`, by none of the authenticators that have these already.
    pub fn begin_registration(
        &self,
        account: AccountId,
        name: &str,
        stored: &[Vec<u8>],
    ) -> Result<Begun<PublicKeyCredentialCreationOptions>, Refused> {
        let user = Uuid::from_bytes(account.to_bytes());
        let begun = self.library.start_passkey_registration(user, name, name, None).map_err(Refused::Rule)?;
        let (mut options, state) = (begun.0.public_key, begun.1);
        // Or it could not be found without typing anything.
        if let Some(selection) = &mut options.authenticator_selection {
            selection.resident_key = Some(ResidentKeyRequirement::Required);
            selection.require_resident_key = true;
        }
        let known = stored.iter().filter_map(|stored| remembered::<Passkey>(stored).ok());
        let known = known.map(|passkey| PublicKeyCredentialDescriptor {
            type_: TYPE.to_owned(),
            id: passkey.cred_id().clone(),
            transports: None,
        });
        options.exclude_credentials = Some(known.collect());
        Ok(Begun { options, state: serde_json::to_vec(&state).map_err(|_| Refused::Stored)? })
    }

    /// Judges a new passkey.
    pub fn end_registration(&self, state: &[u8], shown: &RegisterPublicKeyCredential) -> Result<Made, Refused> {
        check_type(&shown.type_)?;
        self.check_page(&shown.response.client_data_json)?;
        let state: PasskeyRegistration = remembered(state)?;
        let passkey = self.library.finish_passkey_registration(shown, &state).map_err(Refused::Rule)?;
        let credential_id = passkey.cred_id().clone();
        if credential_id.len() > LONGEST_CREDENTIAL_ID || credential_id != shown.raw_id {
            return Err(Refused::Credential);
        }
        let counter = Credential::from(passkey.clone()).counter;
        Ok(Made { credential_id, credential: written(passkey)?, counter })
    }

    /// The library compares hosts, and looks at frames only where a passkey is made.
    fn check_page(&self, client_data: &[u8]) -> Result<(), Refused> {
        let said: ClientData = serde_json::from_slice(client_data).map_err(Refused::ClientData)?;
        let is_framed = said.cross_origin == Some(true) || said.top_origin.is_some();
        if is_framed || !self.party.is_at(&said.origin) { Err(Refused::Origin) } else { Ok(()) }
    }
}

fn check_type(of: &str) -> Result<(), Refused> {
    if of == TYPE { Ok(()) } else { Err(Refused::Credential) }
}

fn remembered<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(bytes).map_err(|_| Refused::Stored)
}

/// A passkey as it is stored. Its counter is judged by a rule of ours, since the library would lock its owner out (WA-07). Of its
/// authenticator nothing was asked, and nothing is kept.
fn written(passkey: Passkey) -> Result<Vec<u8>, Refused> {
    let mut credential = Credential::from(passkey);
    credential.counter = 0;
    credential.attestation = ParsedAttestation::default();
    serde_json::to_vec(&Passkey::from(credential)).map_err(|_| Refused::Stored)
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
