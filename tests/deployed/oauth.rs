//! A browser that signs its user in at an OAuth client, and the client: at functions of their own, or at a deployed stack.

use std::collections::BTreeMap;

use http::header::{LOCATION, SET_COOKIE};
use http::{Method, StatusCode};
use local::database::Database;
use platform::store::{Decision, Expected, Key, NEVER, Store};
use serde_json::Value;
use shared::tokens::client::{Document, Standing, TokenAlgorithm};
use tests::evidence::{self, Kind};
use tests::tokens::ISSUER;
use tests::{Answer, Client};

/// `FIRST_CLIENT` of a deployment: a native program, so that it always asks.
pub(crate) const FIRST_CLIENT: &str = r#"{"id":"demo","redirect_uris":["http://localhost/callback"]}"#;
/// A registered client, with an API that its tokens are for, and one of the operator's own, for the account.
const REGISTERED: &str = r#"{
  "resources": [{ "id": "https://orders.example.org", "name": "Orders", "scopes": ["orders:read"] }],
  "clients": [{ "id": "shop", "name": "Shop", "type": "public", "consent": "asked",
                "redirect_uris": ["https://shop.example.org/callback"],
                "post_logout_redirect_uris": ["https://shop.example.org/"],
                "scopes": ["openid", "offline_access", "orders:read"], "resources": ["https://orders.example.org"] },
              { "id": "own", "name": "Own", "type": "public", "consent": "first-party",
                "redirect_uris": ["https://own.example.org/callback"], "scopes": ["openid", "account"] }]
}"#;
/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// Pages that a sign-in shows one after another, and more.
const MOST_PAGES: usize = 12;

/// A client, as it asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct App {
    pub(crate) id: &'static str,
    pub(crate) redirect_uri: &'static str,
    pub(crate) scope: &'static str,
    pub(crate) resource: Option<&'static str>,
    pub(crate) prompt: Option<&'static str>,
}

/// The client of the setting.
pub(crate) const DEMO: App =
    App { id: "demo", redirect_uri: "http://localhost:49152/callback", scope: "openid", resource: None, prompt: None };
/// The registered one.
pub(crate) const SHOP: App = App {
    id: "shop",
    redirect_uri: "https://shop.example.org/callback",
    scope: "openid orders:read",
    resource: Some("https://orders.example.org"),
    prompt: None,
};

/// The operator's own one, for the account.
pub(crate) const OWN: App = App {
    id: "own",
    redirect_uri: "https://own.example.org/callback",
    scope: "openid account",
    resource: None,
    prompt: None,
};

/// Puts [`SHOP`], its API and [`OWN`] into the table, as `admin clients apply` does.
pub(crate) async fn register(database: &Database) {
    let algorithms = [TokenAlgorithm::Rs256, TokenAlgorithm::Es256];
    let standing = Standing { issuer: ISSUER, first_party: "first-party", algorithms: &algorithms, resources: &[] };
    let document = Document::parse(REGISTERED, &standing).unwrap();
    let store = Store::new(database.client().clone(), database.table().to_owned());
    for client in document.clients {
        let key = Key::client(&client.id);
        let decide = |_: Option<&_>| Decision::Write { next: client.clone(), expires_at: NEVER, outcome: () };
        store.settle(&key, Expected::Unknown, decide).await.unwrap();
    }
    for resource in document.resources {
        let key = Key::resource(&resource.id);
        let decide = |_: Option<&_>| Decision::Write { next: resource.clone(), expires_at: NEVER, outcome: () };
        store.settle(&key, Expected::Unknown, decide).await.unwrap();
    }
}

