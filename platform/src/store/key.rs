//! The only place that spells keys and attribute names.

use std::borrow::Cow;
use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use shared::Timestamp;
use shared::authorization::ceremony::CeremonyId;
use shared::authorization::pushed::PushedId;
use shared::bounds::network::CallKind;
use shared::bounds::spend::{BudgetShare, Day};
use shared::codes::ledger::ChallengeId;
use shared::identity::account::AccountId;
use shared::identity::notice::{NoticeBudget, NoticeId};
use shared::identity::{AuthenticatorId, IdentityKey};
use shared::tokens::client::{ClientId, ResourceId};
use shared::tokens::revocation::Revocation;
use shared::tokens::session::{SessionId, Sid, SubjectKey};

pub(super) const PARTITION: &str = "pk";
pub(super) const SORT: &str = "sk";
/// DynamoDB's TTL attribute, Unix seconds.
pub(super) const EXPIRES_AT: &str = "expires_at";
pub(super) const REVISION: &str = "revision";
pub(super) const STATE: &str = "state";
/// Unix seconds; only on the revocation of a whole subject, or of everybody.
pub(super) const NOT_BEFORE: &str = "not_before";

/// Only on what a master secret says of itself.
pub(super) const CHECK: &str = "check";
pub(super) const VERSION: &str = "version";

pub(super) const ACCOUNTS: &str = "account#";
pub(super) const IDENTITIES: &str = "identity#";
pub(super) const SESSIONS: &str = "session#";
pub(super) const REVOCATIONS: &str = "revocation#";
pub(super) const TOKEN: &str = "revocation#token#";
pub(super) const SESSION: &str = "revocation#session#";
pub(super) const SUBJECT: &str = "revocation#subject";
/// Every token of an account, whenever it is issued.
pub(super) const ACCOUNT: &str = "revocation#account";
pub(super) const EVERYBODY: &str = "revocation#everybody";
/// Every client stands under this, and every resource under the other: there are few of either, whoever puts them asks for
/// all, and roles are told apart by it.
pub(super) const CLIENTS: &str = "client#";
pub(super) const RESOURCES: &str = "resource#";
/// What a query asks for: the items of one kind under a subject's key. Whoever asks gives the names and values.
pub(super) const OF_A_KIND: &str = "#partition = :subject AND begins_with(#sort, :kind)";

/// Where an item is: the partition starts with what it belongs to, the sort key says what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub(super) partition: String,
    pub(super) sort: Cow<'static, str>,
}

impl Key {
    /// The ledger of the identifier with this lookup hash.
    pub fn ledger(lookup_hash: &str) -> Self {
        Self { partition: format!("identifier#{lookup_hash}"), sort: Cow::Borrowed("ledger") }
    }

    /// The calls of one kind from the network of this hash, in the window that begins at `start`.
    pub fn network(hash: &str, kind: CallKind, start: Timestamp) -> Self {
        let sort = Cow::Owned(format!("{}#{}", kind.name(), start.as_unix()));
        Self { partition: format!("network#{hash}"), sort }
    }

    /// The block of numbers with this hash.
    pub fn block(hash: &str) -> Self {
        Self { partition: format!("block#{hash}"), sort: Cow::Borrowed("breaker") }
    }

    /// One shard of what text messages of one share cost on one day. Each has a partition of its own: that is what shards are for.
    pub fn spend(of: BudgetShare, day: Day, shard: usize) -> Self {
        let sort = match of {
            BudgetShare::Codes => "spend",
            BudgetShare::Notices => "notices",
        };
        Self { partition: format!("spend#{}#{shard}", day.number()), sort: Cow::Borrowed(sort) }
    }

    /// The wrong guesses of the whole service in the minute that begins at `start`.
    pub fn wrong_guesses(start: Timestamp) -> Self {
        Self { partition: format!("guesses#{}", start.as_unix()), sort: Cow::Borrowed("guesses") }
    }

    /// Whether codes are longer for now.
    pub fn pressure() -> Self {
        Self { partition: "pressure#".to_owned(), sort: Cow::Borrowed("pressure") }
    }

    /// Whose this identifier is.
    pub fn identity(identity: IdentityKey) -> Self {
        Self { partition: format!("{IDENTITIES}{identity}"), sort: Cow::Borrowed("identity") }
    }

    /// An account. What is its own stands here; its sessions and revocations stand under its [`SubjectKey`], where an
    /// authorizer may look, which need not see this.
    pub fn account(account: AccountId) -> Self {
        Self { partition: format!("{ACCOUNTS}{account}"), sort: Cow::Borrowed("account") }
    }

    /// A session of this subject.
    pub fn session(subject: SubjectKey, session: SessionId) -> Self {
        Self { partition: partition(subject), sort: Cow::Owned(format!("{SESSIONS}{session}")) }
    }

    /// Whether this address is suppressed. It belongs to the identity and not to its mailbox: the mail to
    /// `ada+no-such-tag@example.org` may well come back, and a stranger would lock out `ada@example.org` with it. Its
    /// partition is its own, since roles are told apart by partitions alone: who may suppress an address could else write
    /// sessions and overwrite revocations.
    pub fn suppression(identity: IdentityKey) -> Self {
        Self { partition: format!("suppression#{identity}"), sort: Cow::Borrowed("suppression") }
    }

