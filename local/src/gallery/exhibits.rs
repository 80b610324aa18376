//! What is shown: each page and message, filled with what it might be.

use pages::{
    AccountPage, AppPage, Asker, Brand, ChangePage, CodeEntryPage, ConfirmPage, EmailMessage, Envelope, Fault,
    GivenConsent, LinkPage, Locale, NoticeContent, OfferPage, PasskeyPage, Proving, RecoveryCodesPage, ReminderPage,
    RemovalOnTheWay, RenderFailed, ShownPasskey, ShownRemoval, SignIn, SignInPage, SignOutPage, StepPage, Tag,
    Template, TextMessage, WayOfLost, Words,
};
use shared::Timestamp;
use shared::codes::handle::{ExpectedAccount, Handle};
use shared::codes::hotp::{Code, CodeForm, Digits};
use shared::codes::ledger::{ChallengeId, Pool};
use shared::codes::purpose::CodePurpose;
use shared::identity::AuthenticatorId;
use shared::identity::account::AccountId;
use shared::identity::factors::Lost;
use shared::identity::identifier::{Channel, EmailAddress, Identifier, PhoneNumber};
use shared::identity::notice::{AccountEvent, FactorsChange};
use shared::tokens::assurance::Method;

const SERVICE: &str = "Acme";
const ACCOUNT: &str = "a•••@example.org";
const LINK: &str = "https://login.example.org/signin/link?link=AQGN_x-yAQGN_x-yAQGN_x-yAQGN_x-y";
const DAY: &str = "2026-11-28 12:00 UTC";
const OWN: AuthenticatorId = AuthenticatorId::from_random([7; 16]);
/// What pages ask about, by their sentences.
const CHANGES: [&str; 10] = [
    "remove-passkey",
    "remove-app",
    "renew-codes",
    "demand-step",
    "drop-step",
    "lose.app",
    "lose.passkey",
    "lose.everything",
    "stop-removal",
    "complete-removal",
];
/// What owners are told of what they may be proven by.
const TOLD: [FactorsChange; 10] = [
    FactorsChange::PasskeyAdded,
    FactorsChange::PasskeyRemoved,
    FactorsChange::AppSet,
    FactorsChange::AppRemoved,
    FactorsChange::RecoveryCodesRenewed,
    FactorsChange::SecondStepDemanded,
    FactorsChange::SecondStepDropped,
    FactorsChange::RemovalBegun { lost: Lost::Everything, due_at: Timestamp::from_unix(1_795_867_200) },
    FactorsChange::RemovalStopped,
    FactorsChange::RemovalCompleted,
];
/// Headings of pages that tell one thing, each with its sentence.
const MESSAGES: [(&str, &str, &str); 14] = [
    ("page-signed-out", "signed-out", "signed-out.close"),
    ("page-signed-out-everywhere", "signed-out.everywhere", "signed-out.close"),
    ("page-erased", "account.erased", "signed-out.close"),
    ("page-unknown-client", "fault-unknown-client", "fault-unknown-client.text"),
    ("page-unknown-redirect", "fault-unknown-redirect", "fault-unknown-redirect.text"),
    ("page-unreadable", "fault-unreadable", "fault-unreadable.text"),
    ("page-flow-over", "fault-flow", "fault-flow.text"),
    ("page-request-over", "fault-pushed", "fault-pushed.text"),
    ("page-attempt-over", "fault-attempt-over", "fault-attempt-over.text"),
    ("page-sign-out-refused", "fault-sign-out", "fault-sign-out.text"),
    ("page-reload", "fault-reload", "fault-reload.text"),
    ("page-too-much", "fault-at-once", "fault-at-once.text"),
    ("page-unavailable", "fault-unavailable", "fault-unavailable.text"),
    ("page-internal", "fault-internal", "fault-internal.text"),
];

/// One thing that people read.
pub(super) struct Exhibit {
    pub(super) name: String,
    pub(super) shown: Shown,
}

pub(super) enum Shown {
    Html(String),
    Text(String),
}

impl Exhibit {
    fn page(name: &str, html: String) -> Self {
        Self { name: name.to_owned(), shown: Shown::Html(html) }
    }

    /// The text; `None`: it is HTML.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.shown {
            Shown::Html(_) => None,
            Shown::Text(text) => Some(text),
        }
    }
}

/// Everything in one language.
pub(super) fn exhibits(locale: Locale) -> Result<Vec<Exhibit>, RenderFailed> {
    let mut shown = sign_in(locale)?;
    shown.extend(account(locale)?);
    for (name, title, text) in MESSAGES {
        shown.push(Exhibit::page(name, pages::message(locale, SERVICE, title, text)?));
    }
    shown.extend(codes(locale)?);
    shown.extend(notices(locale)?);
    Ok(shown)
}

