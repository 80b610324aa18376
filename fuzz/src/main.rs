//! One target under libFuzzer: the one that `FUZZ_TARGET` names.

#![no_main]

use std::sync::LazyLock;

use fuzz::TARGETS;
use platform::settings::Environment;

static TARGET: LazyLock<Option<fn(&[u8])>> = LazyLock::new(|| {
    let environment = Environment::of_process();
    let wanted = environment.get("FUZZ_TARGET")?;
    TARGETS.iter().find(|(name, _)| *name == wanted).map(|(_, target)| *target)
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(target) = *TARGET else {
        let names = TARGETS.map(|(name, _)| name).join(", ");
        unreachable!("FUZZ_TARGET must be one of {names}");
    };
    target(bytes);
});
