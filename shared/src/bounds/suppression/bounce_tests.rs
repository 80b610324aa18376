use super::Verdict::{self, NoSuchMailbox, OwnFault, Passing};
use super::{Bounce, OwnFault as Fault, judge};

const POLICY: Verdict = OwnFault(Fault::Policy);
const CONTENT: Verdict = OwnFault(Fault::Content);
const SIZE: Verdict = OwnFault(Fault::Size);
const PROTOCOL: Verdict = OwnFault(Fault::Protocol);

/// Type, subtype, status and diagnostic code as they come from servers of all kinds, and what follows.
const REPORTS: [(&str, &str, &str, &str, Verdict); 93] = [
    // Nobody is there.
    (
        "Permanent",
        "General",
        "5.1.1",
        "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550-5.1.1 unnecessary spaces. Learn more at\n550 5.1.1 https://support.google.com/mail/?p=NoSuchUser i8-20020a - gsmtp",
        NoSuchMailbox,
    ),
    ("Permanent", "NoEmail", "5.1.1", "smtp; 550 5.1.1 user unknown", NoSuchMailbox),
    (
        "Permanent",
        "General",
        "5.1.10",
        "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        NoSuchMailbox,
    ),
    ("Permanent", "General", "5.1.10", "smtp; 556 5.1.10 Recipient address has null MX", NoSuchMailbox),
    (
        "Permanent",
        "General",
        "5.1.2",
        "smtp; 550 5.1.2 Bad destination mailbox address: Domain not found",
        NoSuchMailbox,
    ),
    ("Permanent", "General", "5.1.3", "smtp; 501 5.1.3 Bad recipient address syntax", NoSuchMailbox),
    ("Permanent", "General", "5.1.6", "smtp; 551 5.1.6 recipient no longer on server", NoSuchMailbox),
    (
        "Permanent",
        "General",
        "5.2.1",
        "smtp; 550-5.2.1 The email account that you tried to reach is disabled.",
        NoSuchMailbox,
    ),
    ("Permanent", "General", "5.2.1", "smtp; 550 5.2.1 This mailbox has been blocked due to inactivity", NoSuchMailbox),
    (
        "Permanent",
        "General",
        "5.4.1",
        "smtp; 550 5.4.1 Recipient address rejected: Access denied. [DB5EUR03FT041.outlook.com]",
        NoSuchMailbox,
    ),
    ("Permanent", "General", "5.4.4", "smtp; 550 5.4.4 Invalid domain", NoSuchMailbox),
    ("Permanent", "General", "5.4.310", "smtp; 550 5.4.310 DNS domain example.org does not exist", NoSuchMailbox),
    (
        "Permanent",
        "General",
        "5.5.0",
        "smtp; 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).",
        NoSuchMailbox,
    ),
    ("Permanent", "General", "5.0.0", "smtp; 550 Requested action not taken: mailbox unavailable", NoSuchMailbox),
    (
        "Permanent",
        "General",
        "5.0.0",
        "smtp; 550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
        NoSuchMailbox,
    ),
    ("Permanent", "General", "5.0.0", "smtp; 552 1 Requested mail action aborted, mailbox not found", NoSuchMailbox),
    ("Permanent", "General", "5.3.0", "smtp; 550 5.3.0 <ada@example.org>... No such user here", NoSuchMailbox),
    ("Permanent", "General", "5.3.0", "smtp;550 5.1.1 no mailbox here by that name", NoSuchMailbox),
    ("Permanent", "General", "5.1.0", "smtp; 550 #5.1.0 Address rejected.", NoSuchMailbox),
    ("Permanent", "General", "5.7.1", "smtp; 550 5.7.1 No such user!", NoSuchMailbox),
    ("Permanent", "General", "5.7.1", "smtp; 550 5.7.1 Requested action not taken: mailbox unavailable", NoSuchMailbox),
    ("Permanent", "General", "5.5.1", "smtp; 550 5.5.1 Requested action not taken: mailbox unavailable", NoSuchMailbox),
    ("Permanent", "General", "5.5.1", "smtp; 550 5.5.1 User unknown", NoSuchMailbox),
    ("Permanent", "General", "5.0.0", "smtp; 550 sorry, no mailbox here by that name. (#5.1.1)", NoSuchMailbox),
    // A version is no status.
    ("Permanent", "General", "5.1.1", "smtp; 550 no such user (Postfix 2.6.6)", NoSuchMailbox),
    ("Permanent", "General", "5.1.1", "smtp; 550 no such user (Postfix 4.6.6)", NoSuchMailbox),
    ("Permanent", "General", "5.1.1", "smtp; 550 no such user, says MailServer/5.7.1", NoSuchMailbox),
    ("Permanent", "General", "5.1.1", "smtp; 550 no such user, says mail-server-5.6.0", NoSuchMailbox),
    ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 User unknown; see our anti-spam policy", NoSuchMailbox),
    (
        "Permanent",
        "Suppressed",
        "5.1.1",
        "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.",
        NoSuchMailbox,
    ),
    // SES's word alone.
    ("Permanent", "General", "", "", NoSuchMailbox),
    ("Permanent", "NoEmail", "", "", NoSuchMailbox),
    ("Permanent", "", "", "", NoSuchMailbox),
    ("Permanent", "NoEmail", "5.9.9", "smtp; 550 5.9.9", NoSuchMailbox),
    ("Permanent", "General", "5.0.0", "smtp; 550 failed", NoSuchMailbox),
    ("Permanent", "Something new", "something new", "something new", NoSuchMailbox),
    // Full, busy, away, or held back by the account's own list.
    (
        "Permanent",
        "General",
        "5.2.2",
        "smtp; 552-5.2.2 The email account that you tried to reach is over quota.",
        Passing,
    ),
    ("Permanent", "General", "5.2.2", "smtp; 554 5.2.2 mailbox full", Passing),
    ("Permanent", "General", "5.2.2", "", Passing),
    ("Permanent", "General", "5.0.0", "smtp; 552 ada@example.org: Mailbox is full", Passing),
    ("Permanent", "General", "5.1.1", "smtp; 552 5.2.2 Over quota", Passing),
    ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 Mailbox full", Passing),
    ("Permanent", "General", "5.0.0", "smtp; 550 user has exceeded quota", Passing),
    ("Permanent", "General", "5.2.2", "smtp; 550 5.0.0 rejected", Passing),
    ("Permanent", "MailboxFull", "5.1.1", "", Passing),
    (
        "Permanent",
        "General",
        "5.2.1",
        "smtp; 550-5.2.1 The user you are trying to contact is receiving mail at a rate that\n550-5.2.1 prevents additional messages from being delivered.",
        Passing,
    ),
    ("Permanent", "General", "5.2.0", "smtp; 550 5.2.0 STOREDRV.Deliver; delivery result banner", Passing),
    (
        "Permanent",
        "General",
        "5.2.122",
        "smtp; 554 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour",
        Passing,
    ),
    ("Permanent", "General", "5.3.1", "smtp; 552 5.3.1 Mail system full", Passing),
    ("Permanent", "General", "5.3.2", "smtp; 550 5.3.2 STOREDRV; system not accepting network messages", Passing),
    ("Permanent", "General", "5.4.14", "smtp; 554 5.4.14 Hop count exceeded - possible mail loop", Passing),
    ("Permanent", "General", "5.4.300", "smtp; 550 5.4.300 Message expired", Passing),
    ("Permanent", "General", "4.4.7", "smtp; 421 4.4.7 Message delivery expired", Passing),
    (
        "Permanent",
        "OnAccountSuppressionList",
        "5.1.1",
        "Amazon SES did not send the message to this address because it is on the suppression list for your account.",
        Passing,
    ),
    ("Transient", "MailboxFull", "5.2.2", "smtp; 552 5.2.2 mailbox full", Passing),
    ("Transient", "General", "", "", Passing),
    ("Transient", "General", "4.4.7", "smtp; 550 4.4.7 Message expired: unable to deliver in 840 minutes", Passing),
    ("Transient", "General", "5.1.1", "smtp; 550 5.1.1 user unknown", Passing),
    ("Undetermined", "Undetermined", "", "", Passing),
    ("Undetermined", "Undetermined", "5.1.1", "smtp; 550 5.1.1 user unknown", Passing),
    ("Something new", "", "5.1.1", "", Passing),
    // Ours.
    (
        "Permanent",
        "General",
        "5.7.26",
        "smtp; 550-5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.",
        POLICY,
    ),
    (
        "Permanent",
        "General",
        "5.7.1",
        "smtp; 550-5.7.1 Unauthenticated email from example.org is not accepted due to domain's DMARC policy.",
        POLICY,
    ),
    (
        "Permanent",
        "General",
        "5.7.1",
        "smtp; 550 5.7.1 Service unavailable, Client host [198.51.100.7] blocked using Spamhaus",
        POLICY,
    ),
    (
        "Permanent",
        "General",
        "5.7.509",
        "smtp; 550 5.7.509 Access denied, sending domain example.org does not pass DMARC verification",
        POLICY,
    ),
    (
        "Permanent",
        "General",
        "5.7.23",
        "smtp; 550 5.7.23 The message was rejected because of Sender Policy Framework violation",
        POLICY,
    ),
    ("Permanent", "General", "5.7.1", "smtp; 550 5.7.1 Sender domain: no such user", POLICY),
    ("Permanent", "General", "5.1.8", "smtp; 550 5.1.8 Sender address rejected: Domain not found", POLICY),
    ("Permanent", "General", "5.0.0", "smtp; 550 Sender verify failed: no such user here", POLICY),
    ("Permanent", "General", "5.0.0", "smtp; 550 Administrative prohibition", POLICY),
    ("Permanent", "General", "5.0.0", "smtp; 550 Rejected: 198.51.100.7 is listed at a DNSBL", POLICY),
    ("Permanent", "General", "", "smtp; 554 Message rejected as spam", POLICY),
    ("Permanent", "General", "5.1.1", "smtp; 554 5.7.1 Relay access denied", POLICY),
    (
        "Permanent",
        "General",
        "5.0.0",
        "smtp; 550-Requested action not taken: mailbox unavailable\n550-Reject due to policy restrictions.\n550 For explanation visit https://postmaster.gmx.net/",
        POLICY,
    ),
    ("Permanent", "General", "5.7.1", "smtp; 550 5.7.1 mailbox unavailable, DMARC policy reject", POLICY),
    ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 Sender address rejected: undeliverable", POLICY),
    ("Permanent", "General", "5.0.0", "smtp; 554 Rejected, your IP is listed in the RBL", POLICY),
    ("Permanent", "General", "5.0.0", "smtp; 554 198.51.100.7 found on one or more RBLs, see rbl: example", POLICY),
    ("Permanent", "General", "5.0.0", "smtp; 554 Rejected, sender score too low", POLICY),
    ("Permanent", "General", "5.0.0", "smtp; 554 Too many connections", POLICY),
    ("Permanent", "General", "5.5.1", "smtp; 554 5.5.1 Service unavailable: listed as a source of spam", POLICY),
    (
        "Transient",
        "General",
        "4.7.0",
        "smtp; 421-4.7.0 Our system has detected an unusual rate of unsolicited mail",
        POLICY,
    ),
    ("Permanent", "General", "5.6.0", "smtp; 554 5.6.0 Message contains invalid header", CONTENT),
    ("Permanent", "General", "5.2.1", "smtp; 550 5.2.1 Message rejected due to content", CONTENT),
    ("Permanent", "General", "5.0.0", "smtp; 550 mailbox unavailable: virus found", CONTENT),
    ("Transient", "ContentRejected", "", "", CONTENT),
    ("Transient", "AttachmentRejected", "", "", CONTENT),
    ("Permanent", "General", "5.3.4", "smtp; 552 5.3.4 Message size exceeds fixed limit", SIZE),
    ("Permanent", "General", "", "smtp; 552 message size exceeds fixed maximum message size", SIZE),
    ("Permanent", "General", "5.0.0", "smtp; 552 Message too large", SIZE),
    ("Transient", "MessageTooLarge", "5.2.3", "", SIZE),
    ("Permanent", "General", "5.5.2", "smtp; 500 5.5.2 Syntax error, command unrecognized", PROTOCOL),
    ("Permanent", "General", "5.5.4", "smtp; 501 5.5.4 Invalid arguments", PROTOCOL),
];

