//! Each call that a function makes is one that its role allows, and no role allows another one. Nothing of it is written a
//! second time: the calls are recorded on their way, the permissions are read from the template.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::rsa::KeySize;
use serde_json::{Value, json};
use shared::authorization::AccountChange;
use shared::authorization::flow::{ACCOUNT_PATH, CHANGE_PATH};
use tests::passkey_owner::{keyring, location};
use tests::service::wrong;
use tests::{AwsStub, Fault, Function, KeyStub, PasskeyOwner, Provider, Proxy, Service, SoftPasskey};

use super::{
    Deployment, MASTER_SECRET, MASTER_SECRET_ARN, guarded, oauth, post, post_form, presenting, refreshed, verified,
};
use crate::deployed::oauth::FIRST_CLIENT;
use crate::deployed::stack::PARAMETERS;
use crate::deployed::stack::permissions::{Call, grants, is_for_lambda};
use crate::deployed::stack::resources::{Stack, document};
use crate::routes::{change, completion, step};
use crate::secrets::signers;

const SECRET: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otp/signing-AbCdEf";
const ORIGIN_SECRET: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otp-origin-1-AbCdEf";
const PARAMETER: &str = "arn:aws:ssm:eu-central-1:123456789012:parameter/otp/signing";

/// A call by the function that made it; what is not known of it.
type Made = (String, Result<Call, String>);

/// The calls that were seen by the functions that made them, and the proxies that see them.
#[derive(Default)]
struct Recorder {
    calls: Arc<Mutex<Vec<Made>>>,
    proxies: Vec<Proxy>,
}

impl Recorder {
    /// Stands before `upstream` for one function.
    async fn before(&mut self, upstream: &str, function: &str) -> String {
        let proxy = Proxy::before(upstream.to_owned()).await;
        self.watch(&proxy, function);
        let url = proxy.url().to_owned();
        self.proxies.push(proxy);
        url
    }

    /// Books what passes a proxy on one function from now on.
    fn watch(&self, proxy: &Proxy, function: &str) {
        let (calls, function) = (Arc::clone(&self.calls), function.to_owned());
        proxy.plan(move |seen| {
            let (service, is_form) = match seen.operation {
                "GetSecretValue" => ("SECRETS_MANAGER", false),
                "GetParameter" => ("SSM", false),
                "SendRawEmail" => ("SES", true),
                "Publish" => ("SNS", true),
                "DescribeStacks" => ("CLOUDFORMATION", true),
                "Sign" | "GetPublicKey" => ("KMS", false),
                "SendMessageBatch" => ("SQS", false),
                _ => ("DYNAMODB", false),
            };
            let call = Call::of(service, (!is_form).then_some(seen.operation), seen.body.as_bytes());
            calls.lock().unwrap().push((function.clone(), call));
            Fault::None
        });
    }

    /// Starts a function whose every call is seen.
    async fn start(
        &mut self,
        deployment: &Deployment,
        name: &str,
        keys: &KeyStub,
        settings: &[(&str, &str)],
    ) -> Function {
        let mut environment = deployment.environment(name);
        let changed = |name: &String| settings.iter().any(|(changed, _)| changed == name);
        environment.retain(|(name, _)| !name.starts_with("AWS_ENDPOINT") && !changed(name));
        let dynamodb = self.before(&deployment.database.url(), name).await;
        let messages = self.before(deployment.services.url(), name).await;
        let keys = self.before(keys.url(), name).await;
        let queue = self.before(&deployment.queue.url(), name).await;
        let endpoints = [("DYNAMODB", &dynamodb), ("SES", &messages), ("SNS", &messages), ("SQS", &queue)];
        let endpoints = endpoints
            .into_iter()
            .chain(["CLOUDFORMATION", "KMS", "SECRETS_MANAGER", "SSM"].map(|service| (service, &keys)));
        environment.extend(endpoints.map(|(service, url)| (format!("AWS_ENDPOINT_URL_{service}"), url.clone())));
        environment.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Function::start(name, &environment).await
    }
}

