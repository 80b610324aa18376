//! What messages say, through the whole service.

use serde_json::json;
use tests::Service;

#[tokio::test]
async fn a_code_that_is_sent_again_has_a_life_of_its_own_and_a_subject_of_its_own() {
    let service =
        Service::with(&[("EMAIL_CODE_SECONDS", "90"), ("SERVICE_NAME", "São Paulo Saúde"), ("SMS_NAME", "SP")]).await;
    let mut body = json!({ "email": "ada@example.org" });
    let mut subjects = Vec::new();
    for _ in 0..3 {
        let requested = service.request(&body).await;
        assert_eq!((requested.status.as_u16(), &requested.json()["expires_in"]), (202, &json!(90)));
        let message = service.last_message();
        let (subject, html) = (message.subject.unwrap(), message.html.unwrap());
        for part in [&message.text, &html] {
            assert!(part.contains("valid for 90 seconds") && part.contains("São Paulo Saúde"), "{part}");
            assert!(part.contains("at localhost and nowhere else"), "{part}");
        }
        let tag = subject.rsplit_once('(').and_then(|(_, tag)| tag.strip_suffix(')')).unwrap();
        assert!(message.text.contains(tag), "{subject}: the text tells which message it is");
        assert!(!subject.contains(&service.last_code()), "{subject}");
        assert!(!subjects.contains(&subject), "mail programs would fold {subject} into an earlier message");
        subjects.push(subject);
        body["challenge"] = json!(requested.text("challenge"));
        service.clock.advance(requested.json()["resend_in"].as_u64().unwrap().min(89));
    }
}

#[tokio::test]
async fn a_text_message_has_the_name_that_it_can_spell_and_the_codes_own_life() {
    let settings = [("SMS_CODE_SECONDS", "60"), ("SERVICE_NAME", "São Paulo Saúde"), ("SMS_NAME", "SP Saude")];
    let service = Service::with(&settings).await;
    service.request(&json!({ "phone": "+14155550100" })).await;
    let text = service.last_message().text;
    assert!(text.starts_with("SP Saude code: ") && text.contains(" Valid 1 min. "), "{text}");
}
