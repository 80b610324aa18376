//! The certificate authorities that the functions trust do not expire unnoticed: a function that trusts none of AWS's any
//! more reaches nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use platform::clock::Clock;
use platform::settings::AMAZON_ROOTS;
use shared::Timestamp;

/// Long enough to release and deploy new ones.
const NOTICE: u64 = 180 * 86_400;

/// The ends of all certificates in a PEM file, in its order.
fn ends(pem: &[u8]) -> Vec<Timestamp> {
    let text = std::str::from_utf8(pem).unwrap();
    let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let encoded = blocks.map(|block| block.split("-----END").next().unwrap().split_whitespace().collect::<String>());
    encoded.map(|encoded| end(&STANDARD.decode(encoded).unwrap())).collect()
}

/// `notAfter` of a certificate: the second of the two times in a row, which nothing else in it is (RFC 5280 §4.1.2.5).
fn end(der: &[u8]) -> Timestamp {
    // A sequence of 30 bytes, and a UTCTime of 13 bytes at its beginning and in its middle: YYMMDDHHMMSSZ.
    let validity = der.windows(32).find(|window| {
        window.starts_with(&[0x30, 30, 0x17, 13]) && window[17..].starts_with(&[0x17, 13]) && window[31] == b'Z'
    });
    let time = std::str::from_utf8(&validity.expect("two UTCTimes")[19..31]).unwrap();
    let part = |index: usize| time[2 * index..2 * index + 2].parse::<u64>().unwrap();
    let (year, month, day) = (2_000 + part(0), part(1), part(2));
    assert!(part(0) < 50, "a year of the last century");
    let of_leap_years = |year: u64| year / 4 - year / 100 + year / 400;
    let before_month = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][usize::try_from(month - 1).unwrap()];
    let leap_day =
        u64::from(month > 2 && year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)));
    let days =
        (year - 1_970) * 365 + of_leap_years(year - 1) - of_leap_years(1_969) + before_month + leap_day + day - 1;
    Timestamp::from_unix(days * 86_400 + part(3) * 3_600 + part(4) * 60 + part(5))
}

fn is_near(end: Timestamp, now: Timestamp) -> bool {
    end.as_unix() < now.as_unix() + NOTICE
}

#[test]
fn amazons_root_certificates_last_for_another_180_days() {
    let ends = ends(AMAZON_ROOTS);
    assert_eq!(ends.len(), 5, "Amazon's four and Starfield's");
    let now = Clock::system().now();
    let near: Vec<_> = ends.iter().enumerate().filter(|(_, end)| is_near(**end, now)).collect();
    assert!(near.is_empty(), "expire soon; take new ones from https://www.amazontrust.com/repository/: {near:?}");
}

#[test]
fn an_end_that_is_near_is_seen() {
    // As `openssl x509 -enddate` tells them: Jan 17 2038, May 26 2040 three times, Dec 31 23:59:59 2037.
    let expected = [2_147_299_200, 2_221_603_200, 2_221_603_200, 2_221_603_200, 2_145_916_799];
    assert_eq!(ends(AMAZON_ROOTS), expected.map(Timestamp::from_unix));
    let end = Timestamp::from_unix(2_145_916_799);
    assert!(is_near(end, Timestamp::from_unix(2_145_916_799 - NOTICE + 1)));
    assert!(!is_near(end, Timestamp::from_unix(2_145_916_799 - NOTICE)));
}
