use super::{MOST_BYTES, MOST_REVOCATIONS, MOST_SUBJECTS, Memory, Revoked};
use shared::clock::Timestamp;
use shared::revocation::Revocation;
use shared::session::{SessionId, SubjectKey};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

fn subject(number: u128) -> SubjectKey {
    SubjectKey::from_hash(number.to_be_bytes())
}

fn sessions(count: usize) -> Revoked {
    Revoked::These((0..count).map(|_| Revocation::Session(SessionId::from_random([0; 16]))).collect())
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
        let generations = memory.generations.lock().unwrap();
        assert!(generations.young.len() + generations.old.len() <= MOST_SUBJECTS);
    }
    let known = (0..5_000).filter(|number| memory.recall(subject(*number), NOW).is_some()).count();
    assert!((MOST_SUBJECTS / 2..=MOST_SUBJECTS).contains(&known), "{known}");
    assert!(memory.recall(subject(4_999), NOW).is_some(), "the newest stays");
}

#[test]
fn an_answer_that_fell_to_the_old_generation_does_not_outlive_a_newer_one() {
    let memory = Memory::lasting(60);
    memory.remember(subject(0), NOW, &sessions(1));
    for number in 1..=(MOST_SUBJECTS as u128 / 2) {
        memory.remember(subject(number), NOW, &sessions(0));
    }
    assert_eq!(memory.recall(subject(0), NOW), Some(sessions(1)));
    memory.remember(subject(0), NOW, &sessions(2));
    assert_eq!(memory.recall(subject(0), NOW), Some(sessions(2)));
}

#[test]
fn an_answer_that_is_too_large_is_not_remembered() {
    let memory = Memory::lasting(60);
    memory.remember(subject(1), NOW, &sessions(MOST_REVOCATIONS));
    memory.remember(subject(2), NOW, &sessions(MOST_REVOCATIONS + 1));
    let long = Revocation::Token { session: SessionId::from_random([0; 16]), jti: "x".repeat(MOST_BYTES) };
    memory.remember(subject(3), NOW, &Revoked::These([long].into()));
    memory.remember(subject(4), NOW, &Revoked::TooMany);
    let known: Vec<bool> = (1..=4).map(|number| memory.recall(subject(number), NOW).is_some()).collect();
    assert_eq!(known, [true, false, false, true]);
}
