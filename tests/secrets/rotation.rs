//! Rotation of the signing keys under continuous traffic, with verifiers that keep the JWK set for as long as they may.

use admin::keys::KeyAlgorithm;
use admin::rotation::{ANNOUNCEMENT, LAST_TOKEN, announce, prune, remove};
use local::database::Database;
use local::template::Template;
use local::{Local, Options};
use platform::clock::Clock;
use serde_json::json;
use shared::Timestamp;
use shared::tokens::{Issuer, KeySet, SigningKeys, Verifier};
use tests::service::{PATIENCE, START, code_in};
use tests::tokens::{AUDIENCE, ISSUER};
use tests::{Client, Keys};

mod master_secret;

const MINUTE: u64 = 60;
/// What API Gateway's HTTP APIs are known for.
const TWO_HOURS: u64 = 7_200;
/// For how long the old and the new functions of a deployment answer side by side.
const DEPLOYING: u64 = 5 * MINUTE;
const TOKEN_LIFE: u64 = 900;

/// One generation of the deployed functions.
struct Site {
    local: Local,
    client: Client,
}

/// A service whose functions are replaced while it runs.
struct Service {
    database: Database,
    clock: Clock,
    new: Site,
    old: Option<Site>,
    sign_ins: u64,
}

impl Service {
    async fn start(keys: &SigningKeys) -> Self {
        let database = Database::start(None, Template::of_this_repository().unwrap()).await.unwrap();
        let clock = Clock::manual(START);
        let new = site(&database, &clock, keys).await;
        Self { database, clock, new, old: None, sign_ins: 0 }
    }

    async fn deploy(&mut self, keys: &SigningKeys) {
        let new = site(&self.database, &self.clock, keys).await;
        self.old = Some(std::mem::replace(&mut self.new, new));
    }

    /// While a deployment runs, every other call meets the functions of yesterday.
    fn site(&self, call: u64) -> &Site {
        self.old.as_ref().filter(|_| call.is_multiple_of(2)).unwrap_or(&self.new)
    }

    /// Signs somebody in and gives the token.
    async fn sign_in(&mut self) -> String {
        self.sign_ins += 1;
        let email = format!("user-{}@example.org", self.sign_ins);
        let site = self.site(self.sign_ins);
        let requested = site.client.post("/otp/request", &json!({ "email": email })).await;
        assert_eq!(requested.status, 202, "{requested:?}");
        let code = code_in(&site.local.outbox().messages()[0].text);
        let guess = json!({ "challenge": requested.text("challenge"), "code": code });
        let verified = self.site(self.sign_ins / 2).client.post("/otp/verify", &guess).await;
        assert_eq!(verified.status, 200, "{verified:?}");
        verified.text("access_token")
    }
}

async fn site(database: &Database, clock: &Clock, keys: &SigningKeys) -> Site {
    let settings = [
        ("AWS_ENDPOINT_URL_DYNAMODB", database.url()),
        (PATIENCE.0, PATIENCE.1.to_owned()),
        ("ISSUER", ISSUER.to_owned()),
        ("AUDIENCE", AUDIENCE.to_owned()),
        ("MASTER_SECRET", "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned()),
        ("SIGNING_KEYS", keys.to_json()),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value)).into();
    let algorithm = KeyAlgorithm::Es256;
    let options = Options { port: 0, data: None, algorithm, settings, clock: clock.clone() };
    let local = Local::start(options).await.unwrap();
    let client = Client::of_service(format!("http://{}", local.address()));
    Site { local, client }
}

/// A resource server that fetches the JWK set when its cache has run out, and for nothing else.
struct Caching {
    /// For how long it keeps the set; as long as it is told to, where this is `None`.
    keeps: Option<u64>,
    fetch_at: Timestamp,
    verifier: Option<Verifier>,
}

impl Caching {
    fn new(keeps: Option<u64>, first: Timestamp) -> Self {
        Self { keeps, fetch_at: first, verifier: None }
    }

    async fn accepts(&mut self, site: &Site, token: &str, now: Timestamp) -> bool {
        if self.verifier.is_none() || now >= self.fetch_at {
            let answer = site.client.get("/.well-known/jwks.json").await;
            let keys = KeySet::parse(std::str::from_utf8(&answer.body).unwrap()).unwrap();
            let cache_control = answer.headers["cache-control"].to_str().unwrap();
            let told = cache_control.rsplit_once("max-age=").unwrap().1.parse().unwrap();
            // The first fetch of each may lie at another minute, so that some caches are as old as they get.
            self.fetch_at = self.fetch_at.max(now).plus(self.keeps.unwrap_or(told));
            self.verifier = Some(Verifier::new(keys, Issuer::parse(ISSUER).unwrap(), AUDIENCE.to_owned(), 30));
        }
        self.verifier.as_ref().unwrap().verify(token, now).is_ok()
    }
}

fn key() -> String {
    Keys::new(KeyAlgorithm::Es256).signing_key
}

/// One key, named by a list as a deployment has it.
fn first_key(key: &str) -> SigningKeys {
    announce(None, key, START, None).unwrap()
}

