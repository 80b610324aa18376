//! Where a call leads within the API: no stage and no base path before it, and one spelling of it.
//!
//! HTTP APIs decode a path before they hand it on, twice even, so that a blank, a `?` or a `/` of a parameter stand in
//! `rawPath` as they are; other gateways hand it on as it came. A named stage is a part of it, and a domain's base path may
//! be. None of this is guessed from `rawPath` where the gateway says which route it found.

use std::collections::HashMap;

use http::Uri;
use http::uri::PathAndQuery;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// The parameters of a path by their names, as the gateway found them.
pub(super) type Parameters = HashMap<String, String>;

/// What stands in no path as it is (RFC 3986 §3.3).
const OUTSIDE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
/// And in no segment: a parameter stays one.
const OUTSIDE_OF_SEGMENTS: &AsciiSet = &OUTSIDE.add(b'/');

/// What stands in no query as it is, for [`Uri`]. What is encoded already is left alone, well or not.
const OUTSIDE_OF_QUERIES: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// The path that routers know, of a call that the gateway found `route_key` for; `None` where it begins at no root.
pub(super) fn within_api(route_key: &str, parameters: &Parameters, raw: &str, stage: &str) -> Option<Uri> {
    let of_route = route_key.split_once(" /").map(|(_, template)| template);
    let found = of_route.and_then(|template| by_name(template, parameters, raw).or_else(|| by_place(template, raw)));
    let path = found.unwrap_or_else(|| encoded(without_stage(raw, stage), OUTSIDE));
    PathAndQuery::try_from(path).ok().filter(|path| path.as_str().starts_with('/')).map(Uri::from)
}

/// A query as URIs have it: API Gateway hands it over as it came.
pub(super) fn encoded_query(query: &str) -> String {
    utf8_percent_encode(query, OUTSIDE_OF_QUERIES).to_string()
}

/// A path with its encoded query, which may be empty; `None` where both are longer than a [`Uri`] can be.
pub(super) fn with_query(path: Uri, query: &str) -> Option<Uri> {
    if query.is_empty() {
        return Some(path);
    }
    PathAndQuery::try_from(format!("{}?{query}", path.path())).ok().map(Uri::from)
}

/// The route's path with the parameters that the gateway found, if `raw` ends with it.
fn by_name(template: &str, parameters: &Parameters, raw: &str) -> Option<String> {
    let (mut plain, mut path) = (String::new(), String::new());
    for segment in template.split('/') {
        let (text, outside) = match name(segment) {
            None => (segment, OUTSIDE_OF_SEGMENTS),
            Some(name) => match name.strip_suffix('+') {
                None => (parameters.get(name)?.as_str(), OUTSIDE_OF_SEGMENTS),
                Some(name) => (parameters.get(name)?.as_str(), OUTSIDE),
            },
        };
        plain.extend(["/", text]);
        path.extend(["/", &encoded(text, outside)]);
    }
    decoded(raw).ends_with(&decoded(&plain)).then_some(path)
}

/// The end of `raw`, if it fits the route's path segment by segment: for gateways that tell no parameters.
fn by_place(template: &str, raw: &str) -> Option<String> {
    let expected: Vec<&str> = template.split('/').collect();
    let found: Vec<&str> = raw.split('/').collect();
    // What `raw` begins with is a slash.
    let start = found.len().checked_sub(expected.len()).filter(|start| *start > 0)?;
    let own = found.get(start..)?;
    let fits = |(expected, found): (&&str, &&str)| match name(expected) {
        None => decoded(found) == **expected,
        Some(name) => !found.is_empty() && !name.ends_with('+'),
    };
    expected.iter().zip(own).all(fits).then(|| format!("/{}", encoded(&own.join("/"), OUTSIDE)))
}

/// The name in `{name}`, and in `{name+}` with its plus sign.
fn name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn without_stage<'a>(raw: &'a str, stage: &str) -> &'a str {
    let rest = raw.strip_prefix('/').and_then(|path| path.strip_prefix(stage)).filter(|_| !stage.is_empty());
    match rest {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => raw,
    }
}

/// Encodes what stands in no path as it is, and leaves alone what is encoded already.
fn encoded(text: &str, outside: &'static AsciiSet) -> String {
    let mut path = String::with_capacity(text.len());
    for (index, part) in text.split('%').enumerate() {
        if index > 0 {
            let hexadecimal = part.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
            path.push_str(if hexadecimal { "%" } else { "%25" });
        }
        path.extend(utf8_percent_encode(part, outside));
    }
    path
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
#[path = "path_tests.rs"]
mod tests;