/// A browser with its cookies.
pub(crate) struct Browser<'a> {
    client: &'a Client,
    cookies: BTreeMap<String, String>,
    /// Every cookie's value, and every flow and attempt of a page.
    seen: Vec<String>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client, cookies: BTreeMap::new(), seen: Vec::new() }
    }

    /// Whether it has the cookie of a session.
    pub(crate) fn is_signed_in(&self) -> bool {
        self.cookies.keys().any(|name| name.contains("session"))
    }

    /// What it has seen and nobody else is to see.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.clone()
    }

    /// Opens a page.
    pub(crate) async fn get(&mut self, target: &str) -> Answer {
        self.call(Method::GET, target, &[]).await
    }

    /// Posts a form.
    pub(crate) async fn post(&mut self, target: &str, fields: &[(&str, &str)]) -> Answer {
        self.call(Method::POST, target, fields).await
    }

    /// Calls what a page's script calls.
    pub(crate) async fn post_json(&mut self, target: &str, body: &Value) -> Answer {
        self.send(Method::POST, target, Some(("application/json", body.to_string()))).await
    }

    async fn call(&mut self, method: Method, target: &str, fields: &[(&str, &str)]) -> Answer {
        let form = (method == Method::POST).then(|| ("application/x-www-form-urlencoded", encoded(fields)));
        self.send(method, target, form).await
    }

    async fn send(&mut self, method: Method, target: &str, content: Option<(&str, String)>) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let mut headers = vec![("accept", "text/html")];
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        headers.extend(content.as_ref().map(|(kind, _)| ("content-type", *kind)));
        let body = content.map(|(_, body)| body).unwrap_or_default();
        let answer = self.client.send(method, target, &headers, body).await;
        for set in answer.headers.get_all(SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
                self.seen.push(value.to_owned());
            }
        }
        answer
    }

    /// Opens the link of an email, looks at its page once more, and says yes; it leads to the account.
    pub(crate) async fn uses_link(&mut self, link: &str) {
        assert_eq!(self.get(link).await.status, 200);
        let answer = self.get(link).await;
        let html = std::str::from_utf8(&answer.body).unwrap();
        let (link, page) = (field(html, "link"), field(html, "page"));
        let redeemed = self.post("/signin/link", &[("link", &link), ("page", &page)]).await;
        assert!(location(&redeemed).starts_with("/signin/account?attempt="), "{redeemed:?}");
        assert_eq!(self.get("/signin/account").await.status, 200);
        self.seen.extend([link, page]);
    }

    /// Has the user sign in at a client: proves who it is where that is asked, by the code that `code` finds, and agrees.
    /// Gives the authorization code, and how often a code was asked for.
    pub(crate) async fn signs_in(&mut self, app: &App, who: &str, code: &impl AsyncFn() -> String) -> (String, usize) {
        self.goes_on(app, format!("/authorize?{}", encoded(&app.request())), who, code).await
    }

    /// The same from a target that leads into the pages.
    pub(crate) async fn goes_on(
        &mut self,
        app: &App,
        mut target: String,
        who: &str,
        code: &impl AsyncFn() -> String,
    ) -> (String, usize) {
        let mut codes = 0;
        for _ in 0..MOST_PAGES {
            let answer = self.get(&target).await;
            let next = if answer.status == StatusCode::OK {
                let page = String::from_utf8(answer.body.to_vec()).unwrap();
                let flow = field(&page, "flow");
                self.seen.push(flow.clone());
                let sent = if page.contains("id=\"identifier\"") {
                    self.post("/signin/code", &[("flow", &flow), ("identifier", who)]).await
                } else if page.contains("id=\"code\"") {
                    codes += 1;
                    let (challenge, code) = (field(&page, "challenge"), code().await);
                    self.seen.extend([challenge.clone(), code.clone()]);
                    self.post("/signin/check", &[("flow", &flow), ("challenge", &challenge), ("code", &code)]).await
                } else {
                    let confirmation = field(&page, "confirmation");
                    let fields = [("flow", &*flow), ("confirmation", &confirmation), ("answer", "yes")];
                    self.post("/signin/consent", &fields).await
                };
                location(&sent)
            } else {
                location(&answer)
            };
            if let Some(query) = next.strip_prefix(app.redirect_uri) {
                return (app.code(query), codes);
            }
            target = next;
        }
        panic!("the pages never end: {target}");
    }
}

/// Where the link in an email's text leads: its path and query.
pub(crate) fn link_in(text: &str) -> String {
    let place = text.find("/signin/link?link=").unwrap_or_else(|| panic!("no link: {text}"));
    text[place..].split_whitespace().next().unwrap().to_owned()
}

impl App {
    /// Pushes its request (RFC 9126); gives the target that it sends a browser to.
    pub(crate) async fn pushes(&self, service: &Client) -> String {
        let pushed = service.post_form("/par", &self.request()).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{pushed:?}");
        format!("/authorize?{}", encoded(&[("client_id", self.id), ("request_uri", &pushed.text("request_uri"))]))
    }

    fn request(&self) -> Vec<(&'static str, &'static str)> {
        let fixed = [
            ("response_type", "code"),
            ("client_id", self.id),
            ("redirect_uri", self.redirect_uri),
            ("scope", self.scope),
            ("state", "af0ifjsldkj"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let given = [("resource", self.resource), ("prompt", self.prompt)];
        fixed.into_iter().chain(given.into_iter().filter_map(|(name, value)| Some((name, value?)))).collect()
    }

    /// The authorization code in an answer's query.
    fn code(&self, query: &str) -> String {
        let pairs: BTreeMap<_, _> =
            form_urlencoded::parse(query.trim_start_matches('?').as_bytes()).into_owned().collect();
        assert_eq!(pairs.get("state").map(String::as_str), Some("af0ifjsldkj"), "{pairs:?}");
        assert!(pairs["iss"].starts_with("http"), "{pairs:?}");
        let code = pairs.get("code").unwrap_or_else(|| panic!("{}: {pairs:?}", self.id)).clone();
        evidence::secret(Kind::Token, &code);
        code
    }

    /// Redeems an authorization code.
    pub(crate) async fn redeems(&self, service: &Client, code: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri),
            ("client_id", self.id),
            ("code_verifier", VERIFIER),
        ];
        service.post_form("/token", &form).await
    }

    /// Goes on with a refresh token.
    pub(crate) async fn refreshes(&self, service: &Client, refresh_token: &str) -> Answer {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("client_id", self.id)];
        service.post_form("/token", &form).await
    }
}

/// The value of a hidden field of a page; nothing there is in need of escapes.
pub(crate) fn field(page: &str, name: &str) -> String {
    let (_, after) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    after.split('"').next().unwrap().to_owned()
}

/// Where an answer leads to.
pub(crate) fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    answer.headers[LOCATION].to_str().unwrap().to_owned()
}

fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
