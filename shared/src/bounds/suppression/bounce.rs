//! What a bounce says: that there is no such mailbox, that something is in the way for now, or that the fault is ours.

/// A recipient's bounce as SES reports it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bounce<'a> {
    /// The recipient's address, as SES names it.
    pub address: &'a str,
    /// `bounceType`: `Permanent`, `Transient` or `Undetermined`.
    pub kind: &'a str,
    /// `bounceSubType`: `General`, `NoEmail`, `MailboxFull` and others.
    pub subkind: &'a str,
    /// The recipient's `status` (RFC 3463), where the bounce has one.
    pub status: Option<&'a str>,
    /// The recipient's `diagnosticCode`: what the last server said, in its own words.
    pub diagnostic: Option<&'a str>,
}

/// What follows from a bounce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is no such mailbox: nothing more is to be sent there.
    NoSuchMailbox,
    /// A full mailbox, a server that is away, an absence note: nothing.
    Passing,
    /// Every other mailbox would refuse this message as well, or its sender: nobody is to be suppressed for it.
    OwnFault(OwnFault),
}

/// What of ours a server refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnFault {
    /// Who we are: SPF, DKIM, DMARC, a list of bad networks, a policy of the server's.
    Policy,
    /// What the message says, or the form that it has.
    Content,
    /// How large the message is.
    Size,
    /// How SMTP was spoken.
    Protocol,
}

impl OwnFault {
    /// The word for it in logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Content => "content",
            Self::Size => "size",
            Self::Protocol => "protocol",
        }
    }
}

/// An enhanced status code: class, subject and detail (RFC 3463 §2).
type Code = (u16, u16, u16);

/// Judges a bounce by the server's own words first, then by its status, and by SES's kind where neither tells a cause.
///
/// SES calls `Permanent` whatever a server refused for good, a full mailbox and a broken DKIM signature included. Its word
/// counts where nothing else is told: a mailbox that refuses for good without a reason is mostly one that is not there.
pub fn judge(bounce: &Bounce<'_>) -> Verdict {
    let said = without_address(bounce.diagnostic.unwrap_or_default(), bounce.address).to_ascii_lowercase();
    let codes = [code_in(&said), code_in(bounce.status.unwrap_or_default())];
    match cause(bounce.subkind, codes, &said) {
        // What SES does not call permanent may pass, whatever a server calls it.
        Some(Verdict::NoSuchMailbox) | None if bounce.kind != "Permanent" => Verdict::Passing,
        Some(verdict) => verdict,
        None => Verdict::NoSuchMailbox,
    }
}

/// Whoever asks for codes chooses the address, which servers repeat, its domain by itself, too: no word of it counts.
fn without_address(said: &str, address: &str) -> String {
    let domain =
        address.rsplit_once('@').map_or("", |(_, domain)| domain).trim_matches(['>', '.', ' ']).to_ascii_lowercase();
    let repeats = |word: &str| {
        let word = word.to_ascii_lowercase();
        let mut names = word.split(|character: char| !character.is_alphanumeric() && !"-_.".contains(character));
        // Servers name their hosts as well, which are in it.
        let is_in_domain =
            |name: &str| name.strip_suffix(&*domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        word.contains('@') || (!domain.is_empty() && names.any(|name| is_in_domain(name.trim_matches('.'))))
    };
    said.split_whitespace().filter(|word| !repeats(word)).collect::<Vec<_>>().join(" ")
}

/// The cause that is told, if one is.
fn cause(subkind: &str, codes: [Option<Code>; 2], said: &str) -> Option<Verdict> {
    let by_subkind = match subkind {
        "ContentRejected" | "AttachmentRejected" => Some(Verdict::OwnFault(OwnFault::Content)),
        "MessageTooLarge" => Some(Verdict::OwnFault(OwnFault::Size)),
        // The account's own list held the message back: whoever is taken off it is to get the next code.
        "MailboxFull" | "OnAccountSuppressionList" => Some(Verdict::Passing),
        _ => None,
    };
    let of_today = || says(said, &OF_TODAY).then_some(Verdict::Passing);
    let of_sender = || says(said, &SENDER).then_some(Verdict::OwnFault(OwnFault::Policy));
    let by_codes = || codes.into_iter().flatten().find_map(|code| by_code(code, said));
    by_subkind.or_else(of_today).or_else(of_sender).or_else(by_codes).or_else(|| by_text(said))
}

/// What a status says by itself; `None` where it says nothing, or its server uses it for anything.
fn by_code((class, subject, detail): Code, said: &str) -> Option<Verdict> {
    match (subject, detail) {
        (2, 3) | (3, 4) => Some(Verdict::OwnFault(OwnFault::Size)),
        (6, _) => Some(Verdict::OwnFault(OwnFault::Content)),
        // Here and there an unknown user is a matter of policy.
        (7, _) if by_text(said) == Some(Verdict::NoSuchMailbox) => Some(Verdict::NoSuchMailbox),
        // The former two are about the sender's address.
        (1, 7 | 8) | (7, _) => Some(Verdict::OwnFault(OwnFault::Policy)),
        _ if class != 5 => Some(Verdict::Passing),
        // A mailbox that takes no messages, or one that does not take this one.
        (2, 1) if says(said, &CONTENT) && !says(said, &NOBODY) => Some(Verdict::OwnFault(OwnFault::Content)),
        (1, 1..=3 | 6 | 10) | (2, 1) | (4, 4 | 310) => Some(Verdict::NoSuchMailbox),
        // Exchange Online says this of a recipient that its directory does not have.
        (4, 1) if said.contains("access denied") => Some(Verdict::NoSuchMailbox),
        // The mailbox is there, or its system, or its network: something about them is not as it should be.
        (2 | 4, _) | (3, 1..) => Some(Verdict::Passing),
        // Commands and their arguments are the sender's, unless words tell another cause.
        (5, 1..=5) => by_text(said).or(Some(Verdict::OwnFault(OwnFault::Protocol))),
        _ => None,
    }
}

/// What words say by themselves, the plainest first.
fn by_text(said: &str) -> Option<Verdict> {
    if says(said, &NOBODY) {
        Some(Verdict::NoSuchMailbox)
    } else if says(said, &SIZE) {
        Some(Verdict::OwnFault(OwnFault::Size))
    } else if says(said, &POLICY)
        || said.split(|character: char| !character.is_alphanumeric()).any(|word| word == "rbl")
    {
        Some(Verdict::OwnFault(OwnFault::Policy))
    } else if says(said, &CONTENT) {
        Some(Verdict::OwnFault(OwnFault::Content))
    } else {
        // RFC 5321 §4.2.3 has these words for every 550: they count where nothing else is told.
        said.contains("mailbox unavailable").then_some(Verdict::NoSuchMailbox)
    }
}

fn says(said: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| said.contains(phrase))
}

