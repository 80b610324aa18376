//! One table of `Authorization` headers, before everything that reads one: the authorizer on every gateway, the layer
//! of the verifier library, and the OAuth endpoints (RFC 9110 §5.5, §11; RFC 6750 §2.1; RFC 6749 §5.2).

use std::convert::Infallible;
use std::sync::Arc;

use authorizer::Denied;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Method, Request, Response};
use otp_verifier::RequireToken;
use serde_json::{Value, json};
use shared::tokens::TokenRefused;
use tests::Service;
use tests::service::START;
use tower::{Layer, ServiceExt, service_fn};

use super::{
    APPSYNC, APPSYNC_EVENT, HTTP_1, HTTP_2, KEYS, REST_REQUEST, REST_TOKEN, WEBSOCKET, changed, decide, presenting,
    token,
};

/// What becomes of a request with these headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bearer {
    /// Its token is the one that is looked at.
    Read,
    /// It has no token, or not exactly one.
    Refused,
    /// The same, but for AppSync, which may be told the token alone.
    Bare,
}

/// What the OAuth endpoints make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Client {
    Public,
    Authenticates,
    Several,
}

use Bearer::{Bare, Read, Refused};
use Client::{Authenticates, Public, Several};

/// The lines, with `TOKEN` for a valid one.
const TABLE: [(&[&str], Bearer, Client); 44] = [
    (&[], Refused, Public),
    (&["Bearer TOKEN"], Read, Public),
    (&["bearer TOKEN"], Read, Public),
    (&["BEARER TOKEN"], Read, Public),
    (&["bEaReR TOKEN"], Read, Public),
    (&["Bearer  TOKEN"], Read, Public),
    (&["Bearer      TOKEN"], Read, Public),
    (&["Bearer TOKEN "], Read, Public),
    (&["Bearer TOKEN \t "], Read, Public),
    (&[" Bearer TOKEN"], Read, Public),
    (&["\tBearer TOKEN"], Read, Public),
    (&["TOKEN"], Bare, Public),
    (&[" TOKEN\t"], Bare, Public),
    (&[""], Refused, Public),
    (&[" "], Refused, Public),
    (&["Bearer"], Refused, Public),
    (&["Bearer "], Refused, Public),
    (&["Bearer\tTOKEN"], Refused, Public),
    (&["Bearer \tTOKEN"], Refused, Public),
    (&["Bearer\t TOKEN"], Refused, Public),
    (&["BearerTOKEN"], Refused, Public),
    (&["Bearer:TOKEN"], Refused, Public),
    (&["Bearer=TOKEN"], Refused, Public),
    (&["Bearers TOKEN"], Refused, Public),
    (&["Bearer =TOKEN"], Refused, Public),
    (&["Bearer TOKEN="], Refused, Public),
    (&["Bearer TO=KEN"], Refused, Public),
    (&["Bearer token=TOKEN"], Refused, Public),
    (&["Bearer realm=\"TOKEN\""], Refused, Public),
    (&["Bearer TOKEN realm=\"x\""], Refused, Public),
    (&["Bearer \"TOKEN\""], Refused, Public),
    (&["Bearer <TOKEN>"], Refused, Public),
    (&["Bearer TOKEN TOKEN"], Refused, Public),
    (&["Bearer Bearer TOKEN"], Refused, Public),
    (&["Token TOKEN"], Refused, Public),
    (&["DPoP TOKEN"], Refused, Public),
    (&["Digest username=\"x\", realm=\"y\", response=\"TOKEN\""], Refused, Public),
    (&["Bearer TOKEN,"], Refused, Public),
    (&["Bearer TOKEN,TOKEN"], Refused, Several),
    (&["Bearer TOKEN, Bearer TOKEN"], Refused, Several),
    (&["Bearer TOKEN", "Bearer TOKEN"], Refused, Several),
    (&["Basic TOKEN"], Refused, Authenticates),
    (&["Bearer TOKEN", "Basic x"], Refused, Authenticates),
    (&["basic x, Bearer TOKEN"], Refused, Authenticates),
];

fn lines(table: &[&str]) -> Vec<String> {
    table.iter().map(|line| line.replace("TOKEN", token())).collect()
}

