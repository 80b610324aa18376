//! A CloudFormation custom resource: judges the settings of a stack while it is deployed, before any function is replaced, and
//! gives the template what each function is told of them. It needs no right but that to its log.

use platform::aws::{Aws, PutFailed};
use platform::custom_resource::Event;

mod judgement;
mod stack;

pub use judgement::judge;
pub use stack::StackSettings;

/// Its name for CloudFormation.
const RESOURCE: &str = "otp-authorizer-settings";

/// Carries out the event and tells CloudFormation what became of it.
pub async fn handle(event: &Event, aws: &Aws) -> Result<(), PutFailed> {
    let judged = || judge(&event.properties).map(Some).map_err(|faults| faults.join("; "));
    let outcome = if event.deletes() { Ok(None) } else { judged() };
    event.answer(outcome, RESOURCE, aws).await
}