#[test]
fn otp_26_status_and_diagnostic_code_decide_what_follows_from_a_bounce() {
    let given = |text: &'static str| Some(text).filter(|text| !text.is_empty());
    for (kind, subkind, status, diagnostic, verdict) in REPORTS {
        let (status, diagnostic) = (given(status), given(diagnostic));
        let bounce = Bounce { address: "ada@example.com", kind, subkind, status, diagnostic };
        assert_eq!(judge(&bounce), verdict, "{bounce:?}");
    }
}

#[test]
fn no_word_of_the_address_counts() {
    for address in
        ["spam@example.org", "<user-unknown@example.org>", "<x-5.1.1@example.org>:", "mailbox.full@example.org"]
    {
        let said = format!("smtp; 550 {address} 5.2.2 cannot take it");
        let bounce = Bounce { kind: "Permanent", diagnostic: Some(&said), ..Bounce::default() };
        assert_eq!(judge(&bounce), Passing, "{said}");
    }
}

#[test]
fn no_word_of_the_domain_counts() {
    for (address, diagnostic) in [
        ("x@quota.example", "smtp; 550 5.1.2 Host unknown (Name server: quota.example.: host not found)"),
        ("<x@spam.example>", "smtp; 550 SPAM.example: no such domain"),
        (" x@dkim.example ", "smtp; 550 mx.dkim.example [192.0.2.1] says no"),
        ("Ada <x@sender-rejected.example>", "smtp; 550 5.1.2 <sender-rejected.example>: Host not found"),
    ] {
        let bounce = Bounce { kind: "Permanent", address, diagnostic: Some(diagnostic), ..Bounce::default() };
        assert_eq!(judge(&bounce), NoSuchMailbox, "{diagnostic}");
    }
    for address in ["x@ota.example", "x@org", "x@", "x", "", "x@."] {
        let diagnostic = Some("smtp; 552 quota.example.org: over quota");
        let bounce = Bounce { kind: "Permanent", address, diagnostic, ..Bounce::default() };
        assert_eq!(judge(&bounce), Passing, "{address:?}");
    }
}

#[test]
fn a_status_is_three_numbers_and_no_part_of_anything_else() {
    let judged = |status| judge(&Bounce { kind: "Permanent", status: Some(status), ..Bounce::default() });
    for status in ["5.2.2", " 5.2.2 ", "5.2.2 (mailbox full)", "5.2.2."] {
        assert_eq!(judged(status), Passing, "{status:?}");
    }
    for status in ["5.2", "5.2.2.2", "15.2.2", "5.2222.2", "5..2", "3.2.2", "5.9.2", "five", "-", "5.2.2x"] {
        assert_eq!(judged(status), NoSuchMailbox, "{status:?} says nothing");
    }
}
