//! An authenticator without a device: makes and uses passkeys as browsers do, and gets everything wrong that a test asks for.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// Flags of what an authenticator says (WebAuthn Level 3 §6.1).
pub const USER_PRESENT: u8 = 0x01;
/// The user has shown who they are.
pub const USER_VERIFIED: u8 = 0x04;
/// The key may be copied to other devices.
pub const BACKUP_ELIGIBLE: u8 = 0x08;
/// It was.
pub const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
/// COSE's number of ES256.
const ES256: i64 = -7;

/// A passkey of ES256.
#[derive(Debug)]
pub struct SoftPasskey {
    key: EcdsaKeyPair,
    /// The id of its credential.
    pub id: Vec<u8>,
    /// For whom it was made.
    pub user: Vec<u8>,
}

/// What a browser and an authenticator say. Honest ones: [`Said::honest`].
#[derive(Clone, Debug)]
pub struct Said {
    /// The type of the ceremony, in place of its own.
    pub kind: Option<&'static str>,
    /// The challenge, in place of the one that was given.
    pub challenge: Option<String>,
    /// The page's origin.
    pub origin: String,
    /// The relying party, in place of the one that was given.
    pub rp_id: Option<String>,
    /// Members of the client's data besides.
    pub besides: Vec<(&'static str, Value)>,
    /// What the authenticator says of the user and the key.
    pub flags: u8,
    /// How often it has signed.
    pub counter: u32,
    /// Whom the passkey names, in place of whom it was made for.
    pub user: Option<Vec<u8>>,
    /// The number of the algorithm that a new key is said to be of.
    pub algorithm: i64,
}

impl Said {
    /// What the page at `origin` gets of an authenticator that has verified its user.
    pub fn honest(origin: &str) -> Self {
        Self {
            kind: None,
            challenge: None,
            origin: origin.to_owned(),
            rp_id: None,
            besides: Vec::new(),
            flags: USER_PRESENT | USER_VERIFIED,
            counter: 0,
            user: None,
            algorithm: ES256,
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let given = options["challenge"].as_str().expect("a challenge");
        let mut said = json!({
            "type": self.kind.unwrap_or(kind),
            "challenge": self.challenge.as_deref().unwrap_or(given),
            "origin": self.origin,
            "crossOrigin": false,
        });
        for (name, value) in &self.besides {
            said[name] = value.clone();
        }
        said.to_string().into_bytes()
    }

    fn authenticator_data(&self, rp_id: &str, flags: u8) -> Vec<u8> {
        let rp_id = self.rp_id.as_deref().unwrap_or(rp_id);
        let mut data = digest(&SHA256, rp_id.as_bytes()).as_ref().to_vec();
        data.push(self.flags | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }
}

impl SoftPasskey {
    /// One as an authenticator makes it, with a random id.
    pub fn new(user: Vec<u8>) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let id = key.public_key().as_ref()[1..33].to_vec();
        Self { key, id, user }
    }

    /// One for whom the options of a registration name.
    pub fn of(options: &Value) -> Self {
        let user = options["user"]["id"].as_str().expect("a user");
        Self::new(URL_SAFE_NO_PAD.decode(user).expect("base64url"))
    }

    /// The browser's answer to the options of a registration.
    pub fn registration(&self, options: &Value, said: &Said) -> Value {
        let rp_id = options["rp"]["id"].as_str().expect("a relying party");
        let mut data = said.authenticator_data(rp_id, ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("a length").to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose_key(said.algorithm));
        // {"fmt": "none", "attStmt": {}, "authData": …} in CBOR.
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x59");
        object.extend(u16::try_from(data.len()).expect("a length").to_be_bytes());
        object.extend(data);
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": text(&said.client_data("webauthn.create", options)),
                "attestationObject": text(&object),
                "transports": ["internal"],
            },
            "clientExtensionResults": {},
        })
    }

    /// The browser's answer to the options of a sign-in.
    pub fn assertion(&self, options: &Value, said: &Said) -> Value {
        let rp_id = options["rpId"].as_str().expect("a relying party");
        let data = said.authenticator_data(rp_id, 0);
        let client_data = said.client_data("webauthn.get", options);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, &client_data).as_ref());
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("a signature");
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": text(&client_data),
                "authenticatorData": text(&data),
                "signature": text(signature.as_ref()),
                "userHandle": text(said.user.as_ref().unwrap_or(&self.user)),
            },
            "clientExtensionResults": {},
        })
    }

    /// The public key (RFC 9052 §7): {1: 2, 3: algorithm, -1: 1, -2: x, -3: y} in CBOR.
    fn cose_key(&self, algorithm: i64) -> Vec<u8> {
        let public = self.key.public_key().as_ref();
        let mut key = vec![0xa5, 0x01, 0x02, 0x03];
        let negative = u16::try_from(-1 - algorithm).expect("a small negative number");
        match u8::try_from(negative) {
            Ok(small) if small < 24 => key.push(0x20 + small),
            Ok(byte) => key.extend([0x38, byte]),
            Err(_) => key.extend([[0x39].as_slice(), &negative.to_be_bytes()].concat()),
        }
        key.extend([0x20, 0x01, 0x21, 0x58, 0x20]);
        key.extend(&public[1..33]);
        key.extend([0x22, 0x58, 0x20]);
        key.extend(&public[33..65]);
        key
    }
}

/// Bytes as WebAuthn's JSON has them.
pub fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
