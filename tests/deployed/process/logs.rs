//! What the compiled functions write: lines that name their call, acts that no level silences, metrics as CloudWatch takes
//! them, and nothing that a caller could forge.

use std::collections::{BTreeMap, BTreeSet};

use local::template::Template;
use platform::telemetry::NAMESPACE;
use serde_json::{Value, json};
use tests::aws_stub::Mood;
use tests::service::wrong;
use tests::{Answer, Function};

use super::{Deployment, guarded, post, post_form, presenting, verified};

const ADDRESS: &str = "ada@example.org";

/// Every line, each an object.
fn lines(output: &str) -> Vec<Value> {
    let objects =
        output.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")));
    objects.inspect(|line: &Value| assert!(line.is_object(), "{line}")).collect()
}

fn with<'a>(lines: &'a [Value], name: &str, value: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line[name] == value).collect()
}

/// Asks for a code, guesses wrong, and signs in.
async fn sign_in(deployment: &Deployment, request: &Function, verify: &Function) -> Answer {
    let requested = request.call(&post("/otp/request", &json!({ "email": ADDRESS }))).await;
    let (challenge, code) = (requested.text("challenge"), deployment.take_code());
    assert_eq!(verified(verify, &challenge, &wrong(&code)).await.status, 401);
    let answer = verified(verify, &challenge, &code).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

#[tokio::test]
async fn hw_07_every_act_of_a_sign_in_is_a_line_with_outcome_subject_and_call() {
    let deployment = Deployment::with(&[]).await;
    let (request, verify, sessions) =
        (deployment.start("request").await, deployment.start("verify").await, deployment.start("sessions").await);
    let authorizer = deployment.start("authorizer").await;
    let answer = sign_in(&deployment, &request, &verify).await;
    let access = answer.text("access_token");
    assert_eq!(sessions.call(&guarded("DELETE", "/sessions", &access)).await.status, 204);

    let output = [request, verify, sessions].map(|function| lines(&function.stop()));
    let acts: Vec<Vec<(&str, &str)>> = output
        .iter()
        .map(|lines| {
            lines.iter().filter_map(|line| Some((line["audit"].as_str()?, line["outcome"].as_str()?))).collect()
        })
        .collect();
    let [sent, judged, ended] = &acts[..] else { panic!("three") };
    assert_eq!(*sent, [("code_sent", "success")]);
    let success = ["code_accepted", "account_begun", "session_begun"].map(|act| (act, "success"));
    assert_eq!(*judged, [&[("code_refused", "refused")], &success[..]].concat());
    assert_eq!(*ended, [("sessions_ended", "success")]);

    let every: Vec<&Value> = output.iter().flatten().filter(|line| line.get("_aws").is_none()).collect();
    let identity = &with(&output[0], "audit", "code_sent")[0]["identity"];
    let account = &with(&output[1], "audit", "session_begun")[0]["subject"];
    assert!([identity, account].iter().all(|name| name.as_str().unwrap().ends_with('…')), "{identity} {account}");
    for line in every {
        // What is asked for and proven is an identifier, what is signed in an account: the line of a sign-in has both.
        if line["function"] == "sessions" {
            assert_eq!(&line["subject"], account, "{line}");
        } else {
            assert_eq!(&line["identity"], identity, "{line}");
        }
        assert!(line["request_id"].as_str().unwrap().starts_with("8476a536-e9f4-11e8-9739-"), "{line}");
        assert_eq!(line["trace_id"], "1-69219a40-5f84c1d27e3b0a9648d1c7e2", "{line}");
        assert!(["request", "verify", "sessions"].contains(&line["function"].as_str().unwrap()), "{line}");
        assert!(line.as_object().unwrap().values().all(|value| !value.is_object() && !value.is_array()), "{line}");
    }
    let closing = with(&output[1], "message", "answered");
    let told = |line: &&Value| (line["status"].clone(), line["outcome"].clone(), line["reason"].clone());
    assert_eq!(
        closing.iter().map(told).collect::<Vec<_>>(),
        [(json!(401), json!("refused"), json!("wrong code")), (json!(200), json!("success"), Value::Null)]
    );
    assert_eq!((&closing[0]["route"], &closing[0]["problem"]), (&json!("ANY /otp/verify"), &json!("code-refused")));
    assert!(
        authorizer.invoke(&presenting(include_str!("../../../events/authorizer-http-2.0.json"), "x")).await.is_err()
    );
    let told = lines(&authorizer.stop());
    assert_eq!(told.len(), 2, "a denial is one line, a call that passes is worth none: {told:?}");
    assert_eq!((&told[1]["message"], &told[1]["outcome"]), (&json!("denied"), &json!("refused")));
}

#[tokio::test]
async fn hw_07_no_level_silences_an_act() {
    let deployment = Deployment::with(&[("LOG_LEVEL", "error"), ("METRICS", "off")]).await;
    let (request, verify) = (deployment.start("request").await, deployment.start("verify").await);
    sign_in(&deployment, &request, &verify).await;
    let output = [request, verify].map(|function| lines(&function.stop()));
    let acts = output.iter().flatten().map(|line| line["audit"].as_str().unwrap());
    let expected = ["code_sent", "code_refused", "code_accepted", "account_begun", "session_begun"];
    assert_eq!(acts.collect::<Vec<_>>(), expected);
}

/// What was counted.
struct Count {
    name: String,
    dimensions: BTreeMap<String, String>,
    value: u64,
}

/// Checks what CloudWatch asks of a line in its embedded format, and gives the counts in it.
fn counted(line: &Value) -> Vec<Count> {
    let timestamp = line["_aws"]["Timestamp"].as_u64().unwrap();
    assert!((1_700_000_000_000..4_000_000_000_000).contains(&timestamp), "milliseconds: {line}");
    let mut counted = Vec::new();
    for directive in line["_aws"]["CloudWatchMetrics"].as_array().unwrap() {
        assert_eq!(directive["Namespace"], NAMESPACE);
        let [dimensions] = &directive["Dimensions"].as_array().unwrap()[..] else { panic!("one set: {line}") };
        let dimensions = dimensions.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        let valued = dimensions.map(|name| (name.to_owned(), line[name].as_str().unwrap().to_owned()));
        let dimensions: BTreeMap<_, _> = valued.collect();
        assert!((1..=30).contains(&dimensions.len()), "{line}");
        assert!(dimensions.values().all(|value| (1..=1_024).contains(&value.len()) && value.is_ascii()), "{line}");
        let metrics = directive["Metrics"].as_array().unwrap();
        assert!((1..=100).contains(&metrics.len()), "{line}");
        for metric in metrics {
            assert_eq!(metric["Unit"], "Count", "{line}");
            let name = metric["Name"].as_str().unwrap();
            counted.push(Count {
                name: name.to_owned(),
                dimensions: dimensions.clone(),
                value: line[name].as_u64().unwrap(),
            });
        }
    }
    counted
}

#[tokio::test]
async fn aw_09_metrics_are_lines_that_cloudwatch_counts() {
    let deployment = Deployment::with(&[("DEPLOYMENT", "sign-in")]).await;
    let (request, verify) = (deployment.start("request").await, deployment.start("verify").await);
    sign_in(&deployment, &request, &verify).await;
    deployment.services.be(Mood::Rejected);
    let unsent = request.call(&post("/otp/request", &json!({ "email": "grace@example.org" }))).await;
    assert_eq!(unsent.status, 503);

    let counts = |function: Function| {
        let mut found = Vec::new();
        for line in lines(&function.stop()).iter().filter(|line| line.get("_aws").is_some()) {
            for Count { name, mut dimensions, value } in counted(line) {
                assert_eq!(dimensions.remove("Service").as_deref(), Some("sign-in"), "{line}");
                let function = dimensions.remove("Function").unwrap();
                let own: Vec<String> = dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect();
                found.push(format!("{function} {name} {} {value}", own.join(",")));
            }
        }
        found.sort();
        found
    };
    assert_eq!(
        counts(request),
        [
            "request CodesSent Channel=email 1",
            "request SendFailures Channel=email 1",
            "request Unavailable Cause=not-sent 1"
        ]
    );
    assert_eq!(counts(verify), ["verify CodesAccepted Channel=email 1", "verify CodesRefused  1"]);
}

/// What ends lines, strings and objects, moves cursors, and turns the direction of text.
const ACTIVE: [&str; 9] = [
    "\r\n{\"level\":\"ERROR\",\"audit\":\"erased\",\"message\":\"forged\"}\r\n",
    "\u{1b}[2J\u{1b}]0;forged\u{7}",
    "\",\"audit\":\"erased\",\"x\":\"",
    "\\\",\"audit\":\"erased\"}",
    "\0\u{8}\u{7f}",
    "\u{85}\u{9b}31m",
    "\u{2028}\u{2029}{\"audit\":\"erased\"}",
    "\u{202e}desare\u{202c}\u{2066}\u{feff}",
    "%0d%0a{\"audit\":\"erased\"}",
];

#[tokio::test]
async fn hw_07_whatever_a_caller_sends_no_line_is_forged_or_broken() {
    let deployment = Deployment::with(&[("SMS_COUNTRIES", "US"), ("LOG_LEVEL", "trace")]).await;
    let names = ["request", "verify", "token", "sessions", "signin", "passkeys", "discovery"];
    let template = Template::of_this_repository().unwrap();
    let mut reached: BTreeSet<&str> = template.routes().iter().map(|route| route.function.as_str()).collect();
    assert!(reached.remove("me"), "it reads nothing of a call");
    assert_eq!(reached, BTreeSet::from(names));
    let mut functions = Vec::new();
    for name in names {
        functions.push(deployment.start(name).await);
    }
    let [request, verify, token, sessions, signin, passkeys, discovery] = &functions[..] else { panic!("seven") };
    let mut calls = [0; 7];
    for active in ACTIVE {
        let mailbox = format!("a{active}@example.org");
        let mut events = vec![
            (0, request, post("/otp/request", &json!({ "email": active }))),
            (0, request, post("/otp/request", &json!({ "email": mailbox }))),
            (0, request, post("/otp/request", &json!({ "phone": active }))),
            (0, request, post("/otp/request", &json!({ "email": ADDRESS, "locale": active }))),
            (0, request, post("/otp/request", &json!({ "email": ADDRESS, "challenge": active }))),
            (0, request, post("/otp/request", &json!({ active: active }))),
            (1, verify, post("/otp/verify", &json!({ "challenge": active, "code": "123456" }))),
            (1, verify, post("/otp/verify", &json!({ "challenge": "AQGN", "code": active }))),
            (1, verify, post("/factors/verify", &json!({ "auth_session": active, "code": "123456" }))),
            (1, verify, post("/factors/verify", &json!({ "auth_session": "AQGN", "recovery_code": active }))),
            (2, token, post_form("/token", &[("grant_type", active), (active, active)])),
            (2, token, post_form("/token", &[("grant_type", "refresh_token"), ("refresh_token", active)])),
            (2, token, post_form("/token", &[("grant_type", "refresh_token"), ("client_id", active)])),
            (3, sessions, post_form("/revoke", &[("token", active), ("token_type_hint", active)])),
            (3, sessions, guarded("DELETE", "/sessions/x", "x")),
            (0, request, post_form("/signin/code", &[("flow", active), ("identifier", active)])),
            (1, verify, post_form("/signin/check", &[("flow", active), ("challenge", active), ("code", active)])),
            (1, verify, post_form("/signin/step", &[("flow", active), ("code", active), ("recovery_code", active)])),
            (4, signin, guarded("GET", "/authorize", "x")),
            (4, signin, guarded("GET", "/signin", "x")),
            (4, signin, post_form("/signin/consent", &[("flow", active), ("answer", active)])),
            (4, signin, post_form("/logout", &[("confirmation", active)])),
            (5, passkeys, post("/signin/passkey/options", &json!({ "flow": active }))),
            (5, passkeys, post_form("/signin/passkey", &[("flow", active), ("credential", active)])),
            (6, discovery, guarded("GET", "/healthz", "x")),
        ];
        for (index, function, event) in &mut events {
            // Whoever sends it puts it everywhere.
            event["requestContext"]["http"]["userAgent"] = json!(active);
            event["headers"]["user-agent"] = json!(active);
            event["headers"]["authorization"] = json!(format!("Bearer {active}"));
            event["headers"]["x-amzn-trace-id"] = json!(active);
            event["rawQueryString"] = json!(active);
            function.call(event).await;
            for (place, value) in [("rawPath", format!("/{active}")), ("body", active.to_owned())] {
                let mut event = event.clone();
                event[place] = json!(value);
                function.call(&event).await;
            }
            event["requestContext"]["http"]["method"] = json!(active);
            function.call(event).await;
            calls[*index] += 4;
        }
    }
    for ((function, name), calls) in functions.into_iter().zip(names).zip(calls) {
        let output = function.stop();
        let told = lines(&output);
        assert_eq!(with(&told, "message", "answered").len(), calls, "{name}: one line for each call");
        assert!(with(&told, "audit", "erased").is_empty() && with(&told, "message", "forged").is_empty(), "{name}");
        let is_active = |character: char| {
            (character.is_control() && character != '\n')
                || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        let active = output.lines().find(|line| line.contains(is_active));
        assert_eq!(active, None, "{name}");
    }
}
