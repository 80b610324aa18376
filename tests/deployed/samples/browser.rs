//! A browser that goes from sample to sample, and its client: what one answer gives stands in the next event, in place of what
//! counts for nothing.

use std::collections::BTreeMap;

use http::header::LOCATION;
use serde_json::{Value, json};
use tests::Answer;
use tests::service::code_in;

use super::{Functions, sample};
use crate::deployed::oauth::{App, field};

/// What a first sign-in takes at a client that asks its user, in its order.
const WAY: [&str; 7] = [
    "signin-authorize",
    "signin-page",
    "signin-code",
    "signin-code-page",
    "signin-check",
    "signin-continue",
    "signin-consent",
];

/// Somebody with the address of the samples, at a client.
pub(super) struct Browser<'a> {
    functions: &'a Functions,
    redirect_uri: &'static str,
    /// What stands in the events by now, by the name of its parameter, member or cookie.
    known: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    pub(super) fn new(functions: &'a Functions, app: &App) -> Self {
        let asked = [("client_id", app.id), ("redirect_uri", app.redirect_uri), ("scope", app.scope)];
        let known = asked.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { functions, redirect_uri: app.redirect_uri, known }
    }

    /// Goes on up to this sample, or up to the client's code.
    pub(super) async fn before(mut self, name: &str) -> Self {
        for step in WAY.iter().take_while(|step| **step != name) {
            let answer = self.opens(step).await;
            assert!(answer.status.as_u16() < 400, "{step}: {answer:?}");
            if location(&answer).starts_with(self.redirect_uri) {
                break;
            }
        }
        self
    }

    /// Signs in, and redeems the client's code.
    pub(super) async fn with_tokens(self) -> Self {
        let mut browser = self.before("token-authorization-code").await;
        let answer = browser.opens("token-authorization-code").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        browser
    }

    /// Has this in the events from now on.
    pub(super) fn learns(&mut self, name: &str, value: &str) {
        self.known.insert(name.to_owned(), value.to_owned());
    }

    /// What it knows by this name.
    pub(super) fn knows(&self, name: &str) -> &str {
        self.known.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.known.keys()))
    }

    /// Calls as the sample does.
    pub(super) async fn opens(&mut self, name: &str) -> Answer {
        self.calls(name, None).await
    }

    /// The same, perhaps with another query.
    pub(super) async fn calls(&mut self, name: &str, query: Option<&str>) -> Answer {
        let mut event: Value = serde_json::from_str(&sample(name)).unwrap();
        if let Some(query) = query {
            event["rawQueryString"] = json!(query);
        }
        for parameters in ["rawQueryString", "body"] {
            if let Some(text) = event[parameters].as_str() {
                event[parameters] = json!(self.filled(text));
            }
        }
        for cookie in event["cookies"].as_array_mut().unwrap() {
            let (name, _) = cookie.as_str().unwrap().split_once('=').unwrap();
            if let Some(value) = self.known.get(name) {
                *cookie = json!(format!("{name}={value}"));
            }
        }
        if event["headers"].get("authorization").is_some() {
            event["headers"]["authorization"] = json!(format!("Bearer {}", self.knows("access_token")));
        }
        let answer = self.functions.answer(&event.to_string()).await;
        self.reads(&answer);
        answer
    }

    /// A query, a form or an object, with what is known of its members.
    fn filled(&self, text: &str) -> String {
        if let Ok(Value::Object(mut members)) = serde_json::from_str(text) {
            for (name, value) in &mut members {
                if let Some(known) = self.known.get(name) {
                    *value = json!(known);
                }
            }
            return Value::Object(members).to_string();
        }
        let pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
        let pairs = pairs.map(|(name, value)| {
            let known = self.known.get(&name).cloned();
            (name, known.unwrap_or(value))
        });
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }

    fn reads(&mut self, answer: &Answer) {
        for pair in answer.cookies().split("; ").filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            self.learns(name, value);
        }
        let location = location(answer);
        let (path, query) = location.split_once('?').unwrap_or((location, ""));
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            self.learns(&name, &value);
        }
        if path == "/signin/code" {
            let text = self.functions.outbox.messages()[0].text.clone();
            self.learns("code", &code_in(&text));
            let link = text.lines().find_map(|line| line.split_once("/signin/link?link="));
            self.learns("link", link.map(|(_, link)| link).unwrap_or_default());
        }
        let body = String::from_utf8_lossy(&answer.body);
        if body.contains("name=\"page\"") {
            self.learns("page", &field(&body, "page"));
        }
        if body.contains("name=\"confirmation\"") {
            self.learns("confirmation", &field(&body, "confirmation"));
        }
        if let Ok(Value::Object(members)) = serde_json::from_str(&body) {
            let texts = members.iter().filter_map(|(name, value)| Some((name, value.as_str()?)));
            for (name, value) in texts.filter(|(name, _)| ["access_token", "id_token"].contains(&name.as_str())) {
                self.learns(if name == "id_token" { "id_token_hint" } else { name }, value);
            }
        }
    }
}

fn location(answer: &Answer) -> &str {
    answer.headers.get(LOCATION).map(|value| value.to_str().unwrap()).unwrap_or_default()
}
