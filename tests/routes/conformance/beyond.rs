//! `oidcc-test-plan`: what it has beyond the plans for certification.

use serde_json::json;
use shared::tokens::client::{Document, Standing, TokenAlgorithm};
use tests::Provider;

#[tokio::test]
async fn oidcc_redirect_uri_query_ok() {
    let provider = Provider::start().await;
    let own = provider.client("own").at("https://own.example.org/callback?tenant=1");
    let asked = own.ask("openid");
    // `read` finds the answer behind the query that is registered.
    let callback = provider.answer(&mut provider.browser(), &own, &asked, "ada@example.org").await;
    assert_eq!(own.redeem(&asked, callback.code()).await.status, 200);
}

#[tokio::test]
async fn oidcc_redirect_uri_query_added() {
    let provider = Provider::start().await;
    for (id, added) in [("own", "?foo=bar"), ("own", "?tenant=1&foo=bar"), ("other", "?"), ("other", "?tenant=1")] {
        let redirect_uri = format!("https://{id}.example.org/callback{added}");
        let asked = provider.client(id).ask("openid").with("redirect_uri", &redirect_uri);
        provider.browser().open(&asked.url()).await.refusal();
    }
}

#[tokio::test]
async fn oidcc_redirect_uri_query_mismatch() {
    let provider = Provider::start().await;
    for query in ["?tenant=2", "?tenant=", "?Tenant=1", "?tenant=1&tenant=1", "?tenant=%31", "?tenant=1#"] {
        let redirect_uri = format!("https://own.example.org/callback{query}");
        let asked = provider.client("own").ask("openid").with("redirect_uri", &redirect_uri);
        provider.browser().open(&asked.url()).await.refusal();
    }
}

#[test]
fn oidcc_redirect_uri_regfrag() {
    let standing = Standing {
        issuer: "https://login.example.org",
        first_party: "first-party",
        algorithms: &[TokenAlgorithm::Rs256],
        resources: &[],
    };
    let client = |redirect_uri: &str| {
        let client = json!({ "id": "web", "name": "Web", "type": "public", "redirect_uris": [redirect_uri], "scopes": ["openid"] });
        Document::parse(&json!({ "clients": [client] }).to_string(), &standing)
    };
    assert!(client("https://web.example.org/callback").is_ok());
    for fragment in ["#", "#foobar"] {
        let faults = client(&format!("https://web.example.org/callback{fragment}")).unwrap_err().0;
        assert!(faults.iter().any(|fault| fault.rule.contains("must not have a fragment")), "{faults:?}");
    }
}
