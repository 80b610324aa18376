//! Events that Lambda hands over.

use std::sync::LazyLock;

use authorizer::{Authorizer, Decision};
use platform::lambda::Event;
use platform::settings::Environment;

use crate::{AUDIENCE, ISSUER, NOW, ready};

/// Guards with a key that signs nothing here.
static AUTHORIZER: LazyLock<Authorizer> = LazyLock::new(|| {
    let jwks = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    let rules = r#"[{"route":"DELETE /orders/{id}","scopes":["admin"]},{"route":"$connect","methods":["email"]}]"#;
    let settings =
        [("ISSUER", ISSUER), ("AUDIENCE", AUDIENCE), ("JWKS", jwks), ("REVOCATION", "off"), ("ROUTE_RULES", rules)];
    authorizer::start(&Environment::from_pairs(settings)).expect("an authorizer")
});

/// Nobody makes up a token.
pub(crate) fn authorizer(bytes: &[u8]) {
    let decision = ready(AUTHORIZER.decide(bytes, NOW));
    assert!(matches!(decision, Decision::Denied { .. }), "{decision:?}");
}

/// What becomes a request has a path, a query that stays one, and headers without line breaks.
pub(crate) fn gateway(bytes: &[u8]) {
    let Ok(event) = serde_json::from_slice::<Event>(bytes) else { return };
    let Some(request) = event.into_request() else { return };
    assert!(request.uri().path().starts_with('/') && request.uri().authority().is_none(), "{}", request.uri());
    let within = |byte: u8| byte.is_ascii_graphic() && !b"\"#<>".contains(&byte);
    assert!(
        request.uri().query().is_none_or(|query| !query.is_empty() && query.bytes().all(within)),
        "{}",
        request.uri()
    );
    for value in request.headers().values() {
        assert!(!value.as_bytes().iter().any(|byte| [b'\r', b'\n', 0].contains(byte)), "{value:?}");
    }
}

/// Whatever is to be suppressed is an address, and one that stands in the event.
pub(crate) fn feedback(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(records) = feedback::read(text) else { return };
    for record in records.into_iter().filter_map(Result::ok).flatten() {
        for (recipient, _) in record.demands {
            let address = recipient.delivery();
            assert!(address.bytes().all(|byte| byte.is_ascii_graphic() && !b",<>".contains(&byte)), "{address}");
            assert_eq!(address.matches('@').count(), 1, "{address}");
        }
    }
}
