//! `docs/conformance.md` names every test of a module of the conformance suite, and no test that does not exist.

use std::collections::BTreeSet;

use super::security::functions;

const DOCUMENT: &str = include_str!("../../docs/conformance.md");

/// The plans, by their headings, and how many modules each has that are named one by one.
const PLANS: [(&str, usize); 4] =
    [("Basic OP", 38), ("Config OP, RP-Initiated Logout OP", 12), ("Beyond certification", 13), ("FAPI 2.0", 57)];

fn is_module(name: &str) -> bool {
    ["oidcc-", "fapi2-"].iter().any(|suite| name.starts_with(suite)) && !name.ends_with("-test-plan")
}

fn is_test(name: &str) -> bool {
    ["oidcc_", "fapi2_", "oa_", "op_"].iter().any(|prefix| name.starts_with(prefix))
}

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn each_plan_has_all_of_its_modules_once() {
    for (heading, count) in PLANS {
        let section = DOCUMENT.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
        let named: Vec<&str> = quoted(section).filter(|name| is_module(name) && !name.ends_with('…')).collect();
        let distinct: BTreeSet<&str> = named.iter().copied().collect();
        assert_eq!((named.len(), distinct.len()), (count, count), "{heading}");
    }
}

#[test]
fn a_module_has_a_test_of_its_name_or_a_row_that_says_what_stands_for_it() {
    let functions = functions();
    let mut of_modules = BTreeSet::new();
    for line in DOCUMENT.lines() {
        let row = line.strip_prefix("| `").and_then(|row| row.strip_suffix(" |")?.split_once(" | "));
        if let Some((_, instead)) = row {
            let tests: Vec<&str> = quoted(instead).filter(|name| is_test(name)).collect();
            assert!(tests.iter().all(|name| functions.contains(*name)), "{line}");
            of_modules.extend(tests.into_iter().map(str::to_owned));
        } else {
            let own: Vec<String> =
                quoted(line).filter(|name| is_module(name)).map(|name| name.replace('-', "_")).collect();
            assert!(own.iter().all(|name| functions.contains(name)), "{own:?}");
            of_modules.extend(own);
        }
    }
    let is_of_suite = |name: &&String| name.starts_with("oidcc_") || name.starts_with("fapi2_");
    let unnamed: Vec<&String> =
        functions.iter().filter(is_of_suite).filter(|name| !of_modules.contains(*name)).collect();
    assert_eq!(unnamed, Vec::<&String>::new(), "tests of modules that the page does not name");
}
