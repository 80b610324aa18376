//! For whom passkeys are made: read by whoever judges them and by whoever offers them.

use shared::identity::{RelyingParty, RelyingPartyRefused};

use super::{Reader, Setting, issuer};

const RP_ID: Setting = Setting::optional(
    "PASSKEY_RP_ID",
    "a domain",
    "what every passkey is bound to for good: the host of ISSUER, as without it, or a domain above it",
);
const ORIGINS: Setting = Setting::optional(
    "PASSKEY_ORIGINS",
    "origins with commas between",
    "further origins whose pages may use the passkeys of PASSKEY_RP_ID",
);

/// The relying party; `None` within: passkeys are off, since the service's host can have none.
pub fn relying_party(reader: &mut Reader<'_>) -> Option<Option<RelyingParty>> {
    let issuer = issuer(reader);
    let id = reader.get(&RP_ID);
    let origins: Vec<&str> = reader.get(&ORIGINS).map(|text| text.split(',').collect()).unwrap_or_default();
    match RelyingParty::of(issuer?.as_str(), id, &origins) {
        Ok(party) => Some(party),
        Err(refused) => {
            let is_of_id = refused == RelyingPartyRefused::Id || id.is_some() && refused == RelyingPartyRefused::Off;
            reader.fault(if is_of_id { &RP_ID } else { &ORIGINS }, refused);
            None
        }
    }
}
