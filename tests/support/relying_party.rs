//! An OAuth client, as the service's tests need one: it asks, reads the answer at its redirect URI, and redeems.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::Method;
use platform::entropy::random;
use platform::store::{Decision, Expected, Key, NEVER, Store};
use shared::Timestamp;
use shared::identity::keyring::Keyring;
use shared::tokens::client::{Client, ClientSecret, Document, SecretChange, Standing, TokenAlgorithm};

use crate::evidence::{self, Kind};
use crate::{Answer, Service};

/// What services have whose clients are confidential: their secrets are stored under it.
pub const MASTER_SECRET: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A client.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    /// `client_id`.
    pub id: String,
    /// Where it waits for answers.
    pub redirect_uri: String,
    /// By what it authenticates.
    pub authentication: Authentication,
    http: crate::Client,
    issuer: String,
}

/// By what a client authenticates.
#[derive(Clone, Debug)]
pub enum Authentication {
    /// Its name alone (`none`).
    Public,
    /// The header (`client_secret_basic`).
    Basic(String),
    /// The form (`client_secret_post`).
    Post(String),
}

/// An authorization request, and what its client remembers of it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its parameters, in their order.
    pub parameters: Vec<(String, String)>,
    /// What shows that who redeems is who asked.
    pub verifier: String,
}

/// The answer at the redirect URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Its parameters.
    pub parameters: Vec<(String, String)>,
}

/// Registers the clients and resources of a `clients.json`.
pub async fn register(service: &Service, file: &str) {
    let standing = Standing {
        issuer: &service.url(),
        first_party: "first-party",
        algorithms: &[TokenAlgorithm::Rs256],
        resources: &[],
    };
    let document = Document::parse(file, &standing).expect("a file without faults");
    let store = store(service);
    for resource in document.resources {
        let key = Key::resource(&resource.id);
        let decide = |_: Option<&_>| Decision::Write { next: resource.clone(), expires_at: NEVER, outcome: () };
        store.settle(&key, Expected::Unknown, decide).await.expect("a write");
    }
    for client in document.clients {
        put(&store, &client).await;
    }
}

/// Makes a secret for a registered client of a service with [`MASTER_SECRET`].
pub async fn new_secret(service: &Service, id: &str) -> String {
    let store = store(service);
    let clients = store.clients().await.expect("the clients");
    let client = clients.into_iter().find(|found| found.state.id.as_str() == id).expect("the client").state;
    let secret = ClientSecret::from_random(random().expect("randomness"));
    let keyring = Keyring::parse(MASTER_SECRET).expect("a keyring");
    let hash = secret.hash(&client.id, &keyring, Timestamp::from_unix(0));
    put(&store, &client.with_secrets(SecretChange::Add(hash)).expect("room for a secret")).await;
    evidence::secret(Kind::Token, secret.expose());
    secret.expose().to_owned()
}

async fn put(store: &Store, client: &Client) {
    let decide = |_: Option<&Client>| Decision::Write { next: client.clone(), expires_at: NEVER, outcome: () };
    store.settle(&Key::client(&client.id), Expected::Unknown, decide).await.expect("a write");
}

/// Beside the proxy, which counts the service's own calls.
pub(crate) fn store(service: &Service) -> Store {
    Store::new(service.database.client(), service.database.table().to_owned())
}

impl RelyingParty {
    /// A public client.
    pub fn new(service: &Service, id: &str, redirect_uri: &str) -> Self {
        Self {
            id: id.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            authentication: Authentication::Public,
            http: service.client.clone(),
            issuer: service.url(),
        }
    }

    /// The same, which authenticates.
    #[must_use]
    pub fn authenticating(self, authentication: Authentication) -> Self {
        Self { authentication, ..self }
    }

    /// The same, which calls from elsewhere.
    #[must_use]
    pub fn from(&self, http: crate::Client) -> Self {
        Self { http, ..self.clone() }
    }

    /// The same, which waits at another address.
    #[must_use]
    pub fn at(&self, redirect_uri: &str) -> Self {
        Self { redirect_uri: redirect_uri.to_owned(), ..self.clone() }
    }

