use proptest::prelude::*;

use super::{
    Beginning, Device, Presented, Refreshed, Session, SessionId, SessionPolicy, Sid, Subject, SubjectKey, TokenId,
    refresh,
};
use crate::Timestamp;
use crate::identity::IdentityKey;
use crate::identity::account::AccountId;
use crate::identity::keyring::Keyring;
use crate::tokens::assurance::Method;

const START: u64 = 1_800_000_000;
const DAY: u64 = 86_400;
const POLICY: SessionPolicy = SessionPolicy { idle: 14 * DAY, absolute: 30 * DAY, grace: 10 };
const SID: Sid =
    Sid { subject: SubjectKey::of(AccountId::from_random([1; 16])), session: SessionId::from_random([2; 16]) };

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(START + seconds)
}

fn keyring() -> Keyring {
    Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
}

fn token(number: u32) -> TokenId {
    let [a, b, c, d] = number.to_be_bytes();
    TokenId::from_random([a, b, c, d, 7, 7, 7, 7, 7, 7, 7, 7])
}

fn laptop() -> Device {
    Device::seen("203.0.113.77".parse().ok(), Some("Laptop/1.0"))
}

/// A session whose tokens are named by their generations.
fn session() -> Session {
    let device = laptop().seal(&keyring(), SID, [3; 12]).unwrap();
    let identity = IdentityKey::from_hash([5; 16]);
    let beginning = Beginning::first_party(identity, Method::Email, Subject::Identifier, "api".to_owned(), at(0));
    Session::new(beginning, token(0), device, at(0))
}

fn presented(generation: u32) -> Presented {
    let device = laptop().seal(&keyring(), SID, [4; 12]).unwrap();
    Presented { generation, token: token(generation), elsewhere: false, successor: token(generation + 1), device }
}

fn verdict(session: &Session, generation: u32, now: Timestamp) -> Refreshed {
    refresh(session, &presented(generation), &POLICY, now)
}

