//! A body as text: of the right media type, without a coding, bounded, in UTF-8. Whatever cannot be read is told by its
//! cause.

use axum::extract::Request;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use super::LARGEST_BODY;

/// Longest name of a coding that is repeated to the caller, in bytes.
const LONGEST_CODING: usize = 32;

/// Why a body cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyUnreadable {
    /// Of another media type.
    MediaType,
    /// Compressed, say: no function unpacks what may be a thousand times its size.
    Coding(String),
    /// Larger than [`LARGEST_BODY`], or it did not arrive whole.
    TooLarge,
    /// Nothing but white space.
    Empty,
    /// A mark before the text that says how it is encoded.
    ByteOrderMark,
    /// Text of another encoding, or no text.
    NotUtf8,
}

impl BodyUnreadable {
    /// The rule that the body breaks, but for its media type, of which the reader knows more.
    pub(super) fn rule(&self) -> String {
        match self {
            Self::MediaType => "must be of another media type".to_owned(),
            Self::Coding(coding) => format!("must be identity, not {coding}"),
            Self::TooLarge => format!("must be at most {LARGEST_BODY} bytes"),
            Self::Empty => "must not be empty".to_owned(),
            Self::ByteOrderMark => "must not begin with a byte order mark".to_owned(),
            Self::NotUtf8 => "must be UTF-8".to_owned(),
        }
    }
}

/// Reads the body of a request, which must be of this media type.
pub(super) async fn read(request: Request, media_type: &str) -> Result<String, BodyUnreadable> {
    check_media_type(request.headers(), media_type)?;
    check_coding(request.headers())?;
    let body = axum::body::to_bytes(request.into_body(), LARGEST_BODY).await.map_err(|_| BodyUnreadable::TooLarge)?;
    // UTF-8's, and those of UTF-16.
    if [b"\xef\xbb\xbf".as_slice(), b"\xfe\xff", b"\xff\xfe"].iter().any(|mark| body.starts_with(mark)) {
        return Err(BodyUnreadable::ByteOrderMark);
    }
    let text = String::from_utf8(body.into()).map_err(|_| BodyUnreadable::NotUtf8)?;
    if text.trim().is_empty() { Err(BodyUnreadable::Empty) } else { Ok(text) }
}

fn check_media_type(headers: &HeaderMap, media_type: &str) -> Result<(), BodyUnreadable> {
    let found = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let found = found.split(';').next().unwrap_or_default().trim();
    if found.eq_ignore_ascii_case(media_type) { Ok(()) } else { Err(BodyUnreadable::MediaType) }
}

/// RFC 9110 §8.4: a list, over any number of lines.
fn check_coding(headers: &HeaderMap) -> Result<(), BodyUnreadable> {
    for value in headers.get_all(CONTENT_ENCODING) {
        let codings = value.to_str().unwrap_or("another coding").split(',').map(str::trim);
        let mut others = codings.filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"));
        if let Some(other) = others.next() {
            let is_name = other.len() <= LONGEST_CODING
                && other.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte));
            let name = if is_name { other.to_ascii_lowercase() } else { "another coding".to_owned() };
            return Err(BodyUnreadable::Coding(name));
        }
    }
    Ok(())
}
