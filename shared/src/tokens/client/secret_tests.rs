use super::super::{Consent, Pkce, RedirectUri, ShownName, TokenAlgorithm};
use super::*;
use crate::tokens::assurance::Demand;

const FIRST: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const SECOND: &str = "2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

fn keyring(text: &str) -> Keyring {
    Keyring::parse(text).unwrap()
}

fn client(id: &str, kind: ClientKind) -> Client {
    Client {
        id: ClientId::parse(id).unwrap(),
        name: ShownName::parse("Example").unwrap(),
        kind,
        redirect_uris: vec![RedirectUri::parse("https://app.example.org/cb").unwrap()],
        post_logout_redirect_uris: Vec::new(),
        origins: Vec::new(),
        scopes: Vec::new(),
        resources: Vec::new(),
        consent: Consent::Asked,
        access_token_life: None,
        session_idle: None,
        session_absolute: None,
        id_token_algorithm: TokenAlgorithm::Rs256,
        contact_in_id_token: false,
        logo: None,
        demand: Demand::default(),
    }
}

fn with_secrets(id: &str, secrets: &[&ClientSecret], keyring: &Keyring) -> Client {
    let named = ClientId::parse(id).unwrap();
    let secrets = secrets.iter().map(|secret| secret.hash(&named, keyring, NOW)).collect();
    client(id, ClientKind::Confidential { secrets, pkce: Pkce::Required })
}

#[test]
fn oa_07_each_of_two_secrets_authenticates_its_own_client_alone() {
    let keyring = keyring(FIRST);
    let [old, new, other] = [1, 2, 3].map(|byte| ClientSecret::from_random([byte; 32]));
    let web = with_secrets("web", &[&old, &new], &keyring);
    for (presented, knows) in [(&old, true), (&new, true), (&other, false)] {
        assert_eq!(knows_secret(Some(&web), "web", presented, &keyring), knows);
    }
    // A hash that was moved into another client's item is of no use there.
    let ClientKind::Confidential { secrets, .. } = web.kind.clone() else { panic!("it has secrets") };
    let thief = client("thief", ClientKind::Confidential { secrets, pkce: Pkce::Required });
    assert!(!knows_secret(Some(&thief), "thief", &old, &keyring));
    let none = with_secrets("web", &[], &keyring);
    for presented in ["", "x", old.expose()].map(ClientSecret::presented) {
        assert!(!knows_secret(Some(&none), "web", &presented, &keyring), "it has no secret");
        assert!(!knows_secret(Some(&client("web", ClientKind::Public)), "web", &presented, &keyring));
        assert!(!knows_secret(None, "web", &presented, &keyring));
    }
}

#[test]
fn oa_07_a_secret_is_compared_as_it_stands() {
    let keyring = keyring(FIRST);
    let secret = ClientSecret::from_random([7; 32]);
    let web = with_secrets("web", &[&secret], &keyring);
    let text = secret.expose();
    assert!(text.starts_with("otpcs_") && text.len() == 6 + 43, "{}", text.len());
    for other in [&text[..text.len() - 1], &format!("{text} "), &format!("{text}\0"), &text.to_uppercase(), &text[6..]]
    {
        assert!(!knows_secret(Some(&web), "web", &ClientSecret::presented(other), &keyring));
    }
}

#[test]
fn a_secret_outlives_a_rotation_of_the_master_secret() {
    let secret = ClientSecret::from_random([7; 32]);
    let web = with_secrets("web", &[&secret], &keyring(FIRST));
    let names_only = FIRST.replacen("1:", "1n:", 1);
    for later in [format!("{SECOND},{FIRST}"), format!("{SECOND},{names_only}")] {
        assert!(knows_secret(Some(&web), "web", &secret, &keyring(&later)), "{later}");
        let made_later = with_secrets("web", &[&secret], &keyring(&later));
        assert!(knows_secret(Some(&made_later), "web", &secret, &keyring(FIRST)), "what names made it");
    }
    assert!(!knows_secret(Some(&web), "web", &secret, &keyring(SECOND)), "its version is gone");
}

#[test]
fn neither_a_secret_nor_its_hash_is_shown() {
    let secret = ClientSecret::from_random([7; 32]);
    assert_eq!(format!("{secret:?}"), "ClientSecret(redacted)");
    let hash = secret.hash(&ClientId::parse("web").unwrap(), &keyring(FIRST), NOW);
    assert_eq!(format!("{hash:?}"), "SecretHash(of 1800000000, redacted)");
}

#[test]
fn a_client_moves_from_one_secret_to_the_next_by_way_of_both() {
    let keyring = keyring(FIRST);
    let [first, second, third] = [1, 2, 3].map(|byte| ClientSecret::from_random([byte; 32]));
    let id = ClientId::parse("web").unwrap();
    let hash = |secret: &ClientSecret| secret.hash(&id, &keyring, NOW);
    let known =
        |client: &Client| [&first, &second, &third].map(|secret| knows_secret(Some(client), "web", secret, &keyring));
    let one = with_secrets("web", &[], &keyring).with_secrets(SecretChange::Add(hash(&first))).unwrap();
    assert_eq!(one.clone().with_secrets(SecretChange::RetireOld), Err(SecretFault::NoOld));
    let two = one.with_secrets(SecretChange::Add(hash(&second))).unwrap();
    assert_eq!((known(&two), two.secrets_made_at().len()), ([true, true, false], 2));
    assert_eq!(two.clone().with_secrets(SecretChange::Add(hash(&third))), Err(SecretFault::Two));
    assert_eq!(known(&two.clone().with_secrets(SecretChange::RetireOld).unwrap()), [false, true, false]);
    assert_eq!(known(&two.with_secrets(SecretChange::Replace(hash(&third))).unwrap()), [false, false, true]);
    let public = client("web", ClientKind::Public).with_secrets(SecretChange::Add(hash(&first)));
    assert_eq!(public, Err(SecretFault::Public));
}