fn rotated(session: &Session, generation: u32, now: Timestamp) -> Session {
    match verdict(session, generation, now) {
        Refreshed::Rotated(next) => next,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_current_token_is_rotated_and_the_one_before_gets_the_same_successor_for_ten_seconds() {
    let next = rotated(&session(), 0, at(100));
    assert_eq!((next.generation, next.rotated_at, next.created_at), (1, at(100), at(0)));
    assert_eq!((next.current, next.previous), (token(1), Some(token(0))));
    for (later, expected) in [
        (100, Refreshed::SameSuccessor),
        (110, Refreshed::SameSuccessor),
        (111, Refreshed::Reused),
        (90, Refreshed::SameSuccessor),
    ] {
        assert_eq!(verdict(&next, 0, at(later)), expected, "{later}");
    }
}

#[test]
fn oa_09_a_token_older_than_the_one_before_is_reuse_even_within_the_grace() {
    let second = rotated(&rotated(&session(), 0, at(1)), 1, at(2));
    assert_eq!(verdict(&second, 0, at(2)), Refreshed::Reused);
    assert_eq!(verdict(&second, 1, at(2)), Refreshed::SameSuccessor);
}

#[test]
fn oa_09_the_one_before_from_elsewhere_is_reuse_even_within_the_grace() {
    let next = rotated(&session(), 0, at(1));
    let elsewhere = Presented { elsewhere: true, ..presented(0) };
    assert_eq!(refresh(&next, &elsewhere, &POLICY, at(1)), Refreshed::Reused);
    // The current one may come from anywhere: people move, and nobody has used it yet.
    let elsewhere = Presented { elsewhere: true, ..presented(1) };
    assert!(matches!(refresh(&next, &elsewhere, &POLICY, at(1)), Refreshed::Rotated(_)));
}

#[test]
fn elsewhere_is_another_network_and_another_program() {
    let seen = |address: &str, program: Option<&str>| Device::seen(address.parse().ok(), program);
    let other = Some("Phone/2.0");
    for (device, expected) in [
        (laptop(), false),
        (seen("203.0.113.9", Some("Laptop/1.0")), false),
        (seen("198.51.100.7", Some("Laptop/1.0")), false),
        (seen("203.0.113.9", other), false),
        (seen("203.0.113.9", None), false),
        (seen("198.51.100.7", other), true),
        (seen("198.51.100.7", None), true),
        (seen("2001:db8::1", other), true),
    ] {
        assert_eq!(device.is_elsewhere_than(&laptop()), expected, "{device:?}");
    }
}

#[test]
fn oa_09_a_token_that_the_session_never_gave_out_is_worth_nothing() {
    let second = rotated(&rotated(&session(), 0, at(1)), 1, at(2));
    for generation in [2, 3, 7, u32::MAX] {
        let forged = Presented { token: token(99), ..presented(generation.min(u32::MAX - 1)) };
        assert_eq!(refresh(&second, &forged, &POLICY, at(2)), Refreshed::Refused, "{generation}");
    }
    // Of an earlier generation it is what a thief's old copy would look like.
    let forged = Presented { token: token(99), ..presented(1) };
    assert_eq!(refresh(&second, &forged, &POLICY, at(2)), Refreshed::Reused);
}

#[test]
fn re_06_a_token_from_after_a_restored_backup_is_refused_and_ends_nothing() {
    assert_eq!(verdict(&session(), 1, at(1)), Refreshed::Refused);
}

#[test]
fn se_02_a_session_ends_when_idle_and_never_lives_past_its_absolute_end() {
    let mut current = session();
    assert_eq!(verdict(&current, 0, at(14 * DAY)), Refreshed::Refused);
    for day in [13, 26] {
        current = rotated(&current, current.generation, at(day * DAY));
    }
    assert_eq!(current.expires_at(&POLICY), at(30 * DAY));
    assert_eq!(rotated(&current, 2, at(30 * DAY - 1)).expires_at(&POLICY), at(30 * DAY));
    assert_eq!(verdict(&current, 2, at(30 * DAY)), Refreshed::Refused);
}

#[test]
fn a_rotation_keeps_how_and_when_the_user_signed_in_and_notes_where_it_is_used_from() {
    let first = session();
    let next = rotated(&first, 0, at(5));
    let expected = Session {
        generation: 1,
        current: token(1),
        previous: Some(token(0)),
        rotated_at: at(5),
        device: presented(0).device,
        ..first
    };
    assert_eq!(next, expected);
}

#[test]
fn a_device_is_a_network_and_the_printable_beginning_of_a_user_agent() {
    let seen = |address: &str| Device::seen(address.parse().ok(), None).network;
    assert_eq!(seen("203.0.113.77").as_deref(), Some("203.0.113.0/24"));
    assert_eq!(seen("2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1::/48"));
    assert_eq!(seen("::ffff:203.0.113.77").as_deref(), Some("203.0.113.0/24"));
    assert_eq!(seen("not an address"), None);
    let long = format!("a\r\n\u{1b}[31m{}", "b".repeat(500));
    let kept = Device::seen(None, Some(&long)).user_agent.unwrap();
    assert_eq!((kept.chars().count(), kept.starts_with("a[31mb")), (120, true));
    assert_eq!(Device::seen(None, Some("\r\n")), Device::default());
}

#[test]
fn a_device_opens_in_its_own_session_with_its_own_key_and_nowhere_else() {
    let sealed = laptop().seal(&keyring(), SID, [3; 12]).unwrap();
    assert_eq!(sealed.open(&keyring(), SID), Some(laptop()));
    assert!(!format!("{sealed:?}").contains("203") && !format!("{:?}", session()).contains("Laptop"));
    for other in [
        Sid { session: SessionId::from_random([9; 16]), ..SID },
        Sid { subject: SubjectKey::of(AccountId::from_random([9; 16])), ..SID },
    ] {
        assert_eq!(sealed.open(&keyring(), other), None, "moved into another item");
    }
    let theirs = Keyring::parse("1:BBECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    assert_eq!(sealed.open(&theirs, SID), None);
}

proptest! {
    #[test]
    fn of_any_history_only_the_last_two_generations_are_ever_worth_something(
        steps in prop::collection::vec((0_u32..12, 0_u64..3 * DAY), 1..40),
    ) {
        let mut current = session();
        let mut now = at(0);
        for (generation, pause) in steps {
            now = now.plus(pause);
            match verdict(&current, generation, now) {
                Refreshed::Rotated(next) => {
                    prop_assert_eq!(generation, current.generation);
                    prop_assert_eq!(next.generation, current.generation + 1);
                    prop_assert!(now < current.expires_at(&POLICY));
                    prop_assert!(next.expires_at(&POLICY) <= current.ends_at(&POLICY));
                    current = next;
                }
                Refreshed::SameSuccessor => {
                    prop_assert_eq!(generation + 1, current.generation);
                    prop_assert!(now.since(current.rotated_at) <= POLICY.grace);
                }
                Refreshed::Reused => prop_assert!(generation < current.generation),
                Refreshed::Refused => {
                    prop_assert!(generation > current.generation || now >= current.expires_at(&POLICY));
                }
            }
        }
    }
}
