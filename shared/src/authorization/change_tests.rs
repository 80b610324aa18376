use super::AccountChange;
use crate::Timestamp;
use crate::authorization::flow::{BrowserId, Destination, Flow};
use crate::identity::{AuthenticatorId, IdentityKey};
use crate::tokens::assurance::{Lacking, Method, Proof, Proofs};
use crate::tokens::session::TokenId;

use Method::{Email, Passkey, Sms, Totp};

const BEFORE: TokenId = TokenId::from_random([1; 12]);
const NOW: TokenId = TokenId::from_random([2; 12]);

fn flow() -> Flow {
    Flow {
        destination: Destination::Change(AccountChange::AddPasskey),
        expected: None,
        before: Some(BEFORE),
        pushed: None,
        browser: BrowserId::from_random([3; 16]),
        started_at: Timestamp::from_unix(1_000),
        region: "eu-central-1".to_owned(),
    }
}

fn proof((method, at): &(Method, u64)) -> Proof {
    let at = Timestamp::from_unix(*at);
    match method {
        Email | Sms => Proof::of_code(*method, IdentityKey::NOBODY, at),
        _ => Proof::of_authenticator(*method, AuthenticatorId::from_random([7; 16]), at),
    }
}

#[test]
fn se_05_a_change_needs_a_proof_since_its_flow_began_by_the_strongest_method_of_the_account() {
    let further = |method| Err(Lacking::Further(vec![method]));
    let anew = Err(Lacking::SignIn(vec![Email, Sms]));
    for (name, has, given, expected) in [
        ("by a code, with nothing else", vec![], vec![(Email, 1_000)], Ok(())),
        ("by an old code", vec![], vec![(Email, 999)], anew.clone()),
        ("by a code, with an app", vec![Totp], vec![(Email, 1_000)], further(Totp)),
        ("by an app", vec![Totp], vec![(Email, 1), (Totp, 1_000)], Ok(())),
        ("by an app, with a passkey", vec![Passkey, Totp], vec![(Email, 1_000), (Totp, 1_000)], further(Passkey)),
        ("by an old passkey", vec![Passkey], vec![(Passkey, 999), (Email, 1_000)], further(Passkey)),
        ("by a passkey", vec![Passkey, Totp], vec![(Passkey, 1_000)], Ok(())),
        ("by a code, with recovery codes alone", vec![Method::Recovery], vec![(Sms, 1_000)], Ok(())),
    ] {
        let (first, later) = given.split_first().unwrap();
        let proofs = later.iter().fold(Proofs::new(proof(first)), |proofs, next| proofs.with(proof(next)));
        assert_eq!(flow().judge_agreement(NOW, &proofs, &has), expected, "{name}");
        // The session's secret changes with every proof: with that of before nothing was proven.
        assert!(flow().judge_agreement(BEFORE, &proofs, &has).is_err(), "{name}");
    }
}
