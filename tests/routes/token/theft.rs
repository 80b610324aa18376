//! A refresh token in two hands, and one that nobody was given.

use http::Method;
use serde_json::json;
use shared::Timestamp;
use shared::identity::identifier::{EmailAddress, Identifier};
use shared::identity::keyring::Keyring;
use shared::tokens::assurance;
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::{Beginning, Device, Session, SessionId, Sid, Subject, TokenId};
use tests::tokens::claims;
use tests::{Answer, Service};

use super::{DAY, MASTER_SECRET, invalid_grant, rotated};

/// Most times that a successor is handed out again.
const REPEATS: usize = 8;

/// Presents a refresh token from an address with a program.
async fn refresh_from(service: &Service, address: &str, program: &str, token: &str) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("user-agent", program)];
    let body = format!("grant_type=refresh_token&refresh_token={token}");
    service.from(address).send(Method::POST, "/token", &headers, body).await
}

#[tokio::test]
async fn oa_09_a_successor_is_handed_out_again_eight_times_and_further_ones_end_nothing() {
    let service = Service::start().await;
    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let second = rotated(&service, &first).await;
    for repeat in 0..REPEATS {
        assert_eq!(service.refresh(&first).await.text("refresh_token"), second, "repeat {repeat}");
    }
    for _ in 0..3 {
        assert_eq!(service.refresh(&first).await.oauth_error(), invalid_grant());
    }
    assert_eq!(service.of_subjects("revocation#").await.len(), 0);
    let third = rotated(&service, &second).await;
    assert_eq!(service.refresh(&second).await.text("refresh_token"), third, "each successor has a count of its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_09_of_24_parallel_repeats_eight_are_given_the_successor() {
    let service = std::sync::Arc::new(Service::with(&[("CALL_TIMEOUT_MILLISECONDS", "60000")]).await);
    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let second = rotated(&service, &first).await;
    let answers = super::all_at_once(&service, &first, 24).await;
    let given: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(given.len(), REPEATS);
    assert!(given.iter().all(|answer| answer.text("refresh_token") == second));
    let refused = answers.iter().filter(|answer| answer.status != 200);
    assert!(refused.map(Answer::oauth_error).all(|error| error == invalid_grant()));
    rotated(&service, &second).await;
}

#[tokio::test]
async fn oa_09_a_thief_from_elsewhere_ends_the_session_even_within_the_grace() {
    for (address, program, caught) in [
        ("127.0.1.7", "Thief/1.0", true),
        ("127.0.1.7", "Browser/1.0", false),
        ("127.0.0.1", "Thief/1.0", false),
        ("127.0.0.1", "Browser/1.0", false),
    ] {
        let service = Service::start().await;
        let first = service.sign_in("ada@example.org").await.text("refresh_token");
        let second = refresh_from(&service, "127.0.0.1", "Browser/1.0", &first).await.text("refresh_token");
        let thief = refresh_from(&service, address, program, &first).await;
        if caught {
            assert_eq!(thief.oauth_error(), invalid_grant());
            assert_eq!(service.refresh(&second).await.oauth_error(), invalid_grant(), "and both are out");
            assert_eq!(service.of_subjects("revocation#session#").await.len(), 1);
        } else {
            assert_eq!(thief.text("refresh_token"), second, "{address} {program}");
            rotated(&service, &second).await;
        }
    }
}

#[tokio::test]
async fn oa_09_the_current_token_may_come_from_anywhere() {
    let service = Service::start().await;
    let first = service.sign_in("ada@example.org").await.text("refresh_token");
    let second = refresh_from(&service, "127.0.0.1", "Browser/1.0", &first).await.text("refresh_token");
    let third = refresh_from(&service, "127.0.1.7", "Browser/2.0", &second).await;
    assert_eq!(third.status, 200, "people move, and browsers are updated");
}

#[tokio::test]
async fn oa_09_oa_10_a_token_forged_with_our_key_hands_out_nothing() {
    let service = Service::with(&[MASTER_SECRET]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    let current = rotated(&service, &signed_in.text("refresh_token")).await;
    let sid: Sid = claims(&signed_in.text("access_token"))["sid"].as_str().unwrap().parse().unwrap();
    let keyring = Keyring::parse(MASTER_SECRET.1).unwrap();
    let identifier = Identifier::Email(EmailAddress::parse("ada@example.org").unwrap());
    let now = service.clock.now();
    let device = Device::default().seal(&keyring, sid, [1; 12]).unwrap();
    let identity = keyring.identity_key(&identifier);
    let beginning =
        Beginning::first_party(identity, assurance::Method::Email, Subject::Identifier, "api admin".to_owned(), now);
    let forge = |session: SessionId, generation: u32, signed_in_at: Timestamp| {
        let of = Session {
            generation,
            created_at: signed_in_at,
            ..Session::new(beginning.clone(), TokenId::from_random([2; 12]), device.clone(), now)
        };
        RefreshToken::of(Some(identifier.clone()), Sid { session, ..sid }, &of, "local".to_owned())
            .seal(&keyring)
            .unwrap()
    };
    // The generation that is current, the next one, a far one, and a sign-in that never was.
    for (session, generation) in
        [(sid.session, 1), (sid.session, 2), (sid.session, 99), (SessionId::from_random([7; 16]), 0)]
    {
        let forged = forge(session, generation, now);
        let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", forged.as_str())];
        assert_eq!(service.client.post_form("/token", &form).await.oauth_error(), invalid_grant(), "{generation}");
        form.push(("scope", "admin"));
        assert_eq!(service.client.post_form("/token", &form).await.oauth_error(), invalid_grant(), "{generation}");
    }
    // Nor does it make a session live on that has lapsed.
    service.clock.advance(14 * DAY);
    let forged = forge(sid.session, 1, service.clock.now());
    assert_eq!(service.refresh(&forged).await.oauth_error(), invalid_grant());
    assert_eq!(service.refresh(&current).await.oauth_error(), invalid_grant());
    assert_eq!(service.of_subjects("revocation#").await.len(), 0, "and nothing was ended");
}

#[tokio::test]
async fn oa_10_scope_methods_and_time_are_those_of_the_table() {
    let service = Service::with(&[MASTER_SECRET]).await;
    let signed_in = service.sign_in("ada@example.org").await;
    let first_said = claims(&signed_in.text("access_token"));
    let sid: Sid = first_said["sid"].as_str().unwrap().parse().unwrap();
    let item = service.live_sessions().await.remove(0);
    let stored = tests::stored::session(&item);
    // Even with the name of the current token, which the table alone would give away.
    let keyring = Keyring::parse(MASTER_SECRET.1).unwrap();
    let device = Device::default().seal(&keyring, sid, [1; 12]).unwrap();
    let current = TokenId::from_random(stored.current);
    let later = service.clock.now().plus(60);
    let identifier = Identifier::Email(EmailAddress::parse("ada@example.org").unwrap());
    let identity = keyring.identity_key(&identifier);
    let beginning =
        Beginning::first_party(identity, assurance::Method::Sms, Subject::Account, "api admin".to_owned(), later);
    let of = Session::new(beginning, current, device, later);
    let forged = RefreshToken::of(Some(identifier), sid, &of, "local".to_owned()).seal(&keyring).unwrap();
    service.clock.advance(60);
    let wider = [("grant_type", "refresh_token"), ("refresh_token", forged.as_str()), ("scope", "admin")];
    assert_eq!(service.client.post_form("/token", &wider).await.oauth_error(), (400, "invalid_scope".to_owned()));
    let answer = service.refresh(&forged).await;
    let now_said = claims(&answer.text("access_token"));
    for claim in ["scope", "amr", "auth_time"] {
        assert_eq!(now_said[claim], first_said[claim], "{claim}");
    }
    assert_eq!(answer.json()["scope"], json!("api"));
}
