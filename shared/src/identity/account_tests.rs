use proptest::prelude::*;

use super::{
    Account, AccountId, AccountRecord, DetachRefused, Entry, EntryRefused, Identity, JoinRefused, MOST_IDENTIFIERS,
    OwnIdentifier, ProofInsufficient, SignUp, TOMBSTONE_LIFE, enter,
};
use crate::Timestamp;
use crate::identity::identifier::{EmailAddress, Identifier, PhoneNumber};
use crate::identity::keyring::Keyring;
use crate::tokens::assurance::Level;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const ADA: AccountId = AccountId::from_random([1; 16]);
const BOB: AccountId = AccountId::from_random([2; 16]);

fn keyring() -> Keyring {
    Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
}

fn email(name: &str) -> Identifier {
    Identifier::Email(EmailAddress::parse(&format!("{name}@example.org")).unwrap())
}

fn phone() -> Identifier {
    Identifier::Phone(PhoneNumber::parse("+14155550100").unwrap().0)
}

fn own(identifier: &Identifier, later: u64) -> OwnIdentifier {
    OwnIdentifier::new(identifier, ADA, &keyring(), [3; 12], NOW.plus(later)).unwrap()
}

fn account() -> Account {
    Account::new(own(&email("ada"), 0))
}

fn belongs(account: AccountId, second_step: bool, disabled: bool) -> Identity {
    Identity::Belongs { account, second_step, disabled, only_way: true }
}

#[test]
fn an_account_is_changed_by_the_proof_of_one_of_its_identifiers_beside_the_strongest_that_it_has_or_demands() {
    use Level::{Otp, PhishingResistant, TwoStep};
    let (ada, bob) = (own(&email("ada"), 0).identity, own(&email("bob"), 0).identity);
    assert_eq!(account().accepts_proof_of(ada, Otp, Otp), Ok(()));
    assert_eq!(account().accepts_proof_of(bob, Otp, PhishingResistant), Err(ProofInsufficient::OtherAccount));
    let demanding = Account { second_step: true, ..account() };
    for (account, strongest, needed) in [
        (account(), TwoStep, TwoStep),
        (account(), PhishingResistant, PhishingResistant),
        (demanding.clone(), Otp, TwoStep),
        (demanding, PhishingResistant, PhishingResistant),
    ] {
        for shown in [Otp, TwoStep, PhishingResistant] {
            let judged = if shown >= needed { Ok(()) } else { Err(ProofInsufficient::Weaker(needed)) };
            assert_eq!(account.accepts_proof_of(ada, strongest, shown), judged, "{shown:?}");
        }
    }
    let joined = account().join(own(&email("bob"), 5), None).unwrap();
    assert_eq!(joined.accepts_proof_of(bob, Otp, Otp), Ok(()));
    let only = |account: &Account| match account.identity(ADA) {
        Identity::Belongs { only_way, .. } => only_way,
        other => panic!("{other:?}"),
    };
    assert_eq!((only(&account()), only(&joined), only(&joined.detach(ada).unwrap())), (true, false, true));
}

