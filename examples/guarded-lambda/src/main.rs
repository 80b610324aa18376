//! The routes of `guarded-service` in a Lambda function behind an HTTP API without an authorizer: the layer guards them.
//!
//! It needs the variables `ISSUER` and `AUDIENCE`. Keys and verified signatures live as long as the sandbox.

use guarded_service::{HttpsClient, guard, router};
use http::request::Parts;
use lambda_http::Error;
use lambda_http::request::RequestContext;
use otp_verifier::{Client, Issuer};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().json().init();
    let client = HttpsClient::new()?;
    let fetch = move |url: String| {
        let client = client.clone();
        async move { client.get(&url).await }
    };
    let issuer = Issuer::parse(&setting("ISSUER")?)?;
    let guard = guard(issuer, setting("AUDIENCE")?, fetch).with_client(client_of_context);
    lambda_http::run(router(guard)).await
}

#[expect(clippy::disallowed_methods, reason = "a function of another team has no config room")]
fn setting(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|fault| format!("{name}: {fault}").into())
}

/// The client as API Gateway saw it: its context comes from no header.
fn client_of_context(request: &Parts) -> Client {
    let Some(RequestContext::ApiGatewayV2(context)) = request.extensions.get() else { return Client::default() };
    let address = context.http.source_ip.as_ref().and_then(|address| address.parse().ok());
    Client { address, user_agent: context.http.user_agent.clone() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tower::ServiceExt;

    use super::*;

    const EVENT: &str = include_str!("../../../events/me.json");

    #[test]
    fn the_client_is_the_one_that_the_gateway_saw() {
        let mut event: serde_json::Value = serde_json::from_str(EVENT).unwrap();
        event["headers"]["x-forwarded-for"] = json!("203.0.113.9");
        event["requestContext"]["http"]["sourceIp"] = json!("192.0.2.7");
        event["requestContext"]["http"]["userAgent"] = json!("curl/8");
        let (parts, _) = lambda_http::request::from_str(&event.to_string()).unwrap().into_parts();
        let expected = Client { address: Some([192, 0, 2, 7].into()), user_agent: Some("curl/8".to_owned()) };
        assert_eq!(client_of_context(&parts), expected);
        assert_eq!(client_of_context(&http::Request::new(()).into_parts().0), Client::default());
    }

    #[tokio::test]
    async fn an_event_reaches_the_routes_and_is_guarded() {
        let no_keys = |_: String| async { Err::<Vec<u8>, _>("no keys in this test") };
        let issuer = Issuer::parse("https://login.example.org").unwrap();
        let router = router(guard(issuer, "api".to_owned(), no_keys));
        let mut event: serde_json::Value = serde_json::from_str(EVENT).unwrap();
        for (path, status) in [("/", 200), ("/me", 401), ("/nowhere", 404)] {
            event["rawPath"] = json!(path);
            event["requestContext"]["http"]["path"] = json!(path);
            event["headers"].as_object_mut().unwrap().remove("authorization");
            let request = lambda_http::request::from_str(&event.to_string()).unwrap();
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status, "{path}");
        }
    }
}
