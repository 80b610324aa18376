//! The samples of what OAuth clients call, and the browsers of their users.

use serde_json::json;
use tests::Answer;
use tests::tokens::claims;

use super::Functions;
use super::browser::Browser;
use crate::deployed::oauth::{App, DEMO, OWN, SHOP, location};

/// Seconds after which an address has every code of a day again.
const A_DAY: u64 = 86_400;

/// Whether a sample is one of these.
pub(super) fn has(name: &str) -> bool {
    let kind = name.split('-').next().unwrap();
    ["account", "signin", "userinfo"].contains(&kind) || name == "token-authorization-code"
}

/// Runs an event as it stands, and with what a real sign-in gives in place of what counts for nothing.
pub(super) async fn answer(functions: &Functions, name: &str, event: &str) {
    functions.clock.advance(A_DAY);
    as_it_stands(name, &functions.answer(event).await);
    match name.split('-').next().unwrap() {
        "account" => of_an_account(functions, name).await,
        "signin" => of_a_page(functions, name).await,
        _ => of_a_client(functions, name).await,
    }
}

fn as_it_stands(name: &str, answer: &Answer) {
    match name {
        "signin-authorize" | "signin-account" | "signin-account-end-all" | "signin-export" => {
            let page = location(answer);
            assert!(page.starts_with("/signin?flow=AQ"), "{name}: {page}");
            assert!(answer.cookies().starts_with("__Host-flow="), "{name}: {answer:?}");
        }
        "signin-authorize-form" => {
            let again = location(answer);
            assert!(again.starts_with("/authorize?response_type=code&client_id=demo&"), "{again}");
        }
        "signin-par" => assert_eq!((answer.status.as_u16(), &answer.json()["expires_in"]), (201, &json!(90))),
        "signin-logout" => assert_eq!(page(answer), (400, "This sign-out cannot go on".to_owned())),
        "signin-logout-form" => assert_eq!(page(answer), (200, "You are signed out".to_owned())),
        "signin-link" => assert_eq!(page(answer), (400, "This link is over".to_owned())),
        "signin-link-form" => assert_eq!(location(answer), "/signin/link?link="),
        name if name.starts_with("signin-") => assert_eq!(page(answer), (400, "Start again".to_owned()), "{name}"),
        "token-authorization-code" => assert_eq!(answer.oauth_error(), (400, "invalid_grant".to_owned())),
        _ => assert_eq!(answer.problem(), (401, "unauthorized".to_owned(), vec![]), "{name}"),
    }
}

/// Runs a sample of an account's endpoints with the token of a client of the operator's own.
async fn of_an_account(functions: &Functions, name: &str) {
    let mut browser = Browser::new(functions, &OWN).with_tokens().await;
    let proofs: &[_] = match name {
        "account-identifiers-add" => &[
            ("account_proof", "ada@example.org", "add-identifier"),
            ("identifier_proof", "grace@example.org", "new-identifier"),
        ],
        "account-identifiers-remove" => &[("account_proof", "ada@example.org", "remove-identifier")],
        _ => &[],
    };
    for (member, who, purpose) in proofs {
        browser.learns(member, &functions.proof(who, purpose).await);
    }
    let answer = browser.opens(name).await;
    match name {
        "account" => {
            assert_eq!((answer.status.as_u16(), &answer.json()["methods"]), (200, &json!(["email"])));
            assert_eq!(answer.json()["identifiers"][0]["value"], "ada@example.org");
        }
        "account-export" => {
            let sessions = answer.json()["sessions"].as_array().unwrap().clone();
            assert!(sessions.iter().any(|session| session["client"] == "own"), "{answer:?}");
            assert_eq!(answer.json()["identifiers"][0]["value"], "ada@example.org");
        }
        "account-identifiers-add" => {
            assert_eq!((answer.status.as_u16(), answer.text("value").as_str()), (201, "grace@example.org"));
        }
        // The sample before has added it.
        "account-identifiers-remove" => {
            assert_eq!((answer.status.as_u16(), answer.body.len()), (204, 0));
            let account = browser.opens("account").await.json();
            assert_eq!(account["identifiers"].as_array().unwrap().len(), 1, "{account}");
        }
        other => panic!("events/{other}.json has no case here"),
    }
}

