//! Pages, and the forms that they post.

use std::fmt::Display;

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use pages::{Fault, Locale, RenderFailed};

use super::body::{self, BodyUnreadable};
use super::form::{FORM, is_utf8};
use super::{Problem, Reason};

macro_rules! policy {
    ($font:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; ",
            $font,
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
    };
}

/// What a page may load, and where its forms may end; a font, where the theme has one.
const POLICY: &str = if pages::FONT.is_some() { policy!("font-src 'self'; ") } else { policy!("") };

/// A page of ours. `form_target` is the origin where a form of it may end besides here: a browser follows no redirect of a
/// form that the policy does not list.
pub fn page(status: StatusCode, html: String, form_target: Option<&str>) -> Response {
    let mut response = (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    // An origin that fits no header is none that a form ends at.
    let policy = form_target.and_then(|origin| {
        HeaderValue::try_from(POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}"))).ok()
    });
    let policy = policy.unwrap_or(HeaderValue::from_static(POLICY));
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    keep_opener(&mut response);
    response
}

/// What is told of a page that is no success, besides what stands on it.
#[derive(Clone, Copy)]
pub struct Refusal<'a> {
    /// The status.
    pub status: StatusCode,
    /// The stable code, for the log.
    pub code: &'static str,
    /// Why; for the log alone.
    pub cause: &'a dyn Display,
    /// When trying again helps, in seconds.
    pub wait: Option<u64>,
    /// Where a form of the page may end besides here.
    pub form_target: Option<&'a str>,
}

impl<'a> Refusal<'a> {
    /// As a caller of the JSON interface would be told.
    pub fn of(problem: &Problem, cause: &'a dyn Display, form_target: Option<&'a str>) -> Self {
        Self { status: problem.status(), code: problem.code(), cause, wait: problem.wait(), form_target }
    }

    /// The page of these words; a problem, where they could not be written.
    pub fn page(&self, html: Result<String, RenderFailed>) -> Response {
        let mut response = match html {
            Ok(html) => page(self.status, html, self.form_target),
            Err(failed) => return super::because(Problem::internal(), &failed),
        };
        if let Some(seconds) = self.wait {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Reason { code: self.code, cause: Some(self.cause.to_string()) });
        response
    }
}

/// The page of a function that cannot answer now, or that has a fault of its own.
pub fn out_of_order(
    service: &str,
    locale: Locale,
    problem: &Problem,
    text: Option<&str>,
    cause: &dyn Display,
) -> Response {
    let unavailable = problem.status() == StatusCode::SERVICE_UNAVAILABLE;
    let title = if unavailable { "fault-unavailable" } else { "fault-internal" };
    let html = pages::of_every_function(locale, service, title, text.unwrap_or(&format!("{title}.text")));
    Refusal::of(problem, cause, None).page(html)
}

/// The page for a form that belongs to no flow of its browser.
pub fn flow_over(service: &str, headers: &HeaderMap) -> Response {
    let html = pages::flow_over(super::locale(None, headers), service);
    let (status, code, cause) = (StatusCode::BAD_REQUEST, "flow-refused", &"the flow is over");
    Refusal { status, code, cause, wait: None, form_target: None }.page(html)
}

/// A client that opens us in a window of its own reads from it where its user has come back (`window.opener`): any answer on
/// the way, a redirect as well, that isolates itself ends that.
fn keep_opener(response: &mut Response) {
    let name = HeaderName::from_static("cross-origin-opener-policy");
    response.headers_mut().insert(name, HeaderValue::from_static("unsafe-none"));
}

/// Sends the browser on by GET, whatever it has posted here: 303 repeats no form of ours elsewhere (RFC 9700 §4.12).
pub fn see_other(location: &str) -> Response {
    let Ok(location) = HeaderValue::try_from(location) else { return Problem::internal().into_response() };
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
    keep_opener(&mut response);
    response
}

/// Sends the browser to the page that asks once more and tells what was wrong with what it has posted: loading that page again
/// posts nothing again. The log has the cause.
pub fn ask_again(page: &str, fault: Fault, problem: &Problem, cause: &dyn Display) -> Response {
    let wait = problem.wait().map(|seconds| format!("&wait={seconds}")).unwrap_or_default();
    refused_to(&format!("{page}&fault={}{wait}", fault.name()), problem.code(), cause)
}

/// Sends the browser to a page that says by itself that what it has posted is refused. The log has the cause.
pub fn refused_to(page: &str, code: &'static str, cause: &dyn Display) -> Response {
    let mut response = see_other(page);
    response.extensions_mut().insert(Reason { code, cause: Some(cause.to_string()) });
    response
}

/// The fields of a form that a page posts.
#[derive(Clone, Debug)]
pub struct PageForm(Vec<(String, String)>);

impl PageForm {
    /// The first field of a name, unless it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Every field, in the order of the form.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<S: Send + Sync> FromRequest<S> for PageForm {
    type Rejection = BodyUnreadable;

    async fn from_request(request: Request, _: &S) -> Result<Self, BodyUnreadable> {
        let body = body::read(request, FORM).await?;
        if !is_utf8(&body) {
            return Err(BodyUnreadable::NotUtf8);
        }
        Ok(Self(form_urlencoded::parse(body.as_bytes()).into_owned().collect()))
    }
}

impl IntoResponse for BodyUnreadable {
    /// For whoever posts what no page of ours does.
    fn into_response(self) -> Response {
        super::Problem::invalid(super::FieldFault::new("body", self.rule())).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hw_02_an_origin_that_fits_no_header_leaves_the_policy_whole() {
        let policy = |target| page(StatusCode::OK, String::new(), target).headers()[CONTENT_SECURITY_POLICY].clone();
        assert_eq!(policy(None), POLICY);
        assert_eq!(policy(Some("https://a.example\r\nset-cookie: b=c")), POLICY);
        let listed = POLICY.replace("'self'; base-uri", "'self' https://a.example; base-uri");
        assert_eq!(policy(Some("https://a.example")), listed);
    }
}
