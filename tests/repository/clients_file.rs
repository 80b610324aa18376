//! `docs/clients.schema.json` and what reads `clients.json` say the same, as far as a schema can say it.

use serde_json::{Value, json};
use shared::tokens::client::{
    CLIENT_FIELDS, DOCUMENT_FIELDS, Document, LONGEST_CLIENT_ID, LONGEST_NAME, LONGEST_REDIRECT_URI,
    LONGEST_RESOURCE_ID, MOST_SCOPES, MOST_URIS, RESOURCE_FIELDS, Standing, TokenAlgorithm,
};

const SCHEMA: &str = include_str!("../../docs/clients.schema.json");
const DOCUMENTATION: &str = include_str!("../../docs/openid.md");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

/// A document with every field, and one that each change below spoils.
fn whole() -> Value {
    json!({
        "$schema": "clients.schema.json",
        "resources": [{
            "id": "https://api.example.org", "name": "Orders", "scopes": ["orders:read"],
            "access_token_seconds": 300, "algorithm": "ES256",
        }],
        "clients": [{
            "id": "web", "name": "Web shop", "logo": "data:image/png;base64,iVBORw0KGgo=", "type": "confidential", "pkce": "optional",
            "redirect_uris": ["https://shop.example.org/cb"],
            "post_logout_redirect_uris": ["https://shop.example.org/"],
            "origins": ["https://shop.example.org"],
            "scopes": ["openid", "orders:read"], "resources": ["https://api.example.org"],
            "consent": "first-party", "access_token_seconds": 600, "session_idle_seconds": 3_600,
            "session_seconds": 86_400, "id_token_algorithm": "EdDSA", "contact_in_id_token": true,
        }],
    })
}

fn is_taken(document: &Value) -> bool {
    let standing = Standing {
        issuer: "https://login.example.org",
        first_party: "first-party",
        algorithms: &TokenAlgorithm::ALL,
        resources: &[],
    };
    Document::parse(&document.to_string(), &standing).is_ok()
}

