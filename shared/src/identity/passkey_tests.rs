use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

fn passkey(counter: u32) -> Passkey {
    Passkey { account: AccountId::from_random([1; 16]), credential: vec![7], counter, last_used_at: NOW }
}

#[test]
fn wa_07_a_counter_that_does_not_go_on_is_told_and_nobody_is_locked_out() {
    for (before, now, went_back, after) in
        [(0, 0, false, 0), (0, 1, false, 1), (5, 6, false, 6), (5, 5, true, 5), (5, 4, true, 5), (5, 0, true, 5)]
    {
        let used = passkey(before).used(vec![7], now, NOW);
        assert_eq!((used.went_back, used.next.counter), (went_back, after), "{before} → {now}");
    }
}

#[test]
fn a_slow_clock_does_not_make_the_last_use_earlier() {
    assert_eq!(
        passkey(0).used(vec![8], 0, Timestamp::from_unix(5)).next,
        Passkey { credential: vec![8], ..passkey(0) }
    );
}

#[test]
fn the_form_of_a_passkey_stays_as_it_is_stored() {
    let stored = postcard::to_allocvec(&PasskeyRecord::Live(passkey(300))).unwrap();
    let mut expected = vec![0];
    expected.extend(AccountId::from_random([1; 16]).to_bytes());
    expected.extend([1, 7, 0xac, 0x02, 0x80, 0xa4, 0xa7, 0xda, 0x06]);
    assert_eq!(stored, expected);
    assert_eq!(postcard::to_allocvec(&PasskeyRecord::Removed).unwrap(), [1]);
}

proptest! {
    #[test]
    fn wa_07_the_highest_counter_stays_whatever_is_told(counters in prop::collection::vec(any::<u32>(), 1..20)) {
        let used = counters.iter().fold(passkey(0), |passkey, counter| passkey.used(vec![7], *counter, NOW).next);
        prop_assert_eq!(Some(used.counter), counters.iter().max().copied());
    }
}
