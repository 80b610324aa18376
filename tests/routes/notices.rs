//! What owners of accounts are told, and what is not done where they cannot be.

use http::Method;
use platform::notices::{Actor, Announcement};
use serde_json::json;
use shared::identity::account::AccountId;
use shared::identity::identifier::{EmailAddress, Identifier};
use shared::identity::keyring::Keyring;
use shared::identity::notice::AccountEvent;
use shared::tokens::session::SubjectKey;
use tests::relying_party::MASTER_SECRET;
use tests::{Answer, Fault, Provider, Service};

/// Nobody answers there.
const NOBODY: (&str, &str) = ("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1");

/// Everything that was told to one identifier: subject, or the text of a text message; newest first.
fn told(service: &Service, to: &str) -> Vec<String> {
    let messages = service.outbox().messages().into_iter().filter(|message| message.to == to);
    let told = messages.filter(|message| !message.text.contains("code"));
    told.map(|message| message.subject.unwrap_or(message.text)).collect()
}

async fn erase(service: &Service, answer: &Answer) -> Answer {
    let authorization = format!("Bearer {}", answer.text("access_token"));
    service.client.send(Method::DELETE, "/me", &[("authorization", &authorization)], String::new()).await
}

#[tokio::test]
async fn a_sign_in_on_an_unknown_device_is_told_to_the_addresses_of_its_account() {
    let service = Service::start().await;
    service.sign_in("ada@example.org").await;
    assert_eq!(service.deliver_notices().await, 0, "whose first sign-in it is knows");
    let (challenge, code) = service.challenge("ada@example.org").await;
    let headers = [("content-type", "application/json"), ("accept-language", "de-CH, de;q=0.9")];
    let body = json!({ "challenge": challenge, "code": code, "device": "token" }).to_string();
    let answer = service.client.send(Method::POST, "/otp/verify", &headers, body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(told(&service, "ada@example.org"), Vec::<String>::new(), "by the queue alone");
    assert_eq!(service.deliver_notices().await, 1);
    assert_eq!(told(&service, "ada@example.org"), ["Neue Anmeldung bei Ihrem Konto bei Local"]);
    let mail = service.last_message();
    for part in [&mail.text, mail.html.as_ref().unwrap()] {
        assert!(part.contains("127.0.0.0/24") && part.contains("2026-11-22 12:00 UTC"), "{part}");
    }

    // The device is known from now on.
    let device = answer.text("device_token");
    let asked = service.request(&json!({ "email": "ada@example.org", "device_token": device })).await;
    let code = service.last_code();
    assert_eq!(service.verify(&asked.text("challenge"), &code).await.status, 200);
    // And a code that is not right is nobody's sign-in.
    let (challenge, code) = service.challenge("ada@example.org").await;
    assert_eq!(service.verify(&challenge, &tests::service::wrong(&code)).await.status, 401);
    assert_eq!(service.deliver_notices().await, 0);
}

#[tokio::test]
async fn a_sign_in_is_not_told_by_text_message_nor_where_no_device_is_remembered() {
    let service = Service::start().await;
    for _ in 0..2 {
        service.sign_in("+14155550100").await;
    }
    assert_eq!(service.deliver_notices().await, 0);
    let forgetful = Service::with(&[("DEVICE_SECONDS", "0")]).await;
    for _ in 0..2 {
        forgetful.sign_in("ada@example.org").await;
    }
    assert_eq!(forgetful.deliver_notices().await, 0);
}

#[tokio::test]
async fn sign_ins_are_told_fifty_times_a_day_and_a_change_all_the_same() {
    let room = [("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "200")];
    let service = Service::with(&room).await;
    let mut last = service.sign_in("ada@example.org").await;
    for sign_in in 1..=52 {
        if sign_in % 18 == 0 {
            service.clock.advance(3_600);
        }
        last = service.sign_in("ada@example.org").await;
    }
    assert_eq!((service.deliver_notices().await, told(&service, "ada@example.org").len()), (52, 50));
    assert_eq!(erase(&service, &last).await.status, 204);
    service.deliver_notices().await;
    let told = told(&service, "ada@example.org");
    assert_eq!((told.len(), told[0].as_str()), (51, "Your account with Local was erased"));
}

#[tokio::test]
async fn op_03_an_erasure_is_told_by_email_and_by_text_message_once_it_is_done() {
    let service = Service::start().await;
    for (who, said) in
        [("ada@example.org", "Your account with Local was erased"), ("+14155550100", "Local: your account was erased.")]
    {
        let answer = service.sign_in(who).await;
        assert_eq!(erase(&service, &answer).await.status, 204);
        assert_eq!(service.deliver_notices().await, 1);
        assert_eq!(told(&service, who), [said]);
    }
}

#[tokio::test]
async fn what_cannot_be_told_is_not_done_and_a_sign_in_goes_on() {
    let service = Service::with(&[NOBODY, ("CALL_TIMEOUT_MILLISECONDS", "500")]).await;
    service.sign_in("ada@example.org").await;
    let answer = service.sign_in("ada@example.org").await;
    let refused = erase(&service, &answer).await;
    assert_eq!((refused.status.as_u16(), refused.problem().1.as_str()), (503, "unavailable"));
    assert_eq!(service.refresh(&answer.text("refresh_token")).await.status, 200, "everything is as it was");
}

#[tokio::test]
async fn a_change_that_was_announced_and_not_made_is_waited_for_and_never_told() {
    let service = Service::with(&[("MASTER_SECRET", MASTER_SECRET)]).await;
    let notices = service.notices(Keyring::parse(MASTER_SECRET).unwrap());
    let recipients = [Identifier::Email(EmailAddress::parse("ada@example.org").unwrap())];
    let announcement = Announcement {
        account: AccountId::from_random([1; 16]),
        recipients: &recipients,
        event: AccountEvent::Erased,
        actor: Actor::Owner { language: "" },
    };
    notices.announce(&announcement, service.clock.now()).await.unwrap();
    for _ in 0..2 {
        assert_eq!(service.deliver_notices().await, 1, "it comes again");
    }
    service.clock.advance(60);
    assert_eq!(service.deliver_notices().await, 1);
    assert_eq!((service.deliver_notices().await, service.sent()), (0, 0));
}

#[tokio::test]
async fn re_03_while_the_table_is_away_a_message_comes_again() {
    let service = Service::start().await;
    let answer = service.sign_in("ada@example.org").await;
    erase(&service, &answer).await;
    service.proxy.plan(|_| Fault::Refused("AccessDeniedException"));
    assert_eq!(service.deliver_notices().await, 1);
    service.proxy.plan(|_| Fault::None);
    assert_eq!(told(&service, "ada@example.org"), Vec::<String>::new());
    assert_eq!((service.deliver_notices().await, service.deliver_notices().await), (1, 0));
    assert_eq!(told(&service, "ada@example.org"), ["Your account with Local was erased"]);
}

#[tokio::test]
async fn a_client_that_is_let_in_is_told_of_by_its_name_and_once() {
    let provider = Provider::start().await;
    let Provider { service } = &provider;
    let web = provider.client("web");
    let mut browser = provider.browser();
    for _ in 0..2 {
        provider.answer(&mut browser, &web, &web.ask("openid email"), "ada@example.org").await;
    }
    service.deliver_notices().await;
    assert_eq!(told(service, "ada@example.org"), ["An app may use your account with Local"]);
    assert!(service.last_message().text.contains("You let this app in: Web\n"), "{}", service.last_message().text);
}

/// Each consent is told, and so is each time that one is taken back and given again.
#[tokio::test]
async fn clients_that_are_let_in_again_and_again_do_not_silence_a_new_device() {
    let settings = [("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "200"), ("MASTER_SECRET", MASTER_SECRET)];
    let service = Service::with(&settings).await;
    let claims = tests::tokens::claims(&service.sign_in("ada@example.org").await.text("access_token"));
    let (subject, _) = claims["sid"].as_str().unwrap().split_once('.').unwrap();
    let account = subject.parse::<SubjectKey>().unwrap().account();
    let notices = service.notices(Keyring::parse(MASTER_SECRET).unwrap());
    let recipients = [Identifier::Email(EmailAddress::parse("ada@example.org").unwrap())];
    for _ in 0..51 {
        let event = AccountEvent::ClientConsented { client: "Web".to_owned() };
        let actor = Actor::Owner { language: "" };
        notices.tell(&Announcement { account, recipients: &recipients, event, actor }, service.clock.now()).await;
    }
    service.deliver_notices().await;
    assert_eq!(told(&service, "ada@example.org").len(), 50);
    service.sign_in("ada@example.org").await;
    service.deliver_notices().await;
    assert_eq!(told(&service, "ada@example.org")[0], "New sign-in to your account with Local");
}

#[tokio::test]
async fn otp_14_what_the_queue_carries_names_nobody_and_what_was_not_sealed_here_is_nothing() {
    let service = Service::start().await;
    let answer = service.sign_in("ada@example.org").await;
    assert_eq!(erase(&service, &answer).await.status, 204);
    let [message] = service.queue().waiting().try_into().unwrap();
    assert!(!message.body.contains("ada") && !format!("{message:?}").contains(&message.body));
    let other = Service::with(&[("MASTER_SECRET", MASTER_SECRET)]).await;
    // Another deployment's queue: its messages are nothing here, and are kept for whoever looks into that.
    other.queue().put(&message.body);
    assert_eq!(other.deliver_notices().await, 1);
    assert_eq!((other.queue().waiting().len(), other.sent()), (1, 0));
}

/// What strangers' codes spend is another share of the day's money, and what is told pays for no more than its own.
#[tokio::test]
async fn otp_22_changes_are_told_from_a_tenth_of_the_days_money_which_codes_do_not_spend() {
    let service = Service::with(&[("SMS_DAILY_BUDGET", "1"), ("SMS_PREFIX_VERIFIED_PERCENT", "0")]).await;
    let answer = service.sign_in("+14155550100").await;
    for stranger in 1..9 {
        assert_eq!(service.request(&json!({ "phone": format!("+1415555020{stranger}") })).await.status, 202);
    }
    assert_eq!(service.request(&json!({ "phone": "+14155550209" })).await.status, 429, "nine tenths are spent");
    assert_eq!(erase(&service, &answer).await.status, 204);
    assert_eq!((service.deliver_notices().await, service.queue().waiting().len()), (1, 0));
    let erased = "Local: your account was erased.";
    assert_eq!(told(&service, "+14155550100"), [erased]);

    service.clock.advance(86_400);
    for (number, waiting) in [("+14155550101", 0), ("+14155550102", 1)] {
        let answer = service.sign_in(number).await;
        assert_eq!(erase(&service, &answer).await.status, 204);
        assert_eq!((service.deliver_notices().await, service.queue().waiting().len()), (1, waiting), "{number}");
    }
    service.clock.advance(86_400);
    assert_eq!((service.deliver_notices().await, service.queue().waiting().len()), (1, 0), "it came again");
    assert_eq!(told(&service, "+14155550102"), [erased]);
}

/// As SQS does, which then keeps it among those that failed.
#[tokio::test]
async fn what_cannot_be_told_comes_five_times() {
    let service = Service::start().await;
    service.queue().put("nothing that was sealed here");
    let mut delivered = Vec::new();
    for _ in 0..6 {
        delivered.push(service.deliver_notices().await);
    }
    assert_eq!((delivered, service.queue().waiting().len()), (vec![1, 1, 1, 1, 1, 0], 0));
}
