use serde::Serialize;

use super::written;
use crate::breaker::{self, BreakerPolicy, Passage};
use crate::clock::Timestamp;
use crate::identifier::Channel;
use crate::pressure::{Raised, raise};
use crate::session::{Device, Session};
use crate::suppression::{Cause, Suppression};

const NOW: Timestamp = Timestamp::from_unix(1_795_348_800);

fn hex(state: &impl Serialize) -> String {
    let stored = written(state).unwrap();
    format!("{:02x?}", stored.as_b().unwrap().as_ref()).replace(['[', ',', ' ', ']'], "")
}

/// Items of these forms are in tables: whoever changes one gives it another number and reads this one on.
#[test]
fn the_form_of_every_state_is_the_one_that_is_in_tables() {
    let device = Device { network: Some("203.0.113.0/24".to_owned()), user_agent: None };
    let session = Session::new(Channel::Sms, "api".to_owned(), device, NOW);
    let suppression = Suppression { cause: Cause::Complaint, until: NOW };
    let Raised::Begun(pressure) = raise(None, NOW, NOW) else { panic!("begun") };
    let breaker = BreakerPolicy { sends: 50.try_into().unwrap(), verified_percent: 20 };
    let Passage::Open(breaker) = breaker::send(None, &breaker, NOW) else { panic!("open") };
    let forms = [hex(&session), hex(&suppression), hex(&pressure), hex(&breaker)];
    let in_tables = [
        "01c0b28bd806010361706900c0b28bd806010e3230332e302e3131332e302f323400",
        "0101c0b28bd806",
        "01c0d590d806",
        "0101c0b28bd806010000",
    ];
    assert_eq!(forms, in_tables);
}
