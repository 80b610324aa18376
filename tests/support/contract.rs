//! `docs/openapi.yaml` as the judge of answers: status, media type, headers, body and the `code` within.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex};

use http::{HeaderMap, Method};
use jsonschema::Validator;
use local::gateway::path::GatewayPath;
use serde_json::{Map, Value, json};

use crate::Answer;

/// The description as it is published.
pub static DESCRIPTION: LazyLock<Value> =
    LazyLock::new(|| serde_norway::from_str(include_str!("../../docs/openapi.yaml")).expect("docs/openapi.yaml"));

static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// What HTTP itself, and the gateway for pages of other origins, put on an answer.
const NOT_OURS: [&str; 3] = ["content-type", "content-length", "date"];

/// What stands on every answer of a function is what stands on this one, where an answer does not say otherwise.
const EVERY_ANSWER: &str = "/paths/~1otp~1request/post/responses/202/headers";

/// Says what is wrong with an answer of the service. The pages of a laptop are not described.
pub fn check(method: &Method, path: &str, answer: &Answer) -> Result<(), String> {
    let path = path.split('?').next().unwrap_or_default();
    let Ok(read) = GatewayPath::read(path) else {
        let told = *method == Method::HEAD || answer.json() == json!({ "message": "Bad Request" });
        return if answer.status == 400 && told {
            Ok(())
        } else {
            Err("a path that no gateway takes is taken".to_owned())
        };
    };
    let path = read.routed();
    if path == "/" || path.starts_with("/dev/") {
        return Ok(());
    }
    let described = response(method, path, answer)?;
    let content = described.get("content").and_then(Value::as_object);
    let body = if *method == Method::HEAD { None } else { body(content, answer)? };
    let by_gateway = match &body {
        Some(body) => names(body) == ["message"].into(),
        // To HEAD nothing tells but that a guard of ours answers in problems.
        None => {
            answer.status == 401 && answer.headers["content-type"] == "application/json" || is_preflight(method, answer)
        }
    };
    headers(described, &answer.headers, by_gateway)?;
    let told = |name: &str| by_gateway || answer.headers.contains_key(name);
    match answer.status.as_u16() {
        429 | 503 if !told("retry-after") => Err("no Retry-After".to_owned()),
        401 if content.is_some_and(|content| content.contains_key("application/problem+json"))
            && !told("www-authenticate") =>
        {
            Err("no WWW-Authenticate".to_owned())
        }
        _ => Ok(()),
    }
}

/// Whether the gateway itself answers a browser's question; a function names the methods.
fn is_preflight(method: &Method, answer: &Answer) -> bool {
    *method == Method::OPTIONS && answer.status == 204 && !answer.headers.contains_key("allow")
}

/// What the description says of this answer.
fn response(method: &Method, path: &str, answer: &Answer) -> Result<&'static Value, String> {
    let components = &DESCRIPTION["components"]["responses"];
    let status = answer.status.as_str();
    let found = path_item(path);
    if *method == Method::OPTIONS && (found.is_some() || is_preflight(method, answer)) {
        return expect(status, "204", &components["Options"]);
    }
    let Some((template, item)) = found else { return expect(status, "404", &components["NotFound"]) };
    let named = if *method == Method::HEAD { "get".to_owned() } else { method.as_str().to_ascii_lowercase() };
    if let Some(operation) = item.get(&named) {
        let described = operation["responses"].get(status);
        return described.map(resolve).ok_or_else(|| format!("no answer {status} is described"));
    }
    // Where a gateway guards, it asks its authorizer first, whatever the method. It answers in JSON of its own.
    let operations = item.as_object().into_iter().flat_map(Map::values);
    let mut answers = operations.filter_map(|operation| operation["responses"].get(status)).map(resolve);
    let refused = answers.find(|answer| answer["content"].get("application/json").is_some());
    match (refused, template) {
        (Some(refused), _) if matches!(status, "401" | "403") => Ok(refused),
        // A name stands for several pages, and for what is none.
        (_, "/signin/{page}") if status == "404" => Ok(&components["NotFound"]),
        (_, "/token" | "/revoke" | "/par") => expect(status, "405", &components["OAuthMethodNotAllowed"]),
        _ => expect(status, "405", &components["MethodNotAllowed"]),
    }
}