/// Full, or too busy.
const OF_TODAY: [&str; 10] = [
    "quota",
    "storage",
    "is full",
    "is too full",
    "mailbox full",
    "full mailbox",
    "mailbox size",
    "mailbox limit",
    "receiving mail at a rate",
    "receiving mail too quickly",
];

/// The sender is meant, whatever else is said.
const SENDER: [&str; 8] = [
    "sender address rejected",
    "sender rejected",
    "sender denied",
    "sender verify",
    "sender verification",
    "sender domain",
    "domain of sender",
    "sending domain",
];

/// Nobody is there.
const NOBODY: [&str; 23] = [
    "user unknown",
    "unknown user",
    "no such user",
    "user not found",
    "user does not exist",
    "user doesn't exist",
    "unknown recipient",
    "recipient unknown",
    "recipient not found",
    "recipientnotfound",
    "no such recipient",
    "invalid recipient",
    "no such mailbox",
    "mailbox not found",
    "mailbox does not exist",
    "unknown mailbox",
    "no mailbox here",
    "account does not exist",
    "account that you tried to reach",
    "address unknown",
    "unrouteable address",
    "no such address",
    "invalid mailbox",
];

/// The message is too large for the server, not for the mailbox.
const SIZE: [&str; 6] = [
    "message size",
    "message length",
    "message too large",
    "message is too large",
    "message too big",
    "message is too big",
];

/// Who we are is not welcome.
const POLICY: [&str; 25] = [
    "spam",
    "blacklist",
    "black list",
    "blocklist",
    "block list",
    "blocked",
    "banned",
    "reputation",
    "sender score",
    "your ip",
    "too many connections",
    "dnsbl",
    "dmarc",
    "dkim",
    "spf",
    "authenticat",
    "policy",
    "policies",
    "prohibit",
    "not permitted",
    "unsolicited",
    "reverse dns",
    "ptr record",
    "relay",
    "access denied",
];

/// What the message says is not welcome.
const CONTENT: [&str; 2] = ["virus", "content"];

/// The first enhanced status code in a text: `5.1.1` in `smtp; 550-5.1.1 The email …`, and no part of an IP address.
fn code_in(text: &str) -> Option<Code> {
    let is_other = |character: char| !character.is_ascii_alphanumeric() && character != '.';
    let mut at = 0;
    text.split_inclusive(is_other).find_map(|part| {
        let before = text.get(..at)?;
        at += part.len();
        // Behind a name stands its version: `(Exim 4.2.1)`.
        let is_version =
            before.trim_end_matches([' ', '-', '_', '/']).ends_with(|last: char| last.is_ascii_alphabetic());
        code(part.trim_end_matches(is_other).trim_end_matches('.')).filter(|_| !is_version)
    })
}

/// `class "." subject "." detail` (RFC 3463 §2). Nothing that comes back is of class 2.
fn code(word: &str) -> Option<Code> {
    let mut parts = word.split('.').map(|part| part.parse::<u16>().ok().filter(|_| part.len() <= 3));
    let code = (parts.next()??, parts.next()??, parts.next()??);
    Some(code).filter(|(class, subject, _)| parts.next().is_none() && matches!(class, 4 | 5) && *subject <= 7)
}

#[cfg(test)]
#[path = "bounce_tests.rs"]
mod tests;
