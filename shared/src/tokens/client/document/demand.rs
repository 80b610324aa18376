//! What a client or a resource demands of proofs.

use super::json::{Faults, Fields};
use crate::tokens::assurance::{Demand, Level, Method};
use crate::tokens::client::MAX_AGE;

/// Reads `acr`, `max_age` and `without_methods`. What nobody can meet is a fault.
pub(super) fn read(fields: &Fields<'_>, faults: &mut Faults) -> Demand {
    let level = fields.optional("acr", faults, |text| {
        Level::named(text).ok_or_else(|| format!("must be one of {}", Level::NAMES.join(", ")))
    });
    let max_age = fields.number("max_age", MAX_AGE, faults);
    let without = fields.texts("without_methods", Method::ALL.len(), faults, |text| {
        Method::named(text).ok_or_else(|| format!("must be one of {}", Method::ALL.map(Method::name).join(", ")))
    });
    let without = without.unwrap_or_default().into_iter().map(|(_, method)| method).collect();
    let level = level.map(|(_, level)| level).unwrap_or_default();
    let demand = Demand { level, max_age, without, second_step: false };
    if !demand.is_possible() {
        let rule = format!("must leave a method by which acr {} can be reached", level.name());
        faults.add(&fields.place("without_methods"), rule);
    }
    demand
}
