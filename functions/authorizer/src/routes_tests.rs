use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{Route, RouteFault, RouteRules, RouteRulesFault, glob};
use shared::Timestamp;
use shared::tokens::{Claims, ContactClaims, Insufficient};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

fn claims(scope: &str, methods: &[&str]) -> Claims {
    Claims {
        iss: String::new(),
        aud: String::new(),
        sub: String::new(),
        iat: Timestamp::default(),
        nbf: Timestamp::default(),
        exp: Timestamp::default(),
        jti: String::new(),
        sid: String::new(),
        client_id: String::new(),
        scope: scope.to_owned(),
        acr: Some("otp".to_owned()),
        amr: methods.iter().map(|method| (*method).to_owned()).collect(),
        auth_time: NOW,
        ctx: None,
        contact: ContactClaims::default(),
    }
}

/// Whether a token without any scope may call this where `route` asks for one.
fn is_free(route: &str, method: &str, path: &str) -> bool {
    let rules = RouteRules::parse(&format!(r#"[{{"route":"{route}","scopes":["admin"]}}]"#)).unwrap();
    rules.lacking(&claims("api", &[]), NOW).unwrap().for_call(method, path).is_none()
}

#[test]
fn a_route_names_the_calls_that_it_describes() {
    for (route, named, others) in [
        ("GET /me", &["GET /me", "GET /me/"][..], &["POST /me", "GET /", "GET /meme", "GET /me/x", "GET /x/me"][..]),
        ("GET /", &["GET /"], &["GET /x", "POST /"]),
        ("* /admin", &["GET /admin", "DELETE /admin/"], &["GET /x/admin", "GET /admin/x", "GET /Admin"]),
        ("* /admin/*", &["GET /admin/x", "PUT /admin/x/y", "GET /admin/"], &["GET /admin", "GET /x/admin/y"]),
        ("GET /{proxy+}", &["GET /", "GET /x/y"], &["POST /x"]),
        ("GET /a/{id}/b", &["GET /a/1/b", "GET /a/1/2/b"], &["GET /a/1", "GET /a/b", "GET /a/1/c"]),
        ("GET /a/{id}", &["GET /a/1", "GET /a/1/b", "GET /a/ada%40example.org"], &["GET /a", "GET /b/a/1"]),
        ("*", &["GET /", "OPTIONS /x/y"], &[]),
        ("$connect", &[], &["GET /$connect", "GET /"]),
        ("appsync", &[], &["GET /appsync"]),
    ] {
        let ask = |call: &str| call.split_once(' ').map(|(method, path)| is_free(route, method, path)).unwrap();
        assert!(!named.iter().any(|call| ask(call)), "{route}");
        assert!(others.iter().all(|call| ask(call)), "{route}");
    }
}

#[test]
fn jwt_11_another_spelling_of_a_route_is_not_another_route() {
    for path in [
        "/%61dmin/x",
        "/a%64min/x",
        "/admi%6E/x",
        "/admi%6e/x",
        "//admin/x",
        "/admin//x",
        "/./admin/x",
        "/x/../admin/x",
        "/x/..",
        "/x/.",
        "/admin%2Fx",
        "/admin%2fx",
        "/%2e%2E/admin/x",
        "/%2561dmin/x",
        "/admin\\x",
        "/x\\..\\admin",
        "/x%5c..%5Cadmin/x",
        "/admin;a=b/x",
    ] {
        assert!(!is_free("* /admin/*", "GET", path), "{path}");
    }
    for (route, path) in [
        ("GET /v1", "/v%31"),
        ("GET /A-b_c", "/%41-b_c"),
        ("GET /A-b_c", "/A%2db_c"),
        ("GET /A-b_c", "/A%2Db_c"),
        ("GET /A-b_c", "/A-b%5Fc"),
        ("GET /A-b_c", "/A-b%5fc"),
        ("GET /K", "/%4b"),
        ("GET /K", "/%4B"),
        ("GET /~x", "/%7Ex"),
        ("GET /~x", "/%7ex"),
        ("GET /z", "/%7A"),
    ] {
        assert!(!is_free(route, "GET", path), "{route} {path}");
    }
    for method in ["get", "TRACE", "", "GET ", "*", "ANY"] {
        assert!(!is_free("* /admin/*", method, "/x"), "{method}");
    }
    for honest in ["/users/ada%40example.org", "/files/a%20b", "/%C3%A9", "/x/", "/a.b/..c", "/x:y", "/1"] {
        assert!(is_free("* /admin/*", "GET", honest), "{honest}");
    }
}

#[test]
fn a_route_template_is_denied_where_a_rule_names_any_of_its_calls() {
    for (route, method, template, free) in [
        ("GET /me", Some("GET"), "/me", false),
        ("GET /me", Some("GET"), "/me/", false),
        ("GET /me", Some("POST"), "/me", true),
        ("GET /me", None, "/me", false),
        ("GET /", Some("GET"), "/", false),
        ("GET /", Some("GET"), "/me", true),
        ("* /admin/*", None, "/{proxy+}", false),
        ("* /admin/*", None, "/admin/{id}", false),
        ("* /admin/*", None, "/admin/{proxy+}", false),
        ("* /admin/*", None, "/orders/{id}", true),
        ("* /admin/*", None, "/{tenant}", true),
        ("* /admin/*", None, "/{tenant}/x", false),
        ("* /admin", None, "/{tenant}", false),
        ("* /admin", None, "/{tenant}/x", true),
        ("GET /a/{id}/b", Some("GET"), "/a/{x}/{y}", false),
        ("GET /a/{id}/b", Some("GET"), "/a/{x}/c", true),
        ("GET /a/{id}/b", Some("GET"), "/a/{x}", true),
        ("*", Some("GET"), "/x", false),
        ("appsync", Some("GET"), "/x", true),
    ] {
        let rules = RouteRules::parse(&format!(r#"[{{"route":"{route}","scopes":["admin"]}}]"#)).unwrap();
        let claims = claims("api", &[]);
        let lacking = rules.lacking(&claims, NOW).unwrap();
        assert_eq!(lacking.for_template(method, template).is_none(), free, "{route}: {method:?} {template}");
    }
}

#[test]
fn every_rule_that_names_a_route_counts_and_no_other() {
    let rules = RouteRules::parse(
        r#"[{"route":"* /a/*","scopes":["one"]},{"route":"GET /a/b","scopes":["two"],"without_methods":["sms"]},
            {"route":"$connect","methods":["otp"]},{"route":"appsync","scopes":["one"]}]"#,
    )
    .unwrap();
    let lacking = |scope: &str, methods: &[&str]| {
        let claims = claims(scope, methods);
        let of = |lacking: super::Lacking<'_>| {
            (
                lacking.for_call("GET", "/a/b"),
                lacking.for_connect(),
                lacking.for_appsync(),
                lacking.for_call("GET", "/"),
            )
        };
        rules.lacking(&claims, NOW).map(of)
    };
    let (scope, method) = (Some(Insufficient::Scope), Some(Insufficient::Method));
    assert_eq!(lacking("one two", &["otp", "email"]), None);
    assert_eq!(lacking("one two", &["otp", "sms"]), Some((method, None, None, None)));
    assert_eq!(lacking("one", &["otp"]), Some((scope, None, None, None)));
    assert_eq!(lacking("two", &["otp"]), Some((scope, None, scope, None)));
    assert_eq!(lacking("one two", &["email"]), Some((None, method, None, None)));
    assert_eq!(lacking("onetwo one,two", &[]), Some((scope, method, scope, None)));
    assert!(RouteRules::default().lacking(&claims("", &[]), NOW).is_none());
}

#[test]
fn a_rule_asks_for_a_level_and_for_an_age() {
    let rules = RouteRules::parse(
        r#"[{"route":"GET /a","acr":"2sv"},{"route":"GET /b","max_age":300},{"route":"GET /c","acr":"phr","max_age":60}]"#,
    )
    .unwrap();
    assert_eq!(rules.least_max_age(), Some(60));
    let lacks = |acr: Option<&str>, age: u64| {
        let claims = Claims { acr: acr.map(str::to_owned), ..claims("", &[]) };
        let lacking = rules.lacking(&claims, NOW.plus(age));
        ["/a", "/b", "/c"].map(|path| lacking.as_ref().and_then(|lacking| lacking.for_call("GET", path)).is_some())
    };
    assert_eq!(lacks(Some("phr"), 60), [false, false, false]);
    assert_eq!(lacks(Some("phr"), 61), [false, false, true]);
    assert_eq!(lacks(Some("2sv"), 301), [false, true, true]);
    assert_eq!(lacks(Some("otp"), 0), [true, false, true]);
    assert_eq!(lacks(None, 0), [true, false, true], "a token that says nothing has the least");
    assert_eq!(lacks(Some("PHR"), 0), [true, false, true]);
}

#[test]
fn a_text_that_names_no_calls_is_no_route() {
    for text in [
        "",
        " ",
        "GET",
        "/me",
        "GET/me",
        "get /me",
        "ANY /me",
        "TRACE /me",
        "GET  /me",
        "GET me",
        "GET /me/",
        "GET //",
        "GET /a//b",
        "GET /./a",
        "GET /a/..",
        "GET /a*",
        "GET /*a",
        "GET /{a}b",
        "GET /{",
        "GET /{}",
        "GET /{+}",
        "GET /{a{b}}",
        "GET /%61",
        "GET /a b",
        "GET /a?b",
        "GET /ü",
        "GET /a:b",
        "$default",
        "$disconnect",
        "AppSync",
        "** /me",
        "GET,POST /me",
        "GET /me\n",
    ] {
        assert_eq!(Route::parse(text), Err(RouteFault), "{text:?}");
    }
    assert_eq!(Route::parse(&format!("GET /{}", "a".repeat(256))), Err(RouteFault));
    assert!(Route::parse(&format!("GET /{}", "a".repeat(255))).is_ok());
}

#[test]
fn a_list_of_rules_with_a_fault_says_which_rule_it_is_in() {
    for text in [
        "",
        "x",
        "{}",
        "null",
        "[{}]",
        r#"[{"route":1,"scopes":["a"]}]"#,
        r#"[{"route":"*","scopes":"a"}]"#,
        r#"[{"route":"*","scope":["a"]}]"#,
        r#"[{"route":"*","scopes":["a"],"scopes":["b"]}]"#,
        r#"[{"scopes":["a"]}]"#,
        r#"[{"route":"*","scopes":[1]}]"#,
        r#"[{"route":"*","acr":["phr"]}]"#,
        r#"[{"route":"*","max_age":"300"}]"#,
        r#"[{"route":"*","max_age":-1}]"#,
        r#"[{"route":"*","scopes":["a"]}] x"#,
    ] {
        assert!(matches!(RouteRules::parse(text), Err(RouteRulesFault::Shape { .. })), "{text}");
    }
    assert_eq!(RouteRules::parse("[]").unwrap_err(), RouteRulesFault::Count);
    let rule = r#"{"route":"*","scopes":["a"]}"#;
    assert_eq!(RouteRules::parse(&format!("[{}]", [rule; 33].join(","))).unwrap_err(), RouteRulesFault::Count);
    assert!(RouteRules::parse(&format!("[{}]", [rule; 32].join(","))).is_ok());
    let wrong_route = format!(r#"[{rule},{{"route":"GET me","scopes":["a"]}}]"#);
    let expected = RouteRulesFault::Route { rule: 2, fault: RouteFault };
    assert_eq!(RouteRules::parse(&wrong_route).unwrap_err(), expected);
    for asked in [
        "",
        r#","scopes":[]"#,
        r#","scopes":["a"],"methods":[]"#,
        r#","without_methods":[]"#,
        r#","scopes":[""]"#,
        r#","scopes":["a b"]"#,
        r#","methods":["otp "]"#,
        r#","methods":["sms"],"without_methods":["sms"]"#,
        r#","acr":"otp""#,
        r#","acr":"gold""#,
        r#","acr":"""#,
        r#","max_age":0"#,
        r#","max_age":31536001"#,
    ] {
        let rules = format!(r#"[{rule},{{"route":"*"{asked}}}]"#);
        assert_eq!(RouteRules::parse(&rules).unwrap_err(), RouteRulesFault::Requirements(2), "{rules}");
    }
}

/// What a `*` and a `?` mean, as slowly and plainly as can be.
fn slow_match(glob: &[u8], text: &[u8]) -> bool {
    match (glob.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), None) => slow_match(rest, text),
        (Some((b'*', rest)), Some((_, more))) => slow_match(rest, text) || slow_match(glob, more),
        (Some((wanted, rest)), Some((found, more))) => (wanted == found || *wanted == b'?') && slow_match(rest, more),
        _ => false,
    }
}

proptest! {
    #[test]
    fn a_glob_means_what_the_plain_definition_says(glob in "[ab/*?]{0,8}", text in "[ab/]{0,10}") {
        prop_assert_eq!(glob::matches(&glob, &text), slow_match(glob.as_bytes(), text.as_bytes()));
    }

    #[test]
    fn a_path_that_both_describe_is_an_overlap(
        glob in "/[ab/*]{0,6}",
        pieces in vec(select(vec!["a", "b", "/", "{x}", "{y+}"]), 0..6),
        fillings in vec("[ab]{1,3}", 6),
        rests in vec("[ab/]{1,5}", 6),
    ) {
        let template = format!("/{}", pieces.concat());
        let path: String = pieces.iter().zip(fillings.iter().zip(&rests)).map(|(piece, (filling, rest))| match *piece {
            "{x}" => filling.as_str(),
            "{y+}" => rest.as_str(),
            literal => literal,
        }).collect();
        let overlaps = glob::overlaps(&glob, &glob::template(&template));
        prop_assert!(overlaps || !glob::matches(&glob, &format!("/{path}")), "{glob} {template} {path}");
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in any::<String>(), path in any::<String>()) {
        let _ = (Route::parse(&text), RouteRules::parse(&text), glob::template(&text));
        let _ = (glob::matches(&text, &path), glob::overlaps(&text, &glob::template(&path)));
    }
}