    /// The same, which says that it is another client.
    #[must_use]
    pub fn called(&self, id: &str) -> Self {
        Self { id: id.to_owned(), ..self.clone() }
    }

    /// A request for this scope, by PKCE.
    pub fn ask(&self, scope: &str) -> Asked {
        let random = || URL_SAFE_NO_PAD.encode(random::<32>().expect("randomness"));
        let verifier = random();
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        let parameters = [
            ("client_id", self.id.as_str()),
            ("redirect_uri", &self.redirect_uri),
            ("response_type", "code"),
            ("scope", scope),
            ("state", &random()),
            ("nonce", &random()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Asked { parameters, verifier }
    }

    /// Reads the answer to a request: it comes to the redirect URI, with the request's `state` and the issuer (RFC 9207).
    pub fn read(&self, asked: &Asked, url: &str) -> Callback {
        let query = url.strip_prefix(&self.redirect_uri).and_then(|rest| rest.strip_prefix(['?', '&']));
        let query = query.unwrap_or_else(|| panic!("{url} is not at {}", self.redirect_uri));
        let callback = Callback { parameters: form_urlencoded::parse(query.as_bytes()).into_owned().collect() };
        assert_eq!(callback.get("state"), asked.get("state"), "{url}");
        assert_eq!(callback.get("iss"), Some(self.issuer.as_str()), "{url}");
        assert_ne!(callback.get("code").is_some(), callback.get("error").is_some(), "{url}");
        if let Some(code) = callback.get("code") {
            evidence::secret(Kind::Token, code);
        }
        callback
    }

    /// Redeems a code of a request.
    pub async fn redeem(&self, asked: &Asked, code: &str) -> Answer {
        let mut form =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", self.redirect_uri.as_str())];
        if asked.get("code_challenge").is_some() {
            form.push(("code_verifier", &asked.verifier));
        }
        self.call(&form).await
    }

    /// Continues a grant.
    pub async fn refresh(&self, refresh_token: &str) -> Answer {
        self.refresh_with(refresh_token, &[]).await
    }

    /// Continues a grant with further parameters.
    pub async fn refresh_with(&self, refresh_token: &str, further: &[(&str, &str)]) -> Answer {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        self.call(&[&form[..], further].concat()).await
    }

    /// Calls the token endpoint.
    pub async fn call(&self, form: &[(&str, &str)]) -> Answer {
        self.post("/token", form).await
    }

    /// Calls an endpoint where clients authenticate.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let mut form = form.to_vec();
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
        let basic;
        match &self.authentication {
            Authentication::Public => form.push(("client_id", &self.id)),
            Authentication::Post(secret) => form.extend([("client_id", self.id.as_str()), ("client_secret", secret)]),
            Authentication::Basic(secret) => {
                let credentials = format!("{}:{}", encoded(&self.id), encoded(secret));
                basic = format!("Basic {}", STANDARD.encode(credentials));
                headers.push(("authorization", &basic));
            }
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.http.send(Method::POST, path, &headers, body).await
    }
}

impl Asked {
    /// A parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The same with another value of a parameter, or with one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.retain(|(found, _)| found != name);
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without a parameter.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(found, _)| found != name);
        self
    }

    /// The same without PKCE.
    #[must_use]
    pub fn without_pkce(self) -> Self {
        self.without("code_challenge").without("code_challenge_method")
    }

    /// The request by GET.
    pub fn url(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.parameters).finish();
        format!("/authorize?{query}")
    }

    /// The fields of a form that makes the request by POST.
    pub fn fields(&self) -> Vec<(&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

impl Callback {
    /// A parameter, which stands there once.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found: Vec<&str> =
            self.parameters.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str()).collect();
        assert!(found.len() < 2, "{name} stands there twice");
        found.first().copied()
    }

    /// The code.
    pub fn code(&self) -> &str {
        self.get("code").unwrap_or_else(|| panic!("no code: {self:?}"))
    }

    /// The error.
    pub fn error(&self) -> &str {
        self.get("error").unwrap_or_else(|| panic!("no error: {self:?}"))
    }
}
