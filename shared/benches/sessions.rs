//! What a sign-in and a refresh compute beside the bare signature that is in them: everything but the calls to DynamoDB.

use std::error::Error;
use std::hint::black_box;
use std::num::NonZeroU32;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use criterion::Criterion;
use shared::Timestamp;
use shared::codes::handle::{ExpectedAccount, Handle};
use shared::codes::hotp::{Code, Digits};
use shared::codes::ledger::{
    AttemptId, ChallengeId, FailureBudget, Guess, Issue, Judgement, Policy, SendBudget, issue, judge,
};
use shared::codes::purpose::CodePurpose;
use shared::identity::account::AccountId;
use shared::identity::identifier::{EmailAddress, Identifier};
use shared::identity::keyring::Keyring;
use shared::revision::{Revision, Versioned};
use shared::tokens::grant::{Binding, Grant, Terms};
use shared::tokens::refresh_token::RefreshToken;
use shared::tokens::session::{
    Beginning, Device, Presented, Refreshed, Session, SessionId, SessionPolicy, Sid, Subject, SubjectKey, TokenId,
    refresh,
};
use shared::tokens::{Issuer, SigningKey};

type Outcome<T> = Result<T, Box<dyn Error>>;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const REGION: &str = "eu-west-1";
const MASTER: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

struct Bench {
    keyring: Keyring,
    policy: Policy,
    terms: Terms,
    key: SigningKey,
}

fn main() -> Outcome<()> {
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)?;
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()));
    let bench =
        Bench { keyring: Keyring::parse(MASTER)?, policy: policy()?, terms: terms()?, key: SigningKey::parse(&pem)? };
    let (challenge, code) = bench.challenge()?;
    let ((_, refresh_token), session) = bench.sign_in(&challenge, &code).ok_or("the sign-in fails")?;
    let access_token = bench.refresh(&refresh_token, &session).ok_or("the refresh fails")?.0;
    let (message, _) = access_token.rsplit_once('.').ok_or("no compact JWS")?;

    let mut group = criterion.benchmark_group("RS256");
    group.bench_function("bare signature", |bencher| {
        bencher.iter(|| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), black_box(message.as_bytes()), &mut signature).ok()
        });
    });
    group.bench_function("sign-in", |bencher| bencher.iter(|| bench.sign_in(black_box(&challenge), black_box(&code))));
    group.bench_function("refresh", |bencher| {
        bencher.iter(|| bench.refresh(black_box(&refresh_token), black_box(&session)));
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}

impl Bench {
    fn challenge(&self) -> Outcome<(String, String)> {
        let identifier = Identifier::Email(EmailAddress::parse("ada@example.org")?);
        let challenge = ChallengeId::from_random([3; 16]);
        let attempt = AttemptId::from_random([4; 8]);
        let event = Issue {
            purpose: CodePurpose::SignIn,
            is_tagged: false,
            channel: identifier.channel(),
            attempt,
            challenge,
            resend: false,
            device: None,
        };
        let (ledger, issued) = issue(None, &event, &self.policy, NOW)?;
        let version = self.keyring.current();
        let key = self.keyring.code_key(version, challenge.as_bytes(), &identifier)?;
        let code = shared::codes::hotp::code(&key, issued.counter, issued.form);
        let handle = Handle {
            channel: identifier.channel(),
            identifier,
            challenge,
            purpose: CodePurpose::SignIn,
            form: issued.form,
            pool: issued.pool,
            resend_at: NOW,
            expires_at: issued.expires_at,
            region: REGION.to_owned(),
            account: ExpectedAccount { id: AccountId::from_random([7; 16]), found: true, at_once: true },
            snapshot: Some(Versioned { revision: Revision::from_random([5; 12]), state: ledger }),
        };
        Ok((handle.seal(&self.keyring, version, [6; 12])?, code.expose()))
    }

    fn sign_in(&self, challenge: &str, code: &str) -> Option<((String, String), Session)> {
        let code = Code::parse(code).ok()?;
        let (handle, version) = Handle::open(challenge, &self.keyring, REGION, NOW).ok()?;
        let key = self.keyring.code_key(version, handle.challenge.as_bytes(), &handle.identifier).ok()?;
        let attempt = AttemptId::from_random([7; 8]);
        let guess = Guess { challenge: handle.challenge, attempt, key: &key, code: &code };
        let Judgement::Right(_) = judge(Some(&handle.snapshot?.state), &guess, &self.policy, NOW) else { return None };
        let sid = sid();
        let device = Device::default().seal(&self.keyring, sid, [8; 12]).ok()?;
        let token = TokenId::from_random([10; 12]);
        let identity = self.keyring.identity_key(&handle.identifier);
        let (subject, scope) = (self.terms.subject, self.terms.scope.clone());
        let beginning = Beginning::first_party(identity, handle.channel.into(), subject, scope, NOW);
        let session = Session::new(beginning, token, device, NOW);
        Some((self.tokens(handle.identifier, &session)?, session))
    }

    /// Over the session that the sign-in above has begun, as the table gives it.
    fn refresh(&self, text: &str, session: &Session) -> Option<(String, String)> {
        let policy = &self.terms.sessions;
        let token = RefreshToken::open(text, &self.keyring, REGION, policy, NOW).ok()?;
        let sid = token.sid();
        let device = Device::default();
        let presented = Presented {
            generation: token.generation,
            token: token.token,
            elsewhere: session.device.open(&self.keyring, sid).is_some_and(|last| device.is_elsewhere_than(&last)),
            successor: TokenId::from_random([11; 12]),
            device: device.seal(&self.keyring, sid, [12; 12]).ok()?,
        };
        let Refreshed::Rotated(next) = refresh(session, &presented, policy, NOW) else { return None };
        self.tokens(token.identifier?, &next)
    }

    fn tokens(&self, identifier: Identifier, session: &Session) -> Option<(String, String)> {
        let sid = sid();
        let grant =
            Grant { identifier: &identifier, sid, session, scope: &self.terms.scope, address: None, user_agent: None };
        let claims = self.terms.claims(&grant, [9; 16], NOW);
        let access_token = self.key.sign(&claims).ok()?;
        let refresh_token = RefreshToken::of(Some(identifier), sid, session, REGION.to_owned());
        Some((access_token, refresh_token.seal(&self.keyring).ok()?))
    }
}

fn sid() -> Sid {
    Sid { subject: SubjectKey::of(AccountId::from_random([7; 16])), session: SessionId::from_random([8; 16]) }
}

fn policy() -> Outcome<Policy> {
    let number = |value| NonZeroU32::new(value).ok_or("zero");
    let sends = SendBudget { per_hour: number(5)?, per_day: number(10)? };
    Ok(Policy {
        digits: Digits::SIX,
        email_code_life: 600,
        sms_code_life: 300,
        guesses_per_code: number(5)?,
        resend_after: 30,
        email_sends: sends.clone(),
        sms_sends: sends,
        failures: FailureBudget { per_day: number(20)?, per_month: number(50)?, in_a_row: number(100)? },
        links: true,
    })
}

fn terms() -> Outcome<Terms> {
    Ok(Terms {
        issuer: Issuer::parse("https://login.example.org")?,
        audience: "api".to_owned(),
        client_id: "first-party".to_owned(),
        scope: "api".to_owned(),
        access_token_life: 900,
        subject: Subject::Identifier,
        binding: Binding::default(),
        sessions: SessionPolicy { idle: 1_209_600, absolute: 2_592_000, grace: 10 },
    })
}
