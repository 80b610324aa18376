use super::{IdentifierProof, LIFE, ProofRefused};
use crate::Timestamp;
use crate::codes::ledger::ChallengeId;
use crate::codes::purpose::CodePurpose;
use crate::identity::identifier::{EmailAddress, Identifier};
use crate::identity::keyring::{Keyring, Purpose};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const REGION: &str = "eu-central-1";

fn keyring() -> Keyring {
    Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
}

fn proof(purpose: CodePurpose) -> IdentifierProof {
    IdentifierProof {
        identifier: Identifier::Email(EmailAddress::parse("ada@example.org").unwrap()),
        purpose,
        challenge: ChallengeId::from_random([7; 16]),
        expires_at: NOW.plus(LIFE),
        region: REGION.to_owned(),
    }
}

fn open(text: &str, purpose: CodePurpose) -> Result<IdentifierProof, ProofRefused> {
    IdentifierProof::open(text, purpose, &keyring(), REGION, NOW)
}

#[test]
fn otp_09_a_proof_counts_for_the_change_that_it_was_made_for_and_for_no_other() {
    for made_for in CodePurpose::ALL {
        let text = proof(made_for).seal(&keyring(), [3; 12]).unwrap();
        for purpose in CodePurpose::ALL {
            let expected = if purpose == made_for { Ok(proof(made_for)) } else { Err(ProofRefused::OtherPurpose) };
            assert_eq!(open(&text, purpose), expected);
        }
    }
}

#[test]
fn a_proof_is_refused_from_the_second_at_which_it_expires_and_in_another_region() {
    let purpose = CodePurpose::NewIdentifier;
    let text = proof(purpose).seal(&keyring(), [3; 12]).unwrap();
    let at = |region, now| IdentifierProof::open(&text, purpose, &keyring(), region, now).map(|_| ());
    assert_eq!(at(REGION, NOW.plus(LIFE - 1)), Ok(()));
    assert_eq!(at(REGION, NOW.plus(LIFE)), Err(ProofRefused::Expired));
    assert_eq!(at("eu-west-1", NOW), Err(ProofRefused::OtherRegion));
}

#[test]
fn what_was_not_sealed_here_as_a_proof_is_none() {
    let (keyring, purpose) = (keyring(), CodePurpose::NewIdentifier);
    let good = proof(purpose).seal(&keyring, [3; 12]).unwrap();
    let plaintext = postcard::to_allocvec(&proof(purpose)).unwrap();
    let handle = keyring.seal(Purpose::Handle, keyring.current(), &plaintext, [3; 12]).unwrap();
    let garbage = keyring.seal(Purpose::IdentifierProof, keyring.current(), &[0xff; 40], [3; 12]).unwrap();
    for text in
        ["", "x", &good[1..], &good[..good.len() - 1], &format!("{good}A"), &handle, &garbage, &"A".repeat(2_000)]
    {
        assert_eq!(open(text, purpose), Err(ProofRefused::Forged), "{text}");
    }
}
