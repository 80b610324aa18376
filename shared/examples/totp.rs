//! Makes and judges codes of authenticator apps for the oracle. Reads lines, and answers each with one:
//!
//! - `app hexsecret seconds hexservice hexaccount`: the secret as text, its code at that time, and its URI;
//! - `judge hexsecret seconds window code`: `taken` or `refused`, where an app is set up, and where it signs in.
//!
//! The first line that is neither ends the run.

use std::io::{self, BufRead, Write};

use secrecy::ExposeSecret;
use shared::Timestamp;
use shared::codes::hotp::Code;
use shared::codes::totp::{AppSecret, STEP, TimeStep, Window};
use shared::identity::account::AccountId;
use shared::identity::factors::{AppJudgement, Enrolment};
use shared::identity::keyring::Keyring;

type Answer = Result<String, Box<dyn std::error::Error>>;

/// An app that signs in was set up so many steps before: none of the window's codes is used up by it.
const SET_UP_BEFORE: u64 = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let keyring = Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")?;
    let mut output = io::stdout().lock();
    for (index, line) in io::stdin().lock().lines().enumerate() {
        let answer = answer(&line?, &keyring).map_err(|fault| format!("line {}: {fault}", index + 1))?;
        writeln!(output, "{answer}")?;
    }
    Ok(())
}

fn answer(line: &str, keyring: &Keyring) -> Answer {
    let words: Vec<&str> = line.split(' ').collect();
    match *words.as_slice() {
        ["app", secret, seconds, service, account] => {
            app(bytes(secret)?, moment(seconds)?, &text(service)?, &text(account)?)
        }
        ["judge", secret, seconds, window, code] => {
            let window = Window::named(window).ok_or("there is no such window")?;
            let code = Code::parse(code)?;
            judge(bytes(secret)?, moment(seconds)?, window, &code, keyring)
        }
        _ => Err("expected `app` or `judge` with four words behind it".into()),
    }
}

fn app(secret: Vec<u8>, now: Timestamp, service: &str, account: &str) -> Answer {
    let secret = AppSecret::from_random(secret.try_into().map_err(|_| "a secret has 20 bytes")?);
    let code = TimeStep::of(now).code(&secret.key()?).expose();
    let (text, uri) = (secret.as_text(), secret.as_uri(service, account));
    Ok(format!("{} {code} {}", text.expose_secret(), uri.expose_secret()))
}

fn judge(secret: Vec<u8>, now: Timestamp, window: Window, code: &Code, keyring: &Keyring) -> Answer {
    let secret = secret.try_into().map_err(|_| "a secret has 20 bytes")?;
    let account = AccountId::from_random([7; 16]);
    let enrolment = Enrolment::new(account, [7; 16], secret, now);
    let set_up = enrolment.confirm(code, window, keyring, [7; 12], now).is_ok();

    let before = now.as_unix().checked_sub(SET_UP_BEFORE * STEP).map(Timestamp::from_unix).ok_or("too early")?;
    let first = TimeStep::of(before).code(&enrolment.secret.key()?);
    let app = enrolment.confirm(&first, Window::Current, keyring, [7; 12], before)?;
    let judged = app.judge(&app.key(account, keyring)?, code, window, now);
    let signs_in = matches!(judged, AppJudgement::Right(_));
    let verdict = |taken| if taken { "taken" } else { "refused" };
    Ok(format!("{} {}", verdict(set_up), verdict(signs_in)))
}

fn bytes(hexadecimal: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    Ok(data_encoding::HEXLOWER.decode(hexadecimal.as_bytes())?)
}

fn text(hexadecimal: &str) -> Result<String, Box<dyn std::error::Error>> {
    Ok(String::from_utf8(bytes(hexadecimal)?)?)
}

/// Digits alone: the standard library would also take a sign.
fn moment(text: &str) -> Result<Timestamp, Box<dyn std::error::Error>> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    Ok(text
        .parse()
        .ok()
        .filter(|_| digits)
        .map(Timestamp::from_unix)
        .ok_or("the time is no whole number below 2^64")?)
}
