use super::*;
use crate::Timestamp;
use crate::identity::keyring::Keyring;
use crate::tokens::assurance::{Demand, Level, Method};
use crate::tokens::client::{
    ClientKind, ClientSecret, Consent, LONGEST_SCOPE, Pkce, Scope, ShownName, WebOrigin, differing_fields, knows_secret,
};

const STANDING: Standing<'_> = Standing {
    issuer: "https://login.example.org",
    first_party: "first-party",
    algorithms: &[TokenAlgorithm::Rs256, TokenAlgorithm::Es256],
    resources: &[],
};

const FILE: &str = r#"{
  "$schema": "https://example.org/clients.schema.json",
  "resources": [
    { "id": "https://api.example.org", "name": "Orders", "scopes": ["orders:read", "orders:write"],
      "access_token_seconds": 300, "algorithm": "ES256", "max_age": 300 }
  ],
  "clients": [
    { "id": "web", "name": "Web shop", "type": "confidential", "pkce": "optional",
      "redirect_uris": ["https://shop.example.org/cb"], "scopes": ["openid", "orders:read"],
      "resources": ["https://api.example.org"], "contact_in_id_token": true },
    { "id": "cli", "name": "Command line", "type": "public", "consent": "first-party",
      "redirect_uris": ["http://127.0.0.1/cb", "http://[::1]/cb"], "scopes": ["openid", "account", "offline_access"],
      "post_logout_redirect_uris": ["https://shop.example.org/"], "origins": ["https://shop.example.org"],
      "access_token_seconds": 60, "session_idle_seconds": 3600, "session_seconds": 86400, "id_token_algorithm": "ES256",
      "acr": "2sv", "without_methods": ["sms"] }
  ]
}"#;

fn faults(text: &str) -> Vec<String> {
    let DocumentFaults(faults) = Document::parse(text, &STANDING).unwrap_err();
    faults.iter().map(Fault::to_string).collect()
}

