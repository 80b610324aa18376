use proptest::prelude::*;

use super::{
    Code, CodeForm, CodeMalformed, Digits, DigitsOutOfRange, Key, KeyTooShort, UnknownForm, code, hmac_sha1, hotp,
    truncate,
};

/// RFC 4226 Appendix D: counter, HMAC-SHA-1, truncated (hexadecimal), truncated (decimal), six-digit code.
const APPENDIX_D: [(u64, &str, u32, u32, &str); 10] = [
    (0, "cc93cf18508d94934c64b65d8ba7667fb7cde4b0", 0x4c93_cf18, 1_284_755_224, "755224"),
    (1, "75a48a19d4cbe100644e8ac1397eea747a2d33ab", 0x4139_7eea, 1_094_287_082, "287082"),
    (2, "0bacb7fa082fef30782211938bc1c5e70416ff44", 0x082f_ef30, 137_359_152, "359152"),
    (3, "66c28227d03a2d5529262ff016a1e6ef76557ece", 0x66ef_7655, 1_726_969_429, "969429"),
    (4, "a904c900a64b35909874b33e61c5938a8e15ed1c", 0x61c5_938a, 1_640_338_314, "338314"),
    (5, "a37e783d7b7233c083d4f62926c7a25f238d0316", 0x33c0_83d4, 868_254_676, "254676"),
    (6, "bc9cd28561042c83f219324d3c607256c03272ae", 0x7256_c032, 1_918_287_922, "287922"),
    (7, "a4fb960c0bc06e1eabb804e5b397cdc4b45596fa", 0x04e5_b397, 82_162_583, "162583"),
    (8, "1b3c89f65e6c9e883012052823443f048b4332db", 0x2823_443f, 673_399_871, "399871"),
    (9, "1637409809a679dc698207310c8c7fc07290d9e5", 0x2679_dc69, 645_520_489, "520489"),
];

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from(b"0123456789abcdef"[usize::from(nibble)]))
        .collect()
}

#[test]
fn otp_01_every_column_of_appendix_d() {
    let key = Key::new(b"12345678901234567890").unwrap();
    for (counter, digest, truncated_hex, truncated_decimal, code) in APPENDIX_D {
        let mac = hmac_sha1(&key, b"", counter);
        assert_eq!(hex(&mac), digest, "HMAC of counter {counter}");
        assert_eq!(truncate(&mac), truncated_hex, "truncation of counter {counter}");
        assert_eq!(truncate(&mac), truncated_decimal, "truncation of counter {counter}");
        assert_eq!(hotp(&key, counter, Digits::SIX).expose(), code, "code of counter {counter}");
    }
}

#[test]
fn truncation_reads_the_last_four_bytes_at_the_largest_offset() {
    let mut digest = [0; 20];
    digest[15..].copy_from_slice(&[0xff, 0x02, 0x03, 0x04, 0x0f]);
    assert_eq!(truncate(&digest), 0x7f02_0304, "offset 15, top bit masked");
}

#[test]
fn otp_03_a_key_below_128_bits_is_refused() {
    assert_eq!(Key::new(&[7; 15]).unwrap_err(), KeyTooShort);
    assert!(Key::new(&[7; 16]).is_ok());
}

#[test]
fn otp_02_codes_are_zero_padded_and_read_back() {
    let key = Key::new(&[7; 20]).unwrap();
    let codes: Vec<String> = (0..500).map(|counter| hotp(&key, counter, Digits::SIX).expose()).collect();
    assert!(codes.iter().all(|code| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())));
    let leading_zero: Vec<&String> = codes.iter().filter(|code| code.starts_with('0')).collect();
    assert!((20..=90).contains(&leading_zero.len()), "{} of 500 begin with 0", leading_zero.len());
    for code in leading_zero {
        assert_eq!(Code::parse(code).unwrap().expose(), *code);
    }
}