fn sign_in(locale: Locale) -> Result<Vec<Exhibit>, RenderFailed> {
    let words = &Words::of_pages(locale)?;
    let asker = &Asker {
        name: "Shop".to_owned(),
        host: "shop.example.org".to_owned(),
        logo: Some("/dev/gallery/logo.svg".to_owned()),
    };
    let wrong = words.say_and_wait(words.say("wrong-too-many-codes")?, Some(1_800))?;
    let who = |identifier, fault: &str| {
        let asker = Some(asker);
        let calling_codes = Some("+1, +44, +49");
        let is_refused = !fault.is_empty();
        let (service, flow, passkeys) = (SERVICE, "", true);
        SignInPage { words, service, asker, flow, passkeys, calling_codes, identifier, fault, is_refused }.render()
    };
    let now = Timestamp::from_unix(1_800_000_000);
    let address = EmailAddress::parse("ada@example.org").map_err(RenderFailed::custom)?;
    let handle = |form| Handle {
        identifier: Identifier::Email(address.clone()),
        channel: Channel::Email,
        challenge: ChallengeId::from_random([7; 16]),
        purpose: CodePurpose::SignIn,
        form,
        pool: Pool::Strangers,
        resend_at: now.plus(30),
        expires_at: now.plus(600),
        region: String::new(),
        account: ExpectedAccount { id: AccountId::from_random([7; 16]), found: false, at_once: true },
        snapshot: None,
    };
    let code = |form, fault| {
        let (asker, service, handle) = (Some(asker), SERVICE, &handle(form));
        CodeEntryPage {
            words,
            service,
            asker,
            flow: "",
            handle,
            challenge: "",
            links: true,
            passkeys: true,
            now,
            fault,
        }
        .render()
    };
    let link = |other, fault| {
        LinkPage { words, service: SERVICE, account: ACCOUNT, other, link: "", page: "", fault }.render()
    };
    let grants = &pages::in_words("openid email phone offline_access account orders:read", words)?;
    let confirm =
        ConfirmPage { words, service: SERVICE, asker, account: ACCOUNT, grants, flow: "", confirmation: "" }.render();
    let removal = &on_the_way(Lost::Passkey(OWN), false);
    let reminder = ReminderPage { words, service: SERVICE, asker: Some(asker), removal, flow: "" }.render();
    let offer = OfferPage { words, service: SERVICE, asker: Some(asker), flow: "", add_passkey: "" }.render();
    let sign_out = SignOutPage { words, service: SERVICE, account: ACCOUNT, confirmation: "" }.render();
    Ok(vec![
        Exhibit::page("page-sign-in", who("", "")?),
        Exhibit::page("page-sign-in-refused", who("ada@example.org", &wrong)?),
        Exhibit::page("page-code", code(CodeForm::Digits(Digits::SIX), "")?),
        Exhibit::page("page-code-refused", code(CodeForm::Long, &words.say("wrong-code")?)?),
        Exhibit::page("page-link", link(None, "")?),
        Exhibit::page("page-link-replaces", link(Some("b•••@example.org"), &words.say("wrong-at-once")?)?),
        Exhibit::page("page-link-over", pages::link_over(words.locale(), SERVICE)?),
        Exhibit::page("page-link-refused", pages::link_refused(words.locale(), SERVICE, Fault::Disabled, None)?),
        Exhibit::page("page-consent", confirm?),
        Exhibit::page("page-offer", offer?),
        Exhibit::page("page-reminder", reminder?),
        Exhibit::page("page-sign-out", sign_out?),
        Exhibit::page("page-step", step(words, asker, &[Method::Passkey, Method::Totp, Method::Recovery], "", false)?),
        Exhibit::page("page-step-add", step(words, asker, &[], "x", false)?),
        Exhibit::page("page-step-other-way", step(words, asker, &[], "", true)?),
    ])
}

fn step_page<'a>(words: &'a Words, asker: Option<&'a Asker>, methods: &'a [Method]) -> StepPage<'a> {
    StepPage {
        words,
        service: SERVICE,
        asker,
        account: ACCOUNT,
        flow: "",
        asked: methods,
        signs_in_anew: false,
        add_passkey: "",
        add_app: "",
        lost: &[],
        removal: None,
        left: &[],
        fault: "",
        refused: None,
    }
}

