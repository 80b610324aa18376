use serde_json::{Value, json};
use shared::Timestamp;
use shared::tokens::Algorithm::{self, Es256, Rs256};
use shared::tokens::{KeyState, SigningKeys};

use super::{
    ANNOUNCEMENT, LAST_TOKEN, NewKey, RotationRefused, SHORTEST_ANNOUNCEMENT, announce, describe, prune, remove,
};
use crate::keys::{KeyAlgorithm, new_signing_key};

const NOW: Timestamp = Timestamp::from_unix(1_795_348_800);

fn arn(name: &str) -> String {
    format!("arn:aws:kms:eu-central-1:123456789012:key/{name}")
}

fn list(entries: &Value) -> SigningKeys {
    SigningKeys::parse(&entries.to_string()).unwrap()
}

/// `a` signs, `b` follows it an hour from now, `c` a day later.
fn three() -> SigningKeys {
    list(&json!([
        { "key": arn("a") },
        { "key": arn("b"), "announced": NOW.as_unix() - 7_200, "active": NOW.as_unix() + 3_600 },
        { "key": arn("c"), "announced": NOW.as_unix(), "active": NOW.as_unix() + 90_000 },
    ]))
}

fn names(keys: &SigningKeys) -> Vec<&str> {
    keys.entries().iter().map(|entry| entry.source.arn().unwrap().rsplit('/').next().unwrap()).collect()
}

fn signing(keys: &SigningKeys, now: Timestamp) -> &str {
    names(keys)[keys.schedule().for_access_tokens(now).unwrap()]
}

#[test]
fn a_whole_rotation_goes_through_every_state() {
    let first = announce(None, &arn("a"), NOW, None).unwrap();
    assert_eq!(signing(&first, NOW), "a");
    let both = announce(Some(&first), &arn("b"), NOW.plus(60), None).unwrap();
    assert_eq!(both.schedule().state(1, NOW.plus(60)), KeyState::Announced);
    let turn = NOW.plus(60 + ANNOUNCEMENT);
    assert_eq!((signing(&both, NOW.plus(59 + ANNOUNCEMENT)), signing(&both, turn)), ("a", "b"));
    for needed in [NOW.plus(60), turn, turn.plus(LAST_TOKEN - 1)] {
        assert_eq!(names(&prune(&both, needed).unwrap()), ["a", "b"], "{needed:?}");
    }
    assert_eq!(names(&prune(&both, turn.plus(LAST_TOKEN)).unwrap()), ["b"]);
}

#[test]
fn no_key_is_announced_for_less_than_caches_live() {
    let early = announce(Some(&three()), &arn("d"), NOW, Some(NOW.plus(SHORTEST_ANNOUNCEMENT - 1))).unwrap_err();
    assert!(matches!(early, RotationRefused::TooSoon { earliest } if earliest == NOW.plus(SHORTEST_ANNOUNCEMENT)));
    let between = announce(Some(&three()), &arn("d"), NOW, Some(NOW.plus(SHORTEST_ANNOUNCEMENT))).unwrap();
    assert_eq!(names(&between), ["a", "b", "d", "c"], "in the order in which they sign");
    assert!(matches!(announce(Some(&three()), &arn("b"), NOW, None), Err(RotationRefused::Known)));
    assert!(matches!(announce(Some(&three()), "no key", NOW, None), Err(RotationRefused::Source(_))));
    let taken = announce(Some(&three()), &arn("d"), NOW, Some(NOW.plus(90_000)));
    assert!(matches!(taken, Err(RotationRefused::Keys(_))), "two keys cannot begin at once");
}

#[test]
fn a_key_is_dropped_once_nothing_needs_it() {
    let keys = three();
    assert!(matches!(remove(&keys, &arn("a"), NOW, false, None), Err(RotationRefused::Active)));
    let retired = NOW.plus(3_600);
    let until = retired.plus(LAST_TOKEN);
    let needed = remove(&keys, &arn("a"), retired, false, None).unwrap_err();
    assert!(needed.to_string().contains(&format!("count until {}", until.as_unix())), "{needed}");
    assert_eq!(names(&remove(&keys, &arn("a"), until, false, None).unwrap()), ["b", "c"]);
    assert_eq!(names(&remove(&keys, &arn("c"), NOW, false, None).unwrap()), ["a", "b"], "it has signed nothing");
    assert!(matches!(remove(&keys, &arn("x"), NOW, false, None), Err(RotationRefused::Unknown)));
}

#[test]
fn an_emergency_drops_any_key_at_once_and_the_key_that_most_caches_know_signs() {
    let later = NOW.plus(4_000);
    let keys = three();
    assert_eq!(signing(&keys, later), "b");
    let dropped = remove(&keys, &arn("b"), later, true, None).unwrap();
    assert_eq!(signing(&dropped, later), "a", "the retired key is in every cache, the announced one is not");
    let dropped = remove(&keys, &arn("a"), NOW, true, None).unwrap();
    assert_eq!(signing(&dropped, NOW), "b", "no other has been active: the first that is announced");
}

