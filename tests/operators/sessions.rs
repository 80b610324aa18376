//! `admin sessions end`: an operator ends the sign-ins of a user.

use platform::clock::Clock;
use serde_json::json;
use tests::Service;
use tests::service::START;

use super::{MASTER_SECRET, admin};

#[tokio::test(flavor = "multi_thread")]
async fn se_04_a_command_ends_every_sign_in_of_one_user_and_of_nobody_else() {
    let service = Service::with(&[("MASTER_SECRET", MASTER_SECRET), ("REVOCATION", "strict")]).await;
    // Tokens that are issued before the command's moment, which is the system's.
    service.clock.advance(Clock::system().now().since(START) - 60);
    let mut signed_in = Vec::new();
    for email in ["ada@example.org", "ada@example.org", "eda@example.org"] {
        signed_in.push(service.sign_in(email).await);
        service.clock.advance(30);
    }
    let output = admin(&service, &["sessions", "end", "Ada@EXAMPLE.org"]);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, "A•••@example.org: 2 ended, and every access token that was issued before now\n");
    for (answer, status, refreshed) in [(&signed_in[0], 401, 400), (&signed_in[1], 401, 400), (&signed_in[2], 200, 200)]
    {
        assert_eq!(service.client.get_as("/me", &answer.text("access_token")).await.status, status);
        assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, refreshed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_numbers_too_and_says_what_is_wrong_with_what_is_neither() {
    let service = Service::with(&[("MASTER_SECRET", MASTER_SECRET)]).await;
    let requested = service.request(&json!({ "phone": "+14155550100" })).await;
    assert_eq!(service.verify(&requested.text("challenge"), &service.last_code()).await.status, 200);
    let output = admin(&service, &["sessions", "end", "+14155550100"]);
    assert!(output.status.success(), "{output:?}");
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .ends_with(": 1 ended, and every access token that was issued before now\n")
    );
    for (identifier, told) in [
        ("ada", "admin: the address "),
        ("+1", "admin: the number "),
        ("bob@example.org", "admin: this identifier leads to no account"),
    ] {
        let output = admin(&service, &["sessions", "end", identifier]);
        assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with(told));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn se_04_one_command_ends_every_sign_in_of_everybody_whatever_is_refreshed_meanwhile() {
    let service = Service::with(&[("MASTER_SECRET", MASTER_SECRET), ("REVOCATION", "strict")]).await;
    service.clock.advance(Clock::system().now().since(START) - 60);
    let mut signed_in = Vec::new();
    for email in ["ada@example.org", "bob@example.org", "ada@example.org"] {
        signed_in.push(service.sign_in(email).await);
    }
    // A client that refreshes after the command, and one that did a moment before it.
    service.clock.advance(60);
    let refreshed = service.refresh(&signed_in[1].text("refresh_token")).await;
    service.proxy.take_calls();
    let output = admin(&service, &["sessions", "end-everybody"]);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("every session that began by "));
    for answer in signed_in.iter().chain([&refreshed]) {
        let refused = service.refresh(&answer.text("refresh_token")).await;
        assert_eq!(refused.oauth_error(), (400, "invalid_grant".to_owned()));
        for path in ["/me", "/sessions"] {
            assert_eq!(service.client.get_as(path, &answer.text("access_token")).await.status, 401, "{path}");
        }
    }
    // The command goes by the system's clock, which may be seconds ahead of this one.
    service.clock.advance(120);
    let anew = service.sign_in("ada@example.org").await;
    assert_eq!(service.client.get_as("/me", &anew.text("access_token")).await.status, 200);
    assert_eq!(service.sessions(&anew.text("access_token")).await.len(), 1, "what has ended is not listed");
    let anew = service.refresh(&anew.text("refresh_token")).await;
    assert_eq!(service.client.get_as("/me", &anew.text("access_token")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_with_another_secret_or_another_table_says_so_in_place_of_finding_nobody() {
    let service = Service::with(&[("MASTER_SECRET", MASTER_SECRET)]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    let other = MASTER_SECRET.replace("1:A", "1:B");
    let later = format!("2:{}", MASTER_SECRET.strip_prefix("1:").unwrap());
    for (secret, told) in [
        (other.as_str(), "admin: MASTER_SECRET has another secret as version 1 than the one that names the items"),
        (&later, "admin: MASTER_SECRET names by version 2, and the items of this table are named by version 1"),
    ] {
        for command in [&["sessions", "end", "ada@example.org"], &["suppression", "show", "ada@example.org"]] {
            let output = super::admin_with(&service, command, secret);
            assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
            assert!(String::from_utf8(output.stderr).unwrap().starts_with(told), "{told}");
        }
    }
    assert_eq!(service.refresh(&signed_in.text("refresh_token")).await.status, 200, "nothing was done");
    // A rotation names on by the oldest version.
    let rotated = format!("2:{},{MASTER_SECRET}", other.strip_prefix("1:").unwrap());
    let output = super::admin_with(&service, &["sessions", "end", "ada@example.org"], &rotated);
    assert!(String::from_utf8(output.stdout).unwrap().contains(": 1 ended"), "{:?}", output.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn once_the_first_secret_is_gone_a_command_with_it_finds_nobody_and_says_why() {
    let service = Service::with(&[("MASTER_SECRET", MASTER_SECRET)]).await;
    let second = format!("2:{}", MASTER_SECRET.replace("1:A", "B"));
    let beside = service.beside(&[("MASTER_SECRET", &second)]).await;
    let output = admin(&service, &["sessions", "end", "ada@example.org"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.starts_with("admin: MASTER_SECRET names by version 1, and the items of this table are named by version 2")
    );
    let output = super::admin_with(&service, &["sessions", "end", "ada@example.org"], &second);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "admin: this identifier leads to no account\n");
    drop(beside);
}
