//! How a code leaves, and what becomes of an attempt whose code does not.

use pages::{Envelope, Tag};
use platform::audit::Act;
use platform::entropy::random;
use platform::store::StoreError;
use shared::codes::hotp::{CodeForm, code};
use shared::codes::ledger::Issued;
use shared::codes::link::{self, Link};

use crate::attempt::Attempt;
use crate::booking::Booked;
use crate::recipient_status::RecipientStatus;
use crate::{RequestError, Service};

impl Service {
    /// Sends the code, unless its address gets no messages: the caller is not told of that.
    pub(crate) async fn send(
        &self,
        attempt: &Attempt,
        issued: &Issued,
        status: Result<RecipientStatus, StoreError>,
    ) -> Result<(), RequestError> {
        let RecipientStatus { suppression, block } = status?;
        if let Some(suppression) = suppression {
            Act::SendSuppressed { cause: suppression.cause }.record();
            return Ok(());
        }
        let key = self.keyring.code_key(attempt.version, attempt.challenge.as_bytes(), &attempt.identifier)?;
        let link = self.link(attempt, issued)?;
        let envelope = Envelope {
            identifier: &attempt.identifier,
            code: &code(&key, issued.counter, issued.form),
            purpose: attempt.purpose,
            locale: attempt.locale,
            expires_in: issued.expires_at.since(attempt.now),
            tag: Tag::of(attempt.challenge.as_bytes(), issued.counter),
            link: link.as_deref(),
            asked_from: attempt.asked_from.as_deref(),
        };
        let sent = self.limits.send(&self.sender, envelope, attempt, block, issued.pool).await;
        sent.map_err(|failure| failure.of_recipient(&attempt.identifier))?;
        let channel = attempt.identifier.channel();
        Act::CodeSent { channel }.record();
        if issued.form == CodeForm::Long {
            Act::LongCodeSent { channel }.record();
        }
        Ok(())
    }

    /// The link that does what the code does, where messages like this one have one. Of the service's own address, whatever the
    /// request says of hosts.
    fn link(&self, attempt: &Attempt, issued: &Issued) -> Result<Option<String>, RequestError> {
        if !self.policy.has_link(attempt.identifier.channel(), attempt.purpose) {
            return Ok(None);
        }
        let identifier = attempt.identifier.clone();
        let region = self.region.clone();
        let link = Link { identifier, challenge: attempt.challenge, counter: issued.counter, region };
        let sealed = link.seal(&self.keyring, random()?)?;
        Ok(Some(format!("{}{}?link={sealed}", self.issuer.as_str(), link::PATH)))
    }

    /// Takes back what was booked for a code that did not leave, and gives what the caller is told: with the attempt's
    /// handle, unless to send again would be refused as well.
    pub(crate) async fn not_sent(&self, attempt: &Attempt, booked: Booked, failure: RequestError) -> RequestError {
        let issued = booked.issued;
        let taken_back = self.take_back(attempt, booked).await.inspect_err(|error| {
            // The budget stays charged and the wait stands; the caller learns of the send all the same.
            tracing::error!(reason = %error, "a send could not be taken back");
        });
        if !matches!(failure, RequestError::Text(_)) {
            Act::CodeNotSent { channel: attempt.identifier.channel(), reason: &failure }.record();
        }
        if failure.is_lasting() {
            return failure;
        }
        match self.seal(attempt, Booked { issued, ledger: taken_back.unwrap_or_default() }) {
            Ok(challenge) => failure.with_challenge(challenge),
            Err(unsealed) => unsealed,
        }
    }
}
