use proptest::prelude::*;

use super::{Device, Refreshed, Session, SessionPolicy, refresh};
use crate::clock::Timestamp;
use crate::identifier::Channel;

const START: u64 = 1_800_000_000;
const DAY: u64 = 86_400;
const POLICY: SessionPolicy = SessionPolicy { idle: 14 * DAY, absolute: 30 * DAY, grace: 10 };

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(START + seconds)
}

fn session() -> Session {
    Session::new(Channel::Email, "api".to_owned(), Device::default(), at(0))
}

fn rotated(session: &Session, presented: u32, now: Timestamp) -> Session {
    match refresh(Some(session), presented, &Device::default(), &POLICY, now) {
        Refreshed::Rotated(next) => next,
        other => panic!("{other:?}"),
    }
}

fn verdict(session: &Session, presented: u32, now: Timestamp) -> Refreshed {
    refresh(Some(session), presented, &Device::default(), &POLICY, now)
}

#[test]
fn the_current_token_is_rotated_and_the_one_before_gets_the_same_successor_for_ten_seconds() {
    let next = rotated(&session(), 0, at(100));
    assert_eq!((next.generation, next.rotated_at, next.created_at), (1, at(100), at(0)));
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
fn re_06_a_token_from_after_a_restored_backup_is_refused_and_ends_nothing() {
    assert_eq!(verdict(&session(), 1, at(1)), Refreshed::Refused);
}

#[test]
fn no_session_is_no_refresh() {
    assert_eq!(refresh(None, 0, &Device::default(), &POLICY, at(0)), Refreshed::Refused);
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
    let device = Device::seen("198.51.100.7".parse().ok(), Some("Example/1.0"));
    let first = session();
    let Refreshed::Rotated(next) = refresh(Some(&first), 0, &device, &POLICY, at(5)) else { panic!("not rotated") };
    assert_eq!(next, Session { generation: 1, rotated_at: at(5), device, ..first });
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

proptest! {
    #[test]
    fn of_any_history_only_the_last_two_generations_are_ever_worth_something(
        steps in prop::collection::vec((0_u32..12, 0_u64..3 * DAY), 1..40),
    ) {
        let mut current = session();
        let mut now = at(0);
        for (presented, pause) in steps {
            now = now.plus(pause);
            match verdict(&current, presented, now) {
                Refreshed::Rotated(next) => {
                    prop_assert_eq!(presented, current.generation);
                    prop_assert_eq!(next.generation, current.generation + 1);
                    prop_assert!(now < current.expires_at(&POLICY));
                    prop_assert!(next.expires_at(&POLICY) <= current.ends_at(&POLICY));
                    current = next;
                }
                Refreshed::SameSuccessor => {
                    prop_assert_eq!(presented + 1, current.generation);
                    prop_assert!(now.since(current.rotated_at) <= POLICY.grace);
                }
                Refreshed::Reused => prop_assert!(presented < current.generation),
                Refreshed::Refused => {
                    prop_assert!(presented > current.generation || now >= current.expires_at(&POLICY));
                }
            }
        }
    }
}
