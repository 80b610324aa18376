//! What every number of the North American plan obeys, whatever is assigned in it (ATIS-0300051, ATIS-0300055).

use super::PhoneFault;
use super::plan::{Number, national};

const CALLING_CODE: i32 = 1;

/// Refuses what no area code or exchange can be. Codes whose last two digits are the same are for services and never for
/// places: 800 and 900, 833 and 844, and those that will follow them. 37x, 96x and x9x are kept for an expansion.
pub(super) fn check(number: &Number) -> Result<(), PhoneFault> {
    if number.country_code != CALLING_CODE {
        return Ok(());
    }
    let national = national(number);
    let [b'2'..=b'9', area @ .., b'2'..=b'9', second, third, _, _, _, _] = national.as_bytes() else {
        return Err(PhoneFault::Plan);
    };
    let [middle, last] = area else { return Err(PhoneFault::Plan) };
    let kept = middle == last || *middle == b'9' || national.starts_with("37") || national.starts_with("96");
    let service = (second, third) == (&b'1', &b'1');
    if kept || service { Err(PhoneFault::Plan) } else { Ok(()) }
}
