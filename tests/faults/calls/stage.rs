//! A service whose calls can be spoilt.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use tests::{Fault, KeyStub, Proxy, Service};

use super::acts::Act;
use super::{Spoil, Target};

/// Long enough for any call on a busy machine, short enough to wait for three times.
const CALL_TIMEOUT: &str = "1000";

/// A service of its own for one row of the matrix.
pub(super) struct Stage {
    pub(super) service: Service,
    /// Stands before KMS, where that signs.
    keys: Option<(Proxy, KeyStub)>,
    /// Identifiers that were used.
    count: AtomicUsize,
}

impl Stage {
    pub(super) async fn of(act: Act) -> Self {
        let strict = !matches!(act, Act::Call { strict: false, .. });
        let revocation = if strict { "strict" } else { "cached" };
        let settings = [
            ("CALL_TIMEOUT_MILLISECONDS", CALL_TIMEOUT),
            ("REVOCATION", revocation),
            // More wrong guesses than all cells make: what has raised the pressure is counted no more.
            ("WRONG_GUESSES_PER_MINUTE", "10000"),
        ];
        let service = Service::with(&settings).await;
        Self { service, keys: None, count: AtomicUsize::new(0) }
    }

    /// One whose tokens are signed by KMS.
    pub(super) async fn signing_by_kms() -> Self {
        let stub = KeyStub::start().await;
        let proxy = Proxy::before(stub.url().to_owned()).await;
        let keys = json!([{ "key": stub.new_ec() }]);
        let signing_keys = crate::secrets::signers::named(&keys, stub.url()).await;
        let settings = [
            ("CALL_TIMEOUT_MILLISECONDS", CALL_TIMEOUT),
            ("SIGNING_KEYS", signing_keys.as_str()),
            ("AWS_ENDPOINT_URL_KMS", proxy.url()),
        ];
        let service = Service::with(&settings).await;
        Self { service, keys: Some((proxy, stub)), count: AtomicUsize::new(0) }
    }

    /// A number that no other cell of this row has.
    pub(super) fn number(&self) -> usize {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// Spoils calls from now on; tells how many were.
    pub(super) fn spoil(&self, Spoil { target, fault, lasting, .. }: Spoil) -> Arc<AtomicUsize> {
        let spoilt = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&spoilt);
        self.proxy(target).plan(move |call| {
            let hit = target.is(call) && (lasting || count.load(Ordering::Relaxed) == 0);
            count.fetch_add(usize::from(hit), Ordering::Relaxed);
            if hit { fault } else { Fault::None }
        });
        spoilt
    }

    /// Nothing fails any more, and what was held up arrives.
    pub(super) async fn heal(&self) {
        self.service.proxy.plan(|_| Fault::None);
        self.service.proxy.deliver().await;
        if let Some((keys, _)) = &self.keys {
            keys.plan(|_| Fault::None);
            keys.deliver().await;
        }
    }

    fn proxy(&self, target: Target) -> &Proxy {
        match (target, &self.keys) {
            (Target::Sign, Some((keys, _))) => keys,
            _ => &self.service.proxy,
        }
    }
}
