//! The versioned master secret and the sub-keys that HKDF (RFC 5869) derives from it, one per purpose.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretSlice};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::codes::hotp;
use crate::identity::identifier::Identifier;
use crate::identity::master_secret::{MasterSecret, MasterSource, MasterVersion};
use crate::identity::{AuthenticatorId, IdentityKey};

mod purpose;

pub use purpose::{Purpose, Uses};

/// Bytes of nonce in a sealed message.
const NONCE_LENGTH: usize = 12;
/// Format and key version stand readable before the nonce, and are authenticated.
const HEADER_LENGTH: usize = 2;
const FORMAT: u8 = 1;

/// Every version of the master secret, with its sub-keys. The first one seals, all of them open, the lowest one names.
///
/// A version that is retired names only: `2:…,1n:…` finds what version 1 has named, and neither opens nor derives what a
/// thief of version 1 could make.
#[derive(Clone, Debug)]
pub struct Keyring {
    current: Arc<SubKeys>,
    earlier: Vec<Arc<SubKeys>>,
}

/// Which version of the master secret a sealed message or a lookup hash was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyVersion(pub(super) u8);

/// Which version of the master secret names the items of a table, and what only its holder can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamingCheck {
    /// The version.
    pub version: u8,
    /// A keyed hash.
    pub value: String,
}

/// What is counted beside ledgers. Each has names of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The calls of a wide network.
    WideNetwork,
    /// The calls of a narrow network.
    NarrowNetwork,
    /// The text messages to a block of numbers.
    NumberBlock,
    /// The calls with tokens of a session.
    Session,
}

struct SubKeys {
    version: KeyVersion,
    lookup: hmac::Key,
    count: hmac::Key,
    subject: hmac::Key,
    client_secret: hmac::Key,
    recovery: hmac::Key,
    /// `None`: the version is retired. It finds what it has named, and makes nothing that counts.
    making: Option<MakingKeys>,
}

/// The keys of codes and of what is sealed, as far as they are used.
struct MakingKeys {
    code: Option<hmac::Key>,
    sealing: Vec<(Purpose, LessSafeKey)>,
}

impl std::fmt::Debug for SubKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SubKeys(version {}, redacted)", self.version.0)
    }
}

/// Why a master secret is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringFault {
    /// Not `version:base64[,version:ARN…]` with versions 1 to 255, each once and perhaps with an `n`.
    #[error(
        "must be version:base64 or version:ARN of a secret, further versions after commas, each version (1 to 255) once; \
         one that only names has an n behind its number (1n:base64)"
    )]
    Shape,
    /// The first version is to name only.
    #[error("must not begin with a version that only names (an n behind its number): the first version seals")]
    NothingSeals,
    /// A version names only, and an older one seals and opens.
    #[error("must not have a version that only names (an n behind its number) before an older one that does more")]
    OlderOpens,
    /// Two versions have one secret.
    #[error("must have another secret for each version: a version is retired so that its secret is worth nothing")]
    SameSecret,
    /// A secret decodes to fewer than 32 bytes.
    #[error("must decode to at least 32 bytes per version")]
    TooShort,
}

/// The message was not sealed by this keyring for this purpose, or was changed since.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not sealed by this keyring")]
pub struct NotSealedHere;

impl Keyring {
    /// Reads versions that all stand in `text`, with every sub-key; [`MasterSecret::parse`] says how.
    pub fn parse(text: &str) -> Result<Self, KeyringFault> {
        let master = MasterSecret::parse(text)?;
        let here = |version: &MasterVersion| match &version.source {
            MasterSource::Here(master) => Ok(master.clone()),
            MasterSource::Secret(_) => Err(KeyringFault::Shape),
        };
        let masters: Vec<SecretSlice<u8>> = master.versions().iter().map(here).collect::<Result<_, _>>()?;
        master.keyring(&masters, Uses::EVERYTHING)
    }