#[test]
fn an_id_is_a_random_uuid_in_one_spelling() {
    let id = AccountId::from_random([0xff; 16]);
    assert_eq!(id.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(AccountId::from_random([0; 16]).to_string(), "00000000-0000-4000-8000-000000000000");
    for other in [
        "",
        "ffffffffffff4fffbfffffffffffffff",
        "FFFFFFFF-ffff-4fff-bfff-ffffffffffff",
        "ffffffff-ffff-1fff-bfff-ffffffffffff",
        "ffffffff-ffff-4fff-cfff-ffffffffffff",
        "fffffffff-fff-4fff-bfff-ffffffffffff",
        "ffffffff-ffff-4fff-bfff-ffffffffffff ",
        "{ffffffff-ffff-4fff-bfff-ffffffffffff}",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-4fff-bfff-fffffffffff\u{e9}",
    ] {
        assert!(other.parse::<AccountId>().is_err(), "{other}");
    }
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    assert_eq!(serde_json::from_str::<AccountId>(&format!("\"{id}\"")).unwrap(), id);
    assert_eq!(postcard::to_allocvec(&id).unwrap().len(), 16);
    assert!(!format!("{id:?}").contains(&id.to_string()));
}

#[test]
fn a_proof_leads_to_the_account_that_stands_there_or_to_a_new_one() {
    let (lapsed, invited) = (Identity::Invited { until: NOW }, Identity::Invited { until: NOW.plus(1) });
    let closed = Err(EntryRefused::SignUpClosed);
    let into = |second_step| Ok(Entry::Account { id: ADA, only_way: true, second_step });
    for (found, open, by_invitation) in [
        (None, Ok(Entry::SignUp), closed),
        (Some(Identity::Vacated), Ok(Entry::SignUp), closed),
        (Some(lapsed), Ok(Entry::SignUp), closed),
        (Some(invited), Ok(Entry::SignUp), Ok(Entry::SignUp)),
        (Some(belongs(ADA, false, false)), into(false), into(false)),
        (Some(belongs(ADA, true, false)), into(true), into(true)),
        (Some(belongs(ADA, false, true)), Err(EntryRefused::Disabled), Err(EntryRefused::Disabled)),
        (Some(belongs(ADA, true, true)), Err(EntryRefused::Disabled), Err(EntryRefused::Disabled)),
    ] {
        assert_eq!(enter(found.as_ref(), &email("ada"), &SignUp::Open, NOW), open, "{found:?}");
        assert_eq!(enter(found.as_ref(), &email("ada"), &SignUp::Invitation, NOW), by_invitation, "{found:?}");
    }
}

#[test]
fn sign_up_by_domain_admits_addresses_of_exactly_these_domains() {
    let sign_up = SignUp::parse("Example.ORG, bücher.example").unwrap();
    assert_eq!(sign_up, SignUp::Domains(vec!["example.org".to_owned(), "xn--bcher-kva.example".to_owned()]));
    let admits = |text: &str| sign_up.admits(&Identifier::Email(EmailAddress::parse(text).unwrap()));
    assert!(admits("ada@example.org") && admits("\"a..b\"@EXAMPLE.org") && admits("ada@bücher.example"));
    assert!(!admits("ada@mail.example.org") && !admits("ada@notexample.org") && !admits("ada@example.com"));
    assert!(!sign_up.admits(&phone()) && SignUp::Open.admits(&phone()) && !SignUp::Invitation.admits(&phone()));
    assert_eq!(SignUp::parse("open"), Ok(SignUp::Open));
    assert_eq!(SignUp::parse("invitation"), Ok(SignUp::Invitation));
    for faulty in ["", ",", "Open", "example", "example.org,", "example.org,,example.com", "@example.org", "*.org"] {
        assert!(SignUp::parse(faulty).is_err(), "{faulty}");
    }
}

#[test]
fn an_account_names_nobody_and_only_its_own_item_opens() {
    let account = account();
    assert!(!format!("{account:?}").contains("ada"));
    let stored = postcard::to_allocvec(&AccountRecord::Live(account.clone())).unwrap();
    assert!(!stored.windows(3).any(|window| window == b"ada"));
    assert_eq!(account.primary.sealed.open(ADA, &keyring()).unwrap(), email("ada"));
    assert!(account.primary.sealed.open(BOB, &keyring()).is_err(), "moved into another item");
}

#[test]
fn an_identifier_joins_where_it_leads_to_nobody_and_never_merges_two_accounts() {
    let account = account();
    for found in [None, Some(Identity::Vacated), Some(Identity::Invited { until: NOW })] {
        let joined = account.join(own(&phone(), 9), found.as_ref()).unwrap();
        assert_eq!(joined.primary, account.primary);
        assert_eq!(joined.others, [own(&phone(), 9)]);
    }
    let others = belongs(BOB, false, false);
    assert_eq!(account.join(own(&phone(), 9), Some(&others)), Err(JoinRefused::Others));
    let itself = belongs(ADA, false, false);
    assert_eq!(account.join(own(&email("ada"), 9), Some(&itself)), Err(JoinRefused::Own));
    let full = (1..MOST_IDENTIFIERS)
        .fold(account, |account, number| account.join(own(&email(&format!("ada{number}")), 0), None).unwrap());
    assert_eq!(full.join(own(&phone(), 9), None), Err(JoinRefused::TooMany));
}

#[test]
fn an_identifier_is_detached_unless_it_is_the_last_way_in() {
    let two = account().join(own(&phone(), 9), None).unwrap();
    let [first, second] = [keyring().identity_key(&email("ada")), keyring().identity_key(&phone())];
    let without_first = two.detach(first).unwrap();
    assert_eq!(without_first.primary, own(&phone(), 9), "another one becomes the primary one");
    assert_eq!(two.detach(second), Ok(account()));
    assert_eq!(without_first.detach(second), Err(DetachRefused::LastWayIn));
    assert_eq!(two.detach(keyring().identity_key(&email("bob"))), Err(DetachRefused::Unknown));
    assert_eq!(account().detach(second), Err(DetachRefused::Unknown));
}

#[test]
fn a_disabled_account_says_so_under_every_identifier_and_comes_back_as_it_was() {
    let account = account();
    let disabled = account.disable();
    assert_eq!(disabled.identity(ADA), belongs(ADA, false, true));
    assert_eq!(disabled.enable(), account);
    assert!(AccountRecord::Live(disabled.clone()).active().is_none() && AccountRecord::Live(disabled).live().is_some());
    assert!(AccountRecord::Erased.active().is_none() && AccountRecord::Live(account).active().is_some());
}

#[test]
fn only_what_leads_nowhere_is_ever_forgotten() {
    assert_eq!(AccountRecord::Live(account()).expires_at(NOW), None);
    assert_eq!(AccountRecord::Erased.expires_at(NOW), Some(NOW.plus(TOMBSTONE_LIFE)));
    assert_eq!(belongs(ADA, false, true).expires_at(NOW), None);
    assert_eq!(Identity::Vacated.expires_at(NOW), Some(NOW.plus(TOMBSTONE_LIFE)));
    // It may stand where an account has ended, as that end's tombstone.
    assert_eq!(Identity::Invited { until: NOW.plus(5) }.expires_at(NOW), Some(NOW.plus(TOMBSTONE_LIFE)));
    let late = NOW.plus(TOMBSTONE_LIFE + 5);
    assert_eq!(Identity::Invited { until: late }.expires_at(NOW), Some(late));
}

proptest! {
    #[test]
    fn whatever_joins_and_leaves_an_account_has_one_primary_identifier_and_each_once(
        steps in prop::collection::vec((any::<bool>(), 0_usize..14), 0..60),
    ) {
        let mut account = account();
        for (joins, number) in steps {
            let identifier = email(&format!("ada{number}"));
            let next = if joins {
                account.join(own(&identifier, 1), None).ok()
            } else {
                account.detach(keyring().identity_key(&identifier)).ok()
            };
            account = next.unwrap_or(account);
            let mut keys: Vec<_> = account.identifiers().map(|own| own.identity).collect();
            let count = keys.len();
            keys.sort_unstable();
            keys.dedup();
            prop_assert_eq!(keys.len(), count);
            prop_assert!((1..=MOST_IDENTIFIERS).contains(&count));
        }
    }

    #[test]
    fn a_disabled_account_is_entered_by_nobody(second_step: bool, open: bool, now in 0_u64..u64::MAX / 2) {
        let sign_up = if open { SignUp::Open } else { SignUp::Invitation };
        let entry = enter(Some(&belongs(ADA, second_step, true)), &phone(), &sign_up, Timestamp::from_unix(now));
        prop_assert_eq!(entry, Err(EntryRefused::Disabled));
    }
}
