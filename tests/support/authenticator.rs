//! Somebody's authenticator app: a phone that shows codes of a secret, by the clock of the service.

use platform::store::{Key, Step, Store};
use shared::codes::recovery::RecoveryCode;
use shared::codes::totp::{STEP, TimeStep, Window};
use shared::identity::account::AccountId;
use shared::identity::factors::{CODES, Enrolment, Factors, RecoveryCodes};
use shared::identity::keyring::Keyring;

use crate::Service;
use crate::evidence::{self, Kind};
use crate::relying_party::MASTER_SECRET;

/// An authenticator app, as an account of a service with [`MASTER_SECRET`] has it.
#[derive(Debug)]
pub struct Authenticator {
    enrolment: Enrolment,
    /// The recovery codes that the account was given with it.
    pub recovery_codes: Vec<String>,
}

impl Authenticator {
    /// Gives the account an app and recovery codes, without asking anybody.
    pub async fn of(service: &Service, account: AccountId) -> Self {
        let (keyring, now) = (Keyring::parse(MASTER_SECRET).expect("a keyring"), service.clock.now());
        let secret = account.to_bytes().iter().copied().cycle().take(20).collect::<Vec<_>>();
        let enrolment = Enrolment::new(account, [7; 16], secret.try_into().expect("20 bytes"), now);
        let key = enrolment.secret.key().expect("a key");
        let app = enrolment.confirm(&TimeStep::of(now).code(&key), Window::Both, &keyring, [1; 12], now);
        let mut codes = [[0; 16]; CODES];
        for (number, code) in (1..).zip(&mut codes) {
            // Nobody else's.
            *code = account.to_bytes().map(|byte| byte ^ number);
        }
        let (set, codes) = RecoveryCodes::new(account, [8; 16], codes, &keyring, now).expect("recovery codes");
        let factors = Factors::default().with_app(app.expect("an app")).with_recovery(set);
        let store = Store::new(service.database.client().clone(), service.database.table().to_owned());
        let written = Step::swap(&Key::factors(account), None, &factors, None).expect("a step");
        store.transact(&[written]).await.expect("factors");
        let recovery_codes: Vec<String> = codes.iter().map(RecoveryCode::expose_in_groups).collect();
        for code in &recovery_codes {
            evidence::secret(Kind::Code, code);
        }
        Self { enrolment, recovery_codes }
    }

    /// The code that it shows now.
    pub fn code(&self, service: &Service) -> String {
        self.code_at(service, 0)
    }

    /// The code of so many steps later.
    pub fn code_at(&self, service: &Service, steps: i64) -> String {
        let seconds = service.clock.now().as_unix().saturating_add_signed(steps * i64::try_from(STEP).expect("30"));
        let key = self.enrolment.secret.key().expect("a key");
        TimeStep::of(shared::Timestamp::from_unix(seconds)).code(&key).expose()
    }
}