/// The faults of a file with one client, whose fields follow `id`, `name` and `type`.
fn faults_of(rest: &str) -> Vec<String> {
    faults(&format!(r#"{{"clients":[{{"id":"a","name":"A",{rest}}}]}}"#))
}

#[test]
fn a_file_is_read_as_it_stands() {
    let Document { resources, clients } = Document::parse(FILE, &STANDING).unwrap();
    let [resource] = resources.as_slice() else { panic!("{resources:?}") };
    assert_eq!((resource.id.as_str(), resource.access_token_life), ("https://api.example.org", Some(300)));
    assert_eq!(resource.algorithm, Some(TokenAlgorithm::Es256));
    let [web, cli] = clients.as_slice() else { panic!("{clients:?}") };
    assert_eq!(web.kind, ClientKind::Confidential { secrets: Vec::new(), pkce: Pkce::Optional });
    assert!(!web.needs_pkce() && web.contact_in_id_token && web.consent == Consent::Asked);
    assert_eq!(web.id_token_algorithm, TokenAlgorithm::Rs256);
    assert!(web.may_use("https://api.example.org") && web.may_ask("orders:read") && !web.may_ask("orders:write"));
    assert_eq!((web.access_token_life(Some(resource), 900), web.access_token_life(None, 900)), (300, 900));
    assert_eq!(cli.access_token_life(Some(resource), 900), 60);
    assert!(cli.needs_pkce());
    let loopback = cli.redirect("http://127.0.0.1:4711/cb").unwrap();
    let origins: Vec<&str> = cli.origins.iter().map(WebOrigin::as_str).collect();
    assert!(loopback.is_native() && origins == ["https://shop.example.org"] && web.origins.is_empty());
    let demand = Demand { level: Level::TwoStep, max_age: Some(300), without: vec![Method::Sms], second_step: false };
    assert_eq!((cli.demand(Some(resource)), web.demand(None)), (demand, Demand::default()));
    let service = crate::tokens::session::SessionPolicy { idle: 1, absolute: 2, grace: 3 };
    let own = cli.sessions(service);
    assert_eq!((own.idle, own.absolute, own.grace), (3_600, 86_400, 3));
}

#[test]
fn what_was_read_is_written_as_a_file_again() {
    let read = Document::parse(FILE, &STANDING).unwrap();
    let written = serde_json::json!({
        "resources": read.resources.iter().map(Resource::to_json).collect::<Vec<_>>(),
        "clients": read.clients.iter().map(Client::to_json).collect::<Vec<_>>(),
    });
    assert_eq!(Document::parse(&written.to_string(), &STANDING).unwrap(), read);
    let [web, cli] = read.clients.as_slice() else { panic!("two") };
    assert!(differing_fields(&web.to_json(), &web.to_json()).is_empty());
    let mut other = cli.clone();
    other.name = ShownName::parse("Other").unwrap();
    other.scopes = vec![Scope::parse("openid").unwrap()];
    other.access_token_life = None;
    assert_eq!(differing_fields(&cli.to_json(), &other.to_json()), ["access_token_seconds", "name", "scopes"]);
}

#[test]
fn every_fault_is_told_at_once_each_with_its_place_and_line() {
    let file = r#"{
  "resources": [
    { "id": "https://login.example.org/", "name": "x", "scopes": ["openid"], "algorithm": "EdDSA" },
    { "id": "https://api.example.org", "name": " ", "algorithm": "none" }
  ],
  "clients": [
    {
      "id": "123e4567-e89b-12d3-a456-426614174000",
      "name": "A",
      "type": "public",
      "redirect_uris": [
        "https://a.example/cb",
        "javascript:alert(1)",
        "https://a.example/cb"
      ],
      "scopes": ["openid", "account", "orders:read"],
      "resources": ["https://other.example"],
      "pkce": "required",
      "more/or~less": 1
    },
    { "id": "b", "type": "secret", "scopes": "openid", "consent": null, "session_seconds": 59, "contact_in_id_token": 1 }
  ],
  "clients": []
}"#;
    let expected = [
        "line 3: /resources/0/algorithm must be one for which a key signs now (RS256, ES256), not EdDSA",
        "line 3: /resources/0/id must not be the issuer: its own account endpoints take tokens for it",
        "line 3: /resources/0/scopes/0 must be another scope: this one is the service's own",
        "line 4: /resources/1/name must be 1 to 60 characters that people see, without line breaks, and blanks only between words",
        "line 4: /resources/1/algorithm must be RS256, ES256 or EdDSA",
        "line 8: /clients/0/id must not look like the sub of a user: a UUID, email:… or tel:…",
        "line 13: /clients/0/redirect_uris/1 must be https, http to 127.0.0.1, [::1] or localhost, or a scheme of your own \
         with a dot in it (com.example.app)",
        "line 14: /clients/0/redirect_uris/2 must stand there once",
        "line 16: /clients/0/scopes/1 is for clients with consent first-party alone",
        "line 16: /clients/0/scopes/2 must be one of openid, email, phone, offline_access, account, or a scope of a resource \
         that this client names",
        "line 17: /clients/0/resources/0 must be a resource of this file, or one that was applied before",
        "line 18: /clients/0/pkce is for confidential clients: public ones always use it",
        "line 19: /clients/0/more~1or~0less is no field of this object",
        "line 21: /clients/1 must have name",
        "line 21: /clients/1/type must be public or confidential",
        "line 21: /clients/1/scopes must be a list",
        "line 21: /clients/1/consent must be a text",
        "line 21: /clients/1/session_seconds must be a whole number from 60 to 31536000",
        "line 21: /clients/1/contact_in_id_token must be true or false",
        "line 21: /clients/1 must have at least one URI in redirect_uris",
        "line 23: /clients must stand there once",
    ];
    assert_eq!(faults(file), expected);
}

#[test]
fn what_is_no_document_is_refused() {
    for (text, fault) in [
        ("", "line 1: the document must be JSON: EOF while parsing a value at line 1 column 0"),
        ("{\n\"clients\": [],\n}", "line 3: the document must be JSON: key must be a string at line 3 column 1"),
        ("{} {}", "line 1: the document must be JSON: trailing characters at line 1 column 4"),
        ("\u{feff}{}", "line 1: the document must be JSON: expected value at line 1 column 1"),
        ("[]", "line 1: the document must be an object"),
        (r#"{"clients": {}}"#, "line 1: /clients must be a list"),
        (r#"{"clients": [[]]}"#, "line 1: /clients/0 must be an object"),
        (r#"{"client": []}"#, "line 1: /client is no field of this object"),
    ] {
        assert_eq!(faults(text), [fault], "{text}");
    }
    assert_eq!(Document::parse("{}", &STANDING), Ok(Document::default()));
    let many: Vec<String> = (0..=MOST).map(|number| format!(r#"{{"id":"urn:x:{number}","name":"x"}}"#)).collect();
    let file = format!(r#"{{"resources":[{}]}}"#, many.join(","));
    assert_eq!(faults(&file), ["line 1: /resources must have at most 1000 elements"]);
    let deep = format!("{{\"clients\":{}", "[".repeat(100_000));
    assert_eq!(faults(&deep).len(), 1);
}

#[test]
fn oa_22_a_client_is_held_to_what_fits_together() {
    let redirect = r#""redirect_uris":["https://a.example/cb"]"#;
    let native = r#""redirect_uris":["https://a.example/cb","http://localhost/cb"]"#;
    let long = "x".repeat(LONGEST_SCOPE);
    for (rest, fault) in [
        (
            format!(r#""type":"public","scopes":["openid"],{redirect},"id_token_algorithm":"EdDSA""#),
            "id_token_algorithm",
        ),
        (
            format!(r#""type":"public","scopes":["openid"],{redirect},"id_token_algorithm":"none""#),
            "id_token_algorithm",
        ),
        (
            format!(r#""type":"public","scopes":["openid"],{redirect},"id_token_algorithm":"HS256""#),
            "id_token_algorithm",
        ),
        (format!(r#""type":"confidential","scopes":["openid"],{native},"pkce":"optional""#), "pkce"),
        (format!(r#""type":"confidential","scopes":["openid"],{redirect},"pkce":"plain""#), "pkce"),
        (format!(r#""type":"public","scopes":["openid","{long}"],{redirect}"#), "scopes"),
        (format!(r#""type":"public","scopes":["two words"],{redirect}"#), "scopes/0"),
        (format!(r#""type":"public","scopes":[],{redirect}"#), "scopes"),
        (r#""type":"public","scopes":["openid"],"redirect_uris":[]"#.to_owned(), "redirect_uris"),
        (format!(r#""type":"public","scopes":["openid"],{redirect},"origins":["https://a.example/"]"#), "origins/0"),
        (
            format!(r#""type":"public","scopes":["openid"],{redirect},"access_token_seconds":3601"#),
            "access_token_seconds",
        ),
        (
            format!(r#""type":"public","scopes":["openid"],{redirect},"access_token_seconds":-1"#),
            "access_token_seconds",
        ),
        (
            format!(r#""type":"public","scopes":["openid"],{redirect},"access_token_seconds":60.5"#),
            "access_token_seconds",
        ),
        (
            format!(r#""type":"public","scopes":["openid"],{redirect},"session_idle_seconds":61,"session_seconds":60"#),
            "session_idle_seconds",
        ),
    ] {
        let told = faults_of(&rest);
        assert!(told.iter().all(|told| told.starts_with(&format!("line 1: /clients/0/{fault}"))), "{rest}: {told:?}");
        assert!(!told.is_empty());
    }
    let twice = format!(r#"{{"id":"a","name":"A","type":"public","scopes":["openid"],{redirect}}}"#);
    let file = format!(r#"{{"clients":[{twice},{twice}]}}"#);
    assert_eq!(faults(&file), ["line 1: /clients/1/id must be another one's: it stands there twice"]);
    let ours = twice.replace(r#""id":"a""#, r#""id":"first-party""#);
    let told = faults(&format!(r#"{{"clients":[{ours}]}}"#));
    assert_eq!(told, ["line 1: /clients/0/id must not be that of the tokens of /otp/verify (CLIENT_ID)"]);
    let resource = r#"{"id":"urn:x","name":"X"}"#;
    let told = faults(&format!(r#"{{"resources":[{resource},{resource}]}}"#));
    assert_eq!(told, ["line 1: /resources/1/id must be another one's: it stands there twice"]);
}

#[test]
fn a_client_whose_default_signature_no_key_makes_is_refused() {
    let standing = Standing { algorithms: &[TokenAlgorithm::EdDsa], ..STANDING };
    let client = r#"{"clients":[{"id":"a","name":"A","type":"public","scopes":["openid"],"redirect_uris":["https://a.example/"]}]}"#;
    let DocumentFaults(told) = Document::parse(client, &standing).unwrap_err();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].rule, "must be one for which a key signs now (EdDSA), not RS256");
    let named = client.replace(r#""type""#, r#""id_token_algorithm":"EdDSA","type""#);
    assert!(Document::parse(&named, &standing).is_ok());
}

#[test]
fn a_client_may_name_a_resource_that_was_applied_before_and_its_scopes_as_the_file_has_them() {
    let stored = Document::parse(FILE, &STANDING).unwrap().resources;
    let standing = Standing { resources: &stored, ..STANDING };
    let client = r#"{"id":"a","name":"A","type":"public","scopes":["orders:read"],"redirect_uris":["https://a.example/"],
        "resources":["https://api.example.org"]}"#;
    assert!(Document::parse(&format!(r#"{{"clients":[{client}]}}"#), &standing).is_ok());
    let narrowed = format!(r#"{{"resources":[{{"id":"https://api.example.org","name":"x"}}],"clients":[{client}]}}"#);
    let DocumentFaults(told) = Document::parse(&narrowed, &standing).unwrap_err();
    assert_eq!(told[0].pointer, "/clients/0/scopes/0");
}

#[test]
fn the_first_client_takes_an_id_and_a_redirect_uri_and_is_public() {
    let client = Client::parse_first(r#"{"id":"demo","redirect_uris":["http://localhost:3000/cb"]}"#).unwrap();
    assert_eq!((client.name.as_str(), &client.kind, client.consent), ("demo", &ClientKind::Public, Consent::Asked));
    let scopes: Vec<&str> = client.scopes.iter().map(Scope::as_str).collect();
    assert_eq!(scopes, ["openid", "email", "phone", "offline_access"]);
    let account = r#"{"id":"demo","name":"Demo","type":"public","scopes":["openid","account"],"consent":"first-party",
        "origins":["http://localhost:3000"],"redirect_uris":["http://localhost:3000/cb"]}"#;
    assert!(Client::parse_first(account).unwrap().may_ask("account"));
    for (text, pointer) in [
        ("x", ""),
        ("{}", ""),
        (r#"{"id":"demo"}"#, ""),
        (r#"{"id":"demo","redirect_uris":["https://a.example/"],"type":"confidential"}"#, "/type"),
        (r#"{"id":"demo","redirect_uris":["https://a.example/"],"pkce":"optional"}"#, "/pkce"),
        (r#"{"id":"demo","redirect_uris":["https://a.example/"],"resources":["urn:x"]}"#, "/resources"),
        (r#"{"id":"demo","redirect_uris":["https://a.example/"],"scopes":["api"]}"#, "/scopes/0"),
        (r#"{"id":"demo","redirect_uris":["https://a.example/"],"secret":"x"}"#, "/secret"),
        (r#"{"id":"demo","redirect_uris":["http://a.example/"]}"#, "/redirect_uris/0"),
    ] {
        let DocumentFaults(told) = Client::parse_first(text).unwrap_err();
        assert!(told.iter().any(|fault| fault.pointer == pointer), "{text}: {told:?}");
    }
}

#[test]
fn a_registered_client_keeps_its_secrets_until_it_becomes_public() {
    let keyring = Keyring::parse("1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    let secret = ClientSecret::from_random([1; 32]);
    let of_file = Document::parse(FILE, &STANDING).unwrap().clients.remove(0);
    let mut registered = of_file.clone();
    let hash = secret.hash(&registered.id, &keyring, Timestamp::from_unix(1));
    registered.kind = ClientKind::Confidential { secrets: vec![hash], pkce: Pkce::Required };
    let next = of_file.clone().with_secrets_of(Some(&registered));
    assert!(knows_secret(Some(&next), "web", &secret, &keyring) && !next.needs_pkce());
    let public = Client { kind: ClientKind::Public, ..of_file.clone() };
    assert_eq!(public.with_secrets_of(Some(&registered)).kind, ClientKind::Public);
    assert!(!knows_secret(Some(&of_file.with_secrets_of(None)), "web", &secret, &keyring));
    // What stands in the table is what was registered.
    let stored = postcard::to_allocvec(&registered).unwrap();
    assert_eq!(postcard::from_bytes::<Client>(&stored), Ok(registered));
}

#[test]
fn what_is_demanded_can_be_met() {
    let rest = |fields: &str| {
        format!(r#""type":"public","redirect_uris":["https://a.example/b"],"scopes":["openid"],{fields}"#)
    };
    for (fields, fault) in [
        (r#""acr":"gold""#, "must be one of otp, 2sv, phr"),
        (r#""max_age":0"#, "must be a whole number from 1 to 31536000"),
        (r#""without_methods":["pigeon"]"#, "must be one of email, sms, totp, recovery, passkey"),
        (r#""without_methods":["sms","sms"]"#, "must stand there once"),
        (r#""acr":"phr","without_methods":["passkey"]"#, "must leave a method by which acr phr can be reached"),
        (r#""acr":"2sv","without_methods":["totp","passkey"]"#, "must leave a method by which acr 2sv can be reached"),
        (r#""without_methods":["email","sms","passkey"]"#, "must leave a method by which acr otp can be reached"),
    ] {
        let found = faults_of(&rest(fields));
        assert!(found.len() == 1 && found[0].ends_with(fault), "{fields}: {found:?}");
    }
    let between = r#"{"resources":[{"id":"https://api.example.org","name":"A","acr":"phr"}],
        "clients":[{"id":"a","name":"A","resources":["https://api.example.org"],"without_methods":["passkey"],
        "type":"public","redirect_uris":["https://a.example/b"],"scopes":["openid"]}]}"#;
    let found = faults(between);
    assert!(found.len() == 1 && found[0].contains("/clients/0/resources/0"), "{found:?}");
}
