//! What owners do with a passkey, at functions of their own or at a deployed stack.

use serde_json::json;
use tests::tokens::ISSUER;
use tests::{Said, SoftPasskey};

use super::oauth::{Browser, field, location};

/// A passkey, the recovery codes that came with it, and what nobody may log.
pub(crate) struct Made {
    pub(crate) passkey: SoftPasskey,
    pub(crate) recovery_codes: Vec<String>,
    pub(crate) secrets: Vec<String>,
}

/// Makes the first passkey of whoever is signed in.
pub(crate) async fn makes_one(browser: &mut Browser<'_>, who: &str, code: &impl AsyncFn() -> String) -> Made {
    let flow = begins(browser, &[("act", "change"), ("id", "add-passkey")]).await;
    let asked = browser.post("/signin/code", &[("flow", &flow), ("identifier", who)]).await;
    let challenge = location(&asked).split_once("challenge=").unwrap().1.to_owned();
    let entered = [("flow", &*flow), ("challenge", &challenge), ("code", &code().await)];
    assert!(location(&browser.post("/signin/check", &entered).await).starts_with("/signin/continue?flow="));
    let begun = browser.post_json("/signin/account/passkeys/options", &json!({ "flow": flow })).await;
    let options = &begun.json()["publicKey"];
    let passkey = SoftPasskey::of(options);
    let made = passkey.registration(options, &Said::honest(ISSUER)).to_string();
    let ceremony = begun.text("ceremony");
    let fields = [("flow", &*flow), ("ceremony", &ceremony), ("credential", &made), ("name", "Phone")];
    let answer = browser.post("/signin/account/passkeys", &fields).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let page = String::from_utf8(answer.body.to_vec()).unwrap();
    let codes = page.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    let recovery_codes: Vec<String> = codes.filter(|word| is_recovery_code(word)).map(str::to_owned).collect();
    assert!(recovery_codes.len() >= 10, "{page}");
    let secrets = recovery_codes.iter().cloned().chain([flow, ceremony]).collect();
    Made { passkey, recovery_codes, secrets }
}

/// Five groups of five.
fn is_recovery_code(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    groups.len() == 5 && groups.iter().all(|group| group.len() == 5 && !group.chars().any(char::is_lowercase))
}

/// Shows a passkey for what a button of the account's page begins, of whoever the passkey is. Gives the flow and the ceremony, which
/// nobody may log.
pub(crate) async fn shows(passkey: &SoftPasskey, browser: &mut Browser<'_>, button: &[(&str, &str)]) -> [String; 2] {
    let flow = begins(browser, button).await;
    let begun = browser.post_json("/signin/passkey/options", &json!({ "flow": flow })).await;
    let shown = passkey.assertion(&begun.json()["publicKey"], &Said::honest(ISSUER)).to_string();
    let ceremony = begun.text("ceremony");
    let fields = [("flow", &*flow), ("ceremony", &ceremony), ("credential", &shown)];
    let proven = browser.post("/signin/passkey", &fields).await;
    assert!(location(&proven).starts_with("/signin/continue?flow="), "{proven:?}");
    [flow, ceremony]
}

/// Presses a button of the account's page; gives the flow that it begins.
pub(crate) async fn begins(browser: &mut Browser<'_>, button: &[(&str, &str)]) -> String {
    let page = browser.get("/signin/account").await;
    let confirmation = field(std::str::from_utf8(&page.body).unwrap(), "confirmation");
    let pressed = [&[("confirmation", &*confirmation)], button].concat();
    let begun = location(&browser.post("/signin/account", &pressed).await);
    begun.split_once("flow=").unwrap().1.to_owned()
}
