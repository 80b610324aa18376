//! What a client asks for, and where it wants the answer.

use std::sync::LazyLock;

use http::{HeaderValue, Uri};
use shared::authorization::flow::{Destination, Flow};
use shared::authorization::{AuthorizationRequest, Parameters, state};
use shared::tokens::client::{Client, RedirectUri};

use crate::NOW;
use crate::sealed::{BROWSER, KEYRING, REGION};

const REDIRECT_URI: &str = "http://127.0.0.1:49152/callback";
/// Longest query that the authorization endpoint takes, in bytes.
const LONGEST_QUERY: usize = 6_144;

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    Client::parse_first(r#"{"id":"demo","redirect_uris":["http://127.0.0.1/callback"]}"#).expect("a client")
});

/// What is taken stands in the query once, is no more than the client may ask for, and travels as a flow.
pub(crate) fn authorization_request(bytes: &[u8]) {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(bytes).into_owned().collect();
    let parameters = Parameters::new(pairs.clone());
    let returned = state(&parameters);
    let Ok(request) = AuthorizationRequest::judge(&parameters, &CLIENT, REDIRECT_URI) else { return };
    let given =
        |name: &str| pairs.iter().filter(|(found, value)| found == name && !value.is_empty()).collect::<Vec<_>>();
    for (name, taken) in [("state", &request.state), ("nonce", &request.nonce)] {
        let value = given(name).first().map(|(_, value)| value);
        assert!(given(name).len() < 2 && value == taken.as_ref(), "{name}");
    }
    assert_eq!(returned.as_ref(), Ok(&request.state), "an answer brings back what the request had");
    assert!(request.scope.split(' ').all(|part| CLIENT.may_ask(part)), "{}", request.scope);
    assert!(request.challenge.is_some() && request.resource.is_none() && request.redirect_uri == REDIRECT_URI);
    if bytes.len() > LONGEST_QUERY {
        return;
    }
    let flow = Flow {
        destination: Destination::Client { request, name: CLIENT.name.as_str().to_owned(), has_logo: true },
        expected: None,
        before: None,
        browser: BROWSER,
        started_at: NOW,
        region: REGION.to_owned(),
        pushed: None,
    };
    let sealed = flow.seal(&KEYRING, [8; 12]).expect("a flow");
    assert!(HeaderValue::try_from(format!("/signin?flow={sealed}")).is_ok_and(|location| location.len() < 8_192));
    assert_eq!(Flow::open(&sealed, &[BROWSER], &KEYRING, REGION, NOW), Ok(flow));
}

/// Of what is taken another reader sees the same host; it is where it says, in headers too, and carries no answer of its own.
pub(crate) fn redirect_uri(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(uri) = RedirectUri::parse(&text) else { return };
    assert_eq!(uri.as_str(), text);
    assert_eq!(uri.matching(&text).as_ref(), Some(&uri), "it is itself");
    let (scheme, _) = text.split_once(':').expect("a scheme");
    match scheme {
        "https" | "http" => {
            let read: Uri = text.parse().expect("a URI");
            assert_eq!((read.scheme_str(), read.host()), (Some(scheme), Some(uri.host_shown())));
            assert!(scheme == "https" || uri.is_loopback(), "{uri}");
            assert!(!read.authority().expect("a host").as_str().contains('@'));
        }
        own => assert!(own.contains('.') && uri.is_private_use(), "{uri}"),
    }
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\#<>\"'".contains(&byte)), "{uri}");
    let between = if text.contains('?') { '&' } else { '?' };
    let answer = format!("{text}{between}code=AQ&state=x&iss=y");
    assert!(HeaderValue::try_from(&answer).is_ok() && HeaderValue::try_from(uri.origin()).is_ok());
    let query = answer.split_once('?').expect("a query").1;
    let codes = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "code").count();
    assert_eq!(codes, 1, "{uri}");
}
