//! What a laptop has besides the functions, at `/` and below `/dev`: pages that look into the service, and its clock. No
//! function has any of it.

use aws_sdk_dynamodb::Client;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, HOST, ORIGIN, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use platform::sender::Outbox;

mod clock;
mod pages;
mod table;

pub use clock::ClockUnusable;
pub(crate) use clock::Kept;

use crate::template::Table;
use crate::{gallery, loopback};

/// Whose page sent a request, as browsers say it.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Why a request is not answered.
#[derive(Debug, PartialEq, Eq)]
enum Refused {
    /// The name in it is none of this machine's own: a page of a stranger, whose name was made to lead here (DNS rebinding),
    /// would read the codes of the inbox.
    Host,
    /// Another page would change something.
    Page,
}

/// The routes, under one rule.
pub(crate) fn router(outbox: Outbox, clock: Kept, database: Client, table: &'static Table) -> Router {
    pages::router(outbox)
        .merge(gallery::router())
        .merge(table::router(database, table, clock.clock().clone()))
        .merge(clock::router(clock))
        .route_layer(from_fn(for_this_machine))
}

/// Answers whoever sits before the machine: pages that it serves, and programs.
async fn for_this_machine(request: Request, next: Next) -> Response {
    match judge(request.method(), request.headers()) {
        Ok(()) => with_headers(next.run(request).await),
        Err(Refused::Host) => (StatusCode::MISDIRECTED_REQUEST, "Only localhost is answered here.\n").into_response(),
        Err(Refused::Page) => {
            (StatusCode::FORBIDDEN, "No page of another origin changes anything here.\n").into_response()
        }
    }
}

fn judge(method: &Method, headers: &HeaderMap) -> Result<(), Refused> {
    let mut hosts = headers.get_all(HOST).iter().filter_map(|host| host.to_str().ok());
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(Refused::Host) };
    if !loopback::is_name(host) {
        return Err(Refused::Host);
    }
    if method.is_safe() {
        return Ok(());
    }
    // Programs say neither. Another port of this machine is the same site, and another origin.
    let own = format!("http://{host}");
    let is_own = |origin: &HeaderValue| origin.to_str().is_ok_and(|origin| origin.eq_ignore_ascii_case(&own));
    let from_elsewhere = headers.get_all(ORIGIN).iter().any(|origin| !is_own(origin))
        || headers.get_all(SITE).iter().any(|site| site != "same-origin");
    if from_elsewhere { Err(Refused::Page) } else { Ok(()) }
}

/// No other page embeds an answer, and no browser keeps one or takes it for something else.
fn with_headers(mut response: Response) -> Response {
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(method: &Method, headers: &[(&'static str, &'static str)]) -> Result<(), Refused> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        judge(method, &map)
    }

    #[test]
    fn only_a_name_of_this_machine_is_answered() {
        for host in
            ["localhost", "localhost:8080", "LocalHost:8080", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:65535"]
        {
            assert_eq!(judged(&Method::GET, &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "",
            "example.org",
            "localhost.example.org:8080",
            "127.0.0.1.example.org",
            "127.0.0.18080",
            "127.0.0.1:x",
            "127.0.0.1:8080:80",
            "localhost:65536",
            "localhost@example.org",
            "example.org#localhost",
            "169.254.169.254",
            "0.0.0.0:8080",
            "[::]:8080",
            "::1",
        ] {
            assert_eq!(judged(&Method::GET, &[("host", host)]), Err(Refused::Host), "{host}");
        }
        assert_eq!(judged(&Method::GET, &[]), Err(Refused::Host));
        let two = [("host", "localhost"), ("host", "example.org")];
        assert_eq!(judged(&Method::GET, &two), Err(Refused::Host));
    }

    #[test]
    fn only_own_pages_and_programs_change_anything() {
        let host = ("host", "localhost:8080");
        for headers in [
            &[host][..],
            &[host, ("origin", "http://localhost:8080")],
            &[host, ("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")],
        ] {
            assert_eq!(judged(&Method::POST, headers), Ok(()), "{headers:?}");
        }
        for foreign in [
            ("origin", "https://example.org"),
            ("origin", "null"),
            ("origin", "http://localhost:3000"),
            ("origin", "http://127.0.0.1:8080"),
            ("origin", "https://localhost:8080"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
        ] {
            assert_eq!(judged(&Method::POST, &[host, foreign]), Err(Refused::Page), "{foreign:?}");
            assert_eq!(judged(&Method::GET, &[host, foreign]), Ok(()), "a link leads here, and its page reads nothing");
        }
    }
}