/// By these every call is made that there is.
const EVERY_CALL: [(&str, &str); 4] = [
    ("SMS_COUNTRIES", "US"),
    ("SMS_PREFIX_SENDS", "1"),
    ("WRONG_GUESSES_PER_MINUTE", "1"),
    ("EMAIL_CONFIGURATION_SET", "codes"),
];

#[tokio::test]
async fn each_call_that_a_function_makes_is_allowed_by_its_role_and_no_role_allows_more() {
    let deployment = Deployment::with(&EVERY_CALL).await;
    let mut recorder = Recorder::default();
    let keys = KeyStub::start().await;
    keys.put_text(SECRET, &deployment.keys.signing_key);
    keys.put_text(MASTER_SECRET_ARN, MASTER_SECRET);
    keys.put_text(PARAMETER, &deployment.keys.signing_key);
    keys.put_text(ORIGIN_SECRET, "origin-secret-of-at-least-32-characters");
    let sources = [keys.new_rsa(KeySize::Rsa2048), keys.new_ec(), SECRET.to_owned(), PARAMETER.to_owned()];
    let in_kms = signers::named(&json!([{ "key": sources[0] }]), keys.url()).await;
    let origin = ("ORIGIN_SECRETS", ORIGIN_SECRET);
    let in_kms = [("SIGNING_KEYS", in_kms.as_str()), origin];

    let request = recorder.start(&deployment, "request", &keys, &[origin]).await;
    let verify = recorder.start(&deployment, "verify", &keys, &in_kms).await;
    let token = recorder.start(&deployment, "token", &keys, &in_kms).await;

    // Two wrong guesses are a pressure, which the next request asks about.
    let ask = async |body: Value| {
        let answer = request.call(&post("/otp/request", &body)).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        (answer.text("challenge"), deployment.take_code())
    };
    let (challenge, code) = ask(json!({ "email": "ada@example.org" })).await;
    for _ in 0..2 {
        assert_eq!(verified(&verify, &challenge, &wrong(&code)).await.status, 401);
    }
    assert_eq!(verified(&verify, &challenge, &code).await.status, 200);
    works_once(&verify, ask(json!({ "email": "ada@example.org" })).await).await;
    for _ in 0..2 {
        let (challenge, code) = ask(json!({ "phone": "+14155550100" })).await;
        assert_eq!(verified(&verify, &challenge, &code).await.status, 200);
    }
    // A message that does not leave gives back what it was charged.
    deployment.services.be(tests::aws_stub::Mood::Rejected);
    assert_eq!(request.call(&post("/otp/request", &json!({ "phone": "+14155550100" }))).await.status, 503);
    deployment.services.be(tests::aws_stub::Mood::Well);
    deployment.services.take_calls();

    let (challenge, code) = ask(json!({ "email": "ada@example.org" })).await;
    let signed_in = verified(&verify, &challenge, &code).await;
    let mut tokens = vec![signed_in.text("refresh_token")];
    for _ in 0..2 {
        tokens.push(refreshed(&token, &tokens[tokens.len() - 1]).await.text("refresh_token"));
    }
    assert_eq!(refreshed(&token, &tokens[1]).await.text("refresh_token"), tokens[2], "its successor again");
    assert_eq!(refreshed(&token, &tokens[0]).await.status, 400, "the session is ended");
    assert_eq!(refreshed(&token, &tokens[2]).await.status, 400, "and gone");

    signs_in_at_an_oauth_client(&mut recorder, &deployment, &keys, &in_kms).await;
    changes_an_account(&mut recorder, &deployment, &keys, &[origin]).await;

    // Tokens of a key that the function is told, as the custom resource would tell it.
    let sessions = recorder.start(&deployment, "sessions", &keys, &[origin]).await;
    let authorizer = recorder.start(&deployment, "authorizer", &keys, &[]).await;
    let told = deployment.start("verify").await;
    let sign_in = async || {
        let (challenge, code) = ask(json!({ "email": "alan@example.org" })).await;
        verified(&told, &challenge, &code).await
    };
    let sample = include_str!("../../../events/authorizer-http-2.0.json");
    // A number that is erased is told by text message.
    let (challenge, code) = ask(json!({ "phone": "+14155550101" })).await;
    let access = verified(&told, &challenge, &code).await.text("access_token");
    assert!(sessions.call(&guarded("DELETE", "/me", &access)).await.status.is_success());
    for (method, path) in [("GET", "/sessions"), ("DELETE", "/sessions"), ("DELETE", "/me")] {
        let access = sign_in().await.text("access_token");
        assert_eq!(authorizer.invoke(&presenting(sample, &access)).await.unwrap()["isAuthorized"], true);
        assert!(sessions.call(&guarded(method, path, &access)).await.status.is_success(), "{method} {path}");
    }
    for name in ["access_token", "refresh_token"] {
        let parameters = [("token", &*sign_in().await.text(name))];
        assert_eq!(sessions.call(&post_form("/revoke", &parameters)).await.status, 200);
    }
    assert_eq!(sessions.call(&post_form("/revoke", &[("token", "x"), ("client_id", "other")])).await.status, 400);

    heeds_reports(&recorder.start(&deployment, "feedback", &keys, &[]).await).await;
    tells_owners(&recorder.start(&deployment, "notify", &keys, &[]).await, &deployment).await;
    for name in ["discovery", "me"] {
        let function = recorder.start(&deployment, name, &keys, &[]).await;
        let event = super::proxy(http::Request::get("/healthz").body(()).unwrap(), b"", None);
        function.call(&event).await;
    }

    // Keys wherever they may stand: one function publishes them, two sign with them.
    let bucket = AwsStub::start().await;
    let publish = recorder.start(&deployment, "keys", &keys, &[]).await;
    for source in &sources[1..] {
        let mut event: Value = serde_json::from_str(include_str!("../../../events/keys.json")).unwrap();
        event["ResponseURL"] = json!(bucket.url());
        event["ResourceProperties"] = json!({ "SigningKeys": source });
        publish.invoke(&event).await.unwrap();
        for name in ["verify", "token"] {
            let named = signers::named(&json!([{ "key": source }]), keys.url()).await;
            recorder.start(&deployment, name, &keys, &[("SIGNING_KEYS", &named)]).await;
        }
    }
    that_drops_a_key_and_wants_it_back(&publish, bucket.url(), &sources[1..]).await;
    // The first key is the stack's own, which names its signers itself; the second is another of the operator's.
    let another = signers::named(&json!([{ "key": sources[1] }]), keys.url()).await;
    let verify = recorder.start(&deployment, "verify", &keys, &[("SIGNING_KEYS", &another)]).await;
    let token = recorder.start(&deployment, "token", &keys, &[("SIGNING_KEYS", &another)]).await;
    let (challenge, code) = ask(json!({ "email": "edsger@example.org" })).await;
    let signed_in = verified(&verify, &challenge, &code).await;
    let successor = refreshed(&token, &signed_in.text("refresh_token")).await.text("refresh_token");
    let of_id_tokens = signed_with_the_key_of_id_tokens(&mut recorder, &deployment, &keys, &successor).await;
    Box::pin(in_services_of_their_own(&recorder)).await;

    let (named, arns) = (json!([{ "key": sources[0] }]).to_string(), sources.join(","));
    let more =
        [("Settings", r#"{"EMAIL_CONFIGURATION_SET":"codes"}"#), ("SigningKeys", &named), ("SigningKeyArns", &arns)];
    let mut stack = Stack::on_paper(&document(), &[&PARAMETERS, more.as_slice()].concat()).unwrap();
    stack.is_made("AccessTokenKey", &sources[0], &sources[0]);
    stack.is_made("SigningKey", &of_id_tokens, &of_id_tokens);
    judge(&recorder.calls.lock().unwrap(), &stack);
}

/// The stack's own key of RS256, with which `token` alone may sign: ID tokens, and access tokens where nothing else is left.
async fn signed_with_the_key_of_id_tokens(
    recorder: &mut Recorder,
    deployment: &Deployment,
    keys: &KeyStub,
    refresh_token: &str,
) -> String {
    let key = keys.new_rsa(KeySize::Rsa2048);
    let rs256 = signers::named(&json!([{ "key": key }]), keys.url()).await;
    let token = recorder.start(deployment, "token", keys, &[("SIGNING_KEYS", &rs256)]).await;
    assert_eq!(refreshed(&token, refresh_token).await.status, 200);
    key
}

async fn works_once(verify: &Function, (challenge, code): (String, String)) {
    assert_eq!(verified(verify, &challenge, &code).await.status, 200);
    assert_eq!(verified(verify, &challenge, &code).await.status, 401, "the session that it began is taken back");
}

async fn signs_in_at_an_oauth_client(
    recorder: &mut Recorder,
    deployment: &Deployment,
    keys: &KeyStub,
    settings: &[(&str, &str)],
) {
    let settings = [settings, &[("FIRST_CLIENT", FIRST_CLIENT)]].concat();
    let mut functions = HashMap::new();
    for name in oauth::FUNCTIONS {
        functions.insert(name.to_owned(), Arc::new(recorder.start(deployment, name, keys, &settings).await));
    }
    // A page that asks before a call: whose it may be tells the list of all clients.
    for (name, path) in [("token", "/token"), ("sessions", "/userinfo"), ("signin", "/par")] {
        let asked = http::Request::options(path).header("origin", "https://evil.example");
        let asked = asked.header("access-control-request-method", "POST").body(()).unwrap();
        assert_eq!(functions[name].call(&super::proxy(asked, b"", None)).await.status, 204, "{path}");
    }
    oauth::sign_in_and_out(deployment, &oauth::behind_a_gateway(functions).await).await;
}

/// Its tokens are of a key that `sessions` is told.
async fn changes_an_account(
    recorder: &mut Recorder,
    deployment: &Deployment,
    keys: &KeyStub,
    settings: &[(&str, &str)],
) {
    let mut functions = HashMap::from([("token".to_owned(), Arc::new(deployment.start("token").await))]);
    for name in oauth::FUNCTIONS.into_iter().filter(|name| *name != "token") {
        functions.insert(name.to_owned(), Arc::new(recorder.start(deployment, name, keys, settings).await));
    }
    let client = oauth::behind_a_gateway(functions).await;
    oauth::an_address_comes_and_goes(deployment, &client).await;
    oauth::a_passkey_comes_and_goes(deployment, &client).await;
}

/// What the others have left in the queue: new devices, consents and what was erased.
async fn tells_owners(notify: &Function, deployment: &Deployment) {
    let records: Vec<Value> = deployment
        .queue
        .waiting()
        .into_iter()
        .map(|message| json!({ "messageId": message.message_id, "body": message.body }))
        .collect();
    assert!(!records.is_empty());
    let answer = notify.invoke(&json!({ "Records": records })).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
    deployment.services.take_calls();
}

async fn heeds_reports(feedback: &Function) {
    for sample in
        [include_str!("../../../events/feedback-bounce.json"), include_str!("../../../events/feedback-complaint.json")]
    {
        for _ in 0..2 {
            assert_eq!(feedback.invoke(&serde_json::from_str(sample).unwrap()).await, Ok(Value::Null));
        }
    }
}

/// A deployment drops a key, and the next one has it again: the one is noted, the other may be a roll-back.
async fn that_drops_a_key_and_wants_it_back(publish: &Function, url: &str, sources: &[String]) {
    let [first, second, ..] = sources else { panic!("two keys") };
    for (before, after) in [(first, second), (second, first)] {
        let mut event: Value = serde_json::from_str(include_str!("../../../events/keys.json")).unwrap();
        event["RequestType"] = json!("Update");
        event["ResponseURL"] = json!(url);
        event["StackId"] = json!(crate::deployed::stack::resources::arn("cloudformation", "stack/otp/1"));
        event["OldResourceProperties"] = json!({ "SigningKeys": before });
        event["ResourceProperties"] = json!({ "SigningKeys": after });
        publish.invoke(&event).await.unwrap();
    }
}

/// Each call is allowed, and each grant of a role is used.
fn judge(made: &[Made], stack: &Stack) {
    for (function, call) in made {
        let allowed =
            call.as_ref().map_err(String::clone).and_then(|call| call.is_allowed(&stack.statements(function)));
        assert_eq!(allowed, Ok(true), "{function}: {call:?}");
    }
    let mut unused = Vec::new();
    for function in stack.binaries() {
        let calls = made.iter().filter(|(caller, _)| *caller == function);
        let parts: Vec<Call> = calls.flat_map(|(_, call)| call.as_ref().unwrap().parts()).collect();
        for statement in stack.statements(&function).iter().filter(|statement| !is_for_lambda(statement)) {
            let grants = grants(statement).into_iter();
            let used = |grant: &Value| parts.iter().any(|part| part.is_allowed(std::slice::from_ref(grant)).unwrap());
            unused.extend(grants.filter(|grant| !used(grant)).map(|grant| format!("{function}: {grant}")));
        }
    }
    assert_eq!(unused, Vec::<String>::new(), "allowed and never made");
}

/// Beside what was proven before.
async fn in_services_of_their_own(recorder: &Recorder) {
    a_code_among_many(recorder).await;
    Box::pin(a_code_of_an_app(recorder)).await;
    Box::pin(a_passkey(recorder)).await;
}

/// One that is made, signs in, and is taken away.
async fn a_passkey(recorder: &Recorder) {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let flow = ada.agreed_by_code(&service).await;
    recorder.watch(&service.proxy, "passkeys");
    let (ceremony, options) = ada.new_options(&flow).await;
    let (passkey, said) = (SoftPasskey::of(&options), ada.honest());
    let made = ada.register(&flow, &ceremony, &passkey.registration(&options, &said)).await;
    assert_eq!(made.status, 200, "{made:?}");
    service.clock.advance(1);
    let flow = ada.change(&service, AccountChange::RemovePasskey(keyring().passkey(&passkey.id)));
    let (ceremony, options) = ada.options(&flow).await;
    assert_eq!(ada.show(&flow, &ceremony, &passkey.assertion(&options, &said)).await.status, 303);
    recorder.watch(&service.proxy, "sessions");
    let form = [("flow", flow.as_str())];
    let removed = ada.browser.send(http::Method::POST, CHANGE_PATH, Some(&form), true).await;
    assert_eq!(location(&removed), ACCOUNT_PATH, "{removed:?}");
}

async fn a_code_of_an_app(recorder: &Recorder) {
    let provider = Provider::start().await;
    let (mut visit, app) = step::visit_with_app(&provider).await;
    recorder.watch(&provider.service.proxy, "verify");
    assert_eq!(step::led_to(&visit.presents("code", &app.code(&provider.service)).await), step::GOES_ON);
    let service = completion::service(&[]).await;
    let owner = completion::Owner::of(&service, "ada@example.org").await;
    let (challenge, code) = service.challenge(&owner.who).await;
    recorder.watch(&service.proxy, "verify");
    let begun = service.verify(&challenge, &code).await.text("auth_session");
    let body = json!({ "auth_session": begun, "code": owner.app.code(&service) });
    assert_eq!(completion::presents(&service, &body).await.status, 200);
    for change in ["renew-codes", "remove-app"] {
        let provider = Provider::start().await;
        let mut visit = change::who_may(&provider, change).await;
        recorder.watch(&provider.service.proxy, "sessions");
        assert!(visit.makes(&[]).await.status.as_u16() < 400, "{change}");
    }
}

/// A state that fits no handle: nobody knows it without asking the table.
async fn a_code_among_many(recorder: &Recorder) {
    let service = Service::with(&[("EMAIL_SENDS_PER_HOUR", "20"), ("EMAIL_SENDS_PER_DAY", "20")]).await;
    let mut last = service.challenge("ada@example.org").await;
    for _ in 1..20 {
        last = service.challenge("ada@example.org").await;
    }
    recorder.watch(&service.proxy, "verify");
    assert_eq!(service.verify(&last.0, &last.1).await.status, 200);
}
