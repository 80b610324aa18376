use shared::Timestamp;
use shared::identity::AuthenticatorId;
use shared::identity::factors::Lost;
use shared::identity::identifier::Channel;
use shared::identity::notice::{AccountEvent, FactorsChange};

use super::super::gsm7::fits_one_part;
use super::super::{Brand, EmailMessage, Locale, TextMessage};
use super::NoticeContent;

const WHEN: &str = "2026-11-27 21:05 UTC";
const OWN: AuthenticatorId = AuthenticatorId::from_random([7; 16]);
const DUE: &str = "2026-11-30 21:05 UTC";

fn brand(name: &str, text_name: &str, host: &str) -> Brand {
    Brand { name: name.parse().unwrap(), host: host.parse().unwrap(), text_name: Some(text_name.parse().unwrap()) }
}

fn begun(lost: Lost, named: String) -> AccountEvent {
    let change = FactorsChange::RemovalBegun { lost, due_at: Timestamp::from_unix(1_796_000_000) };
    AccountEvent::FactorsChanged { change, network: Some(named) }
}

fn events(named: &str) -> [AccountEvent; 19] {
    let named = || named.to_owned();
    [
        AccountEvent::NewDevice { network: Some(named()) },
        AccountEvent::ClientConsented { client: named() },
        AccountEvent::IdentifierAdded { identifier: named() },
        AccountEvent::IdentifierRemoved { identifier: named() },
        AccountEvent::FactorsChanged { change: FactorsChange::AppSet, network: Some(named()) },
        AccountEvent::FactorsChanged { change: FactorsChange::AppRemoved, network: Some(named()) },
        AccountEvent::FactorsChanged { change: FactorsChange::RecoveryCodesRenewed, network: Some(named()) },
        AccountEvent::FactorsChanged { change: FactorsChange::SecondStepDemanded, network: Some(named()) },
        AccountEvent::FactorsChanged { change: FactorsChange::SecondStepDropped, network: Some(named()) },
        AccountEvent::FactorsChanged { change: FactorsChange::PasskeyAdded, network: Some(named()) },
        AccountEvent::FactorsChanged { change: FactorsChange::PasskeyRemoved, network: Some(named()) },
        begun(Lost::App(OWN), named()),
        begun(Lost::Passkey(OWN), named()),
        begun(Lost::Everything, named()),
        AccountEvent::FactorsChanged { change: FactorsChange::RemovalStopped, network: Some(named()) },
        AccountEvent::FactorsChanged { change: FactorsChange::RemovalCompleted, network: Some(named()) },
        AccountEvent::FactorsReset { reason: named() },
        AccountEvent::Disabled,
        AccountEvent::Erased,
    ]
}

fn contents(events: &[AccountEvent; 19]) -> impl Iterator<Item = NoticeContent<'_>> {
    let of = |event| Locale::ALL.map(|locale| NoticeContent { event, when: WHEN, due: DUE, locale });
    events.iter().flat_map(of)
}

#[test]
fn an_email_tells_what_happened_when_and_what_to_do_in_every_language() {
    let acme = brand("Acme", "Acme", "login.example.org");
    for content in contents(&events("a•••@example.org")) {
        let email = EmailMessage::notice(&acme, &content).unwrap();
        assert!(email.subject.contains("Acme"), "{}", email.subject);
        for part in [&email.text, &email.html] {
            assert!(part.contains(WHEN) && part.contains("Acme"), "{part}");
            assert!(!part.contains('{') || part.contains("<style>"), "{part}");
        }
        let is_over = matches!(content.event, AccountEvent::Disabled | AccountEvent::Erased);
        let is_about = !is_over && !matches!(content.event, AccountEvent::FactorsReset { .. });
        assert_eq!(email.text.contains(DUE), content.event.due_at().is_some(), "{}", email.text);
        assert_eq!(email.text.contains("a•••@example.org"), is_about, "{}", email.text);
        assert_eq!(email.text.contains("login.example.org"), !is_over, "{}", email.text);
        assert!(
            !email.text.lines().chain(email.html.lines()).any(|line| line.starts_with('-')),
            "a boundary begins so"
        );
    }
}

#[test]
fn a_text_message_tells_of_changes_alone_and_fits_one_part() {
    let longest = brand("Acme", &"N".repeat(30), &format!("{}.example.org", "h".repeat(48)));
    let (acme, name) = (brand("Acme", "Acme", "login.example.org"), longest.text_name.as_ref().unwrap());
    for content in contents(&events("x")) {
        let text = TextMessage::notice(name, &longest, &content).unwrap();
        assert_eq!(text.is_some(), content.event.is_told_by(Channel::Sms), "{content:?}");
        let Some(TextMessage { text }) = text else { continue };
        // Of other letters a message has 70, which the longest name and host are too long for.
        let is_of_others = [Locale::Japanese, Locale::Chinese, Locale::Arabic].contains(&content.locale);
        let of = if is_of_others { &acme } else { &longest };
        let [own, english] = [content.locale, Locale::English].map(|locale| {
            let message = TextMessage::notice(of.text_name.as_ref().unwrap(), of, &NoticeContent { locale, ..content });
            message.unwrap().unwrap().text
        });
        assert_eq!(own == english, content.locale == Locale::English, "{content:?} takes two parts: {own}");
        assert!(fits_one_part(&text) && text.contains(name.as_str()), "{text:?}");
    }
}

#[test]
fn otp_18_markup_and_braces_in_names_are_inert() {
    let braces = brand("{what} <i>", "x", "example.org");
    for content in contents(&events("<b>{host}{name}&")) {
        let email = EmailMessage::notice(&braces, &content).unwrap();
        assert!(!email.html.contains("<b>") && !email.html.contains("<i>"), "{}", email.html);
    }
    let event = AccountEvent::ClientConsented { client: "{host} {when}".to_owned() };
    let content = NoticeContent { event: &event, when: WHEN, due: DUE, locale: Locale::English };
    let email = EmailMessage::notice(&braces, &content).unwrap();
    assert_eq!(email.subject, "An app may use your account with {what} <i>");
    assert!(email.text.contains("You let this app in: {host} {when}\n"), "{}", email.text);
}
