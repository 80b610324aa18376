use proptest::prelude::*;

use super::{NumberFacts, NumberKind, PhoneFault, PhoneNumber};

fn parsed(text: &str) -> (PhoneNumber, NumberFacts) {
    PhoneNumber::parse(text).unwrap_or_else(|fault| panic!("{text:?} {fault}"))
}

fn e164(text: &str) -> String {
    parsed(text).0.e164().to_owned()
}

/// The number that a refusal hints at.
fn likely(text: &str) -> Option<String> {
    PhoneNumber::parse(text).unwrap_err().likely().map(|number| number.e164().to_owned())
}

#[test]
fn numbers_come_with_country_and_kind() {
    for (text, country, kind, masked) in [
        ("+14155550100", "US", NumberKind::Reachable, "+1•••••••100"),
        ("+4915123456789", "DE", NumberKind::Reachable, "+49••••••••789"),
        ("+41446681800", "CH", NumberKind::FixedLine, "+41••••••800"),
        ("+449012345678", "GB", NumberKind::Special, "+44•••••••678"),
        ("+870773111632", "001", NumberKind::Special, "+870••••••632"),
    ] {
        let (number, facts) = parsed(text);
        assert_eq!(number.e164(), text);
        assert_eq!(facts, NumberFacts { country: country.to_owned(), kind });
        assert_eq!(number.to_string(), masked);
        assert_eq!(format!("{number:?}"), format!("PhoneNumber({masked})"));
    }
}

#[test]
fn otp_17_every_way_to_write_a_number_is_the_one_number() {
    for text in [
        "+447400123459",
        "\u{202a}+447400123459\u{202c}",
        "\u{2066}+44 7400 123459\u{2069}",
        "\u{200e}+44\u{a0}7400\u{202f}123459\u{200f}",
        "\u{feff}+44\u{200b}7400\u{2060}123459\n",
        " +44\t7400\r\n123459 ",
        "+44-7400-123459",
        "+44\u{2010}7400\u{2011}123459",
        "+44\u{2013}7400\u{2014}123459",
        "+44\u{2212}7400\u{ad}123459",
        "+44.7400.123459",
        "+44·7400·123459",
        "+44/7400/123459",
        "+44 / 7400 / 12 34 59",
        "(+44) 7400 123459",
        "+44 (7400) 123459",
        "[+44] 7400~123459",
        "+44（7400）123459",
        "+44【7400】１２３４５９",
        "＋４４　７４００－１２３４５９",
        "＋４４ー７４００ー１２３４５９",
        "+٤٤٧٤٠٠١٢٣٤٥٩",
        "+۴۴ ۷۴۰۰ ۱۲۳۴۵۹",
        "+४४ ७४०० १२३४५९",
        "00447400123459",
        "+0044 7400 123459",
        "tel:+44-7400-123459",
        "TEL:+447400123459",
        "Tel.: +44 7400 123459",
        "Ｔｅｌ：＋４４ ７４００ １２３４５９",
        "Mobile: +44 7400 123459",
        "Mobile (work): 0044 7400 123459",
        "Hand́y:\n+44 7400 123459",
        "携帯：＋４４ー７４００ー１２３４５９",
        "tel://+44-7400-123459",
        "+44 7400 123459,",
        "+44･7400。123459",
        "+44\u{fffc}7400\u{2800}123459",
        "00 44 7400 123459",
        "+4407400123459",
        "+44 (0)7400 123459",
        "+44(0) 7400 123459",
        "+44 0 7400 123459",
        "0044 (0)7400 123459",
    ] {
        assert_eq!(e164(text), "+447400123459", "{text:?}");
    }
}

#[test]
fn marks_that_do_not_count_make_no_number_too_long() {
    assert_eq!(e164(&format!("+44 7400 {}123459", "\u{200b}- (.) ".repeat(40))), "+447400123459");
}

