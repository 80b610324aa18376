//! Changes that meet each other, a sign-in, a refresh, a redemption or an end: one wins, and nothing is alive that should not be.

use http::Method;
use serde_json::json;
use tests::{Answer, Fault, Provider};

use super::{account, add, call, identifiers, proof, removal, tokens};

/// Somebody of a round of their own, with two addresses.
async fn with_two(provider: &Provider, round: usize) -> (String, String, Answer) {
    let (first, second) = (format!("ada{round}@example.org"), format!("ada{round}@example.com"));
    let own = tokens(provider, &first).await;
    assert_eq!(add(provider, &own.text("access_token"), &first, &second).await.status, 201, "round {round}");
    (first, second, own)
}

#[tokio::test(flavor = "multi_thread")]
async fn se_05_of_two_accounts_that_are_given_one_identifier_at_once_one_gets_it() {
    let provider = Provider::start().await;
    for round in 0..30 {
        let [ada, bob, new] = ["ada", "bob", "new"].map(|name| format!("{name}{round}@example.org"));
        let owners = [tokens(&provider, &ada).await, tokens(&provider, &bob).await];
        let mut bodies = Vec::new();
        for owner in [&ada, &bob] {
            let account = proof(&provider, owner, "add-identifier").await;
            let identifier = proof(&provider, &new, "new-identifier").await;
            bodies.push(json!({ "identifier_proof": identifier, "account_proof": account }));
        }
        let [first, second] = [0, 1].map(|number| owners[number].text("access_token"));
        let (one, two) = tokio::join!(
            call(&provider, Method::POST, &first, &bodies[0]),
            call(&provider, Method::POST, &second, &bodies[1])
        );
        let statuses = [one.status.as_u16(), two.status.as_u16()];
        assert!(statuses == [201, 409] || statuses == [409, 201], "round {round}: {one:?} {two:?}");
        let counts = [identifiers(&provider, &first).await.len(), identifiers(&provider, &second).await.len()];
        assert_eq!(counts, statuses.map(|status| if status == 201 { 2 } else { 1 }), "round {round}");
        let winner = usize::from(statuses[1] == 201);
        assert_eq!(account(&provider.service.sign_in(&new).await), account(&owners[winner]), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn se_05_a_first_sign_in_that_meets_an_addition_leads_to_whatever_won() {
    let provider = Provider::start().await;
    for round in 0..30 {
        let [ada, new] = ["ada", "new"].map(|name| format!("{name}{round}@example.org"));
        let own = tokens(&provider, &ada).await;
        let by = proof(&provider, &ada, "add-identifier").await;
        let identifier = proof(&provider, &new, "new-identifier").await;
        let body = json!({ "identifier_proof": identifier, "account_proof": by });
        let (challenge, code) = provider.service.challenge(&new).await;
        let token = own.text("access_token");
        let (joined, signed_in) =
            tokio::join!(call(&provider, Method::POST, &token, &body), provider.service.verify(&challenge, &code));
        assert_eq!(signed_in.status, 200, "round {round}: {signed_in:?}");
        let is_own = account(&signed_in) == account(&own);
        assert_eq!(joined.status, if is_own { 201 } else { 409 }, "round {round}: {joined:?}");
        assert_eq!(identifiers(&provider, &token).await.len(), if is_own { 2 } else { 1 }, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_of_100_sign_ins_that_race_the_removal_of_their_identifier_nothing_is_alive_in_the_account() {
    let provider = Provider::start().await;
    for round in 0..100 {
        let (first, second, own) = with_two(&provider, round).await;
        let body = removal(&provider, &first, &second).await;
        let (challenge, code) = provider.service.challenge(&second).await;
        let token = own.text("access_token");
        let (removed, signed_in) =
            tokio::join!(call(&provider, Method::DELETE, &token, &body), provider.service.verify(&challenge, &code));
        assert_eq!(removed.status, 204, "round {round}: {removed:?}");
        if signed_in.status != 200 {
            assert_eq!(signed_in.status, 401, "round {round}: it was taken off meanwhile: {signed_in:?}");
            continue;
        }
        let is_new = account(&signed_in) != account(&own);
        let status = provider.service.refresh(&signed_in.text("refresh_token")).await.status;
        assert_eq!(status, if is_new { 200 } else { 400 }, "round {round}");
        assert_eq!(provider.counts(&signed_in.text("access_token")).await, is_new, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_of_100_refreshes_that_race_the_removal_of_their_identifier_nothing_is_alive_afterwards() {
    let provider = Provider::start().await;
    for round in 0..100 {
        let (first, second, own) = with_two(&provider, round).await;
        let signed_in = provider.service.sign_in(&second).await;
        let body = removal(&provider, &first, &second).await;
        let token = own.text("access_token");
        let refreshed = async {
            let mut answers = vec![signed_in];
            loop {
                let last = answers.last().expect("the first").text("refresh_token");
                let answer = provider.service.refresh(&last).await;
                if answer.status != 200 {
                    return answers;
                }
                answers.push(answer);
            }
        };
        let (refreshed, removed) = tokio::join!(refreshed, call(&provider, Method::DELETE, &token, &body));
        assert_eq!(removed.status, 204, "round {round}: {removed:?}");
        for answer in &refreshed {
            assert_eq!(provider.service.refresh(&answer.text("refresh_token")).await.status, 400, "round {round}");
            assert!(!provider.counts(&answer.text("access_token")).await, "round {round}");
        }
    }
}

/// The same race, forced: the session of the sign-in is written after the removal has listed what there is to end.
#[tokio::test(flavor = "multi_thread")]
async fn se_03_a_session_that_is_written_after_the_removal_has_looked_for_it_is_handed_to_nobody() {
    let provider = Provider::start().await;
    let (first, second, own) = with_two(&provider, 0).await;
    provider.service.sign_in(&second).await;
    let body = removal(&provider, &first, &second).await;
    let (challenge, code) = provider.service.challenge(&second).await;
    let (mut written, mut ended) = (false, false);
    let (seen, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    provider.service.proxy.plan(move |call| {
        // The first of each waits for the other: the sign-in's session, and the tombstone of the earlier one.
        let met = match call.operation {
            "GetItem" if call.body.contains("\"identity#") => {
                return seen.send(()).map_or(Fault::None, |()| Fault::None);
            }
            "PutItem" => &mut written,
            "BatchWriteItem" => &mut ended,
            _ => return Fault::None,
        };
        if !call.body.contains("\"session#") || std::mem::replace(met, true) { Fault::None } else { Fault::Meet }
    });
    let token = own.text("access_token");
    let removed = async {
        // Once the sign-in has asked whose the identifier is.
        arrived.recv().await;
        call(&provider, Method::DELETE, &token, &body).await
    };
    let (removed, signed_in) = tokio::join!(removed, provider.service.verify(&challenge, &code));
    provider.service.proxy.plan(|_| Fault::None);
    assert_eq!(removed.status, 204, "{removed:?}");
    // Where it has looked after the removal, it leads to somebody new.
    let is_new = signed_in.status == 200 && account(&signed_in) != account(&own);
    assert!(is_new || signed_in.status == 401, "{signed_in:?}");
    let told = provider.service.client.get_as("/account", &token).await.json();
    assert_eq!(told["sessions"].as_array().unwrap().len(), 2, "the browser's and the grant: {told}");
}

/// A browser that proves a second identifier while that is taken off: the answer is refused, and what it had goes on.
#[tokio::test(flavor = "multi_thread")]
async fn se_03_a_browser_keeps_its_session_where_the_identifier_that_it_proves_is_removed_meanwhile() {
    // Nobody is told of devices then: the account is read for the session alone.
    let provider = Provider::with(&[("DEVICE_SECONDS", "0")]).await;
    let (first, second, own) = with_two(&provider, 0).await;
    provider.service.sign_in(&second).await;
    let (mut browser, client) = (provider.browser(), provider.client("own"));
    provider.tokens(&mut browser, &client, &client.ask("openid"), &first).await;
    let body = removal(&provider, &first, &second).await;
    let asked = client.ask("openid").with("prompt", "login").url();
    let page = browser.open(&asked).await.page();
    let (seen, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    let (mut read, mut ended) = (false, false);
    provider.service.proxy.plan(move |call| match call.operation {
        // Where the proof is about to be added, which waits until the removal has been made and ends sessions.
        "GetItem" if call.body.contains("\"account#") && !std::mem::replace(&mut read, true) => {
            if seen.send(()).is_ok() { Fault::Meet } else { Fault::None }
        }
        "BatchWriteItem" if call.body.contains("\"session#") && !std::mem::replace(&mut ended, true) => Fault::Meet,
        _ => Fault::None,
    });
    let token = own.text("access_token");
    let removed = async {
        arrived.recv().await;
        call(&provider, Method::DELETE, &token, &body).await
    };
    let (removed, refused) = tokio::join!(removed, browser.sign_in(&provider.service, &page, &second));
    provider.service.proxy.plan(|_| Fault::None);
    assert_eq!(removed.status, 204, "{removed:?}");
    assert!(refused.page().has_form("/signin/check"), "it asks again");
    assert_eq!(browser.send(Method::GET, "/signin/account", None, true).await.status, 200, "still signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_a_code_for_a_client_that_came_by_a_removed_identifier_is_worth_nothing() {
    let provider = Provider::start().await;
    let (first, second, own) = with_two(&provider, 0).await;
    let (mut browser, web) = (provider.browser(), provider.client("web"));
    let asked = web.ask("openid offline_access");
    let callback = provider.answer(&mut browser, &web, &asked, &second).await;
    let body = removal(&provider, &first, &second).await;
    assert_eq!(call(&provider, Method::DELETE, &own.text("access_token"), &body).await.status, 204);
    assert_eq!(web.redeem(&asked, callback.code()).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn se_03_of_20_removals_that_race_an_erasure_none_brings_anything_back() {
    let provider = Provider::start().await;
    for round in 0..20 {
        let (first, second, own) = with_two(&provider, round).await;
        let token = own.text("access_token");
        let body = removal(&provider, &first, &second).await;
        let erasing = provider.service.sign_in(&first).await.text("access_token");
        let (erased, removed) = tokio::join!(
            provider.service.client.send_as(Method::DELETE, "/me", &erasing),
            call(&provider, Method::DELETE, &token, &body)
        );
        assert_eq!(erased.status, 204, "round {round}: {erased:?}");
        assert!([204, 401].contains(&removed.status.as_u16()), "round {round}: {removed:?}");
        assert_eq!(call(&provider, Method::DELETE, &token, &body).await.status, 401, "round {round}");
        for who in [&first, &second] {
            assert_ne!(account(&provider.service.sign_in(who).await), account(&own), "round {round}: somebody new");
        }
    }
}