fn step(
    words: &Words,
    asker: &Asker,
    methods: &[Method],
    addition: &str,
    signs_in_anew: bool,
) -> Result<String, RenderFailed> {
    let fault = if methods.is_empty() { String::new() } else { words.say(Fault::App.name())? };
    let refused = (!methods.is_empty()).then_some(Method::Totp);
    let lost = ways_of_lost(methods);
    let page = step_page(words, Some(asker), methods);
    StepPage { signs_in_anew, add_passkey: addition, add_app: addition, lost: &lost, fault: &fault, refused, ..page }
        .render()
}

/// What whoever is asked for these may have lost.
fn ways_of_lost(methods: &[Method]) -> Vec<WayOfLost> {
    let all = [Lost::App(OWN), Lost::Everything].map(|lost| WayOfLost { lost, flow: "x".to_owned() });
    if methods.is_empty() { Vec::new() } else { all.to_vec() }
}

/// A removal that waits.
fn on_the_way(lost: Lost, is_due: bool) -> RemovalOnTheWay {
    RemovalOnTheWay {
        shown: ShownRemoval { lost, due: DAY.to_owned(), is_due },
        stop: "x".to_owned(),
        complete: if is_due { "x".to_owned() } else { String::new() },
    }
}

/// The ways of whoever has lost an authenticator.
fn losses(words: &Words) -> Result<Vec<Exhibit>, RenderFailed> {
    let left = [ACCOUNT.to_owned(), "+1•••••••100".to_owned()];
    let lost = [WayOfLost { lost: Lost::Passkey(OWN), flow: "x".to_owned() }];
    let (waits, is_due) = (on_the_way(Lost::Passkey(OWN), false), on_the_way(Lost::Everything, true));
    let all = [Method::Totp, Method::Recovery];
    let steps = [
        ("recover", StepPage { left: &left, ..step_page(words, None, &[Method::Recovery]) }),
        ("recover-without-codes", StepPage { left: &left, ..step_page(words, None, &[]) }),
        ("lost-passkey", StepPage { lost: &lost, ..step_page(words, None, &[Method::Passkey]) }),
        ("removal-waits", StepPage { removal: Some(&waits), ..step_page(words, None, &all) }),
        ("removal-is-due", StepPage { removal: Some(&is_due), ..step_page(words, None, &all) }),
    ];
    steps.into_iter().map(|(name, page)| Ok(Exhibit::page(&format!("page-step-{name}"), page.render()?))).collect()
}

fn account(locale: Locale) -> Result<Vec<Exhibit>, RenderFailed> {
    let words = &Words::of_pages(locale)?;
    let sign_in = |name: Option<&str>, is_current| SignIn {
        id: "1".to_owned(),
        name: name.map(str::to_owned),
        is_current,
        last_used: DAY.to_owned(),
        network: "203.0.113.0/24".to_owned(),
        user_agent: "Firefox".to_owned(),
    };
    let consents = [GivenConsent {
        id: "shop".to_owned(),
        name: "Shop".to_owned(),
        grants: pages::in_words("email orders:read", words)?,
        since: DAY.to_owned(),
    }];
    let passkey = |id: &str, name: &str| ShownPasskey {
        id: id.to_owned(),
        name: name.to_owned(),
        since: DAY.to_owned(),
        last_used: DAY.to_owned(),
    };
    let proving = Proving {
        passkeys: vec![passkey("1", "iPhone"), passkey("2", "MacBook")],
        app_since: Some(DAY.to_owned()),
        app_is_off: true,
        codes_left: Some(7),
        second_step: true,
        has_stronger: true,
        removal: Some(ShownRemoval { lost: Lost::App(OWN), due: DAY.to_owned(), is_due: true }),
    };
    let page = |notice: &str, proving: &Proving, is_fresh| {
        AccountPage {
            words,
            service: SERVICE,
            since: DAY,
            notice,
            identifiers: &["ada@example.org".to_owned(), "+14155550100".to_owned()],
            sign_ins: &[sign_in(None, true), sign_in(Some("Shop"), false)],
            consents: &consents,
            confirmation: "",
            proving,
            takes_passkeys: true,
            takes_apps: true,
            is_fresh,
        }
        .render()
    };
    let mut shown = vec![
        Exhibit::page("page-account", page("", &Proving::default(), false)?),
        Exhibit::page("page-account-changed", page(&words.say("done-ended")?, &proving, true)?),
    ];
    shown.extend(losses(words)?);
    shown.extend(changes(words)?);
    Ok(shown)
}

