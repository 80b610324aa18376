//! Custom resources of CloudFormation: its event, and the one answer that it waits for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::aws::{Aws, PutFailed};

/// CloudFormation takes no longer answer, in bytes.
pub const LONGEST_ANSWER: usize = 4_096;
/// A reason leaves room for the rest of the answer, in bytes, escapes in it too.
const LONGEST_REASON: usize = 1_536;

/// What CloudFormation asks. Not printed: whoever has the URL can answer in our place.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    request_type: String,
    #[serde(rename = "ResponseURL")]
    response_url: String,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
    /// What the template says of the resource.
    #[serde(default, rename = "ResourceProperties")]
    pub properties: Value,
    /// What it said before an update.
    #[serde(default, rename = "OldResourceProperties")]
    pub old_properties: Value,
}

/// What CloudFormation is told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a, D> {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    physical_resource_id: &'static str,
    stack_id: &'a str,
    request_id: &'a str,
    logical_resource_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<D>,
}

impl Event {
    /// Reads an event. What is wrong with one is not told, since it carries the URL.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Whether the resource is to go: what was made of nothing leaves nothing.
    pub fn deletes(&self) -> bool {
        self.request_type == "Delete"
    }

    /// The stack, by its ARN.
    pub fn stack_id(&self) -> &str {
        &self.stack_id
    }

    /// Tells CloudFormation what became of it, once and also for a failure: without an answer it waits for an hour. `resource`
    /// is one name for good: where it changed, CloudFormation would take the resource for another one and delete the first.
    /// `data` is what `!GetAtt` gives the template.
    pub async fn answer<D: Serialize>(
        &self,
        outcome: Result<Option<D>, String>,
        resource: &'static str,
        aws: &Aws,
    ) -> Result<(), PutFailed> {
        let request_type = &self.request_type;
        let body = match self.body(outcome, resource) {
            Ok(body) => {
                tracing::info!(outcome = "success", request_type, resource, "the deployment goes on");
                body
            }
            Err((reason, body)) => {
                tracing::error!(outcome = "failed", request_type, resource, reason, "the deployment is refused");
                body
            }
        };
        aws.put(&self.response_url, body).await
    }

    fn body<D: Serialize>(
        &self,
        outcome: Result<Option<D>, String>,
        resource: &'static str,
    ) -> Result<Vec<u8>, (String, Vec<u8>)> {
        let reason = match outcome {
            Ok(data) => {
                let body = self.told("SUCCESS", None, data, resource);
                if body.len() <= LONGEST_ANSWER {
                    return Ok(body);
                }
                format!("{resource} would be told in more than the {LONGEST_ANSWER} bytes that CloudFormation takes")
            }
            Err(reason) => reason,
        };
        let body = self.told("FAILED", Some(shortened(reason.clone())), None::<D>, resource);
        Err((reason, body))
    }

    fn told<D: Serialize>(
        &self,
        status: &'static str,
        reason: Option<String>,
        data: Option<D>,
        physical_resource_id: &'static str,
    ) -> Vec<u8> {
        let Self { stack_id, request_id, logical_resource_id, .. } = self;
        let answer = Answer { status, reason, physical_resource_id, stack_id, request_id, logical_resource_id, data };
        serde_json::to_vec(&answer).unwrap_or_default()
    }
}

fn shortened(mut reason: String) -> String {
    if reason.len() > LONGEST_REASON {
        reason.truncate(reason.floor_char_boundary(LONGEST_REASON));
        reason.push_str("… (the log of the function has all of it)");
    }
    reason
}
