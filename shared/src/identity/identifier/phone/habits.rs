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
        // With the 9, and the 0 or the 15 that are dialled at home as well.
        ARGENTINA => Some(match without_zero.strip_prefix('9') {
            None => format!("9{without_zero}"),
            Some(rest) => rest.strip_prefix('0').map_or_else(|| rest.to_owned(), |rest| format!("9{rest}")),
        }),
        // Once 044 and 045 were dialled before it at home.
        MEXICO => ["1", "44", "45"].into_iter().find_map(|habit| without_zero.strip_prefix(habit)).map(str::to_owned),
        BRAZIL => without_zero.split_at_checked(2).map(|(area, rest)| format!("{area}9{rest}")),
        BENIN => Some(format!("01{without_zero}")),
        _ => None,
    };
    by_zero.into_iter().chain(by_habit).map(|national| format!("{code}{national}")).collect()
}
