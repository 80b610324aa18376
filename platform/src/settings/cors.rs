//! The pages that call the codes' own interface: what the functions of that interface have in common.

use std::collections::HashSet;

use http::HeaderValue;
use shared::tokens::client::WebOrigin;

use super::{FromEnvironment, Reader, Setting};

/// Longest list of either, in characters.
const LONGEST: usize = 1_024;
/// What every page may set.
const OF_EVERY_PAGE: &str = "authorization,content-type";

const ORIGINS: Setting = Setting::optional(
    "ALLOWED_ORIGINS",
    "origins as browsers write them, with commas and no blanks, 1024 characters at most",
    "whose pages may call the codes' own interface; those of an OAuth client stand in the clients file",
);
const HEADERS: Setting = Setting::text(
    "ALLOWED_HEADERS",
    "names of headers in lower case, with commas and no blanks, 1024 characters at most",
    "baggage,sentry-trace,traceparent,tracestate,x-amzn-trace-id,x-correlation-id,x-request-id,x-requested-with",
    "headers that pages which may call may set besides authorization and content-type",
);

/// Which pages are the first party's, and what pages may set.
#[derive(Clone, Debug)]
pub struct CorsSettings {
    origins: HashSet<WebOrigin>,
    headers: HeaderValue,
}

impl CorsSettings {
    /// Whether pages of this origin, as the header has it, are the first party's. Compared to the letter.
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.contains(origin)
    }

    /// The headers that a page may set, with commas.
    pub fn headers(&self) -> &HeaderValue {
        &self.headers
    }
}

impl FromEnvironment for CorsSettings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let origins = reader.optional(&ORIGINS, origins);
        let headers = reader.formed(&HEADERS, headers);
        Some(Self { origins: origins?.unwrap_or_default(), headers: headers? })
    }
}

/// The fault names the place and not the text, which may be any.
fn origins(text: &str) -> Result<HashSet<WebOrigin>, String> {
    if text.len() > LONGEST {
        return Err(format!("must have {LONGEST} characters at most"));
    }
    let origin = |(position, origin): (usize, &str)| {
        WebOrigin::parse(origin)
            .map_err(|rule| format!("has origins with commas, of which number {} {rule}", position + 1))
    };
    text.split(',').enumerate().map(origin).collect()
}

fn headers(text: &str) -> Option<HeaderValue> {
    // `*` names none where cookies are allowed.
    let is_name = |name: &str| {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !name.is_empty() && name.bytes().all(known)
    };
    let well_formed = text.len() <= LONGEST && text.split(',').all(is_name);
    HeaderValue::try_from(format!("{OF_EVERY_PAGE},{text}")).ok().filter(|_| well_formed)
}
