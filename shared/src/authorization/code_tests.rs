use super::*;
use crate::authorization::flow::{BrowserId, Destination};
use crate::authorization::{AuthorizationRequest, Prompt};
use crate::identity::IdentityKey;
use crate::identity::identifier::{EmailAddress, Identifier};
use crate::tokens::assurance::{Level, Method, Proof, Proofs};
use crate::tokens::session::{Beginning, Device, SessionKind, Sid, Subject, SubjectKey, TokenId};

const NOW: Timestamp = Timestamp::from_unix(1_000);
const REGION: &str = "eu-central-1";
const BACK: &str = "https://app.example.org/back";
/// RFC 7636 Appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn keyring() -> Keyring {
    Keyring::parse(&format!("1:{}=", "A".repeat(43))).unwrap()
}

fn flow(request: AuthorizationRequest) -> Flow {
    Flow {
        destination: Destination::Client { request, name: "App".to_owned(), has_logo: false },
        expected: None,
        pushed: None,
        before: None,
        browser: BrowserId::from_random([1; 16]),
        started_at: NOW,
        region: REGION.to_owned(),
    }
}

fn proven(at: &[(Method, u64)]) -> Proofs {
    let proof = |(method, at): &(Method, u64)| Proof::of_code(*method, IdentityKey::NOBODY, Timestamp::from_unix(*at));
    let (first, later) = at.split_first().unwrap();
    later.iter().map(proof).fold(Proofs::new(proof(first)), |proofs, next| proofs.with(next))
}

fn owner(browser: SessionId) -> ResourceOwner {
    let account = AccountId::from_random([1; 16]);
    let sid = Sid { subject: SubjectKey::of(account), session: browser };
    let beginning = Beginning {
        kind: SessionKind::Browser,
        identity: Some(keyring().identity_key(&Identifier::Email(EmailAddress::parse("ada@example.org").unwrap()))),
        proofs: proven(&[(Method::Email, 900), (Method::Sms, 1_000)]),
        subject: Subject::Account,
        scope: String::new(),
    };
    let device = Device::default().seal(&keyring(), sid, [8; 12]).unwrap();
    let proofs = beginning.proofs.clone();
    let session = Session::new(beginning, TokenId::from_random([4; 12]), device, NOW);
    let revision = Revision::from_random([5; 12]);
    let session = Versioned { revision, state: session };
    let contact = Contact::default();
    ResourceOwner { account, account_revision: revision, browser, session, proofs, consent: None, contact }
}

fn request(challenge: Option<&str>) -> AuthorizationRequest {
    AuthorizationRequest {
        client: "app".to_owned(),
        redirect_uri: BACK.to_owned(),
        scope: "openid".to_owned(),
        state: None,
        nonce: Some("nonce".to_owned()),
        challenge: challenge.map(|text| CodeChallenge::parse(text).unwrap()),
        resource: None,
        prompt: Prompt::default(),
        max_age: None,
        level: Level::Otp,
        login_hint: None,
        ui_locales: None,
    }
}

fn code(challenge: Option<&str>) -> AuthorizationCode {
    let (browser, grant) = (SessionId::from_random([2; 16]), SessionId::from_random([3; 16]));
    let request = request(challenge);
    AuthorizationCode::new(&flow(request.clone()), &request, owner(browser), grant, NOW)
}

#[test]
fn oa_04_a_code_comes_back_as_it_was_made_in_its_own_region_alone() {
    let text = code(Some(CHALLENGE)).seal(&keyring(), [9; 12]).unwrap();
    assert_eq!(AuthorizationCode::open(&text, &keyring(), REGION), Ok(code(Some(CHALLENGE))));
    assert_eq!(AuthorizationCode::open(&text, &keyring(), "us-east-1"), Err(CodeRefused::OtherRegion));
    let mut changed = text.into_bytes();
    changed[40] ^= 1;
    let changed = String::from_utf8(changed).unwrap();
    assert_eq!(AuthorizationCode::open(&changed, &keyring(), REGION), Err(CodeRefused::Forged));
    assert_eq!(AuthorizationCode::open(&"A".repeat(LONGEST + 1), &keyring(), REGION), Err(CodeRefused::Forged));
}

#[test]
fn oa_04_a_code_is_its_clients_at_its_redirect_uri_with_its_verifier() {
    let code = code(Some(CHALLENGE));
    let check = |client, uri, verifier| code.check(client, uri, verifier);
    assert_eq!(check("app", BACK, Some(VERIFIER)), Ok(()));
    assert_eq!(check("other", BACK, Some(VERIFIER)), Err(CodeRefused::OtherClient));
    assert_eq!(check("app", "https://app.example.org/back/", Some(VERIFIER)), Err(CodeRefused::OtherRedirect));
    assert_eq!(check("app", BACK, Some(CHALLENGE)), Err(CodeRefused::OtherVerifier));
}

#[test]
fn oa_02_a_verifier_needs_a_challenge_and_a_challenge_a_verifier() {
    assert_eq!(code(Some(CHALLENGE)).check("app", BACK, None), Err(CodeRefused::OtherVerifier));
    assert_eq!(code(None).check("app", BACK, Some(VERIFIER)), Err(CodeRefused::OtherVerifier));
    assert_eq!(code(None).check("app", BACK, None), Ok(()));
}

#[test]
fn oa_03_a_code_lives_a_minute() {
    assert!(!code(None).is_expired(NOW.plus(LIFE - 1)));
    assert!(code(None).is_expired(NOW.plus(LIFE)));
}
