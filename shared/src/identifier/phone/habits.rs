//! How people write their numbers at home, where that is not what is dialled from abroad.

/// Argentina: mobile numbers have a 9 after the code, which nobody dials within the country.
const ARGENTINA: &str = "54";
/// Mexico: until 2019 mobile numbers had a 1 after the code.
const MEXICO: &str = "52";
/// Brazil: since 2016 every mobile number has a 9 after its area code of two digits.
const BRAZIL: &str = "55";
/// Benin: since 2024 every number begins with 01.
const BENIN: &str = "229";

/// What may have been meant by a number, as digits with the calling code first.
pub(super) fn candidates(code: &str, national: &str) -> Vec<String> {
    let without_zero = national.trim_start_matches('0');
    let by_zero = (without_zero != national).then(|| without_zero.to_owned());
    let by_habit = match code {
        ARGENTINA => Some(format!("9{without_zero}")),
        MEXICO => without_zero.strip_prefix('1').map(str::to_owned),
        BRAZIL => without_zero.split_at_checked(2).map(|(area, rest)| format!("{area}9{rest}")),
        BENIN => Some(format!("01{without_zero}")),
        _ => None,
    };
    by_zero.into_iter().chain(by_habit).map(|national| format!("{code}{national}")).collect()
}
