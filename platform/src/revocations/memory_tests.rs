use super::{MOST_BYTES, MOST_BYTES_OF_A_SUBJECT, MOST_SUBJECTS, Memory, Revoked};
use shared::Timestamp;
use shared::identity::account::AccountId;
use shared::tokens::revocation::{MOST_TOKENS_OF_A_SUBJECT, Revocation};
use shared::tokens::session::{SessionId, SubjectKey};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

fn subject(number: u128) -> SubjectKey {
    SubjectKey::of(AccountId::from_random(number.to_be_bytes()))
}

fn session() -> Revocation {
    Revocation::Session(SessionId::from_random([0; 16]))
}

fn sessions(count: usize) -> Revoked {
    Revoked::These((0..count).map(|_| session()).collect())
}

#[test]
fn an_answer_is_remembered_for_its_seconds_from_when_it_was_asked_for() {
    let memory = Memory::lasting(5);
    assert_eq!(memory.recall(subject(1), NOW), None);
    memory.remember(subject(1), NOW, &sessions(1));
    for (age, known) in [(0, true), (4, true), (5, false), (6, false), (1_000_000, false)] {
        assert_eq!(memory.recall(subject(1), NOW.plus(age)).is_some(), known, "{age}");
    }
    assert_eq!(memory.recall(subject(2), NOW), None);
    let earlier = Timestamp::from_unix(NOW.as_unix() - 1);
    assert_eq!(memory.recall(subject(1), earlier), None, "a clock that was set back");
    memory.remember(subject(1), NOW.plus(9), &sessions(2));
    assert_eq!(memory.recall(subject(1), NOW.plus(10)), Some(sessions(2)));
}

#[test]
fn no_more_subjects_than_there_is_room_for_are_remembered() {
    let memory = Memory::lasting(60);
    for number in 0..5_000 {
        memory.remember(subject(number), NOW, &sessions(0));
    }
    let known = (0..5_000).filter(|number| memory.recall(subject(*number), NOW).is_some()).count();
    assert_eq!(known, MOST_SUBJECTS.get());
    assert!(memory.recall(subject(4_999), NOW).is_some(), "the newest stays");
}

#[test]
fn what_is_asked_about_stays_while_others_give_way() {
    let memory = Memory::lasting(60);
    memory.remember(subject(0), NOW, &sessions(1));
    for number in 1..5_000 {
        memory.remember(subject(number), NOW, &sessions(0));
        assert_eq!(memory.recall(subject(0), NOW), Some(sessions(1)), "forgotten at {number}");
    }
    memory.remember(subject(0), NOW, &sessions(2));
    assert_eq!(memory.recall(subject(0), NOW), Some(sessions(2)), "a newer answer takes the place of an earlier one");
}

#[test]
fn all_that_one_account_may_revoke_is_remembered_and_no_more_than_there_is_room_for() {
    let token = || Revocation::Token { session: SessionId::from_random([0; 16]), jti: "j".repeat(22) };
    let most =
        Revoked::These((0..MOST_TOKENS_OF_A_SUBJECT).map(|_| token()).chain((0..100).map(|_| session())).collect());
    let memory = Memory::lasting(60);
    for number in 0..1_000 {
        memory.remember(subject(number), NOW, &most);
        assert_eq!(memory.recall(subject(number), NOW).as_ref(), Some(&most));
        let answers = memory.answers.lock().unwrap();
        let counted: usize = answers.known.iter().map(|(_, known)| known.revoked.bytes()).sum();
        assert_eq!(counted, answers.bytes);
        assert!(counted <= MOST_BYTES);
    }
    let again = Memory::lasting(60);
    for _ in 0..1_000 {
        again.remember(subject(1), NOW, &most);
    }
    assert_eq!(again.answers.lock().unwrap().bytes, most.bytes(), "the same one takes its own place");
}

#[test]
fn an_answer_that_is_too_large_is_not_remembered() {
    let memory = Memory::lasting(60);
    let of_bytes = |bytes: usize| {
        let jti = "x".repeat(bytes - size_of::<Revocation>());
        Revoked::These([Revocation::Token { session: SessionId::from_random([0; 16]), jti }].into())
    };
    memory.remember(subject(1), NOW, &of_bytes(MOST_BYTES_OF_A_SUBJECT));
    memory.remember(subject(2), NOW, &of_bytes(MOST_BYTES_OF_A_SUBJECT + 1));
    memory.remember(subject(3), NOW, &Revoked::TooMany);
    let known: Vec<bool> = (1..=3).map(|number| memory.recall(subject(number), NOW).is_some()).collect();
    assert_eq!(known, [true, false, true]);
}
