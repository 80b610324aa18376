//! Parallel calls for the grants of OAuth clients: a code is redeemed once, and nothing outlives what ends it.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use tests::provider::API;
use tests::tokens::claims;
use tests::{Answer, Asked, Browser, Provider, RelyingParty};
use tokio::task::JoinSet;

/// Rounds of each race.
const ROUNDS: u32 = 100;

/// Hundreds of calls at once share one process and one database here.
async fn provider() -> Arc<Provider> {
    Arc::new(Provider::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await)
}

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

fn ask(client: &RelyingParty) -> Asked {
    client.ask("openid orders:read offline_access").with("resource", API)
}

/// Redeems one code `count` times at once.
async fn all_at_once(client: &RelyingParty, asked: &Asked, code: &str, count: usize) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for _ in 0..count {
        let (client, asked, code) = (client.clone(), asked.clone(), code.to_owned());
        tasks.spawn(async move { client.redeem(&asked, &code).await });
    }
    tasks.join_all().await
}

/// A further grant in a browser that is signed in already, for a client that its user has agreed to.
async fn granted(provider: &Provider, browser: &mut Browser, client: &RelyingParty, asked: &Asked) -> Answer {
    provider.tokens(browser, client, asked, "ada@example.org").await
}

/// A user of each round: one address gets so many codes a day.
fn user(round: u32) -> String {
    format!("ada{round}@example.org")
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_03_of_200_parallel_redemptions_exactly_one_succeeds_and_its_tokens_are_dead() {
    let provider = provider().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let bystander = granted(&provider, &mut browser, &web, &ask(&web)).await;
    let own = provider.client("own");
    let of_own = granted(&provider, &mut browser, &own, &own.ask("openid")).await;
    let first_party = provider.service.sign_in("ada@example.org").await;
    let asked = ask(&web);
    let callback = provider.answer(&mut browser, &web, &asked, "ada@example.org").await;
    let answers = all_at_once(&web, &asked, callback.code(), 200).await;
    let (right, wrong): (Vec<&Answer>, Vec<&Answer>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((right.len(), wrong.len()), (1, 199));
    assert!(wrong.into_iter().all(|answer| answer.oauth_error() == invalid_grant()));
    assert!(!provider.counts(&right[0].text("access_token")).await);
    assert_eq!(web.refresh(&right[0].text("refresh_token")).await.oauth_error(), invalid_grant());

    assert!(provider.counts(&bystander.text("access_token")).await, "nothing else has ended");
    assert_eq!(web.refresh(&bystander.text("refresh_token")).await.status, 200);
    assert_eq!(own.refresh(&of_own.text("refresh_token")).await.status, 200);
    assert_eq!(provider.service.refresh(&first_party.text("refresh_token")).await.status, 200);
    let asked = ask(&web).with("prompt", "none");
    assert!(web.read(&asked, &browser.open(&asked.url()).await.away()).get("code").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_04_parallel_redemptions_by_others_take_nothing_from_the_one_who_asked() {
    let provider = provider().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let other = provider.client("other").at(&web.redirect_uri);
    for _ in 0..5 {
        let asked = ask(&web);
        let stranger = web.ask("openid");
        let callback = provider.answer(&mut browser, &web, &asked, "ada@example.org").await;
        let code = callback.code();
        let (by_other, by_stranger, right) = tokio::join!(
            all_at_once(&other, &asked, code, 20),
            all_at_once(&web, &stranger, code, 20),
            web.redeem(&asked, code)
        );
        assert!(by_other.iter().chain(&by_stranger).all(|answer| answer.oauth_error() == invalid_grant()));
        assert_eq!(right.status, 200, "{right:?}");
        assert!(provider.counts(&right.text("access_token")).await);
        assert_eq!(web.refresh(&right.text("refresh_token")).await.status, 200);
    }
}

/// What a round's race has left.
struct Left {
    /// Everything that the client was given.
    tokens: Vec<Answer>,
}

/// Refreshes a grant until it is refused.
async fn refresh_until_refused(client: &RelyingParty, first: Answer) -> Left {
    let mut tokens = vec![first];
    loop {
        let answer = client.refresh(&tokens[tokens.len() - 1].text("refresh_token")).await;
        if answer.status != 200 {
            assert_eq!(answer.oauth_error(), invalid_grant());
            return Left { tokens };
        }
        tokens.push(answer);
    }
}

impl Left {
    /// Nothing of it counts.
    async fn is_dead(&self, provider: &Provider, client: &RelyingParty, round: u32) {
        for answer in &self.tokens {
            assert!(!provider.counts(&answer.text("access_token")).await, "round {round}");
            assert_eq!(client.refresh(&answer.text("refresh_token")).await.status, 400, "round {round}");
        }
    }
}

/// Somewhere within the first refreshes: another moment in each round.
async fn moment(round: u32) {
    tokio::time::sleep(Duration::from_micros(u64::from(round) * 250)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_of_100_refreshes_that_race_a_logout_nothing_is_alive_afterwards() {
    let provider = provider().await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    for round in 0..ROUNDS {
        let asked = web.ask("openid orders:read").with("resource", API);
        let tokens = provider.tokens(&mut browser, &web, &asked, &user(round)).await;
        let code = provider.answer(&mut browser, &web, &asked, &user(round)).await.code().to_owned();
        let hint = tokens.text("id_token");
        let sign_out = async {
            moment(round).await;
            browser.open(&format!("/logout?id_token_hint={hint}")).await
        };
        let (left, redeemed, page) =
            tokio::join!(refresh_until_refused(&web, tokens), web.redeem(&asked, &code), sign_out);
        assert_eq!(page.page().status, 200, "round {round}");
        left.is_dead(&provider, &web, round).await;
        if redeemed.status == 200 {
            Left { tokens: vec![redeemed] }.is_dead(&provider, &web, round).await;
        }
        assert!(provider.service.live_sessions().await.is_empty(), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_of_100_refreshes_of_a_client_that_race_an_erasure_nothing_is_alive_afterwards() {
    let provider = provider().await;
    let web = provider.client("web");
    for round in 0..ROUNDS {
        let mut browser = provider.browser();
        let tokens = provider.tokens(&mut browser, &web, &ask(&web), &user(round)).await;
        let asked = ask(&web);
        let code = provider.answer(&mut browser, &web, &asked, &user(round)).await.code().to_owned();
        let first_party = provider.service.sign_in(&user(round)).await.text("access_token");
        let erasure = async {
            moment(round).await;
            provider.service.client.send_as(Method::DELETE, "/me", &first_party).await
        };
        let (left, redeemed, erased) =
            tokio::join!(refresh_until_refused(&web, tokens), web.redeem(&asked, &code), erasure);
        assert_eq!(erased.status, 204, "round {round}: {erased:?}");
        left.is_dead(&provider, &web, round).await;
        if redeemed.status == 200 {
            Left { tokens: vec![redeemed] }.is_dead(&provider, &web, round).await;
        }
        let silent = ask(&web).with("prompt", "none");
        assert_eq!(web.read(&silent, &browser.open(&silent.url()).await.away()).error(), "login_required");
    }
    // Of what was erased nothing is alive: neither browser session nor grant.
    let sessions = provider.service.live_sessions().await;
    assert!(sessions.is_empty(), "{}", sessions.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_of_100_refreshes_that_race_a_disabling_nothing_is_alive_afterwards() {
    use platform::accounts::Accounts;
    use platform::store::Store;
    use shared::identity::keyring::Keyring;

    let provider = provider().await;
    let web = provider.client("web");
    let store = Store::new(provider.service.database.client(), provider.service.database.table().to_owned());
    let keyring = Keyring::parse(tests::relying_party::MASTER_SECRET).unwrap();
    let notices = provider.service.notices(keyring.clone());
    let accounts = Accounts::new(store, keyring, notices);
    for round in 0..ROUNDS {
        let mut browser = provider.browser();
        let tokens = provider.tokens(&mut browser, &web, &ask(&web), &user(round)).await;
        let asked = ask(&web);
        let code = provider.answer(&mut browser, &web, &asked, &user(round)).await.code().to_owned();
        let account = claims(&tokens.text("access_token"))["sub"].as_str().unwrap().parse().unwrap();
        let now = provider.service.clock.now();
        let disabling = async {
            moment(round).await;
            accounts.disable(account, now).await
        };
        let (left, redeemed, disabled) =
            tokio::join!(refresh_until_refused(&web, tokens), web.redeem(&asked, &code), disabling);
        disabled.unwrap();
        left.is_dead(&provider, &web, round).await;
        if redeemed.status == 200 {
            Left { tokens: vec![redeemed] }.is_dead(&provider, &web, round).await;
        }
        let silent = ask(&web).with("prompt", "none");
        assert_eq!(web.read(&silent, &browser.open(&silent.url()).await.away()).error(), "login_required");
        assert!(provider.service.live_sessions().await.is_empty(), "round {round}");
    }
}
