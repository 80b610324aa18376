//! The cookies of a call.

use http::HeaderMap;
use http::header::COOKIE;

/// Every cookie of a call as one `Cookie` header (RFC 6265 §4.2). Clients may send several headers (RFC 9113 §8.2.3), and
/// what stands beside ours may be of any bytes.
pub fn cookies(headers: &HeaderMap) -> String {
    let sent = headers.get_all(COOKIE).iter().map(|header| String::from_utf8_lossy(header.as_bytes()));
    sent.collect::<Vec<_>>().join("; ")
}

/// The cookies of such a header, by name. A name that stands there twice is given twice.
pub fn cookie_pairs(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split(';').filter_map(|pair| pair.trim_matches([' ', '\t']).split_once('='))
}