fn names(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn the_schema_has_the_fields_of_the_file() {
    let schema = schema();
    for (object, fields) in [
        (&schema, DOCUMENT_FIELDS.as_slice()),
        (&schema["$defs"]["resource"], &RESOURCE_FIELDS),
        (&schema["$defs"]["client"], &CLIENT_FIELDS),
    ] {
        let mut fields = fields.to_vec();
        fields.sort_unstable();
        assert_eq!(names(&object["properties"]), fields);
        assert_eq!(object["additionalProperties"], false);
        for (name, field) in object["properties"].as_object().unwrap() {
            assert!(field["description"].is_string(), "{name}");
        }
    }
    let client = &schema["$defs"]["client"]["properties"];
    assert_eq!(client["id"]["maxLength"], LONGEST_CLIENT_ID);
    assert_eq!(client["name"]["maxLength"], LONGEST_NAME);
    assert_eq!(client["redirect_uris"]["maxItems"], MOST_URIS);
    assert_eq!(client["redirect_uris"]["items"]["maxLength"], LONGEST_REDIRECT_URI);
    assert_eq!(client["scopes"]["maxItems"], MOST_SCOPES);
    assert_eq!(schema["$defs"]["resource"]["properties"]["id"]["maxLength"], LONGEST_RESOURCE_ID);
}

#[test]
fn the_schema_takes_what_is_taken_and_refuses_what_is_refused() {
    let schema = jsonschema::draft202012::new(&schema()).unwrap();
    assert!(schema.is_valid(&whole()) && is_taken(&whole()));
    assert!(schema.is_valid(&json!({})) && is_taken(&json!({})));
    let client = "/clients/0";
    for name in CLIENT_FIELDS {
        let mut document = whole();
        document.pointer_mut(client).unwrap().as_object_mut().unwrap().remove(name);
        // Whose scopes are a resource's cannot do without it, which no schema sees.
        let required = ["id", "name", "type", "redirect_uris", "scopes"].contains(&name);
        assert_eq!(schema.is_valid(&document), !required, "{name}");
        assert_eq!(is_taken(&document), !required && name != "resources", "{name}");
    }
    for (pointer, value) in [
        ("/resources", json!({})),
        ("/clients", json!([[]])),
        ("/more", json!(1)),
        ("/resources/0/more", json!(1)),
        ("/resources/0/id", json!("")),
        ("/resources/0/id", json!("api")),
        ("/resources/0/id", json!("https://api.example.org#x")),
        ("/resources/0/name", json!("")),
        ("/resources/0/scopes", json!(["two words"])),
        ("/resources/0/scopes", json!(["openid"])),
        ("/resources/0/access_token_seconds", json!(59)),
        ("/resources/0/algorithm", json!("HS256")),
        ("/resources/0/acr", json!("gold")),
        ("/resources/0/max_age", json!(0)),
        ("/resources/0/without_methods", json!(["sms", "sms"])),
        ("/clients/0/more", json!(1)),
        ("/clients/0/acr", json!("PHR")),
        ("/clients/0/max_age", json!(31_536_001)),
        ("/clients/0/max_age", json!("300")),
        ("/clients/0/without_methods", json!(["pigeon"])),
        ("/clients/0/id", json!("two words")),
        ("/clients/0/id", json!("x".repeat(LONGEST_CLIENT_ID + 1))),
        ("/clients/0/id", json!("123e4567-e89b-12d3-a456-426614174000")),
        ("/clients/0/id", json!("email:ada@example.org")),
        ("/clients/0/name", json!("x".repeat(LONGEST_NAME + 1))),
        ("/clients/0/logo", json!("https://a.example/logo.png")),
        ("/clients/0/logo", json!("data:text/html;base64,iVBORw0KGgo=")),
        ("/clients/0/type", json!("web")),
        ("/clients/0/pkce", json!("plain")),
        ("/clients/0/redirect_uris", json!([])),
        ("/clients/0/redirect_uris", json!(["https://a.example/", "https://a.example/"])),
        ("/clients/0/redirect_uris", json!(["javascript:alert(1)"])),
        ("/clients/0/redirect_uris", json!(["http://a.example/"])),
        ("/clients/0/redirect_uris", json!(["https://a.example/#x"])),
        ("/clients/0/redirect_uris", json!(["https://user@a.example/"])),
        ("/clients/0/redirect_uris", json!(["myapp:/cb"])),
        ("/clients/0/origins", json!(["https://a.example/"])),
        ("/clients/0/scopes", json!([])),
        ("/clients/0/scopes", json!("openid")),
        ("/clients/0/consent", json!("never")),
        ("/clients/0/access_token_seconds", json!(3_601)),
        ("/clients/0/session_idle_seconds", json!(59)),
        ("/clients/0/session_seconds", json!(31_536_001)),
        ("/clients/0/id_token_algorithm", json!("none")),
        ("/clients/0/contact_in_id_token", json!(1)),
        ("/clients/0/consent", json!(null)),
    ] {
        let mut document = whole();
        let (object, name) = pointer.rsplit_once('/').unwrap();
        document.pointer_mut(object).unwrap()[name] = value.clone();
        assert!(!schema.is_valid(&document), "{pointer} {value}");
        assert!(!is_taken(&document), "{pointer} {value}");
    }
    for uri in ["http://localhost:3000/cb", "http://[::1]/cb", "com.example.app:/cb", "https://a.example:8443/x?y=z"] {
        let mut document = whole();
        document["clients"][0]["redirect_uris"] = json!([uri]);
        document["clients"][0]["pkce"] = json!("required");
        assert!(schema.is_valid(&document) && is_taken(&document), "{uri}");
    }
}

#[test]
fn the_documentation_names_every_field_and_its_example_is_taken() {
    for field in CLIENT_FIELDS.iter().chain(&RESOURCE_FIELDS) {
        assert!(DOCUMENTATION.contains(&format!("| `{field}` |")), "{field}");
    }
    let example = DOCUMENTATION.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let example: Value = serde_json::from_str(example).unwrap();
    assert!(is_taken(&example), "{example}");
    assert!(jsonschema::draft202012::new(&schema()).unwrap().is_valid(&example));
}
