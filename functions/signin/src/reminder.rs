//! The reminder that a removal waits, to whoever signs in meanwhile: the message that told of it went to mailboxes, which whoever has
//! begun it may read.

use axum::response::Response;
use http::StatusCode;
use pages::{ReminderPage, Template, Words};
use platform::http::page;
use platform::visitor::Visitor;
use shared::Timestamp;
use shared::authorization::Parameters;

use crate::asker::Asker;
use crate::resume::Going;
use crate::{Service, SignInError};

/// Whether the user is told, who has not seen it in this flow.
pub(crate) fn is_due(parameters: &Parameters) -> bool {
    parameters.get("removal") != Some("seen")
}

impl Service {
    /// The page that tells of a removal which waits, before a flow goes on in which the user has just proven who they are.
    pub(crate) fn reminder(
        &self,
        going: &Going<'_>,
        asker: &Asker,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<Option<Response>, SignInError> {
        let user = visitor.signed_in();
        if !going.reminds || !going.flow.is_proven_by(user.secret, user.proofs) {
            return Ok(None);
        }
        let Some(removal) = self.removal_on_the_way(going, visitor, &visitor.means(now), now)? else { return Ok(None) };
        let words = Words::of_pages(going.locale)?;
        let html = ReminderPage {
            words: &words,
            service: self.settings.service_name.as_str(),
            asker: Some(&asker.shown()),
            removal: &removal,
            flow: going.text,
        };
        Ok(Some(page(StatusCode::OK, html.render()?, Some(&asker.origin()))))
    }
}