fn changes(words: &Words) -> Result<Vec<Exhibit>, RenderFailed> {
    let (service, flow) = (SERVICE, "");
    let uri = "otpauth://totp/Acme:a%E2%80%A2%E2%80%A2%E2%80%A2%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let app = |uri, secret, fault| AppPage { words, service, flow, enrolment: "", uri, secret, fault }.render();
    let codes: Vec<String> = (0..10).map(|number| format!("7M3K2-9QXA4-01BCD-EFGHJ-PQRS{number}")).collect();
    let mut shown = vec![
        Exhibit::page("page-set-app", app(Some(uri), Some("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "")?),
        Exhibit::page("page-set-app-refused", app(None, None, &words.say("wrong-app")?)?),
        Exhibit::page("page-recovery-codes", RecoveryCodesPage { words, service, codes: &codes }.render()?),
    ];
    for (name, fault) in [("page-add-passkey", ""), ("page-add-passkey-refused", "add-passkey.wrong")] {
        let fault = if fault.is_empty() { String::new() } else { words.say(fault)? };
        shown.push(Exhibit::page(name, PasskeyPage { words, service, flow, fault: &fault }.render()?));
    }
    for kind in CHANGES {
        let page = ChangePage { words, service, flow, kind, due: DAY, fault: "" }.render()?;
        shown.push(Exhibit::page(&format!("page-{}", kind.replace('.', "-")), page));
    }
    Ok(shown)
}

fn brand() -> Option<Brand> {
    let (name, host) = (SERVICE.parse().ok()?, "login.example.org".parse().ok()?);
    Some(Brand { name, host, text_name: Some(SERVICE.parse().ok()?) })
}

fn codes(locale: Locale) -> Result<Vec<Exhibit>, RenderFailed> {
    let (Some(brand), Ok(address)) = (brand(), EmailAddress::parse("ada@example.org")) else { return Ok(Vec::new()) };
    let identifier = &Identifier::Email(address);
    let mut shown = Vec::new();
    for purpose in CodePurpose::ALL {
        for (form, text) in [("", "463201"), ("-long", "7M3K9QXA0123WXYZ")] {
            let Ok(code) = Code::parse(text) else { continue };
            let link = (purpose == CodePurpose::SignIn).then_some(LINK);
            let tag = Tag::of(&[48, 29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0);
            let envelope = Envelope {
                identifier,
                code: &code,
                purpose,
                locale,
                expires_in: 600,
                tag,
                link,
                asked_from: Some("203.0.113.0/24"),
            };
            let name = format!("code-{}{form}", purpose.name());
            let email = EmailMessage::render(&brand, &envelope)?;
            shown.push(Exhibit { name: format!("email-{name}"), shown: Shown::Html(email.html) });
            shown.push(Exhibit { name: format!("plain-{name}"), shown: Shown::Text(email.text) });
            if let Some(own) = &brand.text_name {
                let text = TextMessage::render(own, &brand, &envelope)?.text;
                shown.push(Exhibit { name: format!("text-{name}"), shown: Shown::Text(text) });
            }
        }
    }
    Ok(shown)
}

fn notices(locale: Locale) -> Result<Vec<Exhibit>, RenderFailed> {
    let Some(brand) = brand() else { return Ok(Vec::new()) };
    let number = PhoneNumber::parse("+14155550100").map(|(number, _)| Identifier::Phone(number).to_string());
    let identifier = number.unwrap_or_default();
    let network = || Some("203.0.113.0/24".to_owned());
    let changed = TOLD.map(|change| AccountEvent::FactorsChanged { change, network: network() });
    let events = [
        AccountEvent::NewDevice { network: network() },
        AccountEvent::ClientConsented { client: "Shop".to_owned() },
        AccountEvent::IdentifierAdded { identifier: identifier.clone() },
        AccountEvent::IdentifierRemoved { identifier },
        AccountEvent::FactorsReset { reason: String::new() },
        AccountEvent::Disabled,
        AccountEvent::Erased,
    ];
    let mut shown = Vec::new();
    for event in events.iter().chain(&changed) {
        let content = NoticeContent { event, when: DAY, due: DAY, locale };
        let email = EmailMessage::notice(&brand, &content)?;
        let name = format!("notice-{}", event.name());
        shown.push(Exhibit { name: format!("email-{name}"), shown: Shown::Html(email.html) });
        shown.push(Exhibit { name: format!("plain-{name}"), shown: Shown::Text(email.text) });
        if let Some(own) = &brand.text_name
            && let Some(message) = TextMessage::notice(own, &brand, &content)?
        {
            shown.push(Exhibit { name: format!("text-{name}"), shown: Shown::Text(message.text) });
        }
    }
    Ok(shown)
}
