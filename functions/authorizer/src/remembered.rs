//! HTTP APIs remember an answer under its identity sources, and give it to every later call that has the same values
//! (JWT-11). An answer may only depend on what stands among them; all else it must be true for.

use crate::routes::Lacking;
use shared::tokens::Insufficient;

use crate::event::{Caller, Event};
use crate::text::IdentitySource;

impl Event<'_> {
    /// Whether the answer is given only to calls that have `value` as well. What the caller chose freely might be made
    /// to look like it and does not count.
    pub(crate) fn is_remembered_under(&self, value: &str, chosen: Option<&str>) -> bool {
        match &self.identity_source {
            // Nothing to remember it under: the gateway asks each time.
            None => true,
            Some(IdentitySource::Values(values)) => {
                values.is_empty() || (chosen != Some(value) && values.iter().any(|found| **found == *value))
            }
            Some(IdentitySource::Joined(text)) => {
                !chosen.is_some_and(|chosen| chosen.contains(value)) && is_part(text, value)
            }
        }
    }

    /// What the token lacks for a simple answer: for some call that the answer is given to.
    pub(crate) fn lacks_for_simple(&self, lacking: &Lacking<'_>, caller: Option<&Caller<'_>>) -> Option<Insufficient> {
        let chosen = caller.and_then(|caller| caller.user_agent.as_deref());
        let remembered = |value: &&str| self.is_remembered_under(value, chosen);
        let pinned = caller.and_then(|caller| caller.method.as_deref()).filter(remembered);
        let route = self.route_key.as_deref().filter(remembered).and_then(|key| key.split_once(' '));
        let of_route = route.map(|(method, _)| method).filter(|method| *method != "ANY");
        let method = pinned.or(of_route);
        match (self.raw_path.as_deref().filter(remembered).and_then(|_| self.paths()), method, route) {
            (Some(paths), Some(method), _) => paths.into_iter().find_map(|path| lacking.for_call(method, path)),
            (Some(paths), None, _) => paths.into_iter().find_map(|path| lacking.for_any_method(path)),
            (None, _, Some((_, template))) => lacking.for_template(method, template),
            (None, _, None) => Some(lacking.any()),
        }
    }
}

/// Whether `value` is one of the values in `text`, or some of them together where it has commas itself.
fn is_part(text: &str, value: &str) -> bool {
    text.match_indices(value).any(|(start, _)| {
        let before = text.get(..start).is_some_and(|before| before.is_empty() || before.ends_with(','));
        let behind = text.get(start + value.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with(','));
        before && behind
    })
}
