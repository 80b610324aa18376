use serde_json::json;

use super::{Deployed, Dropped, Noted, Published};

const OWN: &str = "arn:aws:kms:eu-central-1:123456789012:key/own";
const NEW: &str = "arn:aws:kms:eu-central-1:123456789012:key/new";

fn deployed(keys: &[&str], are_named: bool, versions: &str) -> Deployed {
    let entry = |(number, arn): (usize, &&str)| json!({ "key": arn, "announced": 0, "active": number * 10_000 });
    let list: Vec<_> = keys.iter().enumerate().map(entry).collect();
    let properties = json!({
        "SigningKeys": json!(list).to_string(),
        "AreNamed": are_named.to_string(),
        "MasterSecretVersions": versions,
    });
    Deployed::read(&properties).unwrap()
}

/// What is dropped after these deployments, each of which is taken.
fn after(deployments: &[Deployed]) -> Dropped {
    let mut dropped = Dropped::default();
    for (number, next) in deployments.iter().enumerate() {
        let before = number.checked_sub(1).and_then(|before| deployments.get(before));
        dropped = dropped.judge(before, next, "").unwrap();
    }
    dropped
}

fn refused(deployments: &[Deployed], next: &Deployed, returning: &str) -> Vec<String> {
    let faults = after(deployments).judge(deployments.last(), next, returning).err().unwrap_or_default();
    faults.into_iter().map(|fault| fault.split(',').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn after_an_emergency_the_parameters_from_before_it_are_refused() {
    let (first, emergency) = (deployed(&[OWN], false, "1"), deployed(&[NEW], true, "1"));
    let history = [first.clone(), emergency.clone()];
    let told = refused(&history, &first, "");
    assert_eq!(told, [format!("SigningKeys brings back {OWN}"), "SigningKeys is empty".to_owned()]);
    // Named by a list, it is the same key, and beside the new one, too.
    assert_eq!(refused(&history, &deployed(&[NEW, OWN], true, "1"), "").len(), 1);
    assert_eq!(refused(&history, &emergency, ""), Vec::<String>::new());
    // The way out names what comes back.
    assert_eq!(refused(&history, &first, OWN), Vec::<String>::new());
    assert_eq!(refused(&history, &first, NEW).len(), 2);
    assert_eq!(
        after(&[first.clone(), emergency]).judge(None, &first, OWN),
        Ok(Dropped::default()),
        "and is dropped no more"
    );
}

#[test]
fn a_rotation_of_keys_is_no_return_and_its_end_is_remembered() {
    let steps = [deployed(&[OWN], false, "1"), deployed(&[OWN, NEW], true, "1"), deployed(&[NEW], true, "1")];
    assert_eq!(refused(&steps[..2], &steps[0], ""), ["SigningKeys is empty"], "it would take away what was announced");
    assert_eq!(refused(&steps, &steps[1], ""), [format!("SigningKeys brings back {OWN}")]);
}

#[test]
fn a_rotation_of_the_master_secret_goes_forward_alone() {
    let at = |versions: &str| deployed(&[OWN], false, versions);
    let steps = ["1", "1,2", "2,1", "2,1n", "2"].map(at);
    after(&steps);
    // Before the second one seals, all of it may be taken back and begun anew.
    assert_eq!(after(&[at("1"), at("1,2"), at("1"), at("1,2"), at("2,1"), at("1,2")]), Dropped::default());
    for (done, next, told) in [
        (3, "1", "MasterSecretVersions takes version 2 away"),
        (4, "2,1", "MasterSecretVersions brings back version 1"),
        (5, "2,1", "MasterSecretVersions brings back version 1"),
    ] {
        assert_eq!(refused(&steps[..done], &at(next), "")[0], told, "{done} {next}");
        let allowed = if told.contains("version 2") { "2" } else { "1" };
        assert_eq!(refused(&steps[..done], &at(next), allowed), Vec::<String>::new());
    }
    let told = refused(&steps[..4], &at("1"), "");
    assert_eq!(told, ["MasterSecretVersions brings back version 1", "MasterSecretVersions takes version 2 away"]);
    assert_eq!(refused(&steps[..4], &at("1"), " 1 , 2 "), Vec::<String>::new());
    assert_eq!(refused(&steps, &at("2,1n"), ""), Vec::<String>::new(), "what names only makes nothing that counts");
}

#[test]
fn a_leaked_master_secret_is_retired_in_one_step() {
    let at = |versions: &str| deployed(&[OWN], false, versions);
    for from in ["1", "1,2", "2,1"] {
        assert_eq!(refused(&[at(from)], &at("2,1n"), ""), Vec::<String>::new(), "{from}");
        let told = refused(&[at(from), at("2,1n")], &at(from), "");
        assert_eq!(told[0], "MasterSecretVersions brings back version 1", "{from}");
    }
    assert_eq!(
        refused(&[at("1")], &at("2"), ""),
        ["MasterSecretVersions takes version 1 away"],
        "without a word it is a slip"
    );
}

fn published(asked: &str) -> Published {
    Published { asked: asked.to_owned(), jwks: format!("jwks of {asked}"), signing_keys: String::new() }
}

/// A deployment that is noted and then fails, and is taken back.
fn taken_back(noted: Noted, before: &Deployed, failed: &Deployed) -> Noted {
    let dropped = noted.dropped.judge(Some(before), failed, "").unwrap();
    let during = noted.next(dropped, failed.clone(), published("failed"));
    during.rolled_back(Some(failed), before.clone(), published("before"))
}

#[test]
fn what_is_rolled_back_was_neither_dropped_nor_announced() {
    let (own, both, new) = (deployed(&[OWN], true, "1"), deployed(&[OWN, NEW], true, "1"), deployed(&[NEW], true, "1"));
    for (before, failed) in [(&own, &both), (&own, &new), (&both, &new)] {
        let noted = taken_back(Noted::default(), before, failed);
        assert_eq!(noted.dropped, Dropped::default(), "{failed:?}");
        assert!(noted.dropped.judge(Some(before), failed, "").is_ok(), "and it may be tried again");
    }
    // One that fails before its note leaves what an earlier one has dropped.
    let dropped = Dropped::default().judge(Some(&own), &new, "").unwrap();
    let noted = Noted::default().next(dropped.clone(), new.clone(), published("new"));
    assert_eq!(noted.rolled_back(Some(&both), new, published("new")).dropped, dropped);
}

#[test]
fn a_roll_back_is_answered_as_the_deployment_was_whatever_became_of_its_keys() {
    let own = deployed(&[OWN], true, "1");
    let mut noted = Noted::default();
    for asked in ["one", "two", "three", "two"] {
        noted = noted.next(Dropped::default(), own.clone(), published(asked));
    }
    assert_eq!(noted.answered("three"), Some(&published("three")));
    assert_eq!((noted.answered("two").is_some(), noted.answered("one")), (true, None), "the last two are kept");
}
