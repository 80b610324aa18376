//! A stranger who wants somebody else not to get in. The stranger never sees the victim's handle.

use tests::service::code_in;

use crate::attacker::Address;
use crate::report::Row;
use crate::target::{Attempt, Target};

const VICTIM: &str = "ada@example.org";

/// The victim has signed in by this browser before.
pub(crate) async fn of_a_known_device(target: &Target) -> Row {
    let home = Address::number(50_000);
    let attempt = target.request(&home, VICTIM).await.expect("a first code");
    let answer = target.verify(&home, &attempt.challenge, &code(target)).await;
    let cookie = answer.headers.get("set-cookie").and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    target.clock.advance(3_600);
    spend_everything(target).await;
    let signed_in = match target.request_known(&home, VICTIM, &cookie).await {
        Some(attempt) => sign_in(target, &home, &attempt).await,
        None => false,
    };
    row(target, "a known device", "signs in with an ordinary code", signed_in)
}

/// The victim is at a browser of no history; the stranger has spent the guesses, and sends are left.
pub(crate) async fn of_a_new_device(target: &Target) -> Row {
    let (home, stranger) = (Address::number(50_000), Address::number(1));
    for _ in 0..4 {
        if let Some(attempt) = target.request(&stranger, VICTIM).await {
            guess(target, &stranger, &attempt).await;
        }
        target.clock.advance(1_200);
    }
    let signed_in = match target.request(&home, VICTIM).await {
        Some(attempt) => sign_in(target, &home, &attempt).await,
        None => false,
    };
    row(target, "a new device", "signs in, with a long code once the guesses are spent", signed_in)
}

/// Spends what a stranger can: every code of a day, and every guess at each.
async fn spend_everything(target: &Target) {
    for round in 0..12 {
        let stranger = Address::number(round);
        if let Some(attempt) = target.request(&stranger, VICTIM).await {
            guess(target, &stranger, &attempt).await;
        }
        target.clock.advance(720);
    }
}

async fn guess(target: &Target, from: &Address, attempt: &Attempt) {
    for guess in 0..6 {
        let length = attempt.digits.map_or(16, |digits| usize::try_from(digits).expect("a length"));
        target.verify(from, &attempt.challenge, &format!("{guess:0length$}")).await;
    }
}

/// The victim types the code that came, while the stranger goes on asking for codes.
async fn sign_in(target: &Target, home: &Address, attempt: &Attempt) -> bool {
    let code = code(target);
    let stranger = Address::number(2);
    target.request(&stranger, VICTIM).await;
    target.verify(home, &attempt.challenge, &code).await.status == 200
}

/// The code in the victim's newest message, short or long.
fn code(target: &Target) -> String {
    code_in(&target.message_to(VICTIM).text)
}

fn row(target: &Target, device: &str, bound: &str, signed_in: bool) -> Row {
    Row {
        attack: format!("a stranger spends an account's budgets; its owner comes with {device}"),
        bound: bound.to_owned(),
        got: if signed_in { "the owner signs in".to_owned() } else { "the owner is locked out".to_owned() },
        cost: target.cost(false),
        broken: !signed_in,
    }
}
