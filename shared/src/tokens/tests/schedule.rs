//! Which key signs when, and for how long a key must be known before.

use proptest::prelude::*;

use super::*;
use crate::tokens::KeyState::{Active, Announced, Retired};
use crate::tokens::{KeyState, LONGEST_CACHE, Schedule, Turn};

fn turn(announced: u64, active: u64) -> Turn {
    Turn { announced: Timestamp::from_unix(announced), active: Timestamp::from_unix(active) }
}

fn at(unix: u64) -> Timestamp {
    Timestamp::from_unix(unix)
}

#[test]
fn keys_are_announced_then_active_then_retired_to_the_second() {
    let schedule = Schedule::new(vec![turn(0, 0), turn(1_000, 9_000), turn(10_000, 20_000)]).unwrap();
    let states = |now| [0, 1, 2].map(|position| schedule.state(position, at(now)));
    assert_eq!(states(8_999), [Active, Announced, Announced]);
    assert_eq!(states(9_000), [Retired, Active, Announced]);
    assert_eq!(states(19_999), [Retired, Active, Announced]);
    assert_eq!(states(20_000), [Retired, Retired, Active]);
    assert_eq!([0, 1, 2].map(|position| schedule.superseded(position)), [Some(at(9_000)), Some(at(20_000)), None]);
}

#[test]
fn the_first_key_signs_whenever_it_was_to_begin() {
    let schedule = Schedule::new(vec![turn(0, 5_000), turn(0, 9_000)]).unwrap();
    assert_eq!(schedule.active(at(0)), 0);
    assert_eq!(schedule.state(0, at(1)), KeyState::Active);
}

#[test]
fn a_key_that_caches_could_not_know_is_refused_but_for_the_first() {
    let soon = vec![turn(0, 0), turn(1_000, 1_000 + LONGEST_CACHE - 1)];
    assert!(Schedule::new(soon).unwrap_err().to_string().starts_with("entry 2 must be announced at least 7200 s"));
    assert!(Schedule::new(vec![turn(0, 0), turn(1_000, 1_000 + LONGEST_CACHE)]).is_ok());
    assert!(Schedule::new(vec![turn(1_000, 1_000)]).is_ok(), "nobody can have waited for the first one");
    assert!(Schedule::new(Vec::new()).is_err());
    let twice = Schedule::new(vec![turn(0, 9_000), turn(0, 9_000), turn(0, 9_000)]).unwrap_err().to_string();
    assert!(twice.contains("entry 2 ") && twice.contains("entry 3 "), "every fault at once: {twice}");
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
        if let Ok(schedule) = Schedule::new(turns.clone()) {
            let states: Vec<KeyState> = (0..turns.len()).map(|position| schedule.state(position, at(now))).collect();
            let position = schedule.active(at(now));
            prop_assert_eq!(states.iter().filter(|state| **state == KeyState::Active).count(), 1);
            prop_assert!(states[..position].iter().all(|state| *state == KeyState::Retired));
            prop_assert!(states[position + 1..].iter().all(|state| *state == KeyState::Announced));
            prop_assert!(schedule.active(at(now + 1)) >= position, "no key comes back");
        }
    }
}
