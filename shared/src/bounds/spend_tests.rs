use proptest::prelude::*;

use super::{BudgetShare, DailyBudget, Day, Money, NoMoney, Prices, Tariff};
use crate::Timestamp;

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
    let price = |country: &str| prices.of(&Tariff::Country(country.to_owned()));
    assert_eq!([price("US"), price("DE"), price("FR")], [money("0.00645"), money("0.09"), money("0.1")]);
    assert_eq!(prices.of(&Tariff::Dearest), money("0.1"), "nor does a range of which nothing is known cost less");
}

#[test]
fn a_day_ends_at_midnight_utc() {
    let day = |second| Day::of(Timestamp::from_unix(second));
    assert_eq!((day(0).number(), day(86_399).number(), day(86_400).number()), (0, 0, 1));
    assert_eq!(day(86_399).end().as_unix(), 86_400);
}

#[test]
fn a_cap_is_split_into_two_shares_of_sixteen_parts_that_are_together_the_cap() {
    for cap in ["0", "0.000001", "0.000015", "0.05", "50", "9999999"] {
        let [codes, notices] = [BudgetShare::Codes, BudgetShare::Notices].map(|share| {
            let remaining = DailyBudget::of(share, money(cap)).remaining();
            assert_eq!(remaining.0.len(), 16, "{cap}");
            remaining.0.iter().sum::<u64>()
        });
        assert_eq!((codes + notices, notices), (money(cap).micros(), money(cap).micros() / 10), "{cap}");
    }
}

#[test]
fn otp_22_a_setting_that_changes_at_noon_does_not_pay_twice_for_the_morning() {
    let spent_all = DailyBudget::of(BudgetShare::Codes, money("50"));
    for later in ["0", "10", "50"] {
        let later = DailyBudget::of(BudgetShare::Codes, money(later));
        for shard in 0..20 {
            assert!(later.part(shard) <= spent_all.part(shard), "shard {shard} has room again");
        }
    }
}

#[test]
fn otp_22_what_one_shard_cannot_pay_several_pay_together() {
    let mut remaining = DailyBudget::of(BudgetShare::Codes, money("0.000003")).remaining();
    assert_eq!(remaining.0.iter().sum::<u64>(), 3);
    assert_eq!(remaining.charges(money("0.000004"), 0), None);
    remaining.0 = vec![3, 0, 4];
    let charges = |price, start| {
        let charges = remaining.charges(Money::from_micros(price), start)?;
        Some(charges.into_iter().map(|charge| (charge.shard, charge.amount.micros())).collect::<Vec<_>>())
    };
    assert_eq!(charges(4, 0), Some(vec![(2, 4)]), "whole where one has room");
    assert_eq!(charges(2, 1), Some(vec![(2, 2)]), "from the start on");
    assert_eq!(charges(7, 2), Some(vec![(2, 4), (0, 3)]));
    assert_eq!(charges(5, 0), Some(vec![(0, 3), (2, 2)]));
    assert_eq!(charges(8, 0), None);
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
        let budget = DailyBudget::of(BudgetShare::Codes, Money::from_micros(cap));
        let cap = cap - cap / 10;
        let mut remaining = budget.remaining();
        let mut spent = vec![0_u64; remaining.0.len()];
        let mut refused = vec![false; prices.len()];
        for turn in 0.. {
            let (choice, start) = (turn % prices.len(), starts[turn % starts.len()]);
            let Some(charges) = remaining.charges(Money::from_micros(prices[choice]), start) else {
                refused[choice] = true;
                if refused.iter().all(|refused| *refused) { break }
                continue;
            };
            prop_assert_eq!(charges.iter().map(|charge| charge.amount.micros()).sum::<u64>(), prices[choice]);
            for charge in charges {
                spent[charge.shard] += charge.amount.micros();
                prop_assert!(spent[charge.shard] <= budget.part(charge.shard).micros());
                remaining.learn(charge.shard, budget.part(charge.shard), spent[charge.shard]);
            }
        }
        let total: u64 = spent.iter().sum();
        prop_assert!(total <= cap && cap - total < *prices.iter().min().unwrap());
    }
}
