//! Temporary.
#![allow(missing_docs)]
#![cfg(test)]
use shared::Timestamp;
use shared::authorization::code::{Asker, AuthorizationCode, Contact};
use shared::authorization::cookie::SessionCookie;
use shared::authorization::flow::{BrowserId, Destination, Flow};
use shared::authorization::{AuthorizationRequest, CodeChallenge, Parameters};
use shared::identity::account::AccountId;
use shared::identity::identifier::{EmailAddress, Identifier};
use shared::identity::keyring::{Keyring, Purpose};
use shared::revision::{Revision, Versioned};
use shared::tokens::assurance::{Method, Proof, Proofs};
use shared::tokens::client::Client;
use shared::tokens::session::*;
use std::fs;

const NOW: Timestamp = Timestamp::from_unix(1_795_348_800);
const QUERY: &str = "response_type=code&client_id=demo&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Fcallback&scope=openid%20email&state=af0ifjsldkj&nonce=n-0S6_WzA2Mj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&prompt=login%20consent&max_age=600&login_hint=ada%40example.org&ui_locales=de%20en";

fn put(target: &str, name: &str, bytes: &[u8]) {
    let folder = format!("{}/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(format!("{folder}/{name}"), bytes).unwrap();
}

#[test]
fn seeds() {
    let keyring =
        Keyring::parse("2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,1:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=")
            .unwrap();
    let client = Client::parse_first(r#"{"id":"demo","redirect_uris":["http://127.0.0.1/callback"]}"#).unwrap();
    let parameters = Parameters::new(form_urlencoded::parse(QUERY.as_bytes()).into_owned().collect());
    let request = AuthorizationRequest::judge(&parameters, &client, "http://127.0.0.1:49152/callback").unwrap();
    let _ = CodeChallenge::parse;
    let flow = |destination, expected| Flow {
        destination,
        expected,
        before: Some(TokenId::from_random([3; 12])),
        browser: BrowserId::from_random([7; 16]),
        started_at: NOW,
        region: "local".to_owned(),
        pushed: None,
    };
    let account = AccountId::from_random([1; 16]);
    let of_client = flow(Destination::Client { request: request.clone(), name: "Demo".to_owned() }, Some(account));
    let of_account = flow(Destination::Account, None);
    let plain = |purpose, sealed: &str| {
        secrecy::ExposeSecret::expose_secret(&keyring.open(purpose, sealed).unwrap().0).to_vec()
    };
    for (name, flow) in [("client", &of_client), ("account", &of_account)] {
        let sealed = flow.seal(&keyring, [9; 12]).unwrap();
        put("flow", &format!("{name}-sealed"), sealed.as_bytes());
        put("flow", name, &plain(Purpose::Flow, &sealed));
    }
    let browser = SessionId::from_random([2; 16]);
    let sid = Sid { subject: SubjectKey::of(account), session: browser };
    let beginning = Beginning {
        kind: SessionKind::Browser,
        identity: keyring.identity_key(&Identifier::Email(EmailAddress::parse("ada@example.org").unwrap())),
        proofs: Proofs::new(Proof { method: Method::Email, at: NOW }),
        subject: Subject::Account,
        scope: String::new(),
    };
    let device = Device::default().seal(&keyring, sid, [8; 12]).unwrap();
    let session = Versioned {
        revision: Revision::from_random([5; 12]),
        state: Session::new(beginning, TokenId::from_random([4; 12]), device, NOW),
    };
    let asker = Asker {
        account,
        account_revision: Revision::from_random([5; 12]),
        browser,
        session,
        contact: Contact { email: Some("ada@example.org".to_owned()), phone_number: None },
    };
    let code = AuthorizationCode::new(&of_client, &request, asker, SessionId::from_random([6; 16]), NOW);
    let sealed = code.seal(&keyring, [9; 12]).unwrap();
    put("authorization-code", "sealed", sealed.as_bytes());
    put("authorization-code", "code", &plain(Purpose::AuthorizationCode, &sealed));
    let cookie =
        SessionCookie { account, session: browser, secret: TokenId::from_random([4; 12]), region: "local".to_owned() };
    let sealed = cookie.seal(&keyring).unwrap();
    put(
        "session-cookie",
        "header",
        format!("__Host-flow=BwcHBwcHBwcHBwcHBwcHBw; __Host-session={}; theme=dark", &sealed[..sealed.len() - 4])
            .as_bytes(),
    );
    put("session-cookie", "cookie", &plain(Purpose::BrowserSession, &sealed));
    put("authorization-request", "whole", QUERY.as_bytes());
    put("authorization-request", "doubled", format!("{QUERY}&state=x").as_bytes());
    put("authorization-request", "encoded", QUERY.replace("state=", "st%61te=%ff%F0%9F%98%80").as_bytes());
    put("authorization-request", "long", format!("{QUERY}&x={}", "%F0%9F%98%80".repeat(200)).as_bytes());
    put("authorization-request", "plain", QUERY.replace("S256", "plain").as_bytes());
    for (name, uri) in [
        ("https", "https://app.example.org/back?tenant=1"),
        ("port", "https://app.example.org:8443/"),
        ("loopback", "http://127.0.0.1:49152/callback"),
        ("loopback6", "http://[::1]:1/cb"),
        ("localhost", "http://localhost/cb"),
        ("own", "com.example.app:/cb"),
        ("own-host", "com.example.app://cb/x?y=z"),
        ("user", "https://app.example.org@evil.example/"),
        ("encoded-at", "https://app.example.org%25@evil.example/"),
        ("backslash", "https://app.example.org\\@evil.example/"),
        ("dots", "https://app.example.org/a/../b"),
        ("fragment", "https://app.example.org/#x"),
        ("javascript", "javascript:alert(1)"),
        ("data", "data:text/html,x"),
        ("answer", "https://app.example.org/?c%6fde=x"),
        ("number", "http://2130706433/cb"),
    ] {
        put("redirect-uri", name, uri.as_bytes());
    }
    let claims = format!(
        r#"{{"iss":"https://login.example.org","sub":"{account}","aud":"demo","exp":1795349100,"iat":1795348800,"auth_time":1795348800,"nonce":"n","acr":"otp","amr":["otp","email"],"at_hash":"x","sid":"{sid}"}}"#
    );
    put("id-token-hint", "claims", claims.as_bytes());
    put("id-token-hint", "other-issuer", claims.replace("login", "other").as_bytes());
    put("id-token-hint", "list", b"[\"https://login.example.org\",\"x\",\"demo\",\"y\"]");
    put("id-token-hint", "header", format!("{{\"typ\":\"JWT\",\"alg\":\"none\",\"kid\":\"x\"}}\n{claims}").as_bytes());
}