fn expect(found: &str, expected: &str, described: &'static Value) -> Result<&'static Value, String> {
    if found == expected { Ok(described) } else { Err(format!("{found} and not {expected}")) }
}

/// The path as the description names it, and what stands there.
fn path_item(path: &str) -> Option<(&'static str, &'static Value)> {
    let fits = |template: &str| {
        let (expected, found): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
        let same =
            |(expected, found): (&&str, &&str)| expected == found || expected.starts_with('{') && !found.is_empty();
        expected.len() == found.len() && expected.iter().zip(&found).all(same)
    };
    let paths = DESCRIPTION["paths"].as_object().expect("paths");
    paths.iter().find(|(template, _)| fits(template)).map(|(template, item)| (template.as_str(), item))
}

/// Follows a reference.
fn resolve(value: &'static Value) -> &'static Value {
    let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return value };
    DESCRIPTION.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

/// The body, if there is one and it is as described.
fn body(content: Option<&'static Map<String, Value>>, answer: &Answer) -> Result<Option<Value>, String> {
    let found = answer.headers.get("content-type").map(|value| value.to_str().unwrap_or("no text"));
    let Some(content) = content else {
        let empty = answer.body.is_empty() && found.is_none();
        return if empty { Ok(None) } else { Err("a body is not described".to_owned()) };
    };
    let media = found.and_then(|found| content.get(found)).ok_or_else(|| format!("media type {found:?}"))?;
    // Pages are texts.
    if media["schema"] == json!({ "type": "string" }) {
        return std::str::from_utf8(&answer.body).map(|_| None).map_err(|error| error.to_string());
    }
    let body: Value = serde_json::from_slice(&answer.body).map_err(|error| format!("the body is no JSON: {error}"))?;
    fit(&media["schema"], &body)?;
    // The examples of an error name every code that it can have.
    let code = ["code", "error"].into_iter().find_map(|name| body.get(name)).and_then(Value::as_str);
    let code = code.or_else(|| body.get("message").map(|_| "gateway"));
    match code {
        Some(code) if media["examples"].get(code).is_none() => Err(format!("no example has the code {code}")),
        _ => Ok(Some(body)),
    }
}

/// Whether a value fits a schema of the description, with no member that it does not name.
pub fn fit(schema: &Value, value: &Value) -> Result<(), String> {
    let validator = {
        let mut known = VALIDATORS.lock().expect("the validators");
        let compiled = known.entry(schema.to_string()).or_insert_with(|| Arc::new(strict(schema)));
        Arc::clone(compiled)
    };
    let faults: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
}

/// Answers may gain fields, and clients ignore those that they do not know; but every one has to be described.
fn strict(schema: &Value) -> Validator {
    let mut whole = schema.clone();
    // Where references look.
    whole["components"] = DESCRIPTION["components"].clone();
    forbid_others_in_lists(&mut whole);
    whole["unevaluatedProperties"] = json!(false);
    jsonschema::draft202012::new(&whole).expect("a schema")
}

fn forbid_others_in_lists(value: &mut Value) {
    if let Some(items) = value.get_mut("items").filter(|items| items.get("properties").is_some()) {
        items["unevaluatedProperties"] = json!(false);
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(forbid_others_in_lists),
        Value::Array(values) => values.iter_mut().for_each(forbid_others_in_lists),
        _ => {}
    }
}

/// Whether each described header is there and as described, and no other one.
fn headers(described: &'static Value, found: &HeaderMap, by_gateway: bool) -> Result<(), String> {
    let of_every_answer = DESCRIPTION.pointer(EVERY_ANSWER).and_then(Value::as_object).expect("headers");
    let of_answer = described.get("headers").and_then(Value::as_object);
    let expected: HashMap<String, (&Value, bool)> = of_every_answer
        .iter()
        .chain(of_answer.into_iter().flatten())
        .map(|(name, header)| (name.to_ascii_lowercase(), resolve(header)))
        .map(|(name, header)| (name, (&header["schema"], header["required"] == true)))
        .collect();
    for (name, (schema, required)) in &expected {
        if *required && !by_gateway && !found.contains_key(name) {
            return Err(format!("no header {name}"));
        }
        for value in found.get_all(name) {
            let text = value.to_str().unwrap_or("no text");
            let value = if schema["type"] == "integer" { json!(text.parse::<u64>().ok()) } else { json!(text) };
            fit_header(name, schema, &value)?;
        }
    }
    let known =
        |name: &str| expected.contains_key(name) || NOT_OURS.contains(&name) || name.starts_with("access-control-");
    match found.keys().find(|name| !known(name.as_str())) {
        Some(other) => Err(format!("the header {other} is not described")),
        None => Ok(()),
    }
}

fn fit_header(name: &str, schema: &Value, value: &Value) -> Result<(), String> {
    let fits = jsonschema::draft202012::is_valid(schema, value);
    if fits { Ok(()) } else { Err(format!("the header {name} is {value}")) }
}

fn names(body: &Value) -> BTreeSet<&str> {
    body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}
