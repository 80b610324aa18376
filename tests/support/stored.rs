//! What stands in the table, read by another description of it than the service's own: whoever changes the form of a state
//! changes it here as well, and gives it another number.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The form of every state: its first byte.
const FORM: u8 = 1;

/// The ledger of an identifier.
#[derive(Debug, Deserialize)]
pub struct Ledger {
    /// Its live challenges.
    pub challenges: Vec<Challenge>,
    /// What strangers have spent.
    pub strangers: Spent,
    /// The devices with a past, each with what it has spent.
    pub devices: Vec<([u8; 8], Spent)>,
}

/// One attempt to prove an identifier.
#[derive(Debug, Deserialize)]
pub struct Challenge {
    /// Its name.
    pub id: [u8; 16],
    /// Whose budgets it spends; `None`: the strangers'.
    pub pool: Option<[u8; 8]>,
    /// The moving factor of its code.
    pub counter: u64,
    /// The length of its code.
    pub length: u8,
    /// When its code is refused, and when it was sent.
    pub moments: [u64; 2],
    /// Codes that left for it.
    pub sends: u32,
    /// Wrong codes judged.
    pub failures: u32,
    /// The call that had its code sent.
    pub sent_by: u64,
    /// What became of it.
    pub state: State,
    /// How long its link counts.
    pub link: Link,
}

/// How long the link of a message counts.
#[derive(Debug, Deserialize)]
pub enum Link {
    /// It has none.
    None,
    /// As long as its code.
    Code,
    /// Until the next one is sent.
    NextSend,
}

/// What became of a challenge.
#[derive(Debug, Deserialize)]
pub enum State {
    /// Its code is on its way.
    Open,
    /// Its code never left.
    Undelivered,
    /// This call presented the right code.
    Used(u64),
    /// This call presented its link.
    UsedByLink(u64),
}

/// What was spent of a budget.
#[derive(Debug, Deserialize)]
pub struct Spent {
    /// When codes were sent.
    pub sends: Vec<u64>,
    /// When wrong codes were judged.
    pub failures: Vec<u64>,
    /// Wrong codes since the last right one.
    pub failures_in_a_row: u32,
    /// The last of them.
    pub last_failure: Option<u64>,
}

/// What stands under a session's name.
#[derive(Debug, Deserialize)]
pub enum SessionRecord {
    /// A session.
    Live(Box<Session>),
    /// It has ended.
    Ended,
}

/// What a session is for.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub enum SessionKind {
    /// A client that presented the code itself.
    FirstParty,
    /// A browser's cookie.
    Browser,
    /// An OAuth client, for a resource, within a browser session.
    Grant(String, Option<String>, Option<[u8; 16]>),
}

/// A method by its number from 0, when it succeeded, and by what.
pub type Proof = (u32, u64, Source);

/// What a proof came by.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub enum Source {
    /// The keyed hash of an identifier.
    Identifier([u8; 16]),
    /// An app, a set of recovery codes or a passkey.
    Authenticator([u8; 16]),
}

/// One sign-in.
#[derive(Debug, Deserialize)]
pub struct Session {
    /// When its user signed in.
    pub created_at: u64,
    /// What it is for.
    pub kind: SessionKind,
    /// The keyed hash of the identifier that its tokens name; none where a passkey began it.
    pub identity: Option<[u8; 16]>,
    /// By which methods, each by its number from 0, when, and by what; the first apart.
    pub proofs: (Proof, Vec<Proof>),
    /// What `sub` is: 0 for the identifier, 1 for the account.
    pub subject: u32,
    /// What was granted.
    pub scope: String,
    /// How often it was refreshed.
    pub generation: u32,
    /// The name of its refresh token.
    pub current: [u8; 12],
    /// The name of the one before.
    pub previous: Option<[u8; 12]>,
    /// When it was last refreshed.
    pub rotated_at: u64,
    /// What it was last used from, sealed.
    pub device: Vec<u8>,
}

/// The session of an item, which has not ended.
pub fn session(item: &Item) -> Session {
    match state(item) {
        SessionRecord::Live(session) => *session,
        SessionRecord::Ended => panic!("it has ended"),
    }
}

/// An item of the table.
pub type Item = HashMap<String, AttributeValue>;

/// The state of an item.
pub fn state<T: DeserializeOwned>(item: &Item) -> T {
    let stored = item["state"].as_b().expect("bytes").as_ref();
    let (state, rest) = postcard::take_from_bytes(stored.strip_prefix(&[FORM]).expect("a form")).expect("a state");
    assert!(rest.is_empty(), "{rest:?}");
    state
}
