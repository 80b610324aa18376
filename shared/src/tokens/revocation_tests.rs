use super::Revocation;
use crate::Timestamp;
use crate::identity::account::AccountId;
use crate::tokens::session::{SessionId, Sid, SubjectKey};
use crate::tokens::{Claims, ContactClaims};

const ISSUED: u64 = 1_800_000_000;

fn claims() -> (Claims, Sid) {
    let sid =
        Sid { subject: SubjectKey::of(AccountId::from_random([1; 16])), session: SessionId::from_random([2; 16]) };
    let at = Timestamp::from_unix(ISSUED);
    let claims = Claims {
        iss: String::new(),
        aud: String::new(),
        sub: String::new(),
        iat: at,
        nbf: at,
        exp: at.plus(900),
        jti: "jti-1".to_owned(),
        sid: sid.to_string(),
        client_id: String::new(),
        scope: String::new(),
        acr: None,
        amr: Vec::new(),
        auth_time: at,
        ctx: None,
        contact: ContactClaims::default(),
    };
    (claims, sid)
}

fn token(jti: &str) -> Revocation {
    Revocation::Token { session: SessionId::from_random([2; 16]), jti: jti.to_owned() }
}

#[test]
fn se_03_a_revocation_hits_its_token_its_session_or_every_earlier_token() {
    let (claims, sid) = claims();
    let not_before = |unix| Revocation::Subject { not_before: Timestamp::from_unix(unix) };
    let everybody = |unix| Revocation::Everybody { not_before: Timestamp::from_unix(unix) };
    for (revocation, revoked) in [
        (token("jti-1"), true),
        (token("jti-2"), false),
        (Revocation::Session(SessionId::from_random([2; 16])), true),
        (Revocation::Session(SessionId::from_random([3; 16])), false),
        (not_before(ISSUED + 1), true),
        (not_before(ISSUED), false),
        (not_before(ISSUED - 1), false),
        (everybody(ISSUED + 1), true),
        (everybody(ISSUED), false),
    ] {
        assert_eq!(revocation.revokes(&claims, &sid), revoked, "{revocation:?}");
    }
    // Refreshed after the moment, of a sign-in before it.
    let refreshed = Claims { iat: claims.iat.plus(60), ..claims };
    assert!(everybody(ISSUED + 30).revokes(&refreshed, &sid) && !not_before(ISSUED + 30).revokes(&refreshed, &sid));
}

#[test]
fn a_sid_reads_back_and_anything_else_is_malformed() {
    let (claims, sid) = claims();
    assert_eq!(claims.sid.len(), 45);
    assert_eq!(claims.sid.parse(), Ok(sid));
    for text in ["", ".", "sid-1", &claims.sid[..44], &format!("{}.", claims.sid), &claims.sid.replace('.', "")] {
        assert!(text.parse::<Sid>().is_err(), "{text}");
    }
}
