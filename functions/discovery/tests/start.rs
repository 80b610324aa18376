//! The compiled function without its settings.

#[cfg(test)]
#[path = "../../../tests/support/start.rs"]
mod start;

#[test]
fn without_settings_it_names_every_missing_variable_at_once_and_answers_nothing() {
    start::refuses(env!("CARGO_BIN_EXE_discovery"), &["ISSUER", "JWKS"]);
}
