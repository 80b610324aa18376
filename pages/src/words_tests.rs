use std::collections::BTreeSet;

use super::{Locale, Words, faults, messages, pages, sign_in};

const FILES: [fn(Locale) -> &'static str; 4] = [faults, sign_in, pages, messages];
/// What counts, which decides between forms.
const COUNTS: [&str; 2] = ["count", "minutes"];

fn sentences(text: &str) -> translations::Sentences {
    translations::read("", text).0
}

#[path = "../build/translations.rs"]
mod translations;

#[test]
fn every_language_has_every_sentence_and_names_the_same_in_it() {
    for (file, name) in FILES.into_iter().zip(["faults", "sign-in", "pages", "messages"]) {
        for locale in Locale::ALL {
            let shown = format!("{}/{name}.ftl", locale.tag());
            assert_eq!(translations::faults(&shown, file(locale), file(Locale::English)), Vec::<String>::new());
        }
    }
}

#[test]
fn a_fault_of_a_translation_is_told_with_file_line_and_reason() {
    let english = "a = b\n    .c = d { $e }\nf = g";
    for (text, told) in [
        ("a = b\n    .c = d { $e }", vec!["fr.ftl: f is missing"]),
        ("a = b\n\nf = g", vec!["fr.ftl: a.c is missing"]),
        ("a = b\n    .c = d\nf = g", vec!["fr.ftl:2: a.c names nothing, and in English $e"]),
        ("a = b\n    .c = d { $h }\nf = g", vec!["fr.ftl:2: a.c names $h, and in English $e"]),
        ("a = b\n    .c = d { $e }\nf = g\ni = j", vec!["fr.ftl:4: i is no sentence in English"]),
        ("a = b\n    .c = d { $e }\nf = g\nf = h", vec!["fr.ftl:3: f stands there twice"]),
    ] {
        assert_eq!(translations::faults("fr.ftl", text, english), told, "{text}");
    }
    for (pattern, rule) in [
        ("-- b", "begins with a hyphen, as what parts the bodies of an email does"),
        ("{ NUMBER(3) }", "has an expression that no sentence needs"),
    ] {
        assert_eq!(translations::faults("fr.ftl", &format!("a = {pattern}"), "a = b"), [format!("fr.ftl:1: a {rule}")]);
    }
    let unread = translations::faults("fr.ftl", "a = b\n    .c = d { $e \nf = g", english);
    assert!(unread[0].starts_with("fr.ftl:2: Expected"), "{unread:?}");
}

#[test]
fn every_sentence_is_said_in_every_language_for_every_count() {
    for locale in Locale::ALL {
        for (file, words) in
            FILES.into_iter().zip([Words::of_faults, Words::of_sign_in, Words::of_pages, Words::of_emails])
        {
            let words = words(locale).unwrap();
            for (id, named) in sentences(file(locale)) {
                let Some(counted) = COUNTS.into_iter().find(|name| named.contains(*name)) else {
                    let values =
                        ["name", "host", "tag", "code", "life", "what", "when", "service", "client", "account"];
                    let others = [
                        "since",
                        "network",
                        "grants",
                        "scope",
                        "number",
                        "destination",
                        "other",
                        "codes",
                        "left",
                        "due",
                    ];
                    let values: Vec<_> = values.into_iter().chain(others).map(|name| (name, "<Ada>")).collect();
                    let said = words.say_of(&id, &values).unwrap();
                    assert_eq!(said.contains("<Ada>"), !named.is_empty(), "{}: {id}: {said}", locale.tag());
                    continue;
                };
                for count in 0..=200 {
                    let said = words.count(&id, counted, count).unwrap();
                    // Arabic has words for one and two, and none.
                    let is_said = said.contains(&count.to_string()) || locale == Locale::Arabic && count <= 2;
                    assert!(is_said && !said.contains('{'), "{}: {id} of {count}: {said}", locale.tag());
                }
            }
        }
    }
}

/// Whatever parts the bodies of an email begins with hyphens, and so may the service's name (OTP-18).
#[test]
fn otp_18_no_line_of_an_email_begins_with_what_a_setting_says() {
    for locale in Locale::ALL {
        let words = Words::of_emails(locale).unwrap();
        for (id, named) in sentences(messages(locale)) {
            let is_line = !id.ends_with("text") && !id.ends_with("subject") && !id.ends_with("short");
            if is_line && named.contains("name") {
                let values = ["name", "host", "tag", "what", "when"].map(|name| (name, "--"));
                assert!(!words.say_of(&id, &values).unwrap().starts_with('-'), "{}: {id}", locale.tag());
            }
        }
    }
}

#[test]
fn a_language_has_its_own_form_for_each_number() {
    let said = |locale, count| Words::of_pages(locale).unwrap().count("wait-minutes", "count", count).unwrap();
    let forms = |locale: Locale, counts: &[u64]| {
        let bare = |count: &u64| said(locale, *count).replace(&count.to_string(), "#");
        counts.iter().map(bare).collect::<BTreeSet<_>>().len()
    };
    assert_eq!((said(Locale::English, 1).as_str(), forms(Locale::English, &[1, 2, 5])), ("Try again in 1 minute.", 2));
    assert_eq!(forms(Locale::Polish, &[1, 2, 5]), 3);
    assert_eq!(forms(Locale::Arabic, &[1, 2, 3, 11]), 4);
    assert_eq!(forms(Locale::Japanese, &[1, 2, 5]), 1);
}

#[test]
fn what_is_put_into_a_sentence_keeps_its_direction_from_right_to_left() {
    let said = |locale| Words::of_pages(locale).unwrap().say_of("signed-in-as", &[("account", "ada")]).unwrap();
    assert!(said(Locale::Arabic).contains("\u{2068}ada\u{2069}"));
    assert!(!said(Locale::English).contains('\u{2068}'));
}

#[test]
fn a_fault_of_a_translation_is_told_with_its_language_and_place() {
    let told = |files: &[&str], id: &str| {
        let fault = Words::read(Locale::French, files).and_then(|words| words.say(id)).unwrap_err();
        fault.to_string()
    };
    for (files, id, fault) in [
        (["a = b", ""], "c", "fr: c: is missing"),
        (["a = b", ""], "a.b", "fr: a.b: is missing"),
        (["a = { $b }", ""], "a", "fr: a: names what is not given"),
        (["a = b\n= c\nd = e", ""], "a", "fr: line 2 of its file cannot be read"),
        (["a = b", "a = c"], "a", "fr: a sentence: stands there twice"),
    ] {
        assert_eq!(told(&files, id), fault);
    }
}
