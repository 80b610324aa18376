use serde::Serialize;

use super::written;
use shared::Timestamp;
use shared::bounds::breaker::{self, BreakerPolicy, Permit};
use shared::bounds::pressure::{Raised, raise};
use shared::bounds::suppression::{Cause, Suppression};
use shared::identity::identifier::Channel;
use shared::identity::keyring::Keyring;
use shared::tokens::session::{Device, Session, SessionId, SessionRecord, Sid, SubjectKey, TokenId};

const NOW: Timestamp = Timestamp::from_unix(1_795_348_800);

fn hex(state: &impl Serialize) -> String {
    let stored = written(state).unwrap();
    format!("{:02x?}", stored.as_b().unwrap().as_ref()).replace(['[', ',', ' ', ']'], "")
}

/// Until 0.2.0 a form may change, and its bytes here with it. From then on whoever changes one gives it another
/// number and reads this one on (docs/decisions/0003-states.md).
#[test]
fn the_form_of_every_state_is_the_one_that_is_in_tables() {
    let keyring = Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    let sid = Sid { subject: SubjectKey::from_hash([1; 16]), session: SessionId::from_random([2; 16]) };
    let device = Device { network: Some("203.0.113.0/24".to_owned()), user_agent: None };
    let device = device.seal(&keyring, sid, [3; 12]).unwrap();
    let token = TokenId::from_random([4; 12]);
    let session = SessionRecord::Live(Session::new(Channel::Sms, "api".to_owned(), token, device, NOW));
    let suppression = Suppression { cause: Cause::Complaint, until: NOW };
    let Raised::Begun(pressure) = raise(None, NOW, NOW) else { panic!("begun") };
    let breaker = BreakerPolicy { sends: 50.try_into().unwrap(), verified_percent: 20 };
    let Permit::Open(breaker) = breaker::send(None, &breaker, NOW) else { panic!("open") };
    let forms = [hex(&session), hex(&SessionRecord::Ended), hex(&suppression), hex(&pressure), hex(&breaker)];
    let in_tables = [
        "0100c0b28bd80601036170690004040404040404040404040400c0b28bd8062f0101030303030303030303030303b9765e27ffd8fa5f4f7d55\
         9f271885c290f06f7dec08f5ea3766b68a6e3bab6128",
        "0101",
        "0101c0b28bd806",
        "01c0d590d806",
        "0101c0b28bd806010000",
    ];
    assert_eq!(forms, in_tables);
}
