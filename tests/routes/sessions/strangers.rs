//! Nobody sees or ends the session of somebody else.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::Method;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tests::{Answer, Service};

use super::{end, id, ids};

#[tokio::test]
async fn jwt_12_without_an_access_token_there_are_no_sessions_to_see() {
    let service = Service::start().await;
    let access = service.sign_in("ada@example.org").await.text("access_token");
    let sid = tests::tokens::claims(&access)["sid"].as_str().unwrap().to_owned();
    service.proxy.take_calls();
    let forged = [("sid", sid.as_str()), ("x-amzn-sid", &sid), ("email", "ada@example.org"), ("requestcontext", "{}")];
    let one = format!("/sessions/{}", id(&access));
    for (method, path) in [
        (Method::GET, "/sessions"),
        (Method::DELETE, "/sessions"),
        (Method::DELETE, one.as_str()),
        (Method::DELETE, "/me"),
    ] {
        let body = format!(
            r#"{{"requestContext":{{"authorizer":{{"lambda":{{"sid":"{sid}","email":"ada@example.org"}}}}}}}}"#
        );
        let answer = service.client.send(method.clone(), path, &forged, body).await;
        assert_eq!(answer.problem(), (401, "unauthorized".to_owned(), vec![]), "{method} {path}");
    }
    assert_eq!(service.proxy.take_calls(), [].into());
    assert_eq!(service.sessions(&access).await.len(), 1);
}

#[tokio::test]
async fn jwt_12_the_session_of_another_user_is_not_found_like_one_that_never_was() {
    let service = Service::start().await;
    let (ada, bob) = (service.sign_in("ada@example.org").await, service.sign_in("bob@example.org").await);
    let (ada_token, bob_token) = (ada.text("access_token"), bob.text("access_token"));
    let foreign = end(&service, &format!("/sessions/{}", id(&bob_token)), &ada_token).await;
    let unknown = end(&service, "/sessions/AAAAAAAAAAAAAAAAAAAAAA", &ada_token).await;
    assert_eq!(foreign.problem(), (404, "not-found".to_owned(), vec![]));
    assert_eq!(foreign.uniform(), unknown.uniform());
    assert_eq!(ids(&service.sessions(&bob_token).await), [id(&bob_token)]);
    assert_eq!(service.of_subjects("revocation#").await.len(), 0);
    assert_eq!(service.refresh(&bob.text("refresh_token")).await.status, 200);
}

/// One thing that one of two users does.
#[derive(Clone, Debug)]
enum Act {
    SignIn,
    Refresh(usize),
    /// Presents any refresh token that was ever given to this user.
    Replay(usize),
    RevokeRefresh(usize),
    RevokeAccess,
    List,
    EndOwn(usize),
    /// Tries to end a session of the other user.
    EndOther(usize),
    EndAll,
    Erase,
    Later(u64),
}

fn acts() -> impl Strategy<Value = Vec<(bool, Act)>> {
    let index = 0_usize..8;
    let act = prop_oneof![
        3 => Just(Act::SignIn),
        3 => index.clone().prop_map(Act::Refresh),
        1 => index.clone().prop_map(Act::Replay),
        1 => index.clone().prop_map(Act::RevokeRefresh),
        1 => Just(Act::RevokeAccess),
        2 => Just(Act::List),
        1 => index.clone().prop_map(Act::EndOwn),
        3 => index.prop_map(Act::EndOther),
        1 => Just(Act::EndAll),
        1 => Just(Act::Erase),
        1 => (0_u64..30).prop_map(Act::Later),
    ];
    prop::collection::vec((any::<bool>(), act), 1..24)
}

/// A user as the test expects them to stand.
#[derive(Default)]
struct User {
    email: String,
    access: String,
    /// Current refresh tokens, by session.
    live: Vec<(String, String)>,
    /// Every refresh token that was ever given out, with its session.
    given: Vec<(String, String)>,
}

impl User {
    fn keep(&mut self, answer: &Answer) {
        let (access, refresh) = (answer.text("access_token"), answer.text("refresh_token"));
        let session = id(&access);
        self.live.retain(|(live, _)| *live != session);
        self.live.push((session.clone(), refresh.clone()));
        self.given.push((session, refresh));
        self.access = access;
    }

