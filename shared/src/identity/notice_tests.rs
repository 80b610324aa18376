use super::{AccountEvent, Arrival, FactorsChange, Notice, NoticeId, NoticeLanguage};
use crate::Timestamp;
use crate::identity::account::AccountId;
use crate::identity::factors::Lost;
use crate::identity::identifier::{Channel, EmailAddress, Identifier};
use crate::identity::keyring::{Keyring, Purpose, Uses};
use crate::identity::master_secret::{MasterSecret, decode};

const AT: Timestamp = Timestamp::from_unix(1_795_348_800);

fn keyring(uses: Uses) -> Keyring {
    let master = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let secret = MasterSecret::parse(&format!("1:{master}")).unwrap();
    secret.keyring(&[decode(master).unwrap()], uses).unwrap()
}

fn events() -> [AccountEvent; 17] {
    let masked = || "a•••@example.org".to_owned();
    [
        AccountEvent::NewDevice { network: Some("203.0.113.0/24".to_owned()) },
        AccountEvent::ClientConsented { client: "Notes".to_owned() },
        AccountEvent::IdentifierAdded { identifier: masked() },
        AccountEvent::IdentifierRemoved { identifier: masked() },
        AccountEvent::FactorsChanged { change: FactorsChange::AppSet, network: Some("203.0.113.0/24".to_owned()) },
        AccountEvent::FactorsChanged { change: FactorsChange::AppRemoved, network: Some("203.0.113.0/24".to_owned()) },
        AccountEvent::FactorsChanged {
            change: FactorsChange::RecoveryCodesRenewed,
            network: Some("203.0.113.0/24".to_owned()),
        },
        AccountEvent::FactorsChanged {
            change: FactorsChange::SecondStepDemanded,
            network: Some("203.0.113.0/24".to_owned()),
        },
        AccountEvent::FactorsChanged {
            change: FactorsChange::SecondStepDropped,
            network: Some("203.0.113.0/24".to_owned()),
        },
        AccountEvent::FactorsChanged {
            change: FactorsChange::PasskeyAdded,
            network: Some("203.0.113.0/24".to_owned()),
        },
        AccountEvent::FactorsChanged { change: FactorsChange::PasskeyRemoved, network: None },
        AccountEvent::FactorsChanged {
            change: FactorsChange::RemovalBegun { lost: Lost::Everything, due_at: AT.plus(259_200) },
            network: Some("203.0.113.0/24".to_owned()),
        },
        AccountEvent::FactorsChanged { change: FactorsChange::RemovalStopped, network: None },
        AccountEvent::FactorsChanged { change: FactorsChange::RemovalCompleted, network: None },
        AccountEvent::FactorsReset { reason: "the phone was lost".to_owned() },
        AccountEvent::Disabled,
        AccountEvent::Erased,
    ]
}

fn notice(event: AccountEvent) -> Notice {
    Notice {
        id: NoticeId::from_random([7; 16]),
        account: AccountId::from_random([1; 16]),
        recipient: Identifier::Email(EmailAddress::parse("ada@example.org").unwrap()),
        event,
        at: AT,
        language: NoticeLanguage::cut("de"),
    }
}

#[test]
fn what_the_queue_carries_names_nobody_and_opens_with_its_own_key_alone() {
    let all = keyring(Uses::EVERYTHING);
    for event in events() {
        let sealed = notice(event.clone()).seal(&all, [3; 12]).unwrap();
        assert!(!sealed.contains("ada") && !format!("{:?}", notice(event.clone())).contains("ada@"), "{sealed}");
        assert_eq!(
            Notice::open(&sealed, &keyring(Uses { codes: false, seals: &[Purpose::Notice] })).unwrap(),
            notice(event)
        );
        assert!(Notice::open(&sealed, &keyring(Uses { codes: true, seals: &[Purpose::Handle] })).is_err());
        let mut forged = sealed.into_bytes();
        *forged.last_mut().unwrap() ^= 1;
        assert!(Notice::open(&String::from_utf8(forged).unwrap(), &all).is_err());
    }
    let handle = all.seal(Purpose::Handle, all.current(), b"x", [0; 12]).unwrap();
    assert!(Notice::open(&handle, &all).is_err(), "sealed for something else");
}

#[test]
fn a_change_is_told_once_it_is_booked_and_never_where_it_was_not_made() {
    for event in events() {
        let notice = notice(event);
        let arrivals = [0, 59, 60, 86_400].map(|seconds| notice.arrive(false, AT, AT.plus(seconds)));
        if notice.event.is_change() {
            assert_eq!(arrivals, [Arrival::Wait, Arrival::Wait, Arrival::Drop, Arrival::Drop]);
        } else {
            assert_eq!(arrivals, [Arrival::Tell; 4], "it has happened");
        }
        for seconds in [0, 60, 86_400] {
            assert_eq!(notice.arrive(true, AT, AT.plus(seconds)), Arrival::Tell);
        }
    }
}

#[test]
fn text_messages_tell_of_changes_alone() {
    for event in events() {
        assert!(event.is_told_by(Channel::Email), "{event:?}");
        assert_eq!(event.is_told_by(Channel::Sms), event.is_change(), "{event:?}");
    }
}

#[test]
fn a_language_is_cut_where_it_is_none_any_more() {
    for (text, kept) in [
        ("de-CH,de;q=0.9, *;q=0.1", "de-CH,de;q=0.9, *;q=0.1"),
        ("de\r\nbcc: x", "de"),
        ("<b>", ""),
        ("日本語", ""),
        ("", ""),
    ] {
        assert_eq!(NoticeLanguage::cut(text).as_str(), kept);
    }
    assert_eq!(NoticeLanguage::cut(&"de,".repeat(100)).as_str().len(), 64);
}
