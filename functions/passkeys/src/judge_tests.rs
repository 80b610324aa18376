//! The test vectors of WebAuthn Level 3, section 16, as they stand there, each judged by our rules: users are verified, and passkeys
//! are of ES256, ES384 or RS256. `vectors/webauthn-level-3.json` has them in hexadecimal; the challenges are the ceremonies'.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::identity::RelyingParty;
use shared::identity::account::AccountId;

use super::{Judge, Made, Refused, Signed};

const VECTORS: &str = include_str!("../vectors/webauthn-level-3.json");
/// Where authenticator data has its flags, and the one of them that says the user was verified (§6.1).
const FLAGS: usize = 32;
const USER_VERIFIED: u8 = 0x04;

/// The registrations as they stand, and with a user who was verified and no attestation: of most, nobody was.
const REGISTRATIONS: [(&str, &str, &str); 10] = [
    ("none-es256", NOT_VERIFIED, TAKEN),
    ("packed-self-es256", TAKEN, TAKEN),
    ("none-es256-crossOrigin", FRAMED, FRAMED),
    ("none-es256-topOrigin", FRAMED, FRAMED),
    // As long as an id may be: 1,023 bytes.
    ("none-es256-long-credential-id", NOT_VERIFIED, TAKEN),
    // Of an authority that nobody knows: attestations are not asked for, and what they say is looked at no further.
    ("packed-es256", TAKEN, TAKEN),
    ("packed-es384", NOT_VERIFIED, TAKEN),
    // Not offered.
    ("packed-es512", "Rule(CredentialAlteredAlgFromRequest)", "Rule(CredentialAlteredAlgFromRequest)"),
    ("packed-eddsa", NOT_VERIFIED, "Rule(SshPublicKeyEDUnsupported)"),
    // Of 3,482 bits: the library takes the 2,048 alone that authenticators make.
    ("packed-rs256", "Rule(COSEKeyRSANEInvalid)", "Rule(COSEKeyRSANEInvalid)"),
];
/// What is signed as it stands there, by the passkeys of those that are taken.
const AUTHENTICATIONS: [(&str, &str); 4] = [
    ("none-es256", NOT_VERIFIED),
    ("packed-self-es256", NOT_VERIFIED),
    ("none-es256-long-credential-id", TAKEN),
    ("packed-es256", TAKEN),
];
const TAKEN: &str = "taken";
const NOT_VERIFIED: &str = "Rule(UserNotVerified)";
const FRAMED: &str = "Origin";

#[derive(Deserialize)]
struct Vector {
    name: String,
    registration: Registration,
    authentication: Option<Authentication>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    challenge: String,
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authentication {
    challenge: String,
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
}

fn judge() -> Judge {
    let party = RelyingParty::of("https://example.org", None, &[]).unwrap().unwrap();
    Judge::new(&party, "Example").unwrap()
}

fn vector(name: &str) -> Vector {
    let vectors: Vec<Vector> = serde_json::from_str(VECTORS).unwrap();
    vectors.into_iter().find(|vector| vector.name == name).unwrap()
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    HEXLOWER.decode(hexadecimal.as_bytes()).unwrap()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What was begun, had its challenge been this one: the library makes up its own.
fn with_challenge(state: &[u8], within: &str, challenge: &str) -> Vec<u8> {
    let mut state: Value = serde_json::from_slice(state).unwrap();
    assert!(state[within]["challenge"].is_string(), "{state}");
    state[within]["challenge"] = json!(text(&bytes(challenge)));
    serde_json::to_vec(&state).unwrap()
}

impl Registration {
    fn object(&self) -> Vec<u8> {
        bytes(&self.attestation_object)
    }

    /// The authenticator data, which ends the object: a string of bytes whose length takes one byte or two (RFC 8949 §3).
    fn data(&self) -> Vec<u8> {
        let object = self.object();
        let name = b"\x68authData".as_slice();
        let behind = object.windows(name.len()).position(|window| window == name).unwrap() + name.len();
        let begins = behind + if object[behind] == 0x58 { 2 } else { 3 };
        object[begins..].to_vec()
    }

    /// The object without its attestation, of a user who was verified: nothing signs either.
    fn unattested_and_verified(&self) -> Vec<u8> {
        let mut data = self.data();
        data[FLAGS] |= USER_VERIFIED;
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".as_slice(), &length, &data].concat()
    }

    /// The id follows the flags, the counter, the AAGUID and its own length.
    fn credential_id(&self) -> String {
        let data = self.data();
        let length = usize::from(u16::from_be_bytes([data[53], data[54]]));
        text(&data[55..55 + length])
    }

    fn judged(&self, object: &[u8]) -> Result<Made, Refused> {
        let judge = judge();
        let begun = judge.begin_registration(AccountId::from_random([7; 16]), "ada@example.org", &[]).unwrap();
        let state = with_challenge(&begun.state, "rs", &self.challenge);
        let id = self.credential_id();
        let shown = json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": { "clientDataJSON": text(&bytes(&self.client_data)), "attestationObject": text(object) },
        });
        judge.end_registration(&state, &serde_json::from_value(shown).unwrap())
    }
}