    fn sessions(&self) -> BTreeSet<String> {
        self.live.iter().map(|(session, _)| session.clone()).collect()
    }
}

async fn sign_in(service: &Service, user: &mut User) {
    // Not more often than the hour allows.
    service.clock.advance(200);
    let answer = service.sign_in(&user.email).await;
    user.keep(&answer);
}

/// Signs in again where the user's session has ended, or their token is not taken any more.
async fn be_present(service: &Service, user: &mut User) {
    let current = user.sessions().contains(&id(&user.access));
    if !current || service.client.get_as("/me", &user.access).await.status != 200 {
        sign_in(service, user).await;
    }
}

async fn play(service: &Service, case: usize, acts: Vec<(bool, Act)>) {
    let mut users = ["ada", "bob"].map(|name| User { email: format!("{name}{case}@example.org"), ..User::default() });
    for user in &mut users {
        sign_in(service, user).await;
    }
    for (who, act) in acts {
        let [one, two] = &mut users;
        let (user, other) = if who { (one, two) } else { (two, one) };
        be_present(service, user).await;
        let pick = |index: usize| (!user.live.is_empty()).then(|| user.live[index % user.live.len()].clone());
        match act {
            Act::SignIn => sign_in(service, user).await,
            Act::Refresh(index) => {
                if let Some((_, token)) = pick(index) {
                    let answer = service.refresh(&token).await;
                    assert_eq!(answer.status, 200, "{answer:?}");
                    user.keep(&answer);
                }
            }
            Act::Replay(index) => {
                let (session, token) = user.given[index % user.given.len()].clone();
                let answer = service.refresh(&token).await;
                if answer.status == 200 {
                    assert!(user.sessions().contains(&session), "an ended session does not come back");
                    user.keep(&answer);
                } else {
                    user.live.retain(|(live, _)| *live != session);
                }
            }
            Act::RevokeRefresh(index) => {
                let (session, token) = user.given[index % user.given.len()].clone();
                assert_eq!(service.client.post_form("/revoke", &[("token", &token)]).await.status, 200);
                user.live.retain(|(live, _)| *live != session);
            }
            Act::RevokeAccess => {
                assert_eq!(service.client.post_form("/revoke", &[("token", &user.access)]).await.status, 200);
                // From now on the guarded routes refuse it.
                sign_in(service, user).await;
            }
            Act::List => {}
            Act::EndOwn(index) => {
                if let Some((session, _)) = pick(index) {
                    assert_eq!(end(service, &format!("/sessions/{session}"), &user.access).await.status, 204);
                    user.live.retain(|(live, _)| *live != session);
                }
            }
            Act::EndOther(index) => {
                let (session, _) = &other.given[index % other.given.len()];
                assert_eq!(end(service, &format!("/sessions/{session}"), &user.access).await.status, 404);
            }
            Act::EndAll | Act::Erase => {
                let path = if matches!(act, Act::Erase) { "/me" } else { "/sessions" };
                assert_eq!(end(service, path, &user.access).await.status, 204);
                user.live.clear();
            }
            Act::Later(seconds) => service.clock.advance(seconds),
        }
        for user in &mut users {
            be_present(service, user).await;
            let listed: BTreeSet<String> = ids(&service.sessions(&user.access).await).into_iter().collect();
            assert_eq!(listed, user.sessions(), "{}", user.email);
        }
        let [one, two] = &users;
        assert!(one.sessions().is_disjoint(&two.sessions()));
    }
}

#[test]
fn jwt_12_whatever_two_users_do_each_sees_and_ends_their_own_sessions_alone() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let settings = [
        ("EMAIL_SENDS_PER_HOUR", "20"),
        ("EMAIL_SENDS_PER_DAY", "200"),
        ("ACCESS_TOKEN_SECONDS", "3600"),
        ("SESSION_SECONDS", "31536000"),
        ("SESSION_IDLE_SECONDS", "31536000"),
    ];
    let service = runtime.block_on(Service::with(&settings));
    let case = AtomicUsize::new(0);
    runner
        .run(&acts(), |acts| {
            runtime.block_on(play(&service, case.fetch_add(1, Ordering::Relaxed), acts));
            Ok(())
        })
        .unwrap();
}
