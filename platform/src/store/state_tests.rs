use serde::Serialize;

use super::written;
use shared::Timestamp;
use shared::bounds::breaker::{self, BreakerPolicy, Permit};
use shared::bounds::pressure::{Raised, raise};
use shared::bounds::suppression::{Cause, Suppression};
use shared::identity::IdentityKey;
use shared::identity::account::{Account, AccountId, AccountRecord, Identity, OwnIdentifier};
use shared::identity::identifier::{EmailAddress, Identifier};
use shared::identity::keyring::Keyring;
use shared::tokens::assurance::{Demand, Level, Method};
use shared::tokens::client::{
    Client, ClientKind, ClientSecret, Pkce, Resource, ResourceId, Scope, ShownName, TokenAlgorithm,
};
use shared::tokens::session::{
    Beginning, Device, Session, SessionId, SessionRecord, Sid, Subject, SubjectKey, TokenId,
};

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
    let sid =
        Sid { subject: SubjectKey::of(AccountId::from_random([1; 16])), session: SessionId::from_random([2; 16]) };
    let device = Device { network: Some("203.0.113.0/24".to_owned()), user_agent: None };
    let device = device.seal(&keyring, sid, [3; 12]).unwrap();
    let token = TokenId::from_random([4; 12]);
    let identity = IdentityKey::from_hash([5; 16]);
    let beginning = Beginning::first_party(identity, Method::Sms, Subject::Account, "api".to_owned(), NOW);
    let session = SessionRecord::Live(Session::new(beginning, token, device, NOW));
    let ada = Identifier::Email(EmailAddress::parse("ada@example.org").unwrap());
    let account = AccountId::from_random([6; 16]);
    let own = OwnIdentifier::new(&ada, account, &keyring, [7; 12], NOW).unwrap();
    let live = AccountRecord::Live(Account::new(own));
    let belongs = Identity::Belongs { account, second_step: false, disabled: true, only_way: true };
    let suppression = Suppression { cause: Cause::Complaint, until: NOW };
    let Raised::Begun(pressure) = raise(None, NOW, NOW) else { panic!("begun") };
    let breaker = BreakerPolicy { sends: 50.try_into().unwrap(), verified_percent: 20 };
    let Permit::Open(breaker) = breaker::send(None, &breaker, NOW) else { panic!("open") };
    let secret = ClientSecret::from_random([7; 32]);
    let client = Client::parse_first(r#"{"id":"web","redirect_uris":["https://a.example/"]}"#).unwrap();
    let secrets = vec![secret.hash(&client.id, &keyring, NOW)];
    let client = Client { kind: ClientKind::Confidential { secrets, pkce: Pkce::Required }, ..client };
    let resource = Resource {
        id: ResourceId::parse("urn:x").unwrap(),
        name: ShownName::parse("X").unwrap(),
        scopes: vec![Scope::parse("read").unwrap()],
        access_token_life: Some(300),
        algorithm: Some(TokenAlgorithm::Es256),
        demand: Demand {
            level: Level::PhishingResistant,
            max_age: Some(300),
            without: vec![Method::Sms],
            ..Demand::default()
        },
    };
    let forms = [
        hex(&client),
        hex(&resource),
        hex(&session),
        hex(&SessionRecord::Ended),
        hex(&suppression),
        hex(&pressure),
        hex(&breaker),
        hex(&live),
        hex(&AccountRecord::Erased),
        hex(&belongs),
        hex(&Identity::Invited { until: NOW }),
        hex(&Identity::Vacated),
    ];
    let in_tables = [
        "01037765620377656201010173dcf5a230389150ebfa8b11614fb68bd2390dbcc9e4a1c6831665014888418ac0b28bd806000112687474\
         70733a2f2f612e6578616d706c652f000004066f70656e696405656d61696c0570686f6e650e6f66666c696e655f61636365\
         7373000000000000000000000000",
        "010575726e3a78015801047265616401ac0201010201ac02010100",
        "0100c0b28bd80600010505050505050505050505050505050501c0b28bd80600050505050505050505050505050505050001036170690004040404040404040404040400c0b28bd8\
         062f01010303030303030303030303030a83dd07424d81d84b4124215983e3f8a4dac59e983f9bccd89315e0dba78b564f",
        "0101",
        "0101c0b28bd806",
        "01c0d590d806",
        "0101c0b28bd806010000",
        "0100c0b28bd8060000f04933db6981329a45dcd1c569f8bd4ec0b28bd8062f010107070707070707070707070742835d321f1b84a000\
         a509eb1a3e2c9bc78dd19ea2ab53e5a95d7747b17c2706f500",
        "0101",
        "010006060606060646068606060606060606000101",
        "0101c0b28bd806",
        "0102",
    ];
    assert_eq!(forms, in_tables);
}
