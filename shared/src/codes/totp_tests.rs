use secrecy::ExposeSecret;

use super::{AppSecret, TimeStep, Window};
use crate::Timestamp;
use crate::codes::hotp::{Digits, Key, hotp};

const SECRET: &[u8; 20] = b"12345678901234567890";

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(seconds)
}

#[test]
fn totp_01_the_codes_are_those_of_rfc_6238_appendix_b() {
    let key = AppSecret::from_random(*SECRET).key().unwrap();
    // The appendix has eight digits; the last six of them are the code of six, since both are remainders of one number.
    for (seconds, code) in [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ] {
        let step = TimeStep::of(at(seconds));
        assert_eq!(hotp(&key, step.0, Digits::EIGHT).expose(), code, "{seconds}");
        assert_eq!(step.code(&key).expose(), code[2..], "{seconds}");
    }
}

#[test]
fn a_step_lasts_thirty_seconds() {
    for (seconds, step) in [(0, 0), (29, 0), (30, 1), (59, 1), (20_000_000_000, 0x27BC_86AA)] {
        assert_eq!(TimeStep::of(at(seconds)), TimeStep(step), "{seconds}");
    }
}

#[test]
fn totp_02_a_window_has_the_steps_that_its_name_says() {
    for (window, now, steps) in [
        (Window::Both, 300, vec![9, 10, 11]),
        (Window::Previous, 300, vec![9, 10]),
        (Window::Current, 300, vec![10]),
        (Window::Both, 0, vec![0, 1]),
    ] {
        assert_eq!(window.steps(at(now)).collect::<Vec<_>>(), steps.into_iter().map(TimeStep).collect::<Vec<_>>());
        assert_eq!(Window::named(window.name()), Some(window));
    }
    assert_eq!(Window::named("Both"), None);
    let last = Window::Both.steps(at(u64::MAX)).collect::<Vec<_>>();
    assert_eq!(last.len(), 3, "no number overflows");
}

#[test]
fn totp_05_an_app_reads_the_uri_as_it_was_meant() {
    let secret = AppSecret::from_random(*SECRET);
    assert_eq!(secret.as_text().expose_secret(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(
        secret.as_uri("Müller & Co: Ltd?", "ada+x@example.org").expose_secret(),
        "otpauth://totp/M%C3%BCller%20%26%20Co%3A%20Ltd%3F:ada%2Bx%40example.org\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=M%C3%BCller%20%26%20Co%3A%20Ltd%3F\
         &algorithm=SHA1&digits=6&period=30"
    );
}

#[test]
fn a_secret_is_not_printed() {
    let secret = AppSecret::from_random(*SECRET);
    assert_eq!(format!("{secret:?} {:?}", secret.as_text()), "AppSecret(redacted) SecretBox<str>([REDACTED])");
    assert!(Key::new(secret.as_bytes()).is_ok());
}
