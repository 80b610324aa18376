use std::num::NonZeroU32;

use proptest::prelude::*;

use super::{Breaker, BreakerPolicy, Permit, send, send_failed, verified};
use crate::Timestamp;

const NOON: u64 = 1_795_348_800;
const POLICY: BreakerPolicy = BreakerPolicy { sends: NonZeroU32::new(50).unwrap(), verified_percent: 20 };

const fn at(second: u64) -> Timestamp {
    Timestamp::from_unix(NOON + second)
}

/// Sends once; gives whether the message left.
fn sent(breaker: &mut Option<Breaker>, policy: BreakerPolicy, now: Timestamp) -> bool {
    match send(breaker.as_ref(), &policy, now) {
        Permit::Open(next) => *breaker = Some(next),
        Permit::Stopping(next) => {
            *breaker = Some(next);
            return false;
        }
        Permit::Stopped => return false,
    }
    true
}

#[test]
fn otp_22_after_fifty_sends_without_an_answer_a_block_is_stopped_for_an_hour() {
    let mut breaker = None;
    for second in 0..50 {
        assert!(sent(&mut breaker, POLICY, at(second)), "{second}");
    }
    assert!(!sent(&mut breaker, POLICY, at(50)));
    assert_eq!(breaker.as_ref().unwrap().stopped_for(at(50)), 3_600);
    assert!(!sent(&mut breaker, POLICY, at(50 + 3_599)));
    assert!(sent(&mut breaker, POLICY, at(50 + 3_600)), "back by itself");
    assert_eq!(breaker.unwrap().stopped_for(at(50 + 3_600)), 0);
}

#[test]
fn otp_22_a_fifth_of_the_codes_coming_back_keeps_a_block_open() {
    for (answers, open) in [(10, true), (9, false)] {
        let mut breaker = None;
        for second in 0..50 {
            assert!(sent(&mut breaker, POLICY, at(second)));
        }
        for _ in 0..answers {
            breaker = Some(verified(breaker.as_ref(), at(60)));
        }
        assert_eq!(sent(&mut breaker, POLICY, at(61)), open, "{answers}");
    }
}

#[test]
fn otp_22_a_percentage_of_0_stops_nothing() {
    let policy = BreakerPolicy { verified_percent: 0, ..POLICY };
    let mut breaker = None;
    assert!((0..500).all(|second| sent(&mut breaker, policy, at(second))));
}

#[test]
fn a_message_that_never_left_is_not_held_against_its_block() {
    let mut breaker = None;
    for _ in 0..50 {
        assert!(sent(&mut breaker, POLICY, at(0)));
    }
    let full = breaker.clone();
    breaker = send_failed(breaker.as_ref(), at(0), at(10));
    assert!(sent(&mut breaker, POLICY, at(10)) && !sent(&mut breaker, POLICY, at(10)));
    assert_eq!(send_failed(full.as_ref(), at(0), at(3_600)), None, "forgotten");
    assert_eq!(send_failed(None, at(0), at(0)), None);
}

proptest! {
    /// Against the plain list of what happened: never more than twice the threshold in any hour while nothing comes back,
    /// never a stop below the threshold or with enough answers, and no state that grows.
    #[test]
    fn otp_22_the_breaker_holds_its_bounds(
        events in prop::collection::vec((0..200_u64, 0..10_u32), 1..600),
        answered in 0..8_u32,
    ) {
        let policy = BreakerPolicy { sends: NonZeroU32::new(20).unwrap(), verified_percent: 20 };
        let mut breaker: Option<Breaker> = None;
        let (mut now, mut sends, mut answers) = (NOON, Vec::new(), Vec::new());
        for (pause, kind) in events {
            now += pause;
            let moment = Timestamp::from_unix(now);
            if kind < answered {
                breaker = Some(verified(breaker.as_ref(), moment));
                answers.push(now);
                continue;
            }
            let recent = |times: &[u64], seconds| times.iter().filter(|at| now - **at < seconds).count();
            let was_stopped = breaker.as_ref().is_some_and(|breaker| breaker.stopped_for(moment) > 0);
            if sent(&mut breaker, policy, moment) {
                sends.push(now);
            } else if !was_stopped {
                prop_assert!(recent(&sends, 3_600) >= 20, "stopped below the threshold");
                // What is looked back upon lies between 55 and 60 minutes.
                prop_assert!(recent(&answers, 3_300) * 100 < recent(&sends, 3_600) * 20, "stopped with enough answers");
            }
            if answers.is_empty() {
                prop_assert!(recent(&sends, 3_600) <= 40, "{} in an hour", recent(&sends, 3_600));
            }
            let breaker = breaker.as_ref().unwrap();
            prop_assert!(breaker.buckets.len() <= 13);
            prop_assert!(breaker.expires_at() >= moment || breaker.buckets.is_empty());
        }
    }
}
