//! What becomes of a stack, as CloudFormation tells it.

use super::{Aws, cause};

impl Aws {
    /// Whether the stack is being taken back to what it was before a deployment.
    pub async fn is_rolled_back(&self, stack_id: &str) -> Result<bool, String> {
        let answer = self.cloudformation().describe_stacks().stack_name(stack_id).send().await;
        let answer = answer.map_err(|error| format!("CloudFormation: {}", cause(&error)))?;
        let status = answer.stacks().first().and_then(|stack| stack.stack_status());
        let status = status.ok_or("CloudFormation does not know the stack")?;
        Ok(status.as_str().ends_with("ROLLBACK_IN_PROGRESS"))
    }
}