#[test]
fn otp_16_a_short_code_may_be_typed_in_any_scripts_digits_with_blanks_and_dashes() {
    let code = Code::parse("430062").unwrap();
    for text in [
        " 430062",
        "430062\r\n",
        "430 062",
        "430-062",
        "43-00-62",
        "4 3 0 0 6 2",
        "430\u{a0}062",
        "430\u{2009}062",
        "430\u{2011}062",
        "430\u{2013}062",
        "430\u{2212}062",
        "430 - 062",
        "430062-",
        "430\n062",
        "\u{202a}430062\u{202c}",
        "\u{feff}430\u{200b}062\u{200f}",
        "４３００６２",
        "４３０ー０６２",
        "４３０－０６２",
        "４３０\u{3000}０６２",
        "٤٣٠٠٦٢",
        "۴۳۰۰۶۲",
        "४३००६२",
        "๔๓๐๐๖๒",
        "𝟒𝟑𝟎𝟎𝟔𝟐",
        "४३0 ０６2",
    ] {
        assert!(Code::parse(text).is_ok_and(|typed| typed.matches(&code)), "{text:?}");
    }
    assert_eq!(Code::parse("0000 0001").unwrap().form(), CodeForm::Digits(Digits::try_from(8).unwrap()));
}

#[test]
fn otp_16_what_is_no_code_is_refused() {
    for text in [
        "",
        " ",
        "-",
        "12345",
        "123456789",
        "+12345",
        "+123456",
        "＋123456",
        "-12345",
        "-123456",
        " \u{2212}123456",
        "－123456",
        "12345\0",
        "123456\0",
        "0x1234",
        "12e456",
        "1_2345",
        "123.456",
        "123,456",
        "123456.0",
        "12345a",
        "12345²",
        "12345①",
        "一二三四五六",
        "\u{ff11}\u{ff12}",
        "1\u{301}23456",
        &format!("123456{}", " ".repeat(43)),
        &"1".repeat(10_000),
    ] {
        assert_eq!(Code::parse(text).unwrap_err(), CodeMalformed, "{text:?}");
    }
    assert!(Code::parse(&format!("123456{}", " ".repeat(42))).is_ok(), "48 characters are read");
}

fn long(counter: u64) -> Code {
    code(&Key::new(b"12345678901234567890").unwrap(), counter, CodeForm::Long)
}

