//! One `PUT` to a pre-signed URL, as CloudFormation wants to be answered.

use std::time::Duration;

use aws_smithy_types::body::SdkBody;
use http::Request;

use super::{ATTEMPTS, Aws, FIRST_PAUSE};

/// The answer did not arrive. Without the URL, which lets anybody answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PutFailed {
    /// No URL, or no TLS.
    #[error("the call could not be made")]
    Unmade,
    /// No answer, or none in time.
    #[error("no answer")]
    Unanswered,
    /// Another answer than success.
    #[error("HTTP {0}")]
    Refused(u16),
}

impl Aws {
    /// Puts `body` to a pre-signed `url`, and again where that fails. It has no content type: the URL is signed for none.
    pub async fn put(&self, url: &str, body: Vec<u8>) -> Result<(), PutFailed> {
        let mut outcome = Err(PutFailed::Unmade);
        for attempt in 1..=ATTEMPTS {
            let request = Request::put(url).body(SdkBody::from(body.clone())).map_err(|_| PutFailed::Unmade)?;
            let answer = tokio::time::timeout(self.config.call_timeout, self.https.send(request)).await;
            outcome = match answer {
                Ok(Ok(answer)) if answer.status().is_success() => return Ok(()),
                Ok(Ok(answer)) => Err(PutFailed::Refused(answer.status().as_u16())),
                Ok(Err(error)) if error.is_user() => return Err(PutFailed::Unmade),
                Ok(Err(_)) | Err(_) => Err(PutFailed::Unanswered),
            };
            tokio::time::sleep(if attempt < ATTEMPTS { FIRST_PAUSE } else { Duration::ZERO }).await;
        }
        outcome
    }
}