/// Signs somebody in every minute for eight hours, through the steps of a rotation; gives how often a token that counts
/// was refused, by whom.
async fn refused_during(
    steps: impl Fn(u64, &SigningKeys, Timestamp) -> Option<SigningKeys>,
) -> Vec<(u64, &'static str)> {
    let mut keys = first_key(&key());
    let mut service = Service::start(&keys).await;
    let mut clients = vec![("five minutes", Caching::new(None, START))];
    // One of them has fetched the set the very minute before a step, whatever the step.
    clients
        .extend((0..8).map(|phase| ("two hours", Caching::new(Some(TWO_HOURS), START.plus(phase * 15 * MINUTE + 59)))));
    let mut tokens: Vec<(Timestamp, String)> = Vec::new();
    let mut refused = Vec::new();
    let mut deployed_at = START;
    for minute in 0..8 * 60 {
        let now = service.clock.now();
        if let Some(next) = steps(minute, &keys, now) {
            service.deploy(&next).await;
            (keys, deployed_at) = (next, now);
        }
        if now.since(deployed_at) >= DEPLOYING {
            service.old = None;
        }
        tokens.push((now, service.sign_in().await));
        tokens.retain(|(issued, _)| now.since(*issued) < TOKEN_LIFE);
        // The newest and the oldest: each of the others was signed with the key of one of these two.
        for (position, (_, token)) in (0..).zip([tokens.first().unwrap(), tokens.last().unwrap()]) {
            let site = service.site(minute + position);
            for (name, client) in &mut clients {
                if !client.accepts(site, token, now).await {
                    refused.push((minute, *name));
                }
            }
            if site.client.get_as("/me", token).await.status != 200 {
                refused.push((minute, "authorizer"));
            }
        }
        service.clock.advance(MINUTE);
    }
    assert_eq!(keys.entries().len(), 1, "the rotation has come to its end");
    refused
}

#[tokio::test]
async fn op_08_a_rotation_under_continuous_traffic_fails_for_nobody() {
    let second = key();
    let retired = 60 + (ANNOUNCEMENT + LAST_TOKEN) / MINUTE;
    let refused = refused_during(|minute, keys, now| match minute {
        60 => Some(announce(Some(keys), &second, now, None).unwrap()),
        _ if minute == retired => Some(prune(keys, now).unwrap()),
        _ => None,
    })
    .await;
    assert_eq!(refused, []);
}

#[tokio::test]
async fn a_rotation_that_announces_nothing_fails_for_those_who_cache() {
    let second = key();
    let refused = refused_during(|minute, keys, now| match minute {
        // The list claims that the key was announced, and it signs with its first publication.
        60 => {
            let claimed = Timestamp::from_unix(now.as_unix() - ANNOUNCEMENT);
            Some(announce(Some(keys), &second, claimed, Some(now)).unwrap())
        }
        200 => Some(prune(keys, now).unwrap()),
        _ => None,
    })
    .await;
    for who in ["five minutes", "two hours"] {
        assert!(refused.iter().any(|(_, name)| *name == who), "{who}: {refused:?}");
    }
}

#[tokio::test]
async fn an_emergency_ends_a_keys_tokens_within_the_documented_bounds() {
    let (stolen, next) = (key(), key());
    let keys = announce(Some(&first_key(&stolen)), &next, START, None).unwrap();
    let mut service = Service::start(&keys).await;
    let mut told = Caching::new(None, START);
    let mut keeping = Caching::new(Some(TWO_HOURS), START);
    service.clock.advance(2 * 3_600);
    let now = service.clock.now();
    let theirs = service.sign_in().await;
    assert!(told.accepts(&service.new, &theirs, now).await && keeping.accepts(&service.new, &theirs, now).await);

    let kid = jsonwebtoken::decode_header(&theirs).unwrap().kid.unwrap();
    let rest = remove(&keys, &kid, now, true, None).unwrap();
    service.deploy(&rest).await;
    service.old = None;
    // The authorizer and the signer: with the deployment.
    assert_eq!(service.new.client.get_as("/me", &theirs).await.status, 401);
    let ours = service.sign_in().await;
    assert_eq!(service.new.client.get_as("/me", &ours).await.status, 200);
    assert!(told.accepts(&service.new, &ours, now).await && keeping.accepts(&service.new, &ours, now).await);

    // Whoever heeds Cache-Control: within five minutes.
    service.clock.advance(299);
    assert!(told.accepts(&service.new, &theirs, service.clock.now()).await, "the bound is no shorter than we say");
    service.clock.advance(1);
    assert!(!told.accepts(&service.new, &theirs, service.clock.now()).await);
    assert!(keeping.accepts(&service.new, &theirs, service.clock.now()).await);
    // Whoever keeps the set longer: when the token has expired, with 30 s for clocks.
    service.clock.advance(TOKEN_LIFE + 30 - 300);
    assert!(!keeping.accepts(&service.new, &theirs, service.clock.now()).await);
}
