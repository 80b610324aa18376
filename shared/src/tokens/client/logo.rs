//! A client's logo, which pages show beside its name. It is served from our own origin: pages load nothing of anybody else.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use logo::{Logo, LogoFault, LogoKind};
use serde::{Deserialize, Serialize};

/// Most bytes of a client's logo: a page with everything has at most 30 kB.
pub const LARGEST_CLIENT_LOGO: usize = 4_000;

/// A picture that was checked when it was registered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientLogo {
    media_type: String,
    bytes: Vec<u8>,
}

/// Why a text is no logo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientLogoFault {
    /// Another form, or another kind of picture.
    #[error("must be data:image/svg+xml;base64,… or the same of image/png or image/webp")]
    Form,
    /// The picture is not taken.
    #[error("{0}")]
    Picture(#[from] LogoFault),
}

impl ClientLogo {
    /// Reads a `data:` URI (RFC 2397) in Base64.
    pub fn parse(text: &str) -> Result<Self, ClientLogoFault> {
        let parts = text.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
        let (media_type, encoded) = parts.ok_or(ClientLogoFault::Form)?;
        let kind = LogoKind::of_media_type(media_type).ok_or(ClientLogoFault::Form)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| ClientLogoFault::Form)?;
        let logo = Logo::check(kind, bytes, LARGEST_CLIENT_LOGO)?;
        Ok(Self { media_type: media_type.to_owned(), bytes: logo.bytes().to_vec() })
    }

    /// What it is; of a stored one that says nothing we know, nothing that a browser shows.
    pub fn media_type(&self) -> &'static str {
        LogoKind::of_media_type(&self.media_type).map_or("application/octet-stream", LogoKind::media_type)
    }

    /// The picture.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// As a file has it.
    pub(super) fn to_uri(&self) -> String {
        format!("data:{};base64,{}", self.media_type, STANDARD.encode(&self.bytes))
    }
}

impl fmt::Debug for ClientLogo {
    /// Not the bytes of a picture.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ClientLogo({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(media_type: &str, bytes: &[u8]) -> String {
        format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
    }

    #[test]
    fn a_logo_comes_back_as_the_file_has_it() {
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
        let text = uri("image/svg+xml", svg);
        let logo = ClientLogo::parse(&text).unwrap();
        assert_eq!((logo.media_type(), logo.bytes(), logo.to_uri()), ("image/svg+xml", svg.as_slice(), text));
        assert_eq!(format!("{logo:?}"), "ClientLogo(image/svg+xml, 41 bytes)");
    }

    #[test]
    fn hw_02_a_logo_is_a_checked_picture_in_the_text_itself_and_of_no_other_place() {
        let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>";
        for (text, told) in [
            (String::new(), "must be data:image/svg+xml;base64,"),
            ("https://shop.example.org/logo.svg".to_owned(), "must be data:image/svg+xml;base64,"),
            ("data:image/svg+xml,%3Csvg/%3E".to_owned(), "must be data:image/svg+xml;base64,"),
            ("data:image/png;base64,!".to_owned(), "must be data:image/svg+xml;base64,"),
            (uri("text/html", b"<script>"), "must be data:image/svg+xml;base64,"),
            (uri("image/png", b"<script>"), "is no PNG"),
            (uri("image/svg+xml", script), "must not have the element <script>"),
            (
                uri("image/png", &[b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 4_000]].concat()),
                "has 4008 bytes, at most 4000",
            ),
        ] {
            let fault = ClientLogo::parse(&text).unwrap_err().to_string();
            assert!(fault.starts_with(told), "{text}: {fault}");
        }
    }
}
