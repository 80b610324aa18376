//! The compiled function without its settings.

#[cfg(test)]
#[path = "../../../tests/support/start.rs"]
mod start;

#[test]
fn without_settings_it_names_every_missing_variable_at_once_and_answers_nothing() {
    start::refuses(
        env!("CARGO_BIN_EXE_passkeys"),
        &[
            "AWS_REGION",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "TABLE_NAME",
            "MASTER_SECRET",
            "ISSUER",
            "SERVICE_NAME",
            "NOTICES_QUEUE",
        ],
    );
}
