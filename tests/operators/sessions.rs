//! `admin sessions end`: an operator ends the sign-ins of a user.

use platform::clock::Clock;
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
    let output = admin(&service, &["sessions", "end", "+14155550100"]);
    assert!(output.status.success(), "{output:?}");
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .ends_with(": 0 ended, and every access token that was issued before now\n")
    );
    for (identifier, told) in [("ada", "admin: the address "), ("+1", "admin: the number ")] {
        let output = admin(&service, &["sessions", "end", identifier]);
        assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with(told));
    }
}
