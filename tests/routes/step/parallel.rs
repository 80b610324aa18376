//! The same code, many times at once: one proof comes of it.

use tests::{Answer, Authenticator, Provider, stored};
use tokio::task::JoinSet;

use super::{ADA, GOES_ON, Visit, WRONG, WRONG_RECOVERY, account, led_to};

/// Room for a browser of its own for each of the calls.
const PLENTY: [(&str, &str); 2] = [("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "200")];

/// Visits of one account in so many browsers, and its app.
async fn visits(provider: &Provider, count: usize) -> (Vec<Visit>, Authenticator) {
    let mut visits = Vec::new();
    for _ in 0..count {
        provider.service.clock.advance(240);
        visits.push(Visit::of(provider, ADA).await);
    }
    let app = Authenticator::of(&provider.service, account(&provider.service).await).await;
    provider.service.clock.advance(60);
    for visit in &mut visits {
        visit.begun_anew().await;
    }
    (visits, app)
}

async fn all_at_once(visits: Vec<Visit>, field: &'static str, code: &str) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for mut visit in visits {
        let code = code.to_owned();
        tasks.spawn(async move { visit.presents(field, &code).await });
    }
    tasks.join_all().await
}

fn count(answers: &[Answer], place: &str) -> usize {
    answers.iter().filter(|answer| led_to(answer).starts_with(place)).count()
}

/// How many sessions have a further proof.
async fn proven(provider: &Provider) -> usize {
    let sessions = provider.service.live_sessions().await;
    sessions.iter().filter(|item| !stored::session(item).proofs.1.is_empty()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn totp_03_of_24_right_codes_in_24_browsers_one_counts_and_five_are_judged_wrong() {
    let provider = Provider::with(&PLENTY).await;
    let (visits, app) = visits(&provider, 24).await;
    let answers = all_at_once(visits, "code", &app.code(&provider.service)).await;
    assert_eq!(count(&answers, GOES_ON), 1, "{:?}", answers.iter().map(led_to).collect::<Vec<_>>());
    assert_eq!(count(&answers, WRONG), 23, "some of them were not judged any more");
    assert_eq!(answers.iter().filter(|answer| led_to(answer) == WRONG).count(), 5);
    assert_eq!(proven(&provider).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn totp_03_of_24_right_codes_in_one_browser_one_counts() {
    let provider = Provider::with(&PLENTY).await;
    let (mut visits, app) = visits(&provider, 1).await;
    let visit = visits.remove(0);
    let same = (0..24).map(|_| Visit { browser: visit.browser.clone(), flow: visit.flow.clone() }).collect();
    let answers = all_at_once(same, "code", &app.code(&provider.service)).await;
    let cookies = answers.iter().filter(|answer| !answer.cookies().is_empty()).count();
    assert_eq!(cookies, 1, "the others are led on, to whatever the first one's cookie opens");
    assert_eq!(proven(&provider).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn rec_01_of_one_recovery_code_in_30_browsers_one_counts() {
    let provider = Provider::with(&PLENTY).await;
    let (visits, app) = visits(&provider, 30).await;
    let answers = all_at_once(visits, "recovery_code", &app.recovery_codes[0]).await;
    assert_eq!((count(&answers, GOES_ON), count(&answers, WRONG_RECOVERY)), (1, 29));
    assert_eq!(proven(&provider).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn totp_06_of_40_wrong_codes_at_once_five_are_judged() {
    let provider = Provider::with(&PLENTY).await;
    let (mut visits, app) = visits(&provider, 1).await;
    let visit = visits.remove(0);
    let same = (0..40).map(|_| Visit { browser: visit.browser.clone(), flow: visit.flow.clone() }).collect();
    let answers = all_at_once(same, "code", &app.code_at(&provider.service, 9)).await;
    assert_eq!(answers.iter().filter(|answer| led_to(answer) == WRONG).count(), 5);
}
