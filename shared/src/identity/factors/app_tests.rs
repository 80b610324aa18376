use proptest::prelude::*;

use super::{AppJudgement, AppRefused, AuthenticatorApp, BUDGETS, DAY, MOST_IN_A_ROW};
use crate::Timestamp;
use crate::codes::hotp::{Code, Key};
use crate::codes::totp::{STEP, TimeStep, Window};
use crate::identity::account::AccountId;
use crate::identity::factors::{Enrolment, EnrolmentRefused};
use crate::identity::keyring::Keyring;

const START: u64 = 1_800_000_000;
const ADA: AccountId = AccountId::from_random([1; 16]);
const BOB: AccountId = AccountId::from_random([2; 16]);

fn keyring() -> Keyring {
    Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix(START + seconds)
}

fn enrolment() -> Enrolment {
    Enrolment::new(ADA, [3; 16], [4; 20], at(0))
}

fn key() -> Key {
    enrolment().secret.key().unwrap()
}

/// The code that a phone shows whose clock says `seconds`.
fn shown(seconds: u64) -> Code {
    TimeStep::of(at(seconds)).code(&key())
}

/// A code of none of the steps that are taken at `seconds`.
fn wrong(seconds: u64) -> Code {
    let near = [seconds.saturating_sub(STEP), seconds, seconds + STEP].map(shown);
    let mut codes = (0..).map(|number| Code::parse(&format!("{number:06}")).unwrap());
    codes.find(|code| !near.iter().any(|other| other.matches(code))).unwrap()
}

fn app() -> AuthenticatorApp {
    enrolment().confirm(&shown(0), Window::Both, &keyring(), [5; 12], at(0)).unwrap()
}

fn judge(app: &AuthenticatorApp, code: &Code, seconds: u64) -> AppJudgement {
    app.judge(&key(), code, Window::Both, at(seconds))
}

fn right(app: &AuthenticatorApp, code: &Code, seconds: u64) -> AuthenticatorApp {
    match judge(app, code, seconds) {
        AppJudgement::Right(next) => next,
        other => panic!("{other:?} at {seconds}"),
    }
}

fn booked_wrong(app: &AuthenticatorApp, code: &Code, seconds: u64) -> AuthenticatorApp {
    match judge(app, code, seconds) {
        AppJudgement::Wrong(next) => next,
        other => panic!("{other:?} at {seconds}"),
    }
}

#[test]
fn totp_02_codes_are_taken_one_step_off_on_either_side_and_no_further() {
    let app = app();
    for (window, taken) in [
        (Window::Both, [false, true, true, true, false]),
        (Window::Previous, [false, true, true, false, false]),
        (Window::Current, [false, false, true, false, false]),
    ] {
        let steps = (300 - 2 * STEP..=300 + 2 * STEP).step_by(30);
        let judged = steps.map(|phone| app.judge(&key(), &shown(phone), window, at(300)));
        let judged: Vec<_> = judged.map(|judged| matches!(judged, AppJudgement::Right(_))).collect();
        assert_eq!(judged, taken, "{window:?}");
    }
}

#[test]
fn totp_03_a_step_counts_once_and_no_older_one_after_it() {
    let app = right(&app(), &shown(300), 300);
    booked_wrong(&app, &shown(300), 301);
    booked_wrong(&app, &shown(300), 300 + STEP);
    booked_wrong(&app, &shown(270), 301);
    right(&app, &shown(330), 301);
}

#[test]
fn totp_03_the_code_of_the_enrolment_signs_nobody_in() {
    booked_wrong(&app(), &shown(0), 1);
    right(&app(), &shown(30), 1);
}

#[test]
fn totp_04_a_secret_opens_for_its_own_account_alone_and_is_not_printed() {
    let app = app();
    assert!(app.key(ADA, &keyring()).is_ok());
    assert!(app.key(BOB, &keyring()).is_err(), "moved into another item");
    let other = AuthenticatorApp { id: crate::identity::AuthenticatorId::from_random([9; 16]), ..app.clone() };
    assert!(other.key(ADA, &keyring()).is_err(), "another app's");
    let stored = postcard::to_allocvec(&app).unwrap();
    assert!(!stored.windows(4).any(|bytes| bytes == [4; 4]), "the secret is readable");
    assert!(!format!("{app:?} {:?}", enrolment()).contains("4, 4"));
}

#[test]
fn totp_05_an_enrolment_is_of_its_account_and_lasts_ten_minutes() {
    let sealed = enrolment().seal(&keyring(), [6; 12]).unwrap();
    let open = |account, seconds| Enrolment::open(&sealed, account, &keyring(), at(seconds));
    let opened = open(ADA, 599).unwrap();
    assert_eq!(open(BOB, 0).unwrap_err(), EnrolmentRefused::Forged);
    assert_eq!(open(ADA, 600).unwrap_err(), EnrolmentRefused::Expired);
    let changed = Enrolment::open(&sealed[1..], ADA, &keyring(), at(0));
    assert_eq!(changed.unwrap_err(), EnrolmentRefused::Forged);
    let confirm = |code: &Code| opened.confirm(code, Window::Both, &keyring(), [5; 12], at(10));
    assert_eq!(confirm(&wrong(10)), Err(EnrolmentRefused::Wrong));
    assert_eq!(confirm(&shown(10)).unwrap().id, enrolment().id);
}