/// Runs a sample of the pages in a browser that has come there.
async fn of_a_page(functions: &Functions, name: &str) {
    let mut browser = match name {
        "signin-authorize-form" | "signin-par" => Browser::new(functions, &DEMO),
        // Whose users are led back.
        "signin-link" | "signin-link-form" => Browser::new(functions, &DEMO).before("signin-check").await,
        "signin-account-change" | "signin-account-change-form" | "signin-step" | "signin-step-page" => {
            Browser::new(functions, &DEMO).before("signin-continue").await
        }
        "signin-logout" => Browser::new(functions, &App { scope: "openid", ..SHOP }).with_tokens().await,
        _ => Browser::new(functions, &DEMO).before(name).await,
    };
    match name {
        "signin-link-form" => _ = browser.opens("signin-link").await,
        "signin-account-end-all" => _ = browser.opens("signin-account").await,
        "signin-logout-form" => _ = browser.calls("signin-logout", Some("")).await,
        _ => {}
    }
    let answer = browser.opens(name).await;
    match name {
        // As it stands it is real.
        "signin-authorize" | "signin-authorize-form" => {}
        "signin-par" => {
            let uri = answer.text("request_uri");
            assert!(uri.starts_with("urn:ietf:params:oauth:request_uri:"), "{uri}");
            let query = format!("client_id=demo&request_uri={uri}");
            let asked = browser.calls("signin-authorize", Some(&query)).await;
            assert!(location(&asked).starts_with("/signin?flow=AQ"), "{asked:?}");
        }
        "signin-page" => assert_eq!(page(&answer), (200, "Sign in to Acme".to_owned())),
        "signin-code" => {
            assert!(location(&answer).starts_with("/signin/code?flow=AQ"), "{answer:?}");
            assert_eq!(functions.outbox.messages()[0].to, "ada@example.org");
        }
        "signin-code-page" => assert_eq!(page(&answer), (200, "Enter the code".to_owned())),
        "signin-link" => {
            assert_eq!(page(&answer), (200, "Sign in as a•••@example.org on this device?".to_owned()));
        }
        "signin-link-form" => {
            assert!(location(&answer).starts_with("/signin/account?attempt="), "{answer:?}");
            assert!(answer.cookies().contains("__Host-session=AQ"), "{answer:?}");
        }
        "signin-check" => {
            assert!(location(&answer).starts_with("/signin/continue?flow=AQ"), "{answer:?}");
            assert!(answer.cookies().contains("__Host-session=AQ"), "{answer:?}");
        }
        // Its flow is a client's.
        "signin-account-change" | "signin-account-change-form" => assert_eq!(location(&answer), "/signin/account"),
        // Nothing lacks.
        "signin-step-page" => assert!(location(&answer).starts_with("/signin/continue?flow=AQ"), "{answer:?}"),
        // The account has no app.
        "signin-step" => assert!(location(&answer).ends_with("&fault=wrong-app"), "{answer:?}"),
        "signin-continue" => assert_eq!(page(&answer), (200, "Continue to demo?".to_owned())),
        "signin-consent" => {
            assert!(location(&answer).starts_with("http://localhost:49152/callback?code=AQ"), "{answer:?}");
        }
        "signin-account" => assert_eq!(page(&answer), (200, "Your account".to_owned())),
        "signin-account-end-all" => {
            assert_eq!(page(&answer), (200, "You are signed out everywhere".to_owned()));
            assert_eq!(answer.cookies(), "__Host-session=", "it is taken away");
        }
        "signin-export" => {
            assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"account.json\"");
            assert_eq!(answer.json()["identifiers"][0]["value"], "ada@example.org");
        }
        "signin-logout" => {
            assert_eq!(location(&answer), "https://shop.example.org/?state=af0ifjsldkj");
            assert_eq!(answer.cookies(), "__Host-session=", "it is taken away");
        }
        "signin-logout-form" => {
            assert_eq!(page(&answer), (200, "You are signed out".to_owned()));
            assert_eq!(answer.cookies(), "__Host-session=", "it is taken away");
        }
        other => panic!("events/{other}.json has no case here"),
    }
}

/// Runs a sample of what a client calls by itself.
async fn of_a_client(functions: &Functions, name: &str) {
    let browser = Browser::new(functions, &DEMO);
    match name {
        "token-authorization-code" => {
            let mut browser = browser.before(name).await;
            let answer = browser.opens(name).await;
            let id_token = claims(&answer.text("id_token"));
            assert_eq!((answer.status.as_u16(), id_token["nonce"].as_str()), (200, Some("n-0S6_WzA2Mj")));
        }
        "userinfo" | "userinfo-form" => {
            let mut browser = browser.with_tokens().await;
            let answer = browser.opens(name).await;
            let of_token = claims(browser.knows("access_token"));
            assert_eq!((answer.status.as_u16(), &answer.json()["sub"]), (200, &of_token["sub"]));
        }
        other => panic!("events/{other}.json has no case here"),
    }
}

/// The status and the heading of a page.
fn page(answer: &Answer) -> (u16, String) {
    let html = String::from_utf8_lossy(&answer.body);
    let (_, heading) = html.split_once("<h1>").unwrap_or_else(|| panic!("{answer:?}"));
    (answer.status.as_u16(), heading.split("</h1>").next().unwrap().to_owned())
}
