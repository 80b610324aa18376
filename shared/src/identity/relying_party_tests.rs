use super::*;

fn of(issuer: &str, id: Option<&str>, origins: &[&str]) -> Result<Option<RelyingParty>, RelyingPartyRefused> {
    RelyingParty::of(issuer, id, origins)
}

#[test]
fn it_is_the_host_of_the_service_or_a_domain_above_it() {
    for (issuer, id, expected) in [
        ("https://auth.example.org", None, "auth.example.org"),
        ("https://auth.example.org:8443", None, "auth.example.org"),
        ("https://auth.example.org", Some("example.org"), "example.org"),
        ("https://auth.example.org", Some("auth.example.org"), "auth.example.org"),
        ("http://localhost:8080", None, "localhost"),
    ] {
        let party = of(issuer, id, &[]).unwrap().unwrap();
        assert_eq!((party.id(), party.own_origin()), (expected, issuer));
        assert!(party.further_origins().is_empty());
    }
    for id in ["org", "le.org", "xample.org", "www.auth.example.org", "other.org", "", ".org", "auth.example.org."] {
        assert_eq!(of("https://auth.example.org", Some(id), &[]), Err(RelyingPartyRefused::Id), "{id}");
    }
}

#[test]
fn an_address_and_a_host_of_the_gateway_have_none() {
    for issuer in [
        "http://127.0.0.1:8080",
        "https://203.0.113.7",
        "https://a1b2c3.execute-api.eu-central-1.amazonaws.com",
        "https://a1b2c3.execute-api.cn-north-1.amazonaws.com.cn",
    ] {
        assert_eq!(of(issuer, None, &[]), Ok(None), "{issuer}");
        assert_eq!(of(issuer, Some("amazonaws.com"), &[]), Err(RelyingPartyRefused::Off), "{issuer}");
        assert_eq!(of(issuer, None, &["https://a.example.org"]), Err(RelyingPartyRefused::Off), "{issuer}");
    }
}

#[test]
fn wa_02_its_origins_are_compared_character_by_character() {
    let party =
        of("https://example.org", None, &["https://example.de", "https://example.org", "https://example.de:444"]);
    let party = party.unwrap().unwrap();
    assert_eq!(party.further_origins(), ["https://example.de", "https://example.de:444"]);
    for (origin, is_at) in [
        ("https://example.org", true),
        ("https://example.de", true),
        ("https://example.de:444", true),
        ("https://example.de:445", false),
        ("http://example.org", false),
        ("https://www.example.org", false),
        ("https://example.org/", false),
        ("https://EXAMPLE.org", false),
        ("https://example.org.evil.test", false),
        ("", false),
    ] {
        assert_eq!(party.is_at(origin), is_at, "{origin}");
    }
    for origin in ["http://a.b", "https://", "https://a.b/", "https://A.b", "https://a.b:443", "https://a.b:0x1", "a.b"]
    {
        let refused = RelyingPartyRefused::Origin(origin.to_owned());
        assert_eq!(of("https://example.org", None, &[origin]), Err(refused), "{origin}");
    }
}
