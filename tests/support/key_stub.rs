//! A stub of KMS, Secrets Manager, SSM and CloudFormation: it holds keys, signs as KMS does, says what becomes of a stack, and
//! answers or fails as it is told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{Digest, SHA256};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How calls are answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyMood {
    /// As AWS does.
    Well,
    /// With HTTP 400 and this error code, and a text that repeats the call.
    Failing(&'static str),
    /// The next call fails like this, later ones go well.
    FailingOnce(&'static str),
    /// Signatures are these bytes.
    Garbled(Vec<u8>),
}

/// A running stub. Dropping it ends it.
#[derive(Debug)]
pub struct KeyStub {
    url: String,
    state: Arc<Mutex<Stubbed>>,
    server: JoinHandle<std::io::Result<()>>,
}

#[derive(Debug)]
struct Stubbed {
    keys: HashMap<String, Pair>,
    texts: HashMap<String, String>,
    calls: Vec<(String, Value)>,
    mood: KeyMood,
    stack_status: &'static str,
}

#[derive(Debug)]
enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl KeyStub {
    /// Starts on a free port, answering well.
    pub async fn start() -> Self {
        crate::evidence::watch();
        let (keys, texts, calls) = (HashMap::new(), HashMap::new(), Vec::new());
        let stubbed = Stubbed { keys, texts, calls, mood: KeyMood::Well, stack_status: "UPDATE_IN_PROGRESS" };
        let state = Arc::new(Mutex::new(stubbed));
        let app = Router::new().fallback(answer).with_state(Arc::clone(&state));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, state, server }
    }

    /// What CloudFormation says of every stack from now on.
    pub fn stack_is(&self, status: &'static str) {
        self.stubbed().stack_status = status;
    }

    /// Its endpoint, for all services.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers like this from now on.
    pub fn be(&self, mood: KeyMood) {
        self.stubbed().mood = mood;
    }

    /// Makes an RSA key in KMS and gives its ARN.
    pub fn new_rsa(&self, size: KeySize) -> String {
        self.keep(Pair::Rsa(RsaKeyPair::generate(size).expect("a key")))
    }

    /// Makes a key on P-256 in KMS and gives its ARN.
    pub fn new_ec(&self) -> String {
        self.keep(Pair::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key")))
    }

    /// Makes an Ed25519 key in KMS and gives its ARN.
    pub fn new_ed(&self) -> String {
        self.keep(Pair::Ed(Ed25519KeyPair::generate().expect("a key")))
    }

    /// Keeps a text as the secret or parameter of this ARN.
    pub fn put_text(&self, arn: &str, text: &str) {
        self.stubbed().texts.insert(arn.to_owned(), text.to_owned());
    }

    /// Keeps nothing under this ARN any more.
    pub fn forget_text(&self, arn: &str) {
        self.stubbed().texts.remove(arn);
    }

    /// The calls since the last question: operation and body.
    pub fn take_calls(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut self.stubbed().calls)
    }

    fn keep(&self, pair: Pair) -> String {
        let mut stubbed = self.stubbed();
        let arn =
            format!("arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-4000-8000-{:012}", stubbed.keys.len());
        stubbed.keys.insert(arn.clone(), pair);
        arn
    }

    fn stubbed(&self) -> std::sync::MutexGuard<'_, Stubbed> {
        self.state.lock().expect("no panic while answering")
    }
}

