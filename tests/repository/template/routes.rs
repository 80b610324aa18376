//! Routes, the table and the events.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use local::template::Template;
use serde_norway::Value;
use tests::Service;

use super::{document, referred};

#[tokio::test]
async fn each_route_of_the_template_is_a_route_of_a_router_and_back() {
    let template = Template::of_this_repository().unwrap();
    let keys: BTreeSet<&str> = template.routes().iter().map(|route| route.key.as_str()).collect();
    let paths = [
        request::PATH,
        verify::PATH,
        verify::COMPLETION_PATH,
        token::PATH,
        sessions::REVOKE_PATH,
        sessions::USERINFO_PATH,
        signin::AUTHORIZE_PATH,
        signin::PUSH_PATH,
        signin::SIGN_IN_PATH,
        signin::LOGOUT_PATH,
        verify::FORM_PATH,
        sessions::OWN_ACCOUNT_PATH,
        sessions::IDENTIFIERS_PATH,
        sessions::OWN_EXPORT_PATH,
        sessions::ACCOUNT_PATH,
        sessions::CHANGE_PATH,
        sessions::EXPORT_PATH,
        passkeys::OPTIONS_PATH,
        passkeys::SIGN_IN_PATH,
        passkeys::NEW_OPTIONS_PATH,
        passkeys::NEW_PATH,
        passkeys::RELATED_ORIGINS_PATH,
        // What the pages' own function has besides.
        "/signin/{page}",
        sessions::SESSIONS_PATH,
        sessions::SESSION_PATH,
        me::PATH,
        discovery::JWKS_PATH,
        discovery::OPENID_PATH,
        discovery::OAUTH_PATH,
        discovery::HEALTH_PATH,
    ];
    let expected: Vec<String> = paths
        .iter()
        .map(|path| format!("ANY {path}"))
        .chain([request::FORM_PATH, signin::LINK_PATH, verify::STEP_PATH].map(|path| format!("POST {path}")))
        .chain([format!("OPTIONS {}", me::PATH)])
        .chain([format!("DELETE {}", sessions::ME_PATH), "$default".to_owned()])
        .collect();
    assert_eq!(keys, expected.iter().map(String::as_str).collect());

    let service = Service::with(&[("PASSKEY_ORIGINS", "https://shop.example.org")]).await;
    for (number, route) in template.routes().iter().filter(|route| route.key != "$default").enumerate() {
        let (method, path) = route.key.split_once(' ').unwrap();
        // Somebody new each time: some calls end the session. Without a token the gateway itself answers what is guarded.
        let token = service.sign_in(&format!("user{number}@example.org")).await.text("access_token");
        let id = service.sessions(&token).await[0]["id"].as_str().unwrap().to_owned();
        let path = path.replace("{id}", &id).replace("/signin/{page}", signin::RESUME_PATH);
        // Also a wrong method shows it: who knows the path answers 405.
        let methods = if method == "ANY" { vec!["GET", "POST", "DELETE"] } else { vec![method] };
        for method in methods {
            let answer = service.client.send_as(method.parse().unwrap(), &path, &token).await;
            // A function that knows the path may refuse the token by a scope, and says so.
            let refused = answer.status == 403 && !answer.headers.contains_key("www-authenticate");
            let unknown = refused || matches!(answer.status.as_u16(), 404 | 500..);
            assert!(!unknown, "{} leads to a function that does not know it: {method} {answer:?}", route.key);
            let by_gateway = answer.headers.get("content-type").is_some_and(|kind| kind == "application/json")
                && answer.json().get("message").is_some();
            assert!(!by_gateway, "{}: {answer:?}", route.key);
            // Nobody is signed in any more.
            if method == "DELETE" && answer.status == 204 {
                break;
            }
        }
    }
    let guarded: Vec<&str> =
        template.routes().iter().filter(|route| route.authorizer.is_some()).map(|route| route.key.as_str()).collect();
    assert_eq!(guarded, ["ANY /me"], "every other route is public, or checks its tokens itself");
}

#[tokio::test]
async fn the_table_has_the_keys_and_the_time_to_live_that_the_store_writes() {
    let service = Service::start().await;
    let signed_in = service.sign_in("ada@example.org").await;
    assert_eq!(service.client.post_form("/revoke", &[("token", &signed_in.text("access_token"))]).await.status, 200);
    let template = Template::of_this_repository().unwrap();
    let table = template.table();
    let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
    assert_eq!(names(&table.attributes), names(&table.keys), "no attribute is declared that is no key");
    let kinds: BTreeSet<String> = service
        .items()
        .await
        .iter()
        .map(|item| {
            for (name, kind) in &table.attributes {
                assert_eq!((kind.as_str(), item[name].is_s()), ("S", true), "{item:?}");
            }
            let partition = item[&table.keys[0].0].as_s().unwrap();
            let kind = partition.split('#').next().unwrap().to_owned();
            // An account, and what leads to it, are for good.
            let lasts = ["account", "identity"].contains(&kind.as_str());
            assert_eq!(item.get(&table.ttl_attribute).is_some_and(AttributeValue::is_n), !lasts, "{item:?}");
            kind
        })
        .collect();
    assert_eq!(kinds, ["account", "count", "identifier", "identity", "network", "subject"].map(str::to_owned).into());
}

