use std::sync::Arc;
use std::thread;

use serde_json::json;

use super::{KEY, NOW, SKEW, TestKey, claims, claims_with};
use crate::{Timestamp, TokenRefused, Verifier};

fn remembering(entries: usize) -> Verifier {
    KEY.verifier().remembering(entries)
}

fn remembered(verifier: &Verifier) -> usize {
    verifier.memory.as_ref().map_or(0, crate::memory::Memory::len)
}

fn token(jti: usize) -> String {
    KEY.token_saying(&claims(&format!("jti-{jti}")))
}

#[test]
fn a_token_that_comes_again_is_answered_from_memory() {
    let (verifier, token) = (remembering(8), token(1));
    let first = verifier.verify(&token, NOW).unwrap();
    assert!(Arc::ptr_eq(&first, &verifier.verify(&token, NOW).unwrap()));
    assert_eq!(remembered(&verifier), 1);
    let forgetful = KEY.verifier();
    let first = forgetful.verify(&token, NOW).unwrap();
    assert!(!Arc::ptr_eq(&first, &forgetful.verify(&token, NOW).unwrap()), "unless it is asked to, nothing remembers");
}

#[test]
fn without_room_nothing_is_remembered_and_every_token_is_verified() {
    for entries in [0, 1] {
        let verifier = remembering(entries);
        for jti in [1, 2, 1] {
            assert!(verifier.verify(&token(jti), NOW).is_ok());
            assert_eq!(remembered(&verifier), entries);
        }
    }
}

#[test]
fn room_that_nobody_uses_takes_none() {
    let verifier = remembering(usize::MAX);
    assert!(verifier.verify(&token(1), NOW).is_ok());
    assert_eq!(remembered(&verifier), 1);
}

#[test]
fn jwt_03_a_remembered_token_with_one_character_changed_is_refused() {
    let (verifier, token) = (remembering(8), token(1));
    verifier.verify(&token, NOW).unwrap();
    for position in 0..token.len() {
        for other in ['A', 'z', '.', '='] {
            let mut changed = token.clone();
            changed.replace_range(position..=position, &other.to_string());
            if changed != token {
                assert!(verifier.verify(&changed, NOW).is_err(), "{other} at {position}");
            }
        }
    }
    assert!(verifier.verify(&token[..token.len() - 1], NOW).is_err());
    assert!(verifier.verify(&format!("{token}A"), NOW).is_err());
    assert_eq!(remembered(&verifier), 1, "what is refused is not remembered");
}

#[test]
fn jwt_03_a_refused_signature_never_enters_the_memory() {
    let verifier = remembering(8);
    let stranger = TestKey::new();
    for forged in [
        stranger.token_saying(&claims("jti-1")),
        stranger.token(&KEY.header(), &claims("jti-1")),
        KEY.token(&json!({ "alg": "none" }), &claims("jti-1")),
    ] {
        for _ in 0..3 {
            assert!(verifier.verify(&forged, NOW).is_err());
        }
    }
    assert_eq!(remembered(&verifier), 0);
}

#[test]
fn jwt_05_a_remembered_token_is_refused_once_it_has_expired() {
    let (verifier, token) = (remembering(8), token(1));
    let expiry = NOW.plus(900);
    let first = verifier.verify(&token, NOW).unwrap();
    let last = Timestamp::from_unix(expiry.plus(SKEW).as_unix() - 1);
    assert!(Arc::ptr_eq(&first, &verifier.verify(&token, last).unwrap()));
    for late in [expiry.plus(SKEW), expiry.plus(SKEW + 1), Timestamp::from_unix(u64::MAX)] {
        assert_eq!(verifier.verify(&token, late), Err(TokenRefused::Expired));
    }
    assert_eq!(remembered(&verifier), 0, "and forgotten");
}

