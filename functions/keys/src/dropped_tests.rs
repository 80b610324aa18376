use serde_json::json;

use super::{Deployed, Dropped};

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
fn what_is_rolled_back_was_not_dropped() {
    let (first, emergency) = (deployed(&[OWN], false, "2,1"), deployed(&[NEW], true, "2,1n"));
    let dropped = after(&[first.clone(), emergency.clone()]);
    assert!(dropped.judge(Some(&emergency), &first, "").is_err());
    assert_eq!(dropped.rolled_back(&first), Dropped::default());
}