#[test]
fn otp_18_what_is_no_number_is_refused_by_its_rule() {
    use PhoneFault::*;
    for (text, fault) in [
        ("", NoPlus),
        (" ", NoPlus),
        ("447400123459", NoPlus),
        ("4155550100", NoPlus),
        ("07400 123459", NoPlus),
        ("ada", NoPlus),
        ("0+14155550100", NoPlus),
        ("+", TooShort),
        ("00", TooShort),
        ("+1", TooShort),
        ("++14155550100", Character('+')),
        ("+14155550100+14155550101", Character('+')),
        ("+14155550100,+14155550101", Character(',')),
        ("+14155550100;ext=1", Character(';')),
        ("+14155550100 x5", Character('x')),
        ("+1415555010O", Character('O')),
        ("+1415555010x", Character('x')),
        ("+1 415 555 0100#", Character('#')),
        ("+1_4155550100", Character('_')),
        ("+14155550100\0", Character('\0')),
        ("+1415555010²", Character('²')),
        ("+999123456789", CallingCode),
        ("+0", TooShort),
        ("+0447400123459", CallingCode),
        ("+44790000", TooShort),
        ("+4915112", TooShort),
        ("+1415555010", TooShort),
        ("+141555501001", TooLong),
        ("+4474001234590", TooLong),
        ("+447400123459012345678", TooLong),
        ("+1415555010012345678", TooLong),
        ("Mobile +447400123459", NoPlus),
        ("Mobile: 07400 123459", NoPlus),
        ("Mobile 2: +447400123459", NoPlus),
        ("+447400123459: mobile", Character(':')),
        (&"+".repeat(64), Character('+')),
        (&"+".repeat(65), TooMuchText),
        (&format!("+{}", "1".repeat(63)), TooLong),
        (&format!("+{}", "1".repeat(64)), TooMuchText),
        (&format!("+{}", "0".repeat(4_000)), TooMuchText),
        (&format!("{}: +447400123459", "m".repeat(60)), TooMuchText),
        ("+11155550100", Plan),
        ("+14151550100", Plan),
        ("+16249110100", Plan),
        ("+12115550100", Plan),
        ("+11111111111", Plan),
        ("+19999999999", Plan),
        ("+4900000000000", Plan),
    ] {
        assert_eq!(PhoneNumber::parse(text).unwrap_err(), fault, "{text:?}");
    }
}

#[test]
fn a_trunk_zero_is_dropped_where_the_plan_says_so_and_named_where_it_does_not() {
    for (text, number) in [
        ("+49 (0)151 12345678", "+4915112345678"),
        ("+33 06 12 34 56 78", "+33612345678"),
        ("+81 090-1234-5678", "+819012345678"),
        ("+7 8 912 345-67-89", "+79123456789"),
        ("+36 06 20 123 4567", "+36201234567"),
        ("+370 8 612 34567", "+37061234567"),
        ("+1 1 415 555 0100", "+14155550100"),
        ("+5411 15 2345 6789", "+5491123456789"),
        ("+54 9 11 2345 6789", "+5491123456789"),
        ("+55 0 15 11 98765-4321", "+5511987654321"),
    ] {
        assert_eq!(e164(text), number, "{text}");
    }
    let italian = parsed("+39 06 12345678");
    assert_eq!((italian.0.e164(), italian.1.kind), ("+390612345678", NumberKind::FixedLine), "in Italy the zero stays");
    assert_eq!(e164("+225 07 01 23 45 67"), "+2250701234567", "and in Côte d'Ivoire, for mobile numbers as well");
    for (text, number) in [
        ("+39 0347 1234567", "+393471234567"),
        ("+34 0612 345 678", "+34612345678"),
        ("+48 0512 345 678", "+48512345678"),
        ("+1 0415 555 0100", "+14155550100"),
        ("+44 007400 123459", "+447400123459"),
    ] {
        let fault = PhoneNumber::parse(text).unwrap_err();
        assert_eq!(fault.to_string(), "must not have a 0 after the country code");
        assert_eq!(fault.likely().map(PhoneNumber::e164), Some(number), "{text}");
    }
}

#[test]
fn other_habits_of_a_country_are_hinted_at_and_never_sent_to() {
    assert_eq!(likely("+52 1 55 1234 5678").as_deref(), Some("+525512345678"));
    assert_eq!(likely("+55 11 8765-4321").as_deref(), Some("+5511987654321"));
    assert_eq!(likely("+229 61 23 45 67").as_deref(), Some("+2290161234567"));
    for text in ["+54 9 11 15 2345 6789", "+54 9 011 2345 6789"] {
        assert_eq!(likely(text).as_deref(), Some("+5491123456789"), "{text}");
    }
    for text in ["+52 044 55 1234 5678", "+52 045 55 1234 5678"] {
        assert_eq!(likely(text).as_deref(), Some("+525512345678"), "{text}");
    }
    let (argentinian, facts) = parsed("+541123456789");
    assert_eq!((argentinian.e164(), facts.kind), ("+541123456789", NumberKind::FixedLine), "somebody has this line");
    assert_eq!(argentinian.likely_mobile().unwrap().e164(), "+5491123456789");
    assert_eq!(parsed("+41446681800").0.likely_mobile(), None);
}

#[test]
fn what_could_be_a_number_as_it_was_typed_is_never_read_as_another_one() {
    // libphonenumber takes 90, 15x and 8 for prefixes, and would send to +5530625474, +3521917 and +37589827883.
    for text in ["+559030625474", "+352155521917", "+375889827883"] {
        assert_eq!(e164(text), text);
        assert_eq!(parsed(text).1.kind, NumberKind::Unlisted, "{text}");
    }
}

