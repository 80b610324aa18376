//! The numbers of `docs/limits.md`, computed from the defaults.

use platform::settings::{Environment, FromEnvironment};
use shared::bounds::network::WIDE_BY;
use shared::bounds::pressure::{COUNTED_FOR, HOLDS_FOR, REMEMBERED_FOR};
use shared::codes::ledger::Policy;

const DOCUMENT: &str = include_str!("../../docs/limits.md");
const DAY: u64 = 86_400;

fn configurations() -> (request::Settings, verify::Settings) {
    let environment = Environment::from_pairs([
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("TABLE_NAME", "otp"),
        ("NOTICES_QUEUE", "https://sqs.eu-central-1.amazonaws.com/123456789012/notices"),
        ("MASTER_SECRET", "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        ("SERVICE_NAME", "Example"),
        ("SERVICE_HOST", "example.org"),
        ("EMAIL_FROM", "no-reply@example.org"),
        ("SMS_COUNTRIES", "US"),
        ("SIGNING_KEYS", r#"{"kty":"oct","k":"QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"}"#),
        ("ISSUER", "https://auth.example.org"),
        ("AUDIENCE", "https://api.example.org"),
    ]);
    (request::Settings::read(&environment).unwrap(), verify::Settings::read(&environment).unwrap())
}

/// `count` × 10^-`digits`, written out: the chance or the number of hits that so many guesses have at most.
fn hits(count: u64, digits: u32) -> String {
    let whole = 10_u64.pow(digits);
    let text = format!("{}.{:0width$}", count / whole, count % whole, width = digits as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn percent(count: u64, digits: u32) -> String {
    format!("{} %", hits(count, digits - 2))
}

/// `12345` as `12,345`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

fn stands(row: &str) {
    assert!(DOCUMENT.lines().any(|line| line == row), "docs/limits.md lacks this line:\n{row}");
}

#[test]
fn otp_06_the_chances_against_one_identifier_are_those_of_the_document() {
    let policy: Policy = configurations().1.codes.policy;
    assert_eq!(policy.digits.get(), 6);
    let failures = &policy.failures;
    // At the beginning of the year, and again each time that 30 days have passed.
    let bursts = 365_u64.div_ceil(30);
    for (what, guesses) in [
        ("one guess", 1),
        ("one code, sent again or not", u64::from(policy.guesses_per_code.get())),
        ("any 24 hours", u64::from(failures.per_day.get())),
        ("any 30 days", u64::from(failures.per_month.get())),
        ("without a sign-in in between", u64::from(failures.in_a_row.get())),
        ("a year, with sign-ins in between", bursts * u64::from(failures.per_month.get())),
    ] {
        stands(&format!("| {what} | {} | {} | {} |", grouped(guesses), percent(guesses, 6), percent(guesses, 8)));
    }
}

#[test]
fn otp_20_what_one_network_can_do_in_a_day_is_what_the_document_says() {
    let (request, verify) = configurations();
    let windows = DAY / verify.addresses.window;
    let (sends, guesses) = (u64::from(request.addresses.calls.get()), u64::from(verify.addresses.calls.get()));
    let (wide_sends, wide_guesses) = (u64::from(request.addresses.wide()), u64::from(verify.addresses.wide()));
    for (what, narrow, wide) in [
        ("codes asked for in a window", sends, wide_sends),
        ("codes presented in a window", guesses, wide_guesses),
        ("codes asked for in a day", sends * windows, wide_sends * windows),
        ("codes presented in a day", guesses * windows, wide_guesses * windows),
    ] {
        stands(&format!("| {what} | {} | {} |", grouped(narrow), grouped(wide)));
    }
    for digits in [6, 8] {
        let (narrow, wide) = (hits(guesses * windows, digits), hits(wide_guesses * windows, digits));
        stands(&format!("| sign-ins to expect of a day's guesses, {digits} digits | {narrow} | {wide} |"));
    }
}

#[test]
fn otp_06_what_spraying_brings_is_what_the_document_says() {
    let (_, verify) = configurations();
    let windows = DAY / verify.addresses.window;
    let per_identifier = u64::from(verify.codes.policy.failures.per_day.get());
    let (narrow, wide) =
        (u64::from(verify.addresses.calls.get()) * windows, u64::from(verify.addresses.wide()) * windows);
    for identifiers in [1, 1_000, 100_000, 1_000_000] {
        let guesses = identifiers * per_identifier;
        stands(&format!(
            "| {} | {} | {} in {} | {} | {} |",
            grouped(identifiers),
            grouped(guesses),
            grouped(guesses.div_ceil(narrow)),
            grouped(guesses.div_ceil(wide)),
            hits(guesses, 6),
            hits(guesses, 8),
        ));
    }
}

#[test]
fn otp_06_what_the_pressure_leaves_to_bursts_and_below_it_is_what_the_document_says() {
    let (request, verify) = configurations();
    let policy = &verify.codes.policy;
    let row = |what: &str, addresses: u64, guesses: u64| {
        let networks = addresses.div_ceil(u64::from(WIDE_BY));
        let (addresses, networks) = (grouped(addresses), grouped(networks));
        let (count, expected) = (grouped(guesses), hits(guesses, 6));
        stands(&format!("| {what} | {addresses} in {networks} | {count} | {expected} |"));
    };

    let quiet = (u64::from(verify.codes.wrong_guesses_per_minute.unwrap().get()) - 1) * DAY / COUNTED_FOR;
    let narrow = u64::from(verify.addresses.calls.get()) * (DAY / verify.addresses.window);
    row("below the threshold for ever", quiet.div_ceil(narrow), quiet);

    // Short codes are made until all sandboxes know of the pressure, and live on; the windows lie as the attacker likes.
    let short_for = policy.email_code_life.max(policy.sms_code_life) + REMEMBERED_FOR;
    let windows = |window: u64| short_for.div_ceil(window) + 1;
    assert_eq!(windows(verify.addresses.window), 4, "four windows, says the document");
    let presented = windows(verify.addresses.window) * u64::from(verify.addresses.calls.get());
    let codes = windows(request.addresses.window) * u64::from(request.addresses.calls.get());
    let burst = presented.min(codes * u64::from(policy.guesses_per_code.get()));
    let bursts = DAY.div_ceil(HOLDS_FOR);
    for addresses in [100, 1_000, 10_000] {
        row("one burst a day", addresses, addresses * burst * bursts);
    }
}

#[test]
fn otp_22_what_text_messages_can_cost_is_what_the_document_says() {
    let text = configurations().0.text.unwrap();
    let block = u64::from(text.breaker.sends.get()) * text.common.prices.most().micros();
    let dollars = |micros: u64| format!("${}", hits(micros, 6));
    stands(&format!("| a day, all countries | {} |", dollars(text.common.daily_budget.micros())));
    stands(&format!(
        "| a block of numbers that never answers, before it is stopped for an hour | {} |",
        dollars(block)
    ));
    stands(&format!("| one message | {} |", dollars(text.common.prices.most().micros())));
}
