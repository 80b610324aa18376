//! What people type, paste and have filled in: it is taken, or they are told what is meant.

use http::Method;
use serde_json::json;
use tests::{Answer, Service};

use super::{invalid, nothing_changed};

/// What a refusal tells of its one field.
fn detail(answer: &Answer) -> String {
    let body = answer.json();
    let errors = body["errors"].as_array().unwrap();
    assert_eq!((answer.status.as_u16(), errors.len()), (400, 1), "{answer:?}");
    errors[0]["detail"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_address_or_number_is_taken_as_people_and_phones_write_it() {
    let service = Service::with(&[("SMS_COUNTRIES", "GB,US,AR,MX")]).await;
    for (body, to) in [
        (json!({ "phone": "\u{202a}+447400123459\u{202c}" }), "+447400123459"),
        (json!({ "phone": "+44 (0)7400\u{a0}123\u{2011}458" }), "+447400123458"),
        (json!({ "phone": "+4407400123457" }), "+447400123457"),
        (json!({ "phone": "＋４４.７４００/１２３４５６" }), "+447400123456"),
        (json!({ "phone": "+١٤١٥٥٥٥٠١٠٠\n" }), "+14155550100"),
        (json!({ "phone": "+54 11 15 2345-6789" }), "+5491123456789"),
        (json!({ "email": "ada@example.org " }), "ada@example.org"),
        (json!({ "email": "\u{feff}bob@example.org\u{a0}\r\n" }), "bob@example.org"),
        (json!({ "email": "\u{202a}eve＠example.org\u{202c}" }), "eve@example.org"),
        (json!({ "email": "taro..yamada@docomo.ne.jp" }), "\"taro..yamada\"@docomo.ne.jp"),
        (json!({ "email": "\"hanako.\"@docomo.ne.jp" }), "\"hanako.\"@docomo.ne.jp"),
        (json!({ "email": "\"kim\"@example.org" }), "kim@example.org"),
    ] {
        let answer = service.request(&body).await;
        assert_eq!(answer.status, 202, "{body} {answer:?}");
        assert_eq!(service.last_message().to, to, "{body}");
    }
}

#[tokio::test]
async fn what_was_proven_is_read_back_by_every_function_and_is_no_longer_than_a_subject_may_be() {
    let service = Service::start().await;
    let label = "b".repeat(63);
    let longest = format!("{}@{label}.{label}.{}.org", "a".repeat(64), "c".repeat(52));
    for (who, subject) in [
        ("Taro..Yamada@docomo.ne.jp", "email:\"taro..yamada\"@docomo.ne.jp"),
        ("\"taro..yamada\"@docomo.ne.jp", "email:\"taro..yamada\"@docomo.ne.jp"),
        (&longest, &format!("email:{longest}")),
        ("+16243051111", "tel:+16243051111"),
    ] {
        let tokens = service.sign_in(who).await;
        let bearer = format!("Bearer {}", tokens.text("access_token"));
        let me = service.client.send(Method::GET, "/me", &[("authorization", &bearer)], "").await;
        assert_eq!(me.text("sub"), subject);
        assert!(me.text("sub").len() <= 255, "OpenID Connect Core §2");
        assert!(!service.sessions(&tokens.text("access_token")).await.is_empty());
        assert_eq!(service.refresh(&tokens.text("refresh_token")).await.status, 200);
        let erased = service.client.send(Method::DELETE, "/me", &[("authorization", &bearer)], "").await;
        assert_eq!(erased.status, 204, "{erased:?}");
        let ended = service.refresh(&tokens.text("refresh_token")).await;
        assert_eq!(ended.status, 400, "the erased one is the one who signed in: {ended:?}");
    }
    let longer = longest.replacen("org", "info", 1);
    assert!(detail(&service.request(&json!({ "email": longer })).await).contains("at most 249 characters"));
}

#[tokio::test]
async fn a_number_that_is_refused_is_told_the_likely_one() {
    let service = Service::with(&[("SMS_COUNTRIES", "GB,US,AR,MX,IT,CH")]).await;
    for (phone, told) in [
        ("+541123456789", "must be a mobile number, perhaps +5491123456789"),
        ("+5215512345678", "must be written as it is dialled from abroad, perhaps +525512345678"),
        ("+39 0347 1234567", "must not have a 0 after the country code, perhaps +393471234567"),
        ("+41446681800", "must be a mobile number"),
        ("+449012345678", "must be a mobile number"),
        ("+4474001234", "has too few digits for a mobile number of its country"),
        ("07400123459", "must begin with + and the country code, as in +12025550143"),
        ("+18765550100", "must be of a country that this service sends text messages to"),
    ] {
        assert_eq!(detail(&service.request(&json!({ "phone": phone })).await), told, "{phone}");
    }
    nothing_changed(&service).await;
}

#[tokio::test]
async fn otp_22_a_number_of_an_unknown_range_is_texted_at_the_dearest_price() {
    let settings = [("SMS_COUNTRIES", "US"), ("SMS_PRICES", "US:0.00645"), ("SMS_MAX_PRICE", "0.20")];
    let service = Service::with(&settings).await;
    assert_eq!(service.request(&json!({ "phone": "+14155550100" })).await.status, 202);
    assert_eq!(service.request(&json!({ "phone": "+16243051111" })).await.status, 202);
    assert_eq!(service.last_message().to, "+16243051111");
    let items = service.items().await;
    let spent: u64 = items.iter().filter_map(|item| item.get("spent")?.as_n().ok()?.parse::<u64>().ok()).sum();
    assert_eq!(spent, 6_450 + 200_000, "in millionths of a dollar");
    let canadian = Service::with(&[("SMS_COUNTRIES", "CA")]).await;
    assert_eq!(canadian.request(&json!({ "phone": "+16243051111" })).await.problem(), invalid("phone"));
}

#[tokio::test]
async fn no_locale_stops_a_sign_in() {
    let service = Service::start().await;
    for (number, (locale, is_german)) in [
        (json!("de_CH"), true),
        (json!(""), false),
        (json!("en_US.UTF-8"), false),
        (json!("*"), false),
        (json!("de-DE-u-co-phonebk-ca-gregory-nu-latn-hc-h23"), true),
        (json!("x\r\ny"), false),
        (json!("\0"), false),
        (json!("日本語"), false),
        (json!("x".repeat(10_000)), false),
        (json!(["xx", "de-AT", "en"]), true),
        (json!([]), false),
        (json!([5, null]), false),
        (json!(null), false),
        (json!(5), false),
        (json!(true), false),
        (json!({ "language": "de" }), false),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = service.request(&json!({ "email": format!("ada{number}@example.org"), "locale": locale })).await;
        assert_eq!(answer.status, 202, "{number}: {answer:?}");
        assert_eq!(service.last_message().text.contains("Ihr Code"), is_german, "{number}");
    }
}

/// The code in the digits of the script whose 0 is `zero`.
fn in_script(code: &str, zero: char) -> String {
    code.chars().filter_map(|digit| char::from_u32(u32::from(zero) + digit.to_digit(10).unwrap())).collect()
}

#[tokio::test]
async fn otp_16_a_code_is_taken_as_people_type_it() {
    let service = Service::start().await;
    for (number, spell) in [
        |code: &str| format!("{} {}", &code[..3], &code[3..]),
        |code: &str| format!("{}-{}", &code[..3], &code[3..]),
        |code: &str| format!("{}\u{2011}{}\n", &code[..3], &code[3..]),
        |code: &str| format!("\u{202a}\u{a0}{code}\u{202c} "),
        |code: &str| in_script(code, '０'),
        |code: &str| in_script(code, '٠'),
        |code: &str| in_script(code, '०'),
        |code: &str| format!("{}\u{3000}{}", in_script(&code[..3], '０'), in_script(&code[3..], '０')),
    ]
    .into_iter()
    .enumerate()
    {
        let (challenge, code) = service.challenge(&format!("ada{number}@example.org")).await;
        // Neither spelling nor malformed ones may cost what five guesses would.
        for malformed in ["12 34", "1-2", "１２", "+123456", "123456789"] {
            assert_eq!(service.verify(&challenge, malformed).await.problem(), invalid("code"));
            assert_eq!(service.verify(&challenge, &format!("{code}0 0")).await.problem(), invalid("code"));
        }
        let spelt = spell(&code);
        assert_eq!(service.verify(&challenge, &spelt).await.status, 200, "{spelt:?}");
    }
}