#[test]
fn otp_13_no_rule_of_a_number_repeats_it() {
    for text in ["+52 1 55 1234 5678", "+34 0612 345 678", "+1415555010012345678", "+999123456789"] {
        let fault = PhoneNumber::parse(text).unwrap_err();
        let shown = format!("{fault} {fault:?}");
        assert!(shown.chars().filter(char::is_ascii_digit).count() < 9, "{shown}");
    }
}

#[test]
fn a_number_of_a_range_that_nobody_listed_is_its_countrys_and_unlisted() {
    for (text, country) in [
        ("+16243051111", "US"),
        ("+12455550100", "US"),
        ("+491511234567", "DE"),
        ("+8617912345678", "CN"),
        ("+76012345678", "RU"),
    ] {
        let (number, facts) = parsed(text);
        assert_eq!(facts, NumberFacts { country: country.to_owned(), kind: NumberKind::Unlisted }, "{text}");
        assert_eq!(number.e164(), text);
    }
}

/// The area codes of every other country of the North American plan.
const ISLANDS: [(&str, &str); 29] = [
    ("242", "BS"),
    ("246", "BB"),
    ("264", "AI"),
    ("268", "AG"),
    ("284", "VG"),
    ("340", "VI"),
    ("345", "KY"),
    ("441", "BM"),
    ("473", "GD"),
    ("649", "TC"),
    ("658", "JM"),
    ("664", "MS"),
    ("670", "MP"),
    ("671", "GU"),
    ("684", "AS"),
    ("721", "SX"),
    ("758", "LC"),
    ("767", "DM"),
    ("784", "VC"),
    ("787", "PR"),
    ("809", "DO"),
    ("829", "DO"),
    ("849", "DO"),
    ("868", "TT"),
    ("869", "KN"),
    ("876", "JM"),
    ("939", "PR"),
    ("250", "CA"),
    ("867", "CA"),
];

#[test]
fn otp_22_no_number_of_an_island_counts_as_the_united_states() {
    for (area, country) in ISLANDS {
        for exchange in 200..=999 {
            let text = format!("+1{area}{exchange}0100");
            let Ok((_, facts)) = PhoneNumber::parse(&text) else { continue };
            assert_eq!(facts.country, country, "{text}");
        }
    }
}

#[test]
fn otp_22_no_area_code_for_services_that_may_come_is_texted() {
    for area in (200..=999).filter(|area| {
        let [first, middle, last] = [area / 100, area / 10 % 10, area % 10];
        middle == last || middle == 9 || (first, middle) == (3, 7) || (first, middle) == (9, 6)
    }) {
        let text = format!("+1{area}5550100");
        let kind = PhoneNumber::parse(&text).map(|(_, facts)| facts.kind);
        assert!(matches!(kind, Ok(NumberKind::Special) | Err(PhoneFault::Plan)), "{text}: {kind:?}");
    }
}

/// A number of each class of which libphonenumber knows, from its own examples; none of them is a person's phone.
#[test]
fn otp_22_no_number_of_a_class_that_costs_extra_is_texted() {
    for (class, text) in [
        ("premium", "+19002345678"),
        ("premium", "+449012345678"),
        ("premium", "+499001234567"),
        ("toll free", "+18002345678"),
        ("toll free", "+448001234567"),
        ("shared cost", "+448431234567"),
        ("shared cost", "+4918012345"),
        ("voice over IP", "+445612345678"),
        ("personal", "+447012345678"),
        ("pager", "+447640123456"),
        ("universal access", "+445512345678"),
        ("voicemail", "+49177991234567"),
        ("satellite", "+870773111632"),
        ("satellite", "+881612345678"),
        ("satellite", "+8823421234"),
        ("international toll free", "+80012345678"),
        ("international shared cost", "+80812345678"),
        ("international premium", "+979123456789"),
    ] {
        let kind = PhoneNumber::parse(text).map(|(_, facts)| facts.kind);
        assert_eq!(kind, Ok(NumberKind::Special), "{class}: {text}");
    }
    for (class, text) in [("emergency", "+112"), ("short code", "+12345"), ("short code", "+4972455")] {
        assert!(PhoneNumber::parse(text).is_err(), "{class}: {text}");
    }
}

#[test]
fn otp_22_a_block_is_the_first_seven_digits() {
    for (text, block) in [("+14155550100", "1415555"), ("+4915123456789", "4915123"), ("+447400123456", "4474001")] {
        assert_eq!(parsed(text).0.block(), block);
    }
}

proptest! {
    #[test]
    fn parsing_never_panics_and_what_is_read_reads_the_same_again(
        text in "\\PC{0,30}|\\+[0-9]{0,17}|\\+(1|7|44|49|39|52|54|55|86|229|243|375)[0-9]{6,12}",
    ) {
        if let Ok((number, facts)) = PhoneNumber::parse(&text) {
            let digits = number.e164().strip_prefix('+').unwrap();
            prop_assert!(digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()));
            let again = PhoneNumber::parse(number.e164());
            prop_assert_eq!(again, Ok((number, facts)));
        }
    }
}
