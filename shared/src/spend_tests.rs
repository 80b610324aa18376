use proptest::prelude::*;

use super::{DailyBudget, Day, Money, NoMoney, Prices};
use crate::clock::Timestamp;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

#[test]
fn dollars_are_exact_to_the_millionth() {
    for (text, micros) in [
        ("0", 0),
        ("50", 50_000_000),
        ("0.00645", 6_450),
        ("0.000001", 1),
        ("1.5", 1_500_000),
        ("007.250000", 7_250_000),
    ] {
        assert_eq!(money(text).micros(), micros, "{text}");
    }
    assert_eq!(money("0.00645").to_string(), "0.006450");
    for text in
        ["", ".", "1.", ".5", "-1", "+1", "1e3", "0,5", " 1", "$1", "0.0000001", "1.2.3", "NaN", "1234567890", "１"]
    {
        assert_eq!(text.parse::<Money>(), Err(NoMoney), "{text:?}");
    }
}

#[test]
fn otp_22_a_country_without_a_price_counts_as_the_most_a_message_may_cost() {
    let prices =
        Prices::new(vec![("US".to_owned(), money("0.00645")), ("DE".to_owned(), money("0.09"))], money("0.10"));
    assert_eq!([prices.of("US"), prices.of("DE"), prices.of("FR")], [money("0.00645"), money("0.09"), money("0.1")]);
}

#[test]
fn a_day_ends_at_midnight_utc() {
    let day = |second| Day::of(Timestamp::from_unix(second));
    assert_eq!((day(0).number(), day(86_399).number(), day(86_400).number()), (0, 0, 1));
    assert_eq!(day(86_399).end().as_unix(), 86_400);
}

#[test]
fn a_small_cap_has_one_shard_and_a_large_one_sixteen() {
    for (cap, dearest, shards) in [
        ("0", "0.1", 1),
        ("0.05", "0.1", 1),
        ("6.399999", "0.1", 1),
        ("12.8", "0.1", 2),
        ("50", "0.1", 7),
        ("9999", "0.1", 16),
    ] {
        let rooms = DailyBudget::new(money(cap), money(dearest)).rooms();
        assert_eq!(rooms.0.len(), shards, "{cap}");
        assert_eq!(rooms.0.iter().sum::<u64>(), money(cap).micros(), "{cap}");
    }
}

#[test]
fn otp_22_what_one_shard_cannot_pay_several_pay_together() {
    let budget = DailyBudget::new(money("0.000100"), money("0.000001"));
    let mut rooms = budget.rooms();
    assert_eq!(rooms.0, [100]);
    assert_eq!(rooms.pieces(money("0.000101"), 0), None);
    rooms.0 = vec![3, 0, 4];
    let pieces = |price, start| {
        let pieces = rooms.pieces(Money::from_micros(price), start)?;
        Some(pieces.into_iter().map(|piece| (piece.shard, piece.amount.micros())).collect::<Vec<_>>())
    };
    assert_eq!(pieces(4, 0), Some(vec![(2, 4)]), "whole where one has room");
    assert_eq!(pieces(2, 1), Some(vec![(2, 2)]), "from the start on");
    assert_eq!(pieces(7, 2), Some(vec![(2, 4), (0, 3)]));
    assert_eq!(pieces(5, 0), Some(vec![(0, 3), (2, 2)]));
    assert_eq!(pieces(8, 0), None);
}

proptest! {
    /// Whatever the cap and the prices, and whichever shards are tried first: everything is spent but less than the
    /// cheapest message, and never more than the cap.
    #[test]
    fn otp_22_a_budget_is_spent_to_the_last_message_and_no_further(
        cap in 0..5_000_u64,
        prices in prop::collection::vec(1..40_u64, 1..4),
        starts in prop::collection::vec(any::<usize>(), 1..20),
    ) {
        let dearest = prices.iter().copied().max().unwrap();
        let budget = DailyBudget::new(Money::from_micros(cap), Money::from_micros(dearest));
        let mut rooms = budget.rooms();
        let mut spent = vec![0_u64; rooms.0.len()];
        let mut refused = vec![false; prices.len()];
        for turn in 0.. {
            let (choice, start) = (turn % prices.len(), starts[turn % starts.len()]);
            let Some(pieces) = rooms.pieces(Money::from_micros(prices[choice]), start) else {
                refused[choice] = true;
                if refused.iter().all(|refused| *refused) { break }
                continue;
            };
            prop_assert_eq!(pieces.iter().map(|piece| piece.amount.micros()).sum::<u64>(), prices[choice]);
            for piece in pieces {
                spent[piece.shard] += piece.amount.micros();
                prop_assert!(spent[piece.shard] <= budget.part(piece.shard).micros());
                rooms.learn(piece.shard, budget.part(piece.shard), spent[piece.shard]);
            }
        }
        let total: u64 = spent.iter().sum();
        prop_assert!(total <= cap && cap - total < *prices.iter().min().unwrap());
    }
}