#[test]
fn only_reports_on_our_own_mail_invoke_what_heeds_bounces() {
    let document = document();
    let feedback = &document["Resources"]["FeedbackFunction"];
    let pattern = &feedback["Properties"]["Events"]["Reports"]["Properties"]["Pattern"];
    assert_eq!(pattern["source"][0], "aws.ses");
    for (of, parameter) in [
        (&pattern["detail"]["mail"]["source"], "EmailFrom"),
        (&pattern["account"], "AWS::AccountId"),
        (&pattern["region"], "AWS::Region"),
    ] {
        assert_eq!(referred(&of[0]), Some(parameter));
    }
}

#[test]
fn jwt_11_a_decision_is_reused_for_less_than_a_token_lives() {
    let document = document();
    let told = &document["Resources"]["AuthorizerFunction"]["Properties"]["Environment"]["Variables"];
    let gateway = &document["Resources"]["Authorizer"]["Properties"]["AuthorizerResultTtlInSeconds"];
    for seconds in [&told["AUTHORIZER_RESULT_TTL_SECONDS"], gateway] {
        let Value::Tagged(attribute) = seconds else { panic!("{seconds:?}") };
        assert_eq!(attribute.tag, "GetAtt");
        assert_eq!(attribute.value, "ValidSettings.AUTHORIZER_RESULT_TTL_SECONDS", "the function knows it");
    }
    let judged = |seconds: u64| {
        let settings = serde_json::json!({ "AUTHORIZER_RESULT_TTL_SECONDS": seconds }).to_string();
        settings::judge(
            &serde_json::json!({ "Settings": settings, "Variables": crate::deployed::settings_function::variables() }),
        )
    };
    let attribute = |seconds| judged(seconds).unwrap()["AUTHORIZER_RESULT_TTL_SECONDS"].clone();
    assert_eq!([0, 60].map(attribute), ["0", "60"]);
    assert_eq!(judged(61).unwrap_err(), ["AUTHORIZER_RESULT_TTL_SECONDS must be at most 60 here"]);
}

/// Changes of one API at the same time fail now and then: each part waits for another one, and for no later one.
#[test]
fn the_parts_of_the_api_are_made_one_after_another() {
    let document = document();
    let mut waits_for = BTreeMap::new();
    for (name, resource) in document["Resources"].as_mapping().unwrap() {
        let kind = resource["Type"].as_str().unwrap();
        let parts = ["Authorizer", "Integration", "Route", "Stage"].map(|part| format!("AWS::ApiGatewayV2::{part}"));
        if parts.iter().any(|part| part == kind) {
            waits_for.insert(name.as_str().unwrap(), resource.get("DependsOn").and_then(Value::as_str));
        }
    }
    let [first] = waits_for.iter().filter(|(_, before)| before.is_none()).collect::<Vec<_>>()[..] else {
        panic!("{waits_for:?}");
    };
    let mut made = vec![*first.0];
    while let Some((next, _)) = waits_for.iter().find(|(_, before)| **before == made.last().copied()) {
        let target = document["Resources"][*next]["Properties"].get("Target").map(|target| format!("{target:?}"));
        let needed = waits_for.keys().filter(|part| part.ends_with("Integration"));
        let mut needed =
            needed.filter(|part| target.as_ref().is_some_and(|target| target.contains(&format!("{{{part}}}"))));
        assert!(needed.all(|part| made.contains(part)), "{next} before its integration");
        made.push(next);
    }
    assert_eq!((made.len(), made.last()), (waits_for.len(), Some(&"Stage")), "{made:?}");
}

#[test]
fn access_logs_name_no_caller_and_no_path() {
    let document = document();
    let settings = &document["Resources"]["Stage"]["Properties"]["AccessLogSettings"];
    let line: serde_json::Value = serde_json::from_str(settings["Format"].as_str().unwrap()).unwrap();
    for (name, value) in line.as_object().unwrap() {
        let value = value.as_str().unwrap();
        let told = ["identity", "path", "query", "header", "claims", "principalId", "domainName"];
        assert!(value.starts_with("$context.") && !told.iter().any(|part| value.contains(part)), "{name}: {value}");
    }
    let Value::Tagged(group) = &settings["DestinationArn"] else { panic!("{settings:?}") };
    assert_eq!(group.value, "AccessLogs.Arn");
}