impl Vector {
    /// With one bit of the signature's last byte turned over.
    fn with_another_signature(mut self) -> Self {
        if let Some(of) = &mut self.authentication {
            let mut signature = bytes(&of.signature);
            *signature.last_mut().unwrap() ^= 1;
            of.signature = HEXLOWER.encode(&signature);
        }
        self
    }

    /// The assertion, judged by the passkey that a registration has made.
    fn signed(&self, made: &Made) -> Result<Signed, Refused> {
        let judge = judge();
        let of = self.authentication.as_ref().unwrap();
        let state = with_challenge(&judge.begin_sign_in().unwrap().state, "ast", &of.challenge);
        let id = self.registration.credential_id();
        let shown = json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(&bytes(&of.client_data)), "authenticatorData": text(&bytes(&of.authenticator_data)),
                "signature": text(&bytes(&of.signature)), "userHandle": text(&[7; 16]),
            },
        });
        judge.end_sign_in(&state, &made.credential, &serde_json::from_value(shown).unwrap())
    }
}

fn told<T>(judged: &Result<T, Refused>) -> String {
    judged.as_ref().map_or_else(|refused| format!("{refused:?}"), |_| "taken".to_owned())
}

#[test]
fn wa_04_wa_05_registrations_of_the_standard_are_judged_as_our_rules_say() {
    let vectors: Vec<Vector> = serde_json::from_str(VECTORS).unwrap();
    let mut judged = BTreeSet::new();
    for (name, as_it_stands, unattested_and_verified) in REGISTRATIONS {
        let registration = vector(name).registration;
        assert_eq!(told(&registration.judged(&registration.object())), as_it_stands, "{name}");
        let changed = registration.judged(&registration.unattested_and_verified());
        assert_eq!(told(&changed), unattested_and_verified, "{name}");
        judged.insert(name.to_owned());
    }
    assert_eq!(judged, vectors.into_iter().map(|vector| vector.name).collect(), "every vector is judged");
}

#[test]
fn wa_06_signatures_of_the_standard_are_judged_by_the_keys_of_their_registrations() {
    for (name, expected) in AUTHENTICATIONS {
        let vector = vector(name);
        let made = vector.registration.judged(&vector.registration.unattested_and_verified()).unwrap();
        assert_eq!(told(&vector.signed(&made)), expected, "{name}");
        if expected == TAKEN {
            let changed = vector.with_another_signature();
            assert_eq!(told(&changed.signed(&made)), "Rule(AuthenticationFailure)", "{name}");
        }
    }
    for name in ["none-es256-crossOrigin", "none-es256-topOrigin"] {
        let vector = vector(name);
        let of_another = self::vector("packed-es256").registration;
        let made = of_another.judged(&of_another.object()).unwrap();
        assert_eq!(told(&vector.signed(&made)), FRAMED, "{name}: whoever it is of");
    }
}
