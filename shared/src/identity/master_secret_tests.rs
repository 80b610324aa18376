use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretSlice;

use super::{MasterSecret, MasterSource};
use crate::identity::identifier::{EmailAddress, Identifier};
use crate::identity::keyring::{Keyring, KeyringFault, Purpose, Uses};

const ARN: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otp-MasterSecret-AbCdEf";
const OTHER: &str = "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:otp/second-GhIjKl";

fn bytes(byte: u8) -> SecretSlice<u8> {
    vec![byte; 32].into()
}

#[test]
fn a_version_may_stand_in_secrets_manager_and_keeps_its_rank() {
    let master = MasterSecret::parse(&format!("2:{ARN}, 1n:{OTHER}")).unwrap();
    let named: Vec<_> = master.versions().iter().map(|version| (version.number(), &version.source)).collect();
    assert!(matches!(named[..], [(2, MasterSource::Secret(first)), (1, MasterSource::Secret(second))]
        if first == ARN && second == OTHER));
    let of_arns = master.keyring(&[bytes(2), bytes(1)], Uses::EVERYTHING).unwrap();
    let texts = format!("2:{},1n:{}", STANDARD.encode([2; 32]), STANDARD.encode([1; 32]));
    let of_texts = Keyring::parse(&texts).unwrap();
    let ada = Identifier::Email(EmailAddress::parse("ada@example.org").unwrap());
    assert_eq!(of_arns.lookup_hash(&ada), of_texts.lookup_hash(&ada));
    let sealed = of_texts.seal(Purpose::Handle, of_texts.current(), b"x", [0; 12]).unwrap();
    assert!(of_arns.open(Purpose::Handle, &sealed).is_ok());
}

#[test]
fn what_names_no_secret_or_one_twice_is_refused() {
    for (text, fault) in [
        (format!("1:{ARN},1:{OTHER}"), KeyringFault::Shape),
        (format!("0:{ARN}"), KeyringFault::Shape),
        (ARN.to_owned(), KeyringFault::Shape),
        (format!("1:{}", ARN.replace("secretsmanager", "ssm")), KeyringFault::Shape),
        ("1:arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d".to_owned(), KeyringFault::Shape),
        ("1:arn:aws:secretsmanager:eu-central-1:123456789012:secret:".to_owned(), KeyringFault::Shape),
        (format!("2:{ARN},1:{ARN}"), KeyringFault::SameSecret),
        (format!("1n:{ARN}"), KeyringFault::NothingSeals),
        (format!("3:{ARN},2n:{OTHER},1:{}", STANDARD.encode([1; 32])), KeyringFault::OlderOpens),
    ] {
        assert_eq!(MasterSecret::parse(&text).unwrap_err(), fault, "{text}");
    }
}

#[test]
fn secrets_that_are_the_same_or_too_few_make_no_keyring() {
    let master = MasterSecret::parse(&format!("2:{ARN},1:{OTHER}")).unwrap();
    assert_eq!(master.keyring(&[bytes(7), bytes(7)], Uses::EVERYTHING).unwrap_err(), KeyringFault::SameSecret);
    assert_eq!(master.keyring(&[bytes(7)], Uses::EVERYTHING).unwrap_err(), KeyringFault::Shape);
    assert_eq!(Keyring::parse(&format!("1:{ARN}")).unwrap_err(), KeyringFault::Shape);
}

#[test]
fn a_keyring_makes_nothing_that_its_function_does_not_use() {
    let whole = MasterSecret::parse(&format!("1:{}", STANDARD.encode([1; 32]))).unwrap();
    let ada = Identifier::Email(EmailAddress::parse("ada@example.org").unwrap());
    let tokens = Uses { codes: false, seals: &[Purpose::RefreshToken] };
    let [everything, names, tokens] =
        [Uses::EVERYTHING, Uses::NAMES, tokens].map(|uses| whole.keyring(&[bytes(1)], uses).unwrap());
    for (keyring, seals, codes) in [(&everything, 4, true), (&names, 0, false), (&tokens, 1, false)] {
        let current = keyring.current();
        let purposes = [Purpose::Handle, Purpose::RefreshToken, Purpose::Device, Purpose::SessionDevice];
        let sealed = purposes.iter().filter(|purpose| keyring.seal(**purpose, current, b"", [0; 12]).is_ok());
        assert_eq!(sealed.count(), seals);
        let key = keyring.code_key(current, &[0; 16], &ada);
        assert_eq!(key.is_ok(), codes);
        assert_eq!(keyring.lookup_hash(&ada), everything.lookup_hash(&ada), "names are everybody's");
    }
}
