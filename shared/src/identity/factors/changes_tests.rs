use super::*;

const NOON: Timestamp = Timestamp::from_unix(1_795_392_000 + 43_200);

#[test]
fn an_account_is_changed_so_often_in_a_day_and_on_the_next_one_again() {
    let mut factors = Factors::default();
    for change in 1..=MOST_CHANGES {
        factors = factors.changed(NOON).unwrap();
        assert_eq!((factors.changed_at, factors.changes), (Some(NOON.plus(u64::from(change) - 1)), change));
    }
    let refused = factors.clone().changed(NOON.plus(3_600)).unwrap_err();
    assert_eq!(refused, TooManyChanges { retry_after: 39_600 });
    let tomorrow = NOON.plus(43_200);
    let next = factors.changed(tomorrow).unwrap();
    assert_eq!((next.changed_at, next.changes), (Some(tomorrow), 1));
}

#[test]
fn what_was_agreed_to_is_used_up_in_the_very_second_and_where_a_clock_is_slow() {
    assert_eq!(Factors::default().agreeable_from(NOON), NOON);
    let factors = Factors::default().changed(NOON).unwrap();
    for now in [NOON, Timestamp::from_unix(NOON.as_unix() - 30)] {
        let agreed_from = factors.agreeable_from(now);
        assert_eq!(agreed_from, NOON.plus(1));
        let next = factors.clone().changed(now).unwrap();
        assert_eq!((next.changed_at, next.changes), (Some(agreed_from), 2));
    }
    let later = NOON.plus(60);
    assert_eq!(factors.agreeable_from(later), later);
}