#[test]
fn jwt_05_an_expired_token_among_younger_ones_is_refused() {
    let verifier = remembering(8);
    let short = KEY.token_saying(&claims_with("exp", &json!(NOW.plus(60))));
    verifier.verify(&short, NOW).unwrap();
    verifier.verify(&token(2), NOW).unwrap();
    assert_eq!(remembered(&verifier), 2);
    assert_eq!(verifier.verify(&short, NOW.plus(60 + SKEW)), Err(TokenRefused::Expired));
}

#[test]
fn jwt_05_an_expired_token_is_forgotten_though_an_older_one_lives() {
    let verifier = remembering(8);
    let short = KEY.token_saying(&claims_with("exp", &json!(NOW.plus(60))));
    verifier.verify(&token(2), NOW).unwrap();
    verifier.verify(&short, NOW).unwrap();
    assert_eq!(verifier.verify(&short, NOW.plus(60 + SKEW)), Err(TokenRefused::Expired));
    assert_eq!(remembered(&verifier), 1);
}

#[test]
fn jwt_05_a_remembered_token_is_refused_where_the_clock_was_set_back_before_its_life() {
    let (verifier, token) = (remembering(8), token(1));
    verifier.verify(&token, NOW).unwrap();
    let early = Timestamp::from_unix(NOW.as_unix() - SKEW - 1);
    assert_eq!(verifier.verify(&token, early), Err(TokenRefused::NotYetValid));
}

#[test]
fn jwt_06_a_token_that_does_not_count_here_is_not_remembered() {
    let verifier = remembering(8);
    for (claim, value, refused) in [
        ("aud", json!("another"), TokenRefused::WrongAudience),
        ("iss", json!("https://another.example"), TokenRefused::WrongIssuer),
        ("nbf", json!(NOW.plus(SKEW + 1)), TokenRefused::NotYetValid),
        ("exp", json!(1), TokenRefused::Expired),
    ] {
        let token = KEY.token_saying(&claims_with(claim, &value));
        for _ in 0..2 {
            assert_eq!(verifier.verify(&token, NOW), Err(refused));
        }
    }
    assert_eq!(remembered(&verifier), 0);
}

#[test]
fn the_memory_is_bounded_and_keeps_what_is_in_use() {
    let verifier = remembering(8);
    let (in_use, first) = (token(0), token(1));
    verifier.verify(&first, NOW).unwrap();
    let kept = verifier.verify(&in_use, NOW).unwrap();
    for jti in 2..200 {
        let newest = verifier.verify(&token(jti), NOW).unwrap();
        assert!(Arc::ptr_eq(&newest, &verifier.verify(&token(jti), NOW).unwrap()));
        assert!(Arc::ptr_eq(&kept, &verifier.verify(&in_use, NOW).unwrap()), "forgotten at {jti}");
        assert!(remembered(&verifier) <= 8);
    }
    assert_eq!(remembered(&verifier), 8);
}

#[test]
fn the_memory_answers_many_threads_alike() {
    let verifier = remembering(16);
    let tokens: Vec<String> = (0..40).map(token).collect();
    let stranger = TestKey::new();
    let forged: Vec<String> =
        (0..40).map(|jti| stranger.token(&KEY.header(), &claims(&format!("jti-{jti}")))).collect();
    thread::scope(|scope| {
        for offset in 0..8 {
            let (verifier, tokens, forged) = (&verifier, &tokens, &forged);
            scope.spawn(move || {
                for round in 0..400 {
                    let index = (round * 7 + offset * 5) % 40;
                    let claims = verifier.verify(&tokens[index], NOW).unwrap();
                    assert_eq!(claims.jti, format!("jti-{index}"));
                    assert_eq!(verifier.verify(&forged[index], NOW), Err(TokenRefused::BadSignature));
                    let late = NOW.plus(900 + SKEW);
                    if round % 50 == 0 {
                        assert_eq!(verifier.verify(&tokens[index], late), Err(TokenRefused::Expired));
                    }
                }
            });
        }
    });
    assert!((1..=16).contains(&remembered(&verifier)));
}
