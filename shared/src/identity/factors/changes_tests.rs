use super::*;

const NOON: Timestamp = Timestamp::from_unix(1_795_392_000 + 43_200);

#[test]
fn an_account_is_changed_so_often_in_a_day_and_on_the_next_one_again() {
    let mut factors = Factors::default();
    for change in 1..=MOST_CHANGES {
        factors = factors.changed(NOON).unwrap();
        assert_eq!((factors.changed_at, factors.changes), (Some(NOON), change));
    }
    let refused = factors.clone().changed(NOON.plus(3_600)).unwrap_err();
    assert_eq!(refused, TooManyChanges { retry_after: 39_600 });
    let tomorrow = NOON.plus(43_200);
    let next = factors.changed(tomorrow).unwrap();
    assert_eq!((next.changed_at, next.changes), (Some(tomorrow), 1));
}

#[test]
fn a_clock_that_is_slow_opens_no_flow_again() {
    let factors = Factors::default().changed(NOON).unwrap();
    let next = factors.changed(Timestamp::from_unix(NOON.as_unix() - 30)).unwrap();
    assert_eq!((next.changed_at, next.changes), (Some(NOON), 2));
}