    /// Derives the sub-keys of each version from its master secret, the current one first.
    pub(super) fn derive<'a>(
        versions: impl Iterator<Item = (&'a MasterVersion, &'a SecretSlice<u8>)>,
        uses: Uses,
    ) -> Result<Self, KeyringFault> {
        let mut derived = versions.map(|(version, master)| SubKeys::derive(version, master, uses).map(Arc::new));
        let current = derived.next().ok_or(KeyringFault::Shape)??;
        Ok(Self { current, earlier: derived.collect::<Result<_, _>>()? })
    }

    /// The version that seals now.
    pub fn current(&self) -> KeyVersion {
        self.current.version
    }

    /// The version that names things: the oldest.
    pub fn naming(&self) -> KeyVersion {
        self.oldest().version
    }

    /// What a client's secret is known by; `None` where the version is not here any more. A version that only names still
    /// tells: 256 random bits are guessed by nobody who has it, and clients are not to lose their secrets by a rotation.
    pub fn client_secret_hash(&self, version: KeyVersion, client: &str, secret: &[u8]) -> Option<[u8; 32]> {
        let mut versions = [&self.current].into_iter().chain(&self.earlier);
        let keys = versions.find(|keys| keys.version == version)?;
        let mut context = hmac::Context::with_key(&keys.client_secret);
        context.update(client.as_bytes());
        context.update(&[0]);
        context.update(secret);
        context.sign().as_ref().first_chunk().copied()
    }

    /// What a recovery code of the set that `owner` names is known by; `None` where the version is not here any more. A version
    /// that only names still tells, as it does of clients' secrets: nobody who has it guesses 125 random bits.
    pub(crate) fn recovery_code_hash(&self, version: KeyVersion, owner: &[u8], code: &[u8]) -> Option<[u8; 16]> {
        let mut versions = [&self.current].into_iter().chain(&self.earlier);
        let keys = versions.find(|keys| keys.version == version)?;
        let mut context = hmac::Context::with_key(&keys.recovery);
        context.update(owner);
        context.update(&[0]);
        context.update(code);
        context.sign().as_ref().first_chunk().copied()
    }

    /// The name under which an identifier's ledger is stored: an HMAC, so that a table names nobody. It comes from the
    /// oldest version: a new name after a rotation would be a new ledger, with every budget full.
    pub fn lookup_hash(&self, identifier: &Identifier) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.oldest().lookup, identifier.budget_name().as_bytes()))
    }

    /// The name under which something that is counted beside ledgers is stored: a network, a block of numbers. It survives
    /// a rotation, as a ledger's does.
    pub fn count_hash(&self, counted: Counted, name: &str) -> String {
        let mut context = hmac::Context::with_key(&self.oldest().count);
        context.update(counted.name().as_bytes());
        context.update(&[0]);
        context.update(name.as_bytes());
        URL_SAFE_NO_PAD.encode(context.sign())
    }

    /// What tells whether another keyring names things as this one does: the version that names, and a hash by its key of what
    /// nothing is called. It stands in the table, for whoever would else look under names that nothing has.
    pub fn naming_check(&self) -> NamingCheck {
        let oldest = self.oldest();
        let mut context = hmac::Context::with_key(&oldest.lookup);
        context.update(b"check\0");
        NamingCheck { version: oldest.version.0, value: URL_SAFE_NO_PAD.encode(context.sign()) }
    }

    /// The name under which it stands whose an identifier is, and whether its messages are suppressed. Unlike the ledger's
    /// it is that of the identity, not of the mailbox; like it, it survives a rotation.
    pub fn identity_key(&self, identifier: &Identifier) -> IdentityKey {
        let mut context = hmac::Context::with_key(&self.oldest().subject);
        context.update(b"partition\0");
        context.update(identifier.canonical().as_bytes());
        IdentityKey::from_hash(context.sign().as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// The name under which a passkey stands, by its credential's id: one for everybody, so that two accounts cannot have the
    /// same. It survives a rotation.
    pub fn passkey(&self, credential_id: &[u8]) -> AuthenticatorId {
        let mut context = hmac::Context::with_key(&self.oldest().subject);
        context.update(b"passkey\0");
        context.update(credential_id);
        AuthenticatorId::from_hash(context.sign().as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// Eight characters by which a browser tells the cookies of its users apart; too few to find an identity by, and of no
    /// use without the key. It survives a rotation.
    pub(crate) fn cookie_hash(&self, identifier: &Identifier) -> String {
        let mut context = hmac::Context::with_key(&self.oldest().subject);
        context.update(b"cookie\0");
        context.update(identifier.canonical().as_bytes());
        let hash: [u8; 6] = context.sign().as_ref().first_chunk().copied().unwrap_or_default();
        URL_SAFE_NO_PAD.encode(hash)
    }

    /// The secret of one challenge's codes (RFC 4226 §7.5). Identifier and channel are mixed in, so a code fits no other
    /// flow (OTP-09); nothing of it is stored.
    pub fn code_key(
        &self,
        version: KeyVersion,
        challenge: &[u8; 16],
        identifier: &Identifier,
    ) -> Result<hotp::Key, NotSealedHere> {
        let mut context =
            hmac::Context::with_key(self.making(version).and_then(|keys| keys.code.as_ref()).ok_or(NotSealedHere)?);
        context.update(challenge);
        context.update(identifier.channel().name().as_bytes());
        context.update(&[0]);
        context.update(identifier.canonical().as_bytes());
        hotp::Key::new(context.sign().as_ref()).map_err(|_| NotSealedHere)
    }

    /// Seals a message with one version of the key for its purpose. AES-256-GCM-SIV (RFC 8452) keeps its promise under
    /// random nonces for far more messages than plain GCM would; the same nonce and plaintext give the same text.
    pub fn seal(
        &self,
        purpose: Purpose,
        version: KeyVersion,
        plaintext: &[u8],
        nonce: [u8; NONCE_LENGTH],
    ) -> Result<String, NotSealedHere> {
        self.seal_bytes(purpose, version, b"", plaintext, nonce).map(|sealed| URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Seals what stands in the item named `owner`: moved into another item, it does not open.
    pub(crate) fn seal_into(
        &self,
        purpose: Purpose,
        owner: &[u8],
        plaintext: &[u8],
        nonce: [u8; NONCE_LENGTH],
    ) -> Result<Vec<u8>, NotSealedHere> {
        self.seal_bytes(purpose, self.current(), owner, plaintext, nonce)
    }

    fn seal_bytes(
        &self,
        purpose: Purpose,
        version: KeyVersion,
        owner: &[u8],
        plaintext: &[u8],
        nonce: [u8; NONCE_LENGTH],
    ) -> Result<Vec<u8>, NotSealedHere> {
        let keys = self.making(version).ok_or(NotSealedHere)?;
        let header = [FORMAT, version.0];
        let mut sealed = plaintext.to_vec();
        let bound_to = Aad::from([header.as_slice(), owner].concat());
        keys.sealing(purpose)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound_to, &mut sealed)
            .map_err(|_| NotSealedHere)?;
        Ok([&header, nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Keyring::seal`] made for this purpose, with whichever version made it.
    pub fn open(&self, purpose: Purpose, text: &str) -> Result<(SecretSlice<u8>, KeyVersion), NotSealedHere> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotSealedHere)?;
        self.open_bytes(purpose, b"", &bytes)
    }

    /// Opens what [`Keyring::seal_into`] made for this purpose and this item.
    pub(crate) fn open_from(
        &self,
        purpose: Purpose,
        owner: &[u8],
        sealed: &[u8],
    ) -> Result<SecretSlice<u8>, NotSealedHere> {
        self.open_bytes(purpose, owner, sealed).map(|(plaintext, _)| plaintext)
    }

    fn open_bytes(
        &self,
        purpose: Purpose,
        owner: &[u8],
        bytes: &[u8],
    ) -> Result<(SecretSlice<u8>, KeyVersion), NotSealedHere> {
        let (header, rest) = bytes.split_first_chunk::<HEADER_LENGTH>().ok_or(NotSealedHere)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LENGTH>().ok_or(NotSealedHere)?;
        let [format, version] = *header;
        let version = KeyVersion(version);
        let keys = self.making(version).filter(|_| format == FORMAT).ok_or(NotSealedHere)?;
        let mut sealed = Zeroizing::new(sealed.to_vec());
        let bound_to = Aad::from([header.as_slice(), owner].concat());
        let plaintext = keys
            .sealing(purpose)?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), bound_to, &mut sealed)
            .map_err(|_| NotSealedHere)?;
        Ok((plaintext.to_vec().into(), version))
    }

    /// What a version makes, unless it only names.
    fn making(&self, version: KeyVersion) -> Option<&MakingKeys> {
        let mut versions = [&self.current].into_iter().chain(&self.earlier);
        versions.find(|keys| keys.version == version)?.making.as_ref()
    }

    fn oldest(&self) -> &SubKeys {
        self.earlier
            .iter()
            .fold(&self.current, |oldest, keys| if keys.version.0 < oldest.version.0 { keys } else { oldest })
    }
}

impl Counted {
    const fn name(self) -> &'static str {
        match self {
            Self::WideNetwork => "wide network",
            Self::NarrowNetwork => "narrow network",
            Self::NumberBlock => "number block",
            Self::Session => "session",
        }
    }
}

impl SubKeys {
    fn derive(version: &MasterVersion, master: &SecretSlice<u8>, uses: Uses) -> Result<Self, KeyringFault> {
        let extracted = Salt::new(HKDF_SHA256, b"otp-authorizer").extract(master.expose_secret());
        let hmac_key =
            |purpose| expand(&extracted, purpose).map(|key| hmac::Key::new(hmac::HMAC_SHA256, key.expose_secret()));
        let sealing_key = |purpose| {
            let key = UnboundKey::new(&AES_256_GCM_SIV, expand(&extracted, purpose)?.expose_secret());
            key.map(LessSafeKey::new).map_err(|_| KeyringFault::Shape)
        };
        let making = || {
            let sealing = uses.seals.iter().map(|purpose| Ok((*purpose, sealing_key(purpose.label())?)));
            let code = uses.codes.then(|| hmac_key("code")).transpose()?;
            Ok(MakingKeys { code, sealing: sealing.collect::<Result<_, _>>()? })
        };
        Ok(Self {
            version: version.version,
            lookup: hmac_key("lookup")?,
            count: hmac_key("count")?,
            subject: hmac_key("subject")?,
            client_secret: hmac_key("client secret")?,
            recovery: hmac_key("recovery code")?,
            making: if version.names_only { None } else { Some(making()?) },
        })
    }
}

impl MakingKeys {
    fn sealing(&self, purpose: Purpose) -> Result<&LessSafeKey, NotSealedHere> {
        let found = self.sealing.iter().find(|(of, _)| *of == purpose);
        found.map(|(_, key)| key).ok_or(NotSealedHere)
    }
}

struct ThirtyTwoBytes;

impl KeyType for ThirtyTwoBytes {
    fn len(&self) -> usize {
        32
    }
}

fn expand(extracted: &Prk, purpose: &str) -> Result<SecretSlice<u8>, KeyringFault> {
    let mut bytes = vec![0; 32];
    extracted
        .expand(&[purpose.as_bytes()], ThirtyTwoBytes)
        .and_then(|material| material.fill(&mut bytes))
        .map_err(|_| KeyringFault::Shape)?;
    Ok(bytes.into())
}

#[cfg(test)]
#[path = "keyring_tests.rs"]
mod tests;
