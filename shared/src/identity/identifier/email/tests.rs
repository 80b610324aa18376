use proptest::prelude::*;

use super::{EmailAddress, EmailFault};

fn parsed(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

#[test]
fn otp_17_case_and_internationalised_domains_are_one_identity() {
    assert_eq!(parsed("Ada@BÜCHER.example").delivery(), "Ada@xn--bcher-kva.example");
    assert_eq!(parsed("Ada@BÜCHER.example").identity(), "ada@xn--bcher-kva.example");
    assert_eq!(parsed("ADA@xn--bcher-kva.EXAMPLE").identity(), "ada@xn--bcher-kva.example");
    assert_eq!(parsed("a@ｅｘａｍｐｌｅ.org").delivery(), "a@example.org", "full-width letters are the same name");
    assert_ne!(parsed("a@еxample.org").identity(), "a@example.org", "a Cyrillic е is another name");
}

#[test]
fn blanks_and_marks_around_an_address_and_full_width_forms_do_not_count() {
    for text in [
        "ada@example.org ",
        " ada@example.org",
        "ada@example.org\n",
        "\r\nada@example.org\r\n",
        "\tada@example.org\u{a0}",
        "\u{3000}ada@example.org\u{2003}",
        "\u{feff}ada@example.org",
        "\u{202a}ada@example.org\u{202c}",
        "\u{2068}ada@example.org\u{2069}",
        "\u{200e}ada@example.org\u{200f}",
        "ada@example.org\u{200b}\u{200d}\u{2060}\u{ad}",
        "\u{2028} ada@example.org \u{85}",
        "ada＠example.org",
        "ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "ada@example。org",
    ] {
        assert_eq!(parsed(text).delivery(), "ada@example.org", "{text:?}");
    }
}

#[test]
fn otp_17_a_mailbox_that_breaks_the_grammar_of_a_dot_atom_is_one_identifier_in_both_spellings() {
    for (bare, quoted) in [
        ("taro..yamada@docomo.ne.jp", "\"taro..yamada\"@docomo.ne.jp"),
        ("taro.@docomo.ne.jp", "\"taro.\"@docomo.ne.jp"),
        (".taro@docomo.ne.jp", "\".taro\"@docomo.ne.jp"),
        ("..taro...yamada..@ezweb.ne.jp", "\"..taro...yamada..\"@ezweb.ne.jp"),
        ("-taro/.?.@docomo.ne.jp", "\"-taro/.?.\"@docomo.ne.jp"),
    ] {
        assert_eq!(parsed(bare).delivery(), quoted);
        assert_eq!(parsed(bare), parsed(quoted));
        assert_eq!(parsed(&bare.to_uppercase()).identity(), quoted);
        assert_eq!(EmailAddress::parse(&parsed(bare).identity()), Ok(parsed(bare)));
    }
    assert_eq!(parsed("\"ada\"@example.org").delivery(), "ada@example.org", "SMTP needs no quotation marks here");
    assert_eq!(parsed("＂ada＂＠example.org"), parsed("ada@example.org"));
    assert_eq!(parsed("taro..yamada@docomo.ne.jp").to_string(), "t•••@docomo.ne.jp");
    for text in ["taro..yamada@docomo.ne.jp", ".taro.yamada.@docomo.ne.jp", "Taro.Yamada..+shop@docomo.ne.jp"] {
        assert_eq!(parsed(text).mailbox(), "taro.yamada@docomo.ne.jp", "one budget, however many dots");
    }
    assert_eq!(parsed("..@docomo.ne.jp").mailbox(), "..@docomo.ne.jp");
    assert_eq!(parsed("+a.b@example.org").mailbox(), "+a.b@example.org");
}

#[test]
fn otp_18_what_is_not_one_bare_address_is_refused_by_its_rule() {
    use EmailFault::*;
    let long = "b".repeat(64);
    for (text, fault) in [
        ("", NoAt),
        (" \u{200b}", NoAt),
        ("ada", NoAt),
        ("ada.example.org", NoAt),
        ("ada@", NoDomain),
        ("@example.org", NoLocalPart),
        ("\"\"@example.org", NoLocalPart),
        ("@", NoLocalPart),
        ("a@b@example.org", SeveralAts),
        ("\"a@b\"@example.org", SeveralAts),
        ("a@x.org,b@y.org", SeveralAts),
        ("a@x.org\r\nBcc:b@y.org", LineBreak),
        ("a@x.org\r\nBcc:b", LineBreak),
        ("a@x.org\nb", LineBreak),
        ("a@x.org\u{2028}b", LineBreak),
        ("a@x.org\u{85}b", LineBreak),
        ("a\r\nb@example.org", LineBreak),
        ("\"a\r\n b\"@example.org", LineBreak),
        ("Ada <ada@example.org>", LocalCharacter(' ')),
        ("<ada@example.org>", LocalCharacter('<')),
        ("＜ada@example.org＞", LocalCharacter('<')),
        ("mailto:ada@example.org", LocalCharacter(':')),
        ("a,b@example.org", LocalCharacter(',')),
        ("a;b@example.org", LocalCharacter(';')),
        ("a(b)@example.org", LocalCharacter('(')),
        ("a\\b@example.org", LocalCharacter('\\')),
        ("\"a b\"@example.org", LocalCharacter(' ')),
        ("\"a\"b\"@example.org", LocalCharacter('"')),
        ("\"a\\\"b\"@example.org", LocalCharacter('\\')),
        ("\"a\\ b\"@example.org", LocalCharacter('\\')),
        ("\"a<b>\"@example.org", LocalCharacter('<')),
        ("\"a,b\"@example.org", LocalCharacter(',')),
        ("\"a:b\"@example.org", LocalCharacter(':')),
        ("\"a;b\"@example.org", LocalCharacter(';')),
        ("\"a\tb\"@example.org", LocalCharacter('\t')),
        ("\"a\0b\"@example.org", LocalCharacter('\0')),
        ("\"a@example.org", LocalCharacter('"')),
        ("a\"@example.org", LocalCharacter('"')),
        ("\"@example.org", LocalCharacter('"')),
        ("\"a\".\"b\"@example.org", LocalCharacter('"')),
        ("a b@example.org", LocalCharacter(' ')),
        ("a @example.org", LocalCharacter(' ')),
        ("a\u{200b}b@example.org", LocalCharacter('\u{200b}')),
        ("ädа@example.org", LocalCharacter('ä')),
        ("ada١@example.org", LocalCharacter('١')),
        ("a@localhost", NoDot),
        ("a@[10.0.0.1]", DomainCharacter('[')),
        ("a@10.0.0.1", TopLevel),
        ("a@example.1org", TopLevel),
        ("a@example..org", EmptyLabel),
        ("a@example.org.", EmptyLabel),
        ("a@.example.org", EmptyLabel),
        ("a@。example.org", EmptyLabel),
        ("a@हिन्दी..भारत", EmptyLabel),
        ("a@شركة١..org", EmptyLabel),
        ("a@cafe\u{301}.-x.org", Hyphen),
        (&format!("a@हिन्दी.{long}.org"), LabelTooLong),
        ("a@हिन्दी_.भारत", DomainCharacter('_')),
        ("a@शर्मा.exam ple.org", DomainCharacter(' ')),
        ("a@شركة١!.org", DomainCharacter('!')),
        ("a@cafe\u{301}.\u{301}cafe.org", Label),
        ("a@1a.שלום", Label),
        ("a@-example.org", Hyphen),
        ("a@example-.org", Hyphen),
        ("a@exam_ple.org", DomainCharacter('_')),
        ("a@my_corp.example.com", DomainCharacter('_')),
        ("a@exam ple.org", DomainCharacter(' ')),
        ("a@exam\u{a0}ple.org", DomainCharacter('\u{a0}')),
        ("a@ example.org", DomainCharacter(' ')),
        ("a@b.org,c.org", DomainCharacter(',')),
        ("a@example.org>", DomainCharacter('>')),
        ("a@example.org/x", DomainCharacter('/')),
        ("a@exam\0ple.org", DomainCharacter('\0')),
        ("a@exa\u{202e}mple.org", DomainCharacter('\u{202e}')),
        ("a@xn--a.org", Punycode),
        ("a@XN--a.org", Punycode),
        ("a@xn--.org", Hyphen),
        ("a@אa.org", Label),
        (&format!("a@{long}.org"), LabelTooLong),
        (&format!("a@{}.org", "ü".repeat(60)), LabelTooLong),
        (&format!("{long}b@example.org"), LocalPartTooLong),
    ] {
        assert_eq!(EmailAddress::parse(text), Err(fault), "{text:?}");
    }
}

#[test]
fn a_fault_is_told_in_a_sentence_with_the_character_that_is_wrong() {
    for (text, sentence) in [
        ("ada.example.org", "needs an @, as in name@example.org"),
        ("a@my_corp.example.com", "must have letters, digits, hyphens and dots after the @, not _"),
        ("=?x?q?b=40y.org=2c?=a@x.org", "must not have =? and ?= before the @, which make an encoded word"),
        ("a\u{a0}b@x.org", "must have letters a to z, digits and .!#$%&'*+-/=?^_`{|}~ before the @, not U+00A0"),
    ] {
        assert_eq!(EmailAddress::parse(text).unwrap_err().to_string(), sentence);
    }
}

#[test]
fn names_that_exist_are_taken() {
    for (text, delivery) in [
        ("a@r3--sn-4g5e6nsz.example.org", "a@r3--sn-4g5e6nsz.example.org"),
        ("a@1und1.de", "a@1und1.de"),
        ("a@xn--fsqu00a.xn--0zwm56d", "a@xn--fsqu00a.xn--0zwm56d"),
        ("a@例子.测试", "a@xn--fsqu00a.xn--0zwm56d"),
        ("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"),
    ] {
        assert_eq!(parsed(text).delivery(), delivery);
    }
}

#[test]
fn lengths_are_bounded() {
    let local = "a".repeat(64);
    let label = "b".repeat(63);
    assert!(EmailAddress::parse(&format!("{local}@example.org")).is_ok());
    assert!(EmailAddress::parse(&format!("a@{label}.org")).is_ok());
    let dots = format!("{}..{}", "a".repeat(30), "a".repeat(30));
    assert_eq!(parsed(&format!("{dots}@example.org")).delivery().len(), 64 + "@example.org".len());
    assert_eq!(EmailAddress::parse(&format!("{dots}a@example.org")), Err(EmailFault::LocalPartTooLong));
    let longest = format!("{local}@{label}.{label}.{}.org", "b".repeat(52));
    assert_eq!(parsed(&longest).delivery().len(), 249);
    assert_eq!(
        parsed(&format!("  {longest}{}", " ".repeat(2_000))).delivery(),
        longest,
        "blanks around it do not count"
    );
    for long in [
        longest.replacen("org", "orgs", 1),
        format!("{local}@{label}.{label}.{label}.org"),
        format!("{local}@{label}.{label}.{label}.{label}.{label}.org"),
        format!("{local}@{}org", "ü.".repeat(26)),
        format!("a@{}.org", "b".repeat(10_000)),
    ] {
        assert_eq!(EmailAddress::parse(&long), Err(EmailFault::TooLong), "{long:.300}");
    }
    let script = "テ".repeat(18);
    let unicode = format!("a@{}.jp", [script.as_str(); 6].join("."));
    assert!(unicode.len() > 254 && parsed(&unicode).delivery().len() < 249, "A-labels count, not UTF-8");
}

#[test]
fn display_and_debug_mask_the_local_part() {
    assert_eq!(parsed("ada.lovelace@example.org").to_string(), "a•••@example.org");
    assert_eq!(parsed("a@example.org").to_string(), "•••@example.org");
    assert!(!format!("{:?}", parsed("ada.lovelace@example.org")).contains("lovelace"));
}

proptest! {
    #[test]
    fn otp_18_parsing_never_panics_and_never_lets_a_line_break_through(
        text in "\\PC{0,40}|.{0,80}|[a-z@.\r\n, <>\"\\\\]{0,40}|\"[ -~]{0,10}\"@example.org|[a-c.]{1,8}@(b\\.org|[a-z.-]{1,9})",
    ) {
        if let Ok(address) = EmailAddress::parse(&text) {
            let delivery = address.delivery();
            prop_assert!(delivery.bytes().all(|byte| byte.is_ascii_graphic() && !b",;:<>()[]\\".contains(&byte)));
            prop_assert_eq!(delivery.matches('@').count(), 1);
            let quotes = delivery.matches('"').count();
            prop_assert!(quotes == 0 || quotes == 2 && delivery.starts_with('"') && delivery.contains("\"@"));
            prop_assert_eq!(&EmailAddress::parse(delivery).unwrap(), &address, "canonical form is stable");
            prop_assert_eq!(EmailAddress::parse(&delivery.replace('"', "")).unwrap(), address);
        }
    }
}
