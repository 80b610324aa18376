//! Bad input: a clear 4xx that names the field, and nothing changes.

use http::Method;
use serde_json::json;
use tests::{Answer, Service, damaged_at};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// Sends raw text to a path and gives status, code and fields of the problem.
async fn refused(service: &Service, path: &str, body: &str) -> (u16, String, Vec<String>) {
    service.client.send(Method::POST, path, &JSON, body.to_owned()).await.problem()
}

fn invalid(field: &str) -> (u16, String, Vec<String>) {
    (400, "invalid-request".to_owned(), vec![field.to_owned()])
}

async fn nothing_changed(service: &Service) {
    assert_eq!(service.sent(), 0, "nothing was sent");
    assert_eq!(service.items().await.len(), 0, "nothing was written");
}

#[tokio::test]
async fn otp_18_requests_that_break_a_rule_name_the_field() {
    let service = Service::start().await;
    let huge = format!(r#"{{"email":"{}"}}"#, "a".repeat(100_000));
    for (body, field) in [
        ("", "body"),
        ("{", "body"),
        ("[]", "body"),
        (r#"["ada@example.org"]"#, "body"),
        ("null", "body"),
        ("\"ada@example.org\"", "body"),
        ("{\"email\":\"ada@example.org\"} {}", "body"),
        ("\u{feff}{\"email\":\"ada@example.org\"}", "body"),
        ("{}", "email"),
        (r#"{"email":"ada@example.org","phone":"+14155550100"}"#, "phone"),
        (r#"{"email":"ada@example.org","email":"bob@example.org"}"#, "email"),
        (r#"{"email":"ada@example.org","admin":true}"#, "admin"),
        (r#"{"Email":"ada@example.org"}"#, "Email"),
        (r#"{"email":null}"#, "email"),
        (r#"{"email":7}"#, "email"),
        (r#"{"email":["ada@example.org"]}"#, "email"),
        (r#"{"email":{"address":"ada@example.org"}}"#, "email"),
        (r#"{"email":""}"#, "email"),
        (r#"{"email":"ada"}"#, "email"),
        (r#"{"email":"ada@example.org\r\nBcc:bob@example.org"}"#, "email"),
        (r#"{"email":"ada@example.org,bob@example.org"}"#, "email"),
        (r#"{"email":"Ada <ada@example.org>"}"#, "email"),
        (r#"{"email":"\"ada\\\"\"@example.org"}"#, "email"),
        (r#"{"email":"\"ada lovelace\"@example.org"}"#, "email"),
        (r#"{"email":"\"ada>,<bob\"@example.org"}"#, "email"),
        (r#"{"phone":"4155550100"}"#, "phone"),
        (r#"{"phone":14155550100}"#, "phone"),
        (r#"{"phone":"+14155550100,+14155550101"}"#, "phone"),
        (r#"{"phone":"+1 415 555 0100 ext 5"}"#, "phone"),
        (r#"{"phone":"+999123456789"}"#, "phone"),
        (r#"{"phone":"+1415555010"}"#, "phone"),
        (r#"{"phone":"+41446681800"}"#, "phone"),
        (r#"{"phone":"+449012345678"}"#, "phone"),
        (r#"{"phone":"+8613123456789"}"#, "phone"),
        (r#"{"phone":null}"#, "phone"),
        (r#"{"email":"ada@example.org","challenge":""}"#, "challenge"),
        (r#"{"email":"ada@example.org","challenge":null}"#, "challenge"),
        (r#"{"email":"ada@example.org","challenge":"AQEBAQ"}"#, "challenge"),
    ] {
        assert_eq!(refused(&service, "/otp/request", body).await, invalid(field), "{body}");
    }
    assert_eq!(
        refused(&service, "/otp/request", &huge).await,
        (413, "body-too-large".to_owned(), vec!["body".to_owned()])
    );
    nothing_changed(&service).await;
    assert!(service.proxy.take_calls().is_empty(), "no database call for any of them");
}

#[tokio::test]
async fn otp_16_verifications_that_break_a_rule_name_the_field_and_are_not_judged() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    service.proxy.take_calls();
    let with = |code: &str| json!({ "challenge": challenge, "code": code }).to_string();
    for (body, field) in [
        (String::new(), "body"),
        ("{".to_owned(), "body"),
        (json!([challenge, code]).to_string(), "body"),
        ("{}".to_owned(), "challenge"),
        (json!({ "challenge": challenge }).to_string(), "code"),
        (json!({ "code": code }).to_string(), "challenge"),
        (json!({ "challenge": challenge, "code": code, "extra": 1 }).to_string(), "extra"),
        (json!({ "challenge": challenge, "code": code.parse::<u32>().unwrap() }).to_string(), "code"),
        (json!({ "challenge": challenge, "code": [code] }).to_string(), "code"),
        (json!({ "challenge": challenge, "code": null }).to_string(), "code"),
        (json!({ "challenge": null, "code": code }).to_string(), "challenge"),
        (json!({ "challenge": 5, "code": code }).to_string(), "challenge"),
        (with(""), "code"),
        (with(" - "), "code"),
        (with(&format!("+{code}")), "code"),
        (with(&format!("-{code}")), "code"),
        (with(&format!("+{}", &code[1..])), "code"),
        (with(&format!("{}O", &code[1..])), "code"),
        (with(&format!("{code}.0")), "code"),
        (with(&format!("{}.{}", &code[..3], &code[3..])), "code"),
        (with(&format!("{code}{}", " ".repeat(43))), "code"),
        (with(&format!("{code}\u{0}")), "code"),
        (with(&format!("{code}0")), "code"),
        (with(&format!("00{code}")), "code"),
        (with(&code[1..]), "code"),
        (with(&"1".repeat(10_000)), "code"),
    ] {
        assert_eq!(refused(&service, "/otp/verify", &body).await, invalid(field), "{body}");
    }
    let huge = refused(&service, "/otp/verify", &with(&"1".repeat(100_000))).await;
    assert_eq!(huge, (413, "body-too-large".to_owned(), vec!["body".to_owned()]));
    assert!(service.proxy.take_calls().is_empty(), "no database call for any of them");
    assert_eq!(service.verify(&challenge, &code).await.status, 200, "and none of them was counted");
}

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

#[tokio::test]
async fn otp_10_forged_truncated_foreign_and_expired_handles_cost_no_database_call() {
    let service = Service::start().await;
    let stranger = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    let (foreign, _) = stranger.challenge("ada@example.org").await;
    service.proxy.take_calls();
    let mut handles: Vec<String> = vec![String::new(), "A".repeat(200), "A".repeat(10_000), foreign, "ä".repeat(99)];
    for position in 0..challenge.len() {
        handles.push(challenge[..position].to_owned());
        handles.push(damaged_at(&challenge, position));
    }
    let mut answers = Vec::new();
    for handle in &handles {
        answers.push(service.verify(handle, &code).await);
        let resent = service.request(&json!({ "email": "ada@example.org", "challenge": handle })).await;
        assert_eq!(resent.problem(), invalid("challenge"), "{handle}");
    }
    service.clock.advance(600);
    answers.push(service.verify(&challenge, &code).await);
    assert!(answers.iter().all(|answer| answer.uniform() == answers[0].uniform()));
    assert!(service.proxy.take_calls().is_empty(), "no database call for any of {} handles", handles.len());
}

#[tokio::test]
async fn otp_09_an_attempt_is_sent_again_to_its_own_address_only() {
    let service = Service::start().await;
    let (challenge, _) = service.challenge("ada@example.org").await;
    service.clock.advance(60);
    for other in [
        json!({ "email": "bob@example.org", "challenge": challenge }),
        json!({ "phone": "+14155550100", "challenge": challenge }),
    ] {
        assert_eq!(service.request(&other).await.problem(), invalid("challenge"));
    }
    assert_eq!(service.sent(), 1);
    assert_eq!(service.request(&json!({ "email": "ADA@EXAMPLE.ORG", "challenge": challenge })).await.status, 202);
}

#[tokio::test]
async fn hw_04_only_json_is_taken() {
    let service = Service::start().await;
    let body = r#"{"email":"ada@example.org"}"#;
    for headers in [
        vec![],
        vec![("content-type", "text/plain")],
        vec![("content-type", "application/x-www-form-urlencoded")],
        vec![("content-type", "multipart/form-data")],
        vec![("content-type", "application/jsonp")],
    ] {
        for path in ["/otp/request", "/otp/verify"] {
            let answer = service.client.send(Method::POST, path, &headers, body).await;
            assert_eq!(answer.problem(), (415, "unsupported-media-type".to_owned(), vec!["content-type".to_owned()]));
        }
    }
    nothing_changed(&service).await;
    let with_charset = [("content-type", "Application/JSON; charset=utf-8")];
    assert_eq!(service.client.send(Method::POST, "/otp/request", &with_charset, body).await.status, 202);
}

#[tokio::test]
async fn a_compressed_body_is_refused_by_the_name_of_its_coding() {
    let service = Service::start().await;
    for path in ["/otp/request", "/otp/verify"] {
        for coding in ["gzip", "br", "identity, deflate"] {
            let headers = [JSON[0], ("content-encoding", coding)];
            let answer = service.client.send(Method::POST, path, &headers, r#"{"email":"ada@example.org"}"#).await;
            let expected = (415, "unsupported-content-coding".to_owned(), vec!["content-encoding".to_owned()]);
            assert_eq!(answer.problem(), expected, "{path} {coding}");
            let name = coding.trim_start_matches("identity, ");
            assert_eq!(answer.json()["errors"][0]["detail"], format!("must be identity, not {name}"));
            assert_eq!(answer.headers["accept-encoding"], "identity");
        }
    }
    nothing_changed(&service).await;
    let headers = [JSON[0], ("content-encoding", "identity")];
    let answer = service.client.send(Method::POST, "/otp/request", &headers, r#"{"email":"ada@example.org"}"#).await;
    assert_eq!(answer.status, 202);
}

#[tokio::test]
async fn hw_05_other_methods_are_405_with_allow_and_unknown_paths_are_404() {
    let service = Service::start().await;
    let (challenge, code) = service.challenge("ada@example.org").await;
    let token = service.verify(&challenge, &code).await.text("access_token");
    let bearer = format!("Bearer {token}");
    for (path, allowed) in [
        ("/otp/request", "POST"),
        ("/otp/verify", "POST"),
        ("/me", "GET,HEAD,DELETE"),
        ("/sessions", "GET,HEAD,DELETE"),
        ("/sessions/AAAAAAAAAAAAAAAAAAAAAA", "DELETE"),
        ("/healthz", "GET,HEAD"),
        ("/.well-known/jwks.json", "GET,HEAD"),
        ("/.well-known/openid-configuration", "GET,HEAD"),
        ("/.well-known/oauth-authorization-server", "GET,HEAD"),
    ] {
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE, "BREW".parse().unwrap()] {
            if allowed.contains(method.as_str()) {
                continue;
            }
            let answer = service.client.send(method.clone(), path, &[("authorization", &bearer)], "").await;
            assert_eq!(answer.problem(), (405, "method-not-allowed".to_owned(), vec![]), "{method} {path}");
            assert_eq!(answer.headers["allow"], allowed, "{method} {path}");
        }
        let options = service.client.send(Method::OPTIONS, path, &[], "").await;
        assert_eq!((options.status.as_u16(), &options.headers["allow"]), (204, &allowed.parse().unwrap()), "{path}");
    }
    for path in [
        "/otp",
        "/otp/request/",
        "/otp/request/x",
        "/OTP/request",
        "/otp//request",
        "/.well-known",
        "/me/",
        "/tokens",
        "/sessions/",
        "/sessions/x/y",
        "/%2e%2e/me",
    ] {
        assert_eq!(service.client.get(path).await.problem(), (404, "not-found".to_owned(), vec![]), "{path}");
    }
}

#[tokio::test]
async fn otp_22_sms_is_off_until_countries_are_listed() {
    let service = Service::with(&[("SMS_COUNTRIES", "")]).await;
    assert_eq!(service.request(&json!({ "phone": "+14155550100" })).await.problem(), invalid("phone"));
    let service = Service::with(&[("SMS_COUNTRIES", "DE")]).await;
    assert_eq!(service.request(&json!({ "phone": "+14155550100" })).await.problem(), invalid("phone"));
    assert_eq!(service.request(&json!({ "phone": "+4915123456789" })).await.status, 202);
    assert_eq!(service.sent(), 1);
}

#[tokio::test]
async fn otp_19_no_header_reaches_a_message() {
    let service = Service::start().await;
    let headers = [
        ("content-type", "application/json"),
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("origin", "https://evil.example"),
    ];
    let answer = service.client.send(Method::POST, "/otp/request", &headers, r#"{"phone":"+14155550100"}"#).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    assert!(!service.last_message().text.contains("evil"), "{:?}", service.last_message());
}
