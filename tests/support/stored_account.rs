//! What accounts demand and have, and what their browsers have proven, as it stands in the table: for tests of what follows from
//! that, however it came about.

use platform::store::{Decision, Expected, Key, NEVER, Store};
use shared::Timestamp;
use shared::identity::AuthenticatorId;
use shared::identity::account::{Account, AccountId, AccountRecord};
use shared::identity::factors::{CODES, Factors, OwnPasskey, RecoveryCodes, SealedName};
use shared::identity::keyring::Keyring;
use shared::tokens::assurance::{Method, Proof};
use shared::tokens::session::{Session, SessionKind, SessionRecord, SubjectKey};

use crate::Service;
use crate::evidence::{self, Kind};
use crate::relying_party::{MASTER_SECRET, store};

/// The one authenticator of every account here.
const AUTHENTICATOR: AuthenticatorId = AuthenticatorId::from_random([7; 16]);

/// One account, in the table.
#[derive(Debug)]
pub struct StoredAccount {
    store: Store,
    account: AccountId,
}

impl StoredAccount {
    /// That of a token's `sub`.
    pub fn of(service: &Service, sub: &str) -> Self {
        Self { store: store(service), account: sub.parse().expect("an account's id") }
    }

    /// Has it demand a second step from now on.
    pub async fn demand_second_step(&self) {
        let found = self.store.read::<AccountRecord>(&Key::account(self.account)).await.expect("a read");
        let found = found.as_ref().and_then(|found| found.state.live()).expect("an account");
        let account = Account { second_step: true, ..found.clone() };
        self.write(&Key::account(self.account), |_| AccountRecord::Live(account.clone())).await;
        for own in account.identifiers() {
            self.write(&Key::identity(own.identity), |_| account.identity(self.account)).await;
        }
    }

    /// Gives it a passkey.
    pub async fn give_passkey(&self) {
        let keyring = Keyring::parse(MASTER_SECRET).expect("a keyring");
        let name = SealedName::new("Phone", self.account, &keyring, [0; 12]).expect("a name");
        let own = OwnPasskey { id: AUTHENTICATOR, name, added_at: Timestamp::from_unix(0) };
        self.have(&Factors { passkeys: vec![own], ..Factors::default() }).await;
    }

    /// Has it have just these.
    pub async fn have(&self, factors: &Factors) {
        self.write(&Key::factors(self.account), |_| factors.clone()).await;
    }

    /// Gives it recovery codes, and nothing besides: what is left where a phone was lost. Gives the first of them.
    pub async fn give_recovery_codes(&self) -> String {
        let keyring = Keyring::parse(MASTER_SECRET).expect("a keyring");
        let mut randoms = [[0; 16]; CODES];
        for (number, random) in (1..).zip(&mut randoms) {
            *random = [number; 16];
        }
        let now = Timestamp::from_unix(0);
        let (set, codes) = RecoveryCodes::new(self.account, [8; 16], randoms, &keyring, now).expect("recovery codes");
        self.have(&Factors::default().with_recovery(set)).await;
        let code = codes.first().expect("ten of them").expose_in_groups();
        evidence::secret(Kind::Code, &code);
        code
    }

    /// Adds a proof to its browsers' sessions, as of `at`.
    pub async fn prove(&self, method: Method, at: Timestamp) {
        let proof = Proof::of_authenticator(method, AUTHENTICATOR, at);
        let subject = SubjectKey::of(self.account);
        for (id, record) in self.store.sessions(subject).await.expect("a read") {
            let Some(SessionRecord::Live(session)) = record else { continue };
            if session.kind == SessionKind::Browser {
                let proven = Session { proofs: session.proofs.with(proof), ..session };
                self.write(&Key::session(subject, id), |_| SessionRecord::Live(proven.clone())).await;
            }
        }
    }

    async fn write<T>(&self, key: &Key, next: impl Fn(Option<&T>) -> T)
    where
        T: Clone + serde::Serialize + serde::de::DeserializeOwned,
    {
        let decide = |found: Option<&T>| Decision::Write { next: next(found), expires_at: NEVER, outcome: () };
        self.store.settle(key, Expected::Unknown, decide).await.expect("a write");
    }
}