#[test]
fn totp_06_five_wrong_guesses_in_five_minutes_and_no_more_are_judged() {
    let mut app = app();
    for seconds in 100..105 {
        app = booked_wrong(&app, &wrong(seconds), seconds);
    }
    for (seconds, retry_after) in [(105, 295), (399, 1)] {
        let refused = AppJudgement::Refused(AppRefused::Spent { retry_after });
        assert_eq!(judge(&app, &shown(seconds), seconds), refused, "also of the right one");
    }
    right(&app, &shown(400), 400);
}

#[test]
fn totp_06_twenty_wrong_guesses_a_day_and_a_right_one_gives_none_back() {
    let mut app = app();
    for round in 0..4 {
        let begun = 1_000 * (round + 1);
        for seconds in begun..begun + 5 {
            app = booked_wrong(&app, &wrong(seconds), seconds);
        }
        // The last one is spent: nothing is judged any more.
        if round < 3 {
            app = right(&app, &shown(begun + 400), begun + 400);
        }
    }
    let refused = |seconds| matches!(judge(&app, &shown(seconds), seconds), AppJudgement::Refused(_));
    assert!(refused(5_000) && refused(1_000 + DAY - 1));
    right(&app, &shown(1_000 + DAY), 1_000 + DAY);
}

#[test]
fn totp_06_a_hundred_wrong_guesses_in_a_row_turn_the_app_off_until_another_method_turns_it_on() {
    let mut app = app();
    for guess in 0..u64::from(MOST_IN_A_ROW) {
        assert!(!app.is_off());
        let seconds = 10_000 * (guess + 1);
        app = booked_wrong(&app, &wrong(seconds), seconds);
    }
    let later = 100 * 365 * DAY;
    assert!(app.is_off());
    assert_eq!(judge(&app, &shown(later), later), AppJudgement::Refused(AppRefused::Off));
    right(&app.turned_on(), &shown(later), later);
}

/// What a stranger's guesses are worth who has proven something else of the account already: whatever docs/methods.md says of it is
/// what stands here.
#[test]
fn totp_06_the_arithmetic_of_guessing_is_window_times_budget() {
    let right_at_once = Window::Both.steps(at(0)).count();
    let (a_day, seconds) = BUDGETS[1];
    assert_eq!((right_at_once, a_day, seconds), (3, 20, DAY));
    let millionths = |guesses: usize| guesses * right_at_once;
    assert_eq!(millionths(a_day), 60, "6 in 100,000 a day");
    assert_eq!(millionths(usize::try_from(MOST_IN_A_ROW).unwrap()), 300, "3 in 10,000 before the app is off");
}

#[derive(Clone, Debug)]
enum Event {
    /// A phone whose clock is so many steps off shows this.
    Shown(i64),
    /// Somebody presents once more what was presented so many events ago.
    Again(usize),
    Wrong,
    TurnedOn,
}

fn events() -> impl Strategy<Value = Vec<(u64, Event)>> {
    let event = prop_oneof![
        3 => (-3_i64..=3).prop_map(Event::Shown),
        2 => (0_usize..6).prop_map(Event::Again),
        4 => Just(Event::Wrong),
        1 => Just(Event::TurnedOn),
    ];
    let wait = prop_oneof![5 => 0_u64..40, 2 => 40_u64..400, 1 => 400_u64..50_000];
    prop::collection::vec((wait, event), 0..150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is written is decided over what was written before (`swap`), so that every interleaving is a sequence; clocks of
    /// machines differ.
    #[test]
    fn totp_03_and_06_no_step_counts_twice_and_every_budget_holds(events in events(), skew in 0_u64..30) {
        let (mut app, mut now, mut presented) = (app(), 1_000, Vec::new());
        let (mut steps, mut wrong_at, mut in_a_row) = (vec![TimeStep::of(at(0))], Vec::new(), 0);
        for (number, (wait, event)) in events.into_iter().enumerate() {
            now += wait;
            let machine = if number % 2 == 0 { now } else { now - skew };
            let code = match event {
                Event::Shown(off) => shown(machine.saturating_add_signed(off * 30)),
                Event::Again(ago) => match presented.iter().rev().nth(ago) {
                    Some(code) => Code::clone(code),
                    None => continue,
                },
                Event::Wrong => wrong(machine),
                Event::TurnedOn => {
                    (app, in_a_row) = (app.turned_on(), 0);
                    continue;
                }
            };
            presented.push(code.clone());
            match judge(&app, &code, machine) {
                AppJudgement::Right(next) => {
                    let step = next.last_step;
                    prop_assert!(steps.iter().all(|earlier| *earlier < step), "{step:?} after {steps:?}");
                    prop_assert!(Window::Both.steps(at(machine)).any(|taken| taken == step));
                    prop_assert!(step.code(&key()).matches(&code));
                    steps.push(step);
                    (app, in_a_row) = (next, 0);
                }
                AppJudgement::Wrong(next) => {
                    in_a_row += 1;
                    wrong_at.push(machine);
                    app = next;
                }
                AppJudgement::Refused(_) => {}
            }
            prop_assert!(in_a_row <= MOST_IN_A_ROW);
            for (most, seconds) in BUDGETS {
                let within = wrong_at.iter().filter(|booked| **booked + seconds > now + 2 * skew).count();
                prop_assert!(within <= most, "{within} in {seconds} s");
            }
            prop_assert!(app.failures.len() <= 2 * BUDGETS[1].0, "the item does not grow");
        }
    }
}
