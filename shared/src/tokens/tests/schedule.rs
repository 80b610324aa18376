//! Which key signs when, and for how long a key must be known before.

use proptest::prelude::*;

use super::*;
use crate::tokens::Algorithm::{EdDsa, Es256, Rs256};
use crate::tokens::KeyState::{Active, Announced, Retired};
use crate::tokens::{Algorithm, KeyState, LONGEST_CACHE, Schedule, Scheduled, Turn};

fn turn(announced: u64, active: u64) -> Turn {
    Turn { announced: Timestamp::from_unix(announced), active: Timestamp::from_unix(active) }
}

/// Keys of one algorithm.
fn of_one(turns: Vec<Turn>) -> Vec<Scheduled> {
    turns.into_iter().map(|turn| Scheduled { algorithm: Some(Algorithm::Es256), turn }).collect()
}

fn key(algorithm: Algorithm, announced: u64, active: u64) -> Scheduled {
    Scheduled { algorithm: Some(algorithm), turn: turn(announced, active) }
}

fn at(unix: u64) -> Timestamp {
    Timestamp::from_unix(unix)
}

#[test]
fn keys_are_announced_then_active_then_retired_to_the_second() {
    let schedule = Schedule::new(of_one(vec![turn(0, 0), turn(1_000, 9_000), turn(10_000, 20_000)])).unwrap();
    let states = |now| [0, 1, 2].map(|position| schedule.state(position, at(now)));
    assert_eq!(states(8_999), [Active, Announced, Announced]);
    assert_eq!(states(9_000), [Retired, Active, Announced]);
    assert_eq!(states(19_999), [Retired, Active, Announced]);
    assert_eq!(states(20_000), [Retired, Retired, Active]);
    assert_eq!([0, 1, 2].map(|position| schedule.superseded(position)), [Some(at(9_000)), Some(at(20_000)), None]);
}

#[test]
fn the_first_key_signs_whenever_it_was_to_begin() {
    let schedule = Schedule::new(of_one(vec![turn(0, 5_000), turn(0, 9_000)])).unwrap();
    assert_eq!(schedule.for_access_tokens(at(0)), Some(0));
    assert_eq!(schedule.state(0, at(1)), KeyState::Active);
}

#[test]
fn a_key_that_caches_could_not_know_is_refused_but_for_the_first() {
    let soon = vec![turn(0, 0), turn(1_000, 1_000 + LONGEST_CACHE - 1)];
    assert!(
        Schedule::new(of_one(soon)).unwrap_err().to_string().starts_with("entry 2 must be announced at least 7200 s")
    );
    assert!(Schedule::new(of_one(vec![turn(0, 0), turn(1_000, 1_000 + LONGEST_CACHE)])).is_ok());
    assert!(Schedule::new(of_one(vec![turn(1_000, 1_000)])).is_ok(), "nobody can have waited for the first one");
    assert!(Schedule::new(Vec::new()).is_err());
    let twice = Schedule::new(of_one(vec![turn(0, 9_000), turn(0, 9_000), turn(0, 9_000)])).unwrap_err().to_string();
    assert!(twice.contains("entry 2 ") && twice.contains("entry 3 "), "every fault at once: {twice}");
}

#[test]
fn keys_of_one_algorithm_follow_each_other_and_the_others_go_on() {
    let [rsa, second_rsa] = [key(Rs256, 0, 0), key(Rs256, 1_000, 9_000)];
    let [ec, second_ec] = [key(Es256, 0, 0), key(Es256, 1_000, 20_000)];
    let schedule = Schedule::new(vec![rsa, ec, second_rsa, second_ec]).unwrap();
    let states = |now| [0, 1, 2, 3].map(|position| schedule.state(position, at(now)));
    assert_eq!(states(8_999), [Active, Active, Announced, Announced]);
    assert_eq!(states(9_000), [Retired, Active, Active, Announced]);
    assert_eq!(states(20_000), [Retired, Retired, Active, Active]);
    let superseded = [0, 1, 2, 3].map(|position| schedule.superseded(position));
    assert_eq!(superseded, [Some(at(9_000)), Some(at(20_000)), None, None]);
    assert_eq!([Rs256, Es256, EdDsa].map(|algorithm| schedule.active(algorithm, at(9_000))), [Some(2), Some(1), None]);
    assert_eq!(schedule.algorithms(at(9_000)), [Es256, Rs256]);
}

#[test]
fn access_tokens_are_signed_with_rs256_only_where_nothing_else_is_active() {
    let later = vec![key(Rs256, 0, 0), key(Es256, 1_000, 9_000), key(EdDsa, 1_000, 30_000), key(Rs256, 1_000, 40_000)];
    let schedule = Schedule::new(later).unwrap();
    let signs = [0, 8_999, 9_000, 29_999, 30_000, 40_000].map(|now| schedule.for_access_tokens(at(now)));
    assert_eq!(signs, [0, 0, 1, 1, 2, 2].map(Some));
    let from_the_start = Schedule::new(vec![key(Es256, 0, 0), key(Rs256, 0, 0)]).unwrap();
    assert_eq!(from_the_start.for_access_tokens(at(0)), Some(0));
}

#[test]
fn a_further_algorithm_is_announced_too_once_the_list_names_its_times() {
    let soon = vec![key(Es256, 500, 500), key(Rs256, 1_000, 1_000 + LONGEST_CACHE - 1)];
    assert!(Schedule::new(soon).unwrap_err().to_string().starts_with("entry 2 must be announced at least 7200 s"));
    let schedule = Schedule::new(vec![key(Es256, 500, 500), key(Rs256, 1_000, 1_000 + LONGEST_CACHE)]).unwrap();
    assert_eq!(schedule.algorithms(at(1_000 + LONGEST_CACHE - 1)), [Es256], "it signs nothing before its time");
    assert_eq!(schedule.state(1, at(0)), Announced);
    assert_eq!(schedule.algorithms(at(1_000 + LONGEST_CACHE)), [Es256, Rs256]);
    let there = Schedule::new(vec![key(Rs256, 0, 0), key(Es256, 0, 0)]).unwrap();
    assert_eq!(there.algorithms(at(0)), [Rs256, Es256], "both were there from the start");
    assert!(Schedule::new(vec![key(Es256, 0, 0), key(Es256, 0, 0)]).is_err());
}

proptest! {
    #[test]
    fn exactly_one_key_is_active_and_only_the_next_one_follows(
        gaps in prop::collection::vec(1_u64..20_000, 1..6), now in 0_u64..200_000,
    ) {
        let mut active = 0;
        let turns: Vec<Turn> = gaps.iter().map(|gap| {
            active += gap;
            turn(active.saturating_sub(LONGEST_CACHE), active.max(LONGEST_CACHE))
        }).collect();
        if let Ok(schedule) = Schedule::new(of_one(turns.clone())) {
            let states: Vec<KeyState> = (0..turns.len()).map(|position| schedule.state(position, at(now))).collect();
            let position = schedule.for_access_tokens(at(now)).unwrap();
            prop_assert_eq!(states.iter().filter(|state| **state == KeyState::Active).count(), 1);
            prop_assert!(states[..position].iter().all(|state| *state == KeyState::Retired));
            prop_assert!(states[position + 1..].iter().all(|state| *state == KeyState::Announced));
            prop_assert!(schedule.for_access_tokens(at(now + 1)) >= Some(position), "no key comes back");
        }
    }
}