/// A sample with these headers, as its gateway hands several of them on.
fn event(sample: &str, lines: &[String]) -> String {
    if sample == HTTP_2 || sample == REST_TOKEN || sample == APPSYNC || sample == APPSYNC_EVENT {
        return presenting(sample, &lines.join(",")).to_string();
    }
    changed(sample, |event| {
        event["headers"] = json!({});
        event["multiValueHeaders"] = json!({});
        if let Some(last) = lines.last() {
            event["headers"]["Authorization"] = json!(last);
            event["multiValueHeaders"]["Authorization"] = json!(lines);
        }
        if event.get("identitySource").is_some() {
            event["identitySource"] = json!(lines.join(","));
        }
    })
}

#[test]
fn jwt_13_the_authorizer_reads_the_header_as_rfc_9110_and_rfc_6750_write_it() {
    for (table, expected, _) in TABLE {
        let lines = lines(table);
        for sample in [HTTP_2, HTTP_1, REST_TOKEN, REST_REQUEST, WEBSOCKET, APPSYNC, APPSYNC_EVENT] {
            let decided = decide(event(sample, &lines));
            let reads = match expected {
                Read => true,
                Bare => sample == APPSYNC || sample == APPSYNC_EVENT,
                Refused => false,
            };
            let none = [Denied::NoToken, Denied::Token(TokenRefused::Malformed)];
            match decided {
                Ok(answer) => assert!(reads, "{table:?}: {answer}"),
                Err(denied) => assert!(!reads && none.contains(&denied), "{table:?}: {denied} of {sample}"),
            }
        }
    }
}

#[tokio::test]
async fn jwt_13_the_layer_reads_the_header_as_rfc_9110_and_rfc_6750_write_it() {
    let guard = RequireToken::new(Arc::new(KEYS.verifier())).with_clock(|| START);
    let service = service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(String::new())));
    for (table, expected, _) in TABLE {
        let mut request = Request::new(());
        for line in lines(table) {
            request.headers_mut().append(AUTHORIZATION, HeaderValue::from_str(&line).unwrap());
        }
        let status = guard.layer(service).oneshot(request).await.unwrap().status();
        assert_eq!(status, if expected == Read { 200 } else { 401 }, "{table:?}");
    }
}

#[tokio::test]
async fn oa_10_the_oauth_endpoints_take_public_clients_and_ignore_what_authenticates_none() {
    let service = Service::start().await;
    let mut refresh = service.sign_in("ada@example.org").await.text("refresh_token");
    for (table, _, expected) in TABLE {
        let lines = lines(table);
        let authorization = lines.iter().map(|line| ("authorization", line.as_str()));
        let headers: Vec<_> =
            [("content-type", "application/x-www-form-urlencoded")].into_iter().chain(authorization).collect();
        for path in ["/token", "/revoke"] {
            let form = format!("grant_type=refresh_token&refresh_token={refresh}&token=unknown");
            service.proxy.take_calls();
            let answer = service.client.send(Method::POST, path, &headers, form).await;
            let error = match expected {
                Public => {
                    assert_eq!(answer.status, 200, "{path} {table:?}");
                    continue_with(&mut refresh, path, &answer.body);
                    continue;
                }
                Authenticates => (401, "invalid_client".to_owned()),
                Several => (400, "invalid_request".to_owned()),
            };
            assert_eq!(answer.oauth_error(), error, "{path} {table:?}");
            let challenge = answer.headers.get("www-authenticate").map(|value| value.to_str().unwrap());
            let in_kind = (expected == Authenticates).then_some("Basic realm=\"oauth\"");
            assert_eq!(challenge, in_kind, "RFC 6749 §5.2: {path} {table:?}");
            assert_eq!(service.proxy.take_calls(), [].into());
        }
    }
}

/// Each refresh token works once.
fn continue_with(refresh: &mut String, path: &str, body: &[u8]) {
    if path == "/token" {
        let answer: Value = serde_json::from_slice(body).unwrap();
        answer["refresh_token"].as_str().unwrap().clone_into(refresh);
    }
}