    /// A revocation of this subject's tokens. One of a kind replaces the earlier one.
    pub fn revocation(subject: SubjectKey, revocation: &Revocation) -> Self {
        let sort = match revocation {
            Revocation::Token { session, jti } => Cow::Owned(format!("{}{jti}", tokens_of(*session))),
            Revocation::Session(session) => Cow::Owned(format!("{SESSION}{session}")),
            Revocation::Subject { .. } => Cow::Borrowed(SUBJECT),
            Revocation::Account => Cow::Borrowed(ACCOUNT),
            Revocation::Everybody { .. } => Cow::Borrowed(EVERYBODY),
        };
        Self { partition: partition(subject), sort }
    }

    /// The moment before which everybody's sessions have ended.
    pub fn everybody() -> Self {
        Self { partition: partition(SubjectKey::EVERYBODY), sort: Cow::Borrowed(EVERYBODY) }
    }

    /// What an account has granted to a client.
    pub fn consent(account: AccountId, client: &str) -> Self {
        Self { partition: consents_of(account), sort: Cow::Owned(client.to_owned()) }
    }

    /// What an account has beside its identifiers.
    pub fn factors(account: AccountId) -> Self {
        Self { partition: format!("factors#{account}"), sort: Cow::Borrowed("factors") }
    }

    /// A passkey, whosever it is: no two accounts have the same.
    pub fn passkey(passkey: AuthenticatorId) -> Self {
        Self { partition: format!("passkey#{passkey}"), sort: Cow::Borrowed("passkey") }
    }

    /// That a ceremony of a passkey has ended.
    pub fn ceremony(ceremony: CeremonyId) -> Self {
        Self { partition: format!("ceremony#{ceremony}"), sort: Cow::Borrowed("end") }
    }

    /// That the sign-in which this challenge began was completed by a second step.
    pub fn step(challenge: ChallengeId) -> Self {
        let name = URL_SAFE_NO_PAD.encode(challenge.as_bytes());
        Self { partition: format!("step#{name}"), sort: Cow::Borrowed("sign-in") }
    }

    /// Which change a proof was used for.
    pub fn proof(challenge: ChallengeId) -> Self {
        let name = URL_SAFE_NO_PAD.encode(challenge.as_bytes());
        Self { partition: format!("proof#{name}"), sort: Cow::Borrowed("change") }
    }

    /// That a change has been made of which its account's identifiers are told.
    pub fn notice(notice: NoticeId) -> Self {
        Self { partition: format!("notice#{notice}"), sort: Cow::Borrowed("change") }
    }

    /// How many identifiers an account was given on one day.
    pub fn additions(account: AccountId, day: Day) -> Self {
        Self { partition: format!("additions#{account}"), sort: Cow::Owned(day.number().to_string()) }
    }

    /// How often an account's owner was told of something on one day.
    pub fn notices(account: AccountId, budget: NoticeBudget, day: Day) -> Self {
        let sort = Cow::Owned(format!("{}#{}", budget.name(), day.number()));
        Self { partition: format!("notices#{account}"), sort }
    }

    /// The browser that has come with a pushed authorization request.
    pub fn pushed(request: PushedId) -> Self {
        Self { partition: format!("par#{request}"), sort: Cow::Borrowed("browser") }
    }

    /// How often the successor of one refresh token was handed out again.
    pub fn repeats(sid: Sid, generation: u32) -> Self {
        let sort = Cow::Owned(format!("repeats#{}#{generation}", sid.session));
        Self { partition: format!("count#{}", sid.subject), sort }
    }

    /// How many access tokens of a subject were revoked one by one in the window that begins at `start`.
    pub fn token_revocations(subject: SubjectKey, start: Timestamp) -> Self {
        let sort = Cow::Owned(format!("revocations#{}", start.as_unix()));
        Self { partition: format!("count#{subject}"), sort }
    }

    /// An OAuth client.
    pub fn client(id: &ClientId) -> Self {
        Self { partition: CLIENTS.to_owned(), sort: Cow::Owned(id.as_str().to_owned()) }
    }

    /// An API that tokens are for.
    pub fn resource(id: &ResourceId) -> Self {
        Self { partition: RESOURCES.to_owned(), sort: Cow::Owned(id.as_str().to_owned()) }
    }

    /// Which version of the master secret names this table's items, and what it says of itself.
    pub(super) fn naming_check() -> Self {
        Self { partition: "secret#".to_owned(), sort: Cow::Borrowed("check") }
    }

    /// What the stack's deployments have dropped.
    pub fn dropped_by_deployments() -> Self {
        Self { partition: "deployment#".to_owned(), sort: Cow::Borrowed("dropped") }
    }

    pub(super) fn of_stored(subject: SubjectKey, sort: String) -> Self {
        Self { partition: partition(subject), sort: Cow::Owned(sort) }
    }

    pub(super) fn attributes(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PARTITION.to_owned(), AttributeValue::S(self.partition.clone())),
            (SORT.to_owned(), AttributeValue::S(self.sort.clone().into_owned())),
        ])
    }
}

/// Everything of one subject stands under this.
pub(super) fn partition(subject: SubjectKey) -> String {
    format!("subject#{subject}")
}

/// Everything that an account has agreed to stands under this.
pub(super) fn consents_of(account: AccountId) -> String {
    format!("consent#{account}")
}

/// How the names of a session's revoked access tokens begin.
pub(super) fn tokens_of(session: SessionId) -> String {
    format!("{TOKEN}{session}#")
}
