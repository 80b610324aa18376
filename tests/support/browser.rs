//! A browser without scripts: a jar of cookies, pages with their forms, redirects that it follows as long as they stay here.

use axum::body::Body;
use http::header::{CONTENT_SECURITY_POLICY, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

use crate::evidence::{self, Kind};
use crate::html::{self, Form};
use crate::{Answer, Client, Service};

/// Redirects that a browser follows at once.
const MOST_REDIRECTS: usize = 10;
/// A cookie with this prefix is for one host, over TLS, on every path (RFC 6265bis §4.1.3.2).
const HOST_PREFIX: &str = "__Host-";

/// Who visits the service's pages.
#[derive(Clone, Debug)]
pub struct Browser {
    client: Client,
    base: String,
    issuer: String,
    /// What it sends with each visit, by name.
    pub cookies: Vec<(String, String)>,
    /// Every `Set-Cookie` that it was given.
    pub set_cookies: Vec<String>,
    /// Every answer that it was given, the last one last.
    pub history: Vec<Answer>,
    /// What it says that its user reads (`Accept-Language`); empty: nothing.
    pub languages: String,
}

/// Where a visit ends.
#[derive(Clone, Debug)]
pub enum Landed {
    /// At a page of the service.
    Here(Page),
    /// At another origin, by this URL.
    Away(String),
}

/// A page of the service.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its path and query.
    pub url: String,
    /// Its source.
    pub html: String,
    /// Its forms, in their order.
    pub forms: Vec<Form>,
}

impl Browser {
    /// One that has never been here.
    pub fn new(service: &Service) -> Self {
        let client = Client::new(service.base());
        let (cookies, set_cookies, history, languages) = Default::default();
        Self { client, base: service.base(), issuer: service.url(), cookies, set_cookies, history, languages }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
    }

    /// Follows a link, also one of another site, or what is typed into the address bar: cookies that are `Lax` come along.
    pub async fn open(&mut self, url: &str) -> Landed {
        let answer = self.send(Method::GET, url, None, true).await;
        self.follow(url, answer).await
    }

    /// Submits a form of a page here, with some fields filled in.
    pub async fn submit(&mut self, page: &Page, action: &str, filled: &[(&str, &str)]) -> Landed {
        let form = page.form(action);
        let kept = form.fields.iter().filter(|(name, _)| !filled.iter().any(|(other, _)| other == name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<(&str, &str)> = kept.chain(filled.iter().copied()).collect();
        let landed = self.post(action, &fields).await;
        if let Landed::Away(url) = &landed {
            assert!(page.allows_form_to(url), "a browser stops at {url}: {:?}", page.headers);
        }
        landed
    }

    /// Posts what a form of a page here would.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Landed {
        let answer = self.send(Method::POST, path, Some(fields), true).await;
        self.follow(path, answer).await
    }

    /// Posts what a form of another site does: no `Lax` cookie comes along.
    pub async fn post_from_elsewhere(&mut self, path: &str, fields: &[(&str, &str)]) -> Landed {
        let answer = self.send(Method::POST, path, Some(fields), false).await;
        self.follow(path, answer).await
    }

    /// Proves `who` on the page that asks who it is, and goes on.
    pub async fn sign_in(&mut self, service: &Service, page: &Page, who: &str) -> Landed {
        let page = self.ask_for_code(page, who).await;
        let code = service.codes_to(who).first().expect("a code").clone();
        self.submit(&page, "/signin/check", &[("code", &code)]).await
    }

    /// Asks for a code on the page that asks who it is, and gives the page that asks for the code.
    pub async fn ask_for_code(&mut self, page: &Page, who: &str) -> Page {
        evidence::secret(Kind::Address, who);
        let page = self.submit(page, "/signin/code", &[("identifier", who)]).await.page();
        assert!(page.has_form("/signin/check"), "{}", page.html);
        page
    }

    /// Calls as a script of a page does, with JSON.
    pub async fn call(&mut self, path: &str, body: &Value) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let headers = [("content-type", "application/json"), ("cookie", cookies.as_str())];
        let answer = self.client.send(Method::POST, path, &headers, body.to_string()).await;
        self.keep(&answer.headers);
        self.history.push(answer.clone());
        answer
    }

