use proptest::prelude::*;

use super::{RecoveryCode, RecoveryCodeMalformed};

fn parsed(text: &str) -> Result<String, RecoveryCodeMalformed> {
    RecoveryCode::parse(text).map(|code| code.expose_in_groups())
}

#[test]
fn a_code_is_read_as_people_type_it() {
    let shown = "7M3K2-9QXA4-01BCD-EFGHJ-PQRST";
    for typed in [
        shown,
        "7m3k29qxa401bcdefghjpqrst",
        " 7M3K2 9QXA4 O1BCD EFGHJ PQRST\r\n",
        "7M3K2–9QXA4–0iBCD–EFGHJ–PQRST",
        "7M3K2\u{200b}9QXA4oLBCDEFGHJPQRST",
        "７Ｍ３Ｋ２－９ＱＸＡ４－０１ＢＣＤ－ＥＦＧＨＪ－ＰＱＲＳＴ",
    ] {
        assert_eq!(parsed(typed).as_deref(), Ok(shown), "{typed:?}");
    }
}

#[test]
fn what_is_no_code_is_none() {
    let long = "7M3K29QXA401BCDEFGHJPQRST".to_owned() + &" ".repeat(51);
    for typed in [
        "",
        "123456",
        "7M3K2-9QXA4-01BCD-EFGHJ-PQRS",
        "7M3K2-9QXA4-01BCD-EFGHJ-PQRST7",
        "7M3K2-9QXA4-01BCD-EFGHJ-PQRSU",
        "ä",
        &long,
    ] {
        assert_eq!(parsed(typed), Err(RecoveryCodeMalformed), "{typed:?}");
    }
}

#[test]
fn rec_01_a_code_has_125_bits_and_each_of_them_is_shown() {
    let least = RecoveryCode::from_random([0; 16]);
    assert_eq!(least.expose_in_groups(), "00000-00000-00000-00000-00000");
    for bit in 0..125 {
        let mut bytes = [0; 16];
        bytes[bit / 8] = 1 << (7 - bit % 8);
        let other = RecoveryCode::from_random(bytes);
        assert!(!other.matches(&least), "bit {bit}");
        assert_ne!(other.expose_in_groups(), least.expose_in_groups(), "bit {bit}");
    }
    assert_eq!(format!("{least:?}"), "RecoveryCode(redacted)");
}

proptest! {
    #[test]
    fn what_is_shown_is_read(bytes: [u8; 16]) {
        let code = RecoveryCode::from_random(bytes);
        prop_assert!(RecoveryCode::parse(&code.expose_in_groups()).unwrap().matches(&code));
    }

    #[test]
    fn whatever_is_typed_is_read_or_refused(text in "\\PC{0,90}") {
        if let Ok(code) = RecoveryCode::parse(&text) {
            prop_assert!(RecoveryCode::parse(&code.expose_in_groups()).unwrap().matches(&code));
        }
    }
}