#[test]
fn otp_03_twenty_thousand_long_codes_are_different_even_in_their_characters_and_read_back() {
    let mut counts = std::collections::BTreeMap::<char, f64>::new();
    let mut seen = std::collections::BTreeSet::new();
    for counter in 0..20_000 {
        let code = long(counter);
        assert!(Code::parse(&code.expose()).unwrap().matches(&code));
        assert!(Code::parse(&code.expose_in_groups()).unwrap().matches(&code));
        assert!(!code.matches(&long(counter + 1)));
        assert_eq!(code.expose().len(), 16);
        code.expose().chars().for_each(|character| *counts.entry(character).or_default() += 1.0);
        seen.insert(code.expose());
    }
    assert_eq!(seen.len(), 20_000);
    assert_eq!(counts.keys().collect::<String>(), "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    let chi_squared: f64 = counts.values().map(|count| (count - 10_000.0).powi(2) / 10_000.0).sum();
    // 31 degrees of freedom: beyond 61 once in a thousand keys.
    assert!(chi_squared < 61.1, "{chi_squared}");
}

#[test]
fn a_long_code_tells_nothing_of_the_hotp_value_with_its_counter() {
    // Made by Python: base32 of the first ten bytes of HMAC-SHA-1(key, "long code" and the counter's eight bytes).
    assert_eq!(long(0).expose_in_groups(), "34RE-C0N2-4CXX-Q1MR");
    assert_eq!(long(u64::MAX).expose_in_groups(), "YF7Z-P7B5-0CHZ-F6ZQ");
    let key = Key::new(b"12345678901234567890").unwrap();
    assert!(!code(&key, 0, CodeForm::Digits(Digits::SIX)).matches(&long(0)));
    assert_eq!(code(&key, 0, CodeForm::Digits(Digits::SIX)).expose(), "755224");
}

#[test]
fn otp_16_a_long_code_may_be_typed_in_any_case_with_separators_and_with_letters_that_look_like_digits() {
    let code = Code::parse("0123-1ABC-0101-WXYZ").unwrap();
    assert_eq!(code.form(), CodeForm::Long);
    for text in [
        "01231ABC0101WXYZ",
        "0123 1abc 0101 wxyz",
        "OI23lABCoLo1wXyZ",
        " 0123-1ABC-0101-WXYZ ",
        "0123\t1ABC-0101-WXYZ\r\n",
        "0123\u{2013}1ABC\u{2011}0101\u{2212}WXYZ",
        "\u{ff10}123-1ABC-0101-WXYZ",
        "０１２３－１ＡＢＣ－０１０１－ＷＸＹＺ",
        "０１２３ー１ａｂｃー０１０１ーｗｘｙｚ",
        "٠١٢٣-1ABC-٠١٠١-WXYZ",
        "\u{202a}0123\u{a0}1ABC\u{200b}0101\u{feff}WXYZ\u{202c}",
        "0-1-2-3-1-A-B-C-0-1-0-1-W-X-Y-Z",
        "0123--1ABC - 0101 - WXYZ",
    ] {
        assert!(Code::parse(text).is_ok_and(|typed| typed.matches(&code)), "{text:?}");
    }
    for text in [
        "01231ABC0101WXY",
        "01231ABC0101WXYZ0",
        "01231ABC0101WXYU",
        "0123_1ABC_0101_WXYZ",
        "0123.1ABC.0101.WXYZ",
        "+01231ABC0101WXYZ",
        "-0123-1ABC-0101-WXYZ",
        "0123-1ABC-0101-WXYZ\0",
        "0123-1ÄBC-0101-WXYZ",
        "0123-1АВС-0101-WXYZ",
        &format!("01231ABC0101WXYZ{}", " ".repeat(40)),
    ] {
        assert_eq!(Code::parse(text).unwrap_err(), CodeMalformed, "{text:?}");
    }
    assert!(!Code::parse("1231ABC0101WXYZ0").unwrap().matches(&code));
}

#[test]
fn forms_are_told_by_their_lengths() {
    for length in 0..=255 {
        match CodeForm::try_from(length) {
            Ok(form) => assert!([6, 7, 8, 16].contains(&length) && form.length() == length && u8::from(form) == length),
            Err(UnknownForm) => assert!(![6, 7, 8, 16].contains(&length)),
        }
    }
}

#[test]
fn otp_13_debug_shows_neither_code_nor_key() {
    let key = Key::new(b"12345678901234567890").unwrap();
    let shown = format!("{:?} {:?} {key:?}", hotp(&key, 0, Digits::SIX), long(0));
    assert_eq!(shown, "Code(redacted) Code(redacted) Key(redacted)");
}

#[test]
fn lengths_outside_six_to_eight_are_refused() {
    for count in (0..6).chain(9..=255) {
        assert_eq!(Digits::try_from(count), Err(DigitsOutOfRange));
    }
}

proptest! {
    #[test]
    fn a_code_has_its_length_and_matches_only_itself(
        bytes in prop::collection::vec(any::<u8>(), 16..64), counter: u64, count in 6_u8..=8, other in 0_u32..100_000_000,
    ) {
        let digits = Digits::try_from(count).unwrap();
        let key = Key::new(&bytes).unwrap();
        let code = hotp(&key, counter, digits);
        let text = code.expose();
        prop_assert_eq!(text.len(), usize::from(count));
        prop_assert_eq!(Code::parse(&text).unwrap().form(), CodeForm::Digits(digits));
        prop_assert!(Code::parse(&text).unwrap().matches(&code));
        let other = format!("{:0width$}", other % 10_u32.pow(u32::from(count)), width = usize::from(count));
        prop_assert_eq!(Code::parse(&other).unwrap().matches(&code), other == text);
    }

    #[test]
    fn shorter_codes_are_the_tail_of_longer_ones(bytes in prop::collection::vec(any::<u8>(), 16..64), counter: u64) {
        let key = Key::new(&bytes).unwrap();
        let [six, seven, eight] = [6, 7, 8].map(|count| hotp(&key, counter, Digits::try_from(count).unwrap()).expose());
        prop_assert!(eight.ends_with(&seven) && seven.ends_with(&six));
    }

    #[test]
    fn parsing_never_panics(text: String) {
        let _ = Code::parse(&text);
    }
}