    /// Sends one request, and gives its answer as it is.
    pub async fn send(&mut self, method: Method, url: &str, form: Option<&[(&str, &str)]>, lax: bool) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let mut headers = vec![("accept", "text/html")];
        if lax && !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        let languages = self.languages.clone();
        if !languages.is_empty() {
            headers.push(("accept-language", &languages));
        }
        let body = form.map(|fields| form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish());
        if body.is_some() {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let url = url.strip_prefix(&self.issuer).unwrap_or(url);
        let answer = self.client.send(method, url, &headers, body.map_or_else(Body::empty, Body::from)).await;
        self.keep(&answer.headers);
        self.history.push(answer.clone());
        answer
    }

    async fn follow(&mut self, url: &str, mut answer: Answer) -> Landed {
        let mut url = url.strip_prefix(&self.issuer).unwrap_or(url).to_owned();
        for _ in 0..MOST_REDIRECTS {
            let Some(location) = answer.headers.get(LOCATION) else { return Landed::Here(Page::new(answer, url)) };
            assert_eq!(answer.status, 303, "no other redirect turns a form into a GET: {answer:?}");
            let location = location.to_str().expect("ASCII").to_owned();
            let here = location.strip_prefix(&self.issuer).or_else(|| location.strip_prefix(&self.base));
            let Some(path) = here.or_else(|| Some(location.as_str()).filter(|path| path.starts_with('/'))) else {
                return Landed::Away(location);
            };
            url = path.to_owned();
            answer = self.send(Method::GET, &url, None, true).await;
        }
        panic!("redirects without an end, at {url}");
    }

    /// Takes the cookies of an answer as browsers do.
    fn keep(&mut self, headers: &HeaderMap) {
        for set in headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().expect("ASCII").to_owned()) {
            let mut parts = set.split(';').map(str::trim);
            let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a name and a value");
            let attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
            let has = |attribute: &str| attributes.iter().any(|found| found == attribute);
            let is_for_host =
                has("secure") && has("path=/") && !attributes.iter().any(|found| found.starts_with("domain"));
            assert!(!name.starts_with(HOST_PREFIX) || is_for_host, "browsers refuse {set}");
            assert!(has("samesite=lax") || has("samesite=strict"), "{set}");
            self.cookies.retain(|(kept, _)| kept != name);
            if !has("max-age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
            self.set_cookies.push(set);
        }
    }
}

impl Landed {
    /// The page.
    pub fn page(self) -> Page {
        match self {
            Self::Here(page) => page,
            Self::Away(url) => panic!("it leads to {url}"),
        }
    }

    /// The page of an error of ours, which leads nowhere.
    pub fn refusal(self) -> Page {
        let page = self.page();
        assert_eq!(page.status, 400, "{}", page.html);
        assert!(page.forms.is_empty(), "{}", page.html);
        page
    }

    /// The URL of another origin.
    pub fn away(self) -> String {
        match self {
            Self::Away(url) => url,
            Self::Here(page) => panic!("it is a page: {} {}", page.url, page.html),
        }
    }
}

impl Page {
    fn new(answer: Answer, url: String) -> Self {
        let html = String::from_utf8(answer.body.to_vec()).expect("UTF-8");
        let forms = html::forms(&html);
        Self { status: answer.status, headers: answer.headers, url, html, forms }
    }

    /// Its form that goes there.
    pub fn form(&self, action: &str) -> &Form {
        let form = self.forms.iter().find(|form| form.action == action);
        form.unwrap_or_else(|| panic!("no form to {action} at {}: {}", self.url, self.html))
    }

    /// Whether it has a form that goes there.
    pub fn has_form(&self, action: &str) -> bool {
        self.forms.iter().any(|form| form.action == action)
    }

    /// What its text says, without tags.
    pub fn text(&self) -> String {
        html::text(&self.html)
    }

    /// A header, as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().expect("ASCII")).unwrap_or_default()
    }

    /// Where its forms may end besides here, by its policy.
    pub fn form_targets(&self) -> Vec<&str> {
        let mut directives = self.header(CONTENT_SECURITY_POLICY.as_str()).split(';').map(str::trim);
        let targets = directives.find_map(|directive| directive.strip_prefix("form-action "));
        targets.unwrap_or_default().split(' ').collect()
    }

    /// Whether a browser follows a redirect of one of its forms to `url` (CSP level 3 §6.7.2).
    pub fn allows_form_to(&self, url: &str) -> bool {
        let behind = |target: &str| url.strip_prefix(target).map(|rest| rest.chars().next());
        let matches = |target: &&str| match behind(target) {
            Some(next) => target.ends_with(':') || matches!(next, None | Some('/' | '?' | '#')),
            None => false,
        };
        self.form_targets().iter().any(matches)
    }
}
