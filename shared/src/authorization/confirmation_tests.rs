use super::*;
use crate::identity::account::AccountId;

const NOW: Timestamp = Timestamp::from_unix(1_000);

fn keyring() -> Keyring {
    Keyring::parse(&format!("1:{}=", "A".repeat(43))).unwrap()
}

fn session(session: u8, secret: u8) -> SessionCookie {
    SessionCookie {
        account: AccountId::from_random([1; 16]),
        session: SessionId::from_random([session; 16]),
        secret: TokenId::from_random([secret; 12]),
        region: "local".to_owned(),
    }
}

#[test]
fn an_answer_counts_for_the_session_the_question_and_the_flow_that_it_was_shown_for() {
    let (keyring, shown_to) = (keyring(), session(1, 1));
    let text = seal(Question::Consent, "flow", &shown_to, &keyring, [5; 12], NOW).unwrap();
    let counts = |question, about, session: &SessionCookie, later| {
        is_of(&text, question, about, session, &keyring, NOW.plus(later))
    };
    assert!(counts(Question::Consent, "flow", &shown_to, 0));
    assert!(counts(Question::Consent, "flow", &shown_to, LIFE - 1));
    assert!(!counts(Question::Consent, "flow", &shown_to, LIFE), "too late");
    assert!(!counts(Question::SignOut, "flow", &shown_to, 0), "another question");
    assert!(!counts(Question::Consent, "other", &shown_to, 0), "another flow");
    assert!(!counts(Question::Consent, "flow", &session(2, 1), 0), "another session");
    assert!(!counts(Question::Consent, "flow", &session(1, 2), 0), "its secret has changed");
    assert!(!is_of("", Question::Consent, "flow", &shown_to, &keyring, NOW));
    assert!(!is_of(&"A".repeat(LONGEST + 1), Question::Consent, "flow", &shown_to, &keyring, NOW));
}
