//! The functions within this process: no Lambda in between, but its very decoding and encoding.

use std::collections::HashMap;

use authorizer::{Authorizer, Decision};
use axum::Router;
use platform::clock::Clock;
use platform::lambda::Event;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Invoke;

/// The functions behind the gateway, by the names of their binaries.
#[derive(Debug)]
pub struct Functions {
    /// Those that answer.
    pub routers: HashMap<String, Router>,
    /// Those that guard.
    pub authorizers: HashMap<String, Authorizer>,
    /// Tells the guards the time.
    pub clock: Clock,
}

impl Invoke for Functions {
    fn knows(&self, function: &str) -> bool {
        self.routers.contains_key(function) || self.authorizers.contains_key(function)
    }

    async fn invoke(&self, function: &str, event: &Value) -> Result<Value, String> {
        if let Some(authorizer) = self.authorizers.get(function) {
            return match authorizer.decide(event.to_string().as_bytes(), self.clock.now()).await {
                Decision::Allowed(answer) | Decision::Denied { answer: Some(answer), .. } => json(&answer),
                Decision::Denied { answer: None, reason } => Err(reason.message().to_owned()),
            };
        }
        let event = Event::deserialize(event).map_err(|error| error.to_string())?;
        let router = self.routers.get(function).ok_or_else(|| format!("no function {function}"))?;
        json(&platform::lambda::answer(router, event).await)
    }
}

fn json(answer: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(answer).map_err(|error| error.to_string())
}