impl Drop for KeyStub {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(state): State<Arc<Mutex<Stubbed>>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(target) = headers.get("x-amz-target") else { return described(&mut state.lock().expect("no panic")) };
    let target = target.to_str().expect("a text");
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let call: Value = serde_json::from_slice(&body).expect("JSON");
    let mut stubbed = state.lock().expect("no panic while answering");
    stubbed.calls.push((operation.clone(), call.clone()));
    let mood = stubbed.mood.clone();
    match mood {
        KeyMood::Failing(code) => return failure(code, &call.to_string()),
        KeyMood::FailingOnce(code) => {
            stubbed.mood = KeyMood::Well;
            return failure(code, &call.to_string());
        }
        KeyMood::Well | KeyMood::Garbled(_) => {}
    }
    let text = |name: &str| call[name].as_str().and_then(|name| stubbed.texts.get(name));
    match operation.as_str() {
        "GetSecretValue" => match text("SecretId") {
            Some(text) => Json(json!({ "ARN": call["SecretId"], "SecretString": text })).into_response(),
            None => failure("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
        },
        "GetParameter" => match text("Name") {
            Some(text) => Json(json!({ "Parameter": { "Name": call["Name"], "Value": text } })).into_response(),
            None => failure("ParameterNotFound", ""),
        },
        "GetPublicKey" | "Sign" => match stubbed.keys.get(call["KeyId"].as_str().unwrap_or_default()) {
            None => failure("NotFoundException", "Key does not exist"),
            Some(pair) if operation == "Sign" => match (&mood, pair.sign(&call)) {
                (KeyMood::Garbled(bytes), _) => Json(json!({ "Signature": STANDARD.encode(bytes) })).into_response(),
                (_, Some(signature)) => Json(json!({ "Signature": STANDARD.encode(signature) })).into_response(),
                (_, None) => failure("ValidationException", "not for this key"),
            },
            Some(pair) => Json(json!({ "PublicKey": STANDARD.encode(pair.public_der()), "KeyUsage": "SIGN_VERIFY" }))
                .into_response(),
        },
        _ => failure("UnknownOperationException", &operation),
    }
}

/// CloudFormation takes forms, and answers in XML.
fn described(stubbed: &mut Stubbed) -> Response {
    stubbed.calls.push(("DescribeStacks".to_owned(), Value::Null));
    if let KeyMood::FailingOnce(code) = stubbed.mood {
        stubbed.mood = KeyMood::Well;
        let xml = format!("<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code></Error></ErrorResponse>");
        return (StatusCode::FORBIDDEN, [("content-type", "text/xml")], xml).into_response();
    }
    let status = stubbed.stack_status;
    let xml = format!(
        "<DescribeStacksResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"><DescribeStacksResult><Stacks>\
         <member><StackName>otp</StackName><CreationTime>2026-11-27T00:00:00Z</CreationTime><StackStatus>{status}</StackStatus>\
         </member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
    );
    ([("content-type", "text/xml")], xml).into_response()
}

impl Pair {
    /// `None` where KMS answers `ValidationException`.
    fn sign(&self, call: &Value) -> Option<Vec<u8>> {
        let message = STANDARD.decode(call["Message"].as_str()?).ok()?;
        let raw = call["MessageType"] == "RAW";
        if raw && message.len() > 4_096 {
            return None;
        }
        let digest = || Digest::import_less_safe(&message, &SHA256).ok();
        match (self, call["SigningAlgorithm"].as_str()?) {
            (Self::Rsa(pair), "RSASSA_PKCS1_V1_5_SHA_256") => {
                let mut signature = vec![0; pair.public_modulus_len()];
                if raw {
                    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature).ok()?;
                } else {
                    pair.sign_digest(&RSA_PKCS1_SHA256, &digest()?, &mut signature).ok()?;
                }
                Some(signature)
            }
            (Self::Ec(pair), "ECDSA_SHA_256") if raw => {
                pair.sign(&SystemRandom::new(), &message).ok().map(|signature| signature.as_ref().to_vec())
            }
            (Self::Ec(pair), "ECDSA_SHA_256") => {
                pair.sign_digest(&digest()?).ok().map(|signature| signature.as_ref().to_vec())
            }
            (Self::Ed(pair), "ED25519_SHA_512") if raw => Some(pair.sign(&message).as_ref().to_vec()),
            _ => None,
        }
    }

    fn public_der(&self) -> Vec<u8> {
        fn der(key: &impl AsDer<PublicKeyX509Der<'static>>) -> Vec<u8> {
            key.as_der().expect("a key").as_ref().to_vec()
        }
        match self {
            Self::Rsa(pair) => der(pair.public_key()),
            Self::Ec(pair) => der(pair.public_key()),
            Self::Ed(pair) => der(pair.public_key()),
        }
    }
}

fn failure(code: &str, message: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "__type": code, "message": message }))).into_response()
}
