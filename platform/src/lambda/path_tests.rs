use super::{Parameters, within_api};

const ID: &str = "ASNFZ4mrze8BI0VniavN7w";

fn path(route: &str, parameters: &[(&str, &str)], raw: &str, stage: &str) -> String {
    let parameters: Parameters = parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    within_api(route, &parameters, raw, stage).map_or_else(|| "none".into(), |uri| uri.to_string())
}

#[test]
fn a_stage_or_a_base_path_before_a_route_is_not_a_part_of_it() {
    for (route, own) in [("ANY /otp/request", "/otp/request"), ("DELETE /me", "/me"), ("ANY /", "/")] {
        for before in ["", "/prod", "/auth", "/auth/v1", "/prod/auth", "/otp", "/otp/request", "/me", "/a b", "/é"] {
            for stage in ["$default", "prod", "otp", ""] {
                assert_eq!(path(route, &[], &format!("{before}{own}"), stage), own, "{before} {stage}");
            }
        }
    }
    // A stage is not cut off a route that has its name.
    assert_eq!(path("ANY /otp/request", &[], "/otp/request", "otp"), "/otp/request");
    let route = "ANY /sessions/{id}";
    for before in ["", "/prod", "/auth", "/sessions", "/sessions/x"] {
        let raw = format!("{before}/sessions/{ID}");
        for parameters in [&[("id", ID)][..], &[]] {
            assert_eq!(path(route, parameters, &raw, "prod"), format!("/sessions/{ID}"), "{before}");
        }
    }
}

#[test]
fn without_a_route_the_stage_alone_is_left_out() {
    for route in ["$default", "", "GET", "ANY /elsewhere"] {
        for (raw, stage, own) in [
            ("/healthz", "$default", "/healthz"),
            ("/prod/healthz", "prod", "/healthz"),
            ("/prod", "prod", "/"),
            ("/prod/", "prod", "/"),
            ("/prod/prod", "prod", "/prod"),
            ("/production/x", "prod", "/production/x"),
            ("/x/prod", "prod", "/x/prod"),
            ("/prod/me", "", "/prod/me"),
        ] {
            assert_eq!(path(route, &[], raw, stage), own, "{route} {raw} {stage}");
        }
    }
}

#[test]
fn a_greedy_parameter_is_the_rest_of_the_path() {
    assert_eq!(path("ANY /{proxy+}", &[("proxy", "otp/request")], "/prod/otp/request", "prod"), "/otp/request");
    assert_eq!(path("ANY /{proxy+}", &[("proxy", "a b/c?d")], "/auth/a b/c?d", "$default"), "/a%20b/c%3Fd");
    assert_eq!(path("ANY /{proxy+}", &[], "/prod/otp/request", "prod"), "/otp/request");
}

#[test]
fn a_parameter_stays_one_segment_however_it_is_spelled() {
    let route = "ANY /sessions/{id}";
    for (raw, id, own) in [
        // As it came, and as HTTP APIs decode it.
        ("/sessions/a%2Fb", "a%2Fb", "/sessions/a%2Fb"),
        ("/sessions/a%2Fb", "a/b", "/sessions/a%2Fb"),
        ("/sessions/a/b", "a/b", "/sessions/a%2Fb"),
        ("/sessions/sessions/b", "sessions/b", "/sessions/sessions%2Fb"),
        ("/sessions/../me", "../me", "/sessions/..%2Fme"),
        ("/sessions/a?b#c", "a?b#c", "/sessions/a%3Fb%23c"),
        ("/sessions/a\0b", "a\0b", "/sessions/a%00b"),
        ("/sessions/ä b", "ä b", "/sessions/%C3%A4%20b"),
        ("/sessions/a%b", "a%b", "/sessions/a%25b"),
        ("/sessions/a%", "a%", "/sessions/a%25"),
        ("/sessions/a;b=c", "a;b=c", "/sessions/a;b=c"),
        ("/sessions/%FF", "%FF", "/sessions/%FF"),
        ("/sessions/\u{fffd}", "\u{fffd}", "/sessions/%EF%BF%BD"),
        ("/sessions/%41", "A", "/sessions/A"),
    ] {
        for before in ["", "/prod", "/auth"] {
            assert_eq!(path(route, &[("id", id)], &format!("{before}{raw}"), "prod"), own, "{before} {raw}");
        }
    }
    // What the gateway has cut off is not put back, and a slash makes no other route of the path.
    assert_eq!(path(route, &[], "/prod/sessions/a/b", "prod"), "/sessions/a/b");
    assert_eq!(path(route, &[], "/sessions/a b", "$default"), "/sessions/a%20b");
    assert_eq!(path(route, &[], "/sessions/", "$default"), "/sessions/");
    assert_eq!(path(route, &[("id", "other")], "/sessions/", "$default"), "/sessions/");
}

#[test]
fn what_begins_at_no_root_leads_nowhere() {
    for raw in ["", "*", "otp/request", "http://example.org/healthz", "?x", "%2Fhealthz"] {
        assert_eq!(path("$default", &[], raw, "$default"), "none", "{raw}");
    }
    assert_eq!(path("$default", &[], "//example.org/healthz", "$default"), "//example.org/healthz");
}

proptest::proptest! {
    #[test]
    fn any_path_becomes_one_that_decodes_to_it(raw in "/(\\PC|[%?#;/ \0-\u{1f}]){0,40}", id in "(\\PC|[%?#;/ ]){1,20}") {
        let uri = within_api("$default", &Parameters::new(), &raw, "$default").expect("a path");
        proptest::prop_assert_eq!(uri.query(), None);
        let lossy = |text: &str| super::decoded(text);
        proptest::prop_assert_eq!(lossy(uri.path()), lossy(&raw));
        let parameters = Parameters::from([("id".to_owned(), id.clone())]);
        let uri = within_api("ANY /sessions/{id}", &parameters, &format!("/prod/sessions/{id}"), "prod").expect("a path");
        let own = uri.path().strip_prefix("/sessions/").expect("the route");
        proptest::prop_assert!(!own.contains('/'), "{}", own);
        proptest::prop_assert_eq!(lossy(own), lossy(&id));
    }
}
