use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Act;
use crate::telemetry::Metric;
use shared::bounds::suppression::{Cause, OwnFault};
use shared::identity::IdentityKey;
use shared::identity::identifier::{Channel, PhoneNumber};
use shared::identity::notice::FactorsChange;
use shared::tokens::assurance::Method;
use shared::tokens::session::SessionId;

const DOCUMENTATION: &str = include_str!("../../docs/observability.md");

/// One of each. The match names every act, so that a new one does not compile until it stands here.
fn every_act() -> Vec<Act<'static>> {
    static NUMBER: LazyLock<PhoneNumber> = LazyLock::new(|| PhoneNumber::parse("+14155550100").unwrap().0);
    let (channel, reason, cause) = (Channel::Email, &"the reason", Cause::Bounce);
    let (identity, session) = (IdentityKey::from_hash([8; 16]), SessionId::from_random([7; 16]));
    let next = |act: &Act<'_>| match act {
        Act::CodeSent { .. } => Some(Act::LongCodeSent { channel }),
        Act::LongCodeSent { .. } => Some(Act::CodeNotSent { channel, reason }),
        Act::CodeNotSent { .. } => Some(Act::SendSuppressed { cause }),
        Act::SendSuppressed { .. } => Some(Act::AddressSuppressed { identity, cause }),
        Act::AddressSuppressed { .. } => Some(Act::MailRefused { identity, fault: OwnFault::Policy }),
        Act::MailRefused { .. } => Some(Act::AddressRefused { reason: "the address has made its calls" }),
        Act::AddressRefused { .. } => Some(Act::PressureBegun),
        Act::PressureBegun => Some(Act::SmsBudgetSpent),
        Act::SmsBudgetSpent => Some(Act::SmsPrefixStopped { number: &NUMBER }),
        Act::SmsPrefixStopped { .. } => Some(Act::CodeAccepted { channel }),
        Act::CodeAccepted { .. } => Some(Act::LinkAccepted { channel }),
        Act::LinkAccepted { .. } => Some(Act::LinkRefused { reason }),
        Act::LinkRefused { .. } => Some(Act::CodeRefused { judged: true, reason }),
        Act::CodeRefused { .. } => Some(Act::StepAccepted { method: Method::Totp }),
        Act::StepAccepted { .. } => Some(Act::StepRefused { method: Method::Totp, reason }),
        Act::StepRefused { .. } => Some(Act::LockedToLongCodes { channel }),
        Act::LockedToLongCodes { .. } => Some(Act::AccountBegun),
        Act::AccountBegun => Some(Act::EntryRefused { reason }),
        Act::EntryRefused { .. } => Some(Act::SessionBegun),
        Act::SessionBegun => Some(Act::SessionEnded { session }),
        Act::SessionEnded { .. } => Some(Act::SessionsEnded { count: 2 }),
        Act::SessionsEnded { .. } => Some(Act::TokenRevoked),
        Act::TokenRevoked => Some(Act::RefreshTokenRepeated),
        Act::RefreshTokenRepeated => Some(Act::RefreshTokenReused),
        Act::RefreshTokenReused => Some(Act::Consented { client: "app" }),
        Act::Consented { .. } => Some(Act::ConsentTakenBack { client: "app" }),
        Act::ConsentTakenBack { .. } => Some(Act::GrantBegun { client: "app" }),
        Act::GrantBegun { .. } => Some(Act::AuthorizationCodeReused { client: "app" }),
        Act::AuthorizationCodeReused { .. } => Some(Act::IdentifierAdded { channel }),
        Act::IdentifierAdded { .. } => Some(Act::IdentifierRemoved { channel, count: 2 }),
        Act::IdentifierRemoved { .. } => Some(Act::FactorsChanged { change: FactorsChange::AppSet, count: 2 }),
        Act::FactorsChanged { .. } => Some(Act::PasskeyAccepted),
        Act::PasskeyAccepted => Some(Act::PasskeyRefused { reason }),
        Act::PasskeyRefused { .. } => Some(Act::PasskeyCounterWentBack),
        Act::PasskeyCounterWentBack => Some(Act::FactorsReset { reason }),
        Act::FactorsReset { .. } => Some(Act::Erased { count: 2 }),
        Act::Erased { .. } => Some(Act::NoticeSent { channel, event: "erased" }),
        Act::NoticeSent { .. } => Some(Act::NoticeFailed { channel, event: "erased", reason }),
        Act::NoticeFailed { .. } => Some(Act::NoticeWithheld { event: "erased" }),
        Act::NoticeWithheld { .. } => Some(Act::KeysRotated),
        Act::KeysRotated => None,
    };
    std::iter::successors(Some(Act::CodeSent { channel }), next).collect()
}

/// The names in the columns of the documentation's table with this head.
fn rows(head: &str) -> BTreeSet<Vec<String>> {
    let table = DOCUMENTATION.split(head).nth(1).expect(head);
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let columns = head.matches('|').count() - 1;
    let in_column = |column: &str| column.split('`').nth(1).map(str::to_owned);
    rows.map(|row| row.split('|').skip(1).take(columns).filter_map(in_column).collect()).collect()
}

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn the_documentation_lists_every_act_with_its_outcome_and_what_is_counted() {
    let row = |act: &Act<'_>| {
        names([act.name(), act.outcome()].into_iter().chain(act.metric().map(|(metric, _)| metric.name())))
    };
    assert_eq!(rows("| audit | outcome | counted as |"), every_act().iter().map(row).collect());
}

#[test]
fn the_documentation_lists_every_metric_with_its_dimension() {
    let counted = every_act().into_iter().filter_map(|act| act.metric()).map(|(metric, _)| metric);
    let row = |metric: Metric| names([metric.name()].into_iter().chain(metric.dimension().map(|(name, _)| name)));
    let every = counted
        .chain([Metric::Unavailable("internal"), Metric::SmsSpendMicros, Metric::TooManyRevocations])
        .map(row)
        .collect();
    assert_eq!(rows("| metric | dimension |"), every);
}

#[test]
fn a_guess_is_counted_where_it_was_judged() {
    let reason = &"wrong code";
    assert_eq!(Act::CodeRefused { judged: true, reason }.metric(), Some((Metric::CodesRefused, 1)));
    assert_eq!(Act::CodeRefused { judged: false, reason }.metric(), None);
}