#[test]
fn the_only_key_gives_way_to_a_named_successor_alone() {
    let only = list(&json!([{ "key": arn("a") }]));
    assert!(matches!(remove(&only, &arn("a"), NOW, true, None), Err(RotationRefused::Only)));
    let replaced = remove(&only, &arn("a"), NOW, true, Some(&arn("b"))).unwrap();
    assert_eq!((names(&replaced), signing(&replaced, NOW)), (vec!["b"], "b"));
    assert!(matches!(remove(&three(), &arn("a"), NOW, true, Some(&arn("d"))), Err(RotationRefused::NotOnly)));
}

#[test]
fn every_key_is_described_with_what_comes_next() {
    let unix = NOW.as_unix();
    let described = describe(&three(), NOW);
    let expected = format!(
        "{}  active, until {} (in 60 min)\n{}  announced, signs from {} (in 60 min)\n{}  announced, signs from {} (in 1500 min)\n",
        arn("a"),
        unix + 3_600,
        arn("b"),
        unix + 3_600,
        arn("c"),
        unix + 90_000,
    );
    assert_eq!(described, expected);
    let retired = describe(&three(), NOW.plus(100_000));
    assert!(retired.contains("retired, needed until") && retired.contains("active, until further notice"), "{retired}");
}

/// `a` signs with ES256 and `r` with RS256; `b` is to follow `a`.
fn two_algorithms() -> SigningKeys {
    list(&json!([
        { "key": arn("a"), "alg": "ES256" },
        { "key": arn("r"), "alg": "RS256" },
        { "key": arn("b"), "alg": "ES256", "announced": NOW.as_unix(), "active": NOW.as_unix() + 9_000 },
    ]))
}

fn active(keys: &SigningKeys, algorithm: Algorithm, now: Timestamp) -> Option<&str> {
    keys.schedule().active(algorithm, now).map(|position| names(keys)[position])
}

#[test]
fn a_rotation_of_one_algorithm_leaves_the_other_alone() {
    let keys = two_algorithms();
    let unnamed = announce(Some(&keys), &arn("s"), NOW, None);
    assert!(matches!(unnamed, Err(RotationRefused::Algorithm)), "an ARN does not tell");
    let source = arn("s");
    let keys = announce(Some(&keys), NewKey { source: &source, algorithm: Some(Rs256) }, NOW, None).unwrap();
    let turn = NOW.plus(ANNOUNCEMENT);
    assert_eq!((active(&keys, Rs256, NOW), active(&keys, Rs256, turn)), (Some("r"), Some("s")));
    assert_eq!((active(&keys, Es256, NOW), active(&keys, Es256, turn)), (Some("a"), Some("b")));
    let pruned = prune(&keys, NOW.plus(9_000 + LAST_TOKEN)).unwrap();
    assert_eq!(names(&pruned), ["r", "b", "s"], "the key of RS256 was replaced later");
    assert_eq!(names(&prune(&keys, turn.plus(LAST_TOKEN)).unwrap()), ["b", "s"]);
    let one = list(&json!([{ "key": arn("a"), "alg": "ES256" }]));
    let next = announce(Some(&one), &arn("b"), NOW, None).unwrap();
    assert_eq!(next.entries()[1].algorithm, Some(Es256), "where all have one, the new one has it too");
}

#[test]
fn an_emergency_leaves_no_pause_of_the_algorithm() {
    let keys = two_algorithms();
    let dropped = remove(&keys, &arn("a"), NOW, true, None).unwrap();
    assert_eq!((active(&dropped, Es256, NOW), active(&dropped, Rs256, NOW)), (Some("b"), Some("r")));
    assert!(matches!(remove(&keys, &arn("r"), NOW, false, None), Err(RotationRefused::Active)));
    let replaced = remove(&keys, &arn("r"), NOW, true, Some(&arn("s"))).unwrap();
    assert_eq!((active(&replaced, Es256, NOW), active(&replaced, Rs256, NOW)), (Some("a"), Some("s")));
    assert_eq!(replaced.entries().iter().filter(|entry| entry.algorithm == Some(Rs256)).count(), 1);
    // Without a successor the algorithm is given up; beside others of its own a key has one already.
    let given_up = remove(&keys, &arn("r"), NOW, true, None).unwrap();
    assert_eq!((names(&given_up), active(&given_up, Rs256, NOW)), (vec!["a", "b"], None));
    assert!(matches!(remove(&keys, &arn("a"), NOW, true, Some(&arn("s"))), Err(RotationRefused::NotOnly)));
    let other = new_signing_key(KeyAlgorithm::EdDsa).unwrap();
    let refused = remove(&keys, &arn("r"), NOW, true, Some(&other));
    assert!(matches!(refused, Err(RotationRefused::OtherAlgorithm(Rs256))));
}

#[test]
fn keys_are_described_with_their_algorithms() {
    let described = describe(&two_algorithms(), NOW);
    let lines: Vec<&str> = described.lines().collect();
    assert!(lines[0].starts_with(&format!("{}  ES256  active, until", arn("a"))), "{described}");
    assert_eq!(lines[1], format!("{}  RS256  active, until further notice", arn("r")));
}
