//! Which pictures may stand on the pages. Pages show them by `<img>` alone, where nothing in them runs, and whoever opens
//! one by itself gets it under a policy that says so; what would run or be fetched there is refused before, too (HW-02).

mod svg;

/// A picture that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    kind: LogoKind,
    bytes: Vec<u8>,
}

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoKind {
    /// SVG, as XML in UTF-8.
    Svg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
}

/// Why a picture is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoFault {
    /// Larger than the page has room for.
    #[error("has {has} bytes, at most {most} are taken")]
    Large {
        /// Its size.
        has: usize,
        /// What is taken.
        most: usize,
    },
    /// None of the three.
    #[error("must be SVG, PNG or WebP")]
    Kind,
    /// It does not begin as a picture of its kind does.
    #[error("is no {0}")]
    Disguised(&'static str),
    /// Not XML in UTF-8, or cut off.
    #[error("is no well-formed XML")]
    Malformed,
    /// A document type, whose entities can stand for anything, or a processing instruction.
    #[error("must have neither a document type nor a processing instruction")]
    Declaration,
    /// An element that draws nothing by itself: `script`, `foreignObject`, `a`, `image`, animation, or one of an editor.
    #[error("must not have the element <{0}>")]
    Element(String),
    /// An attribute that runs or fetches something.
    #[error("must not have the attribute {0} with this value")]
    Attribute(String),
    /// A style that fetches something, or says so in escapes.
    #[error("must have styles without @ (but @media), \\, & and what is fetched from elsewhere")]
    Style,
}

impl LogoKind {
    /// What a file with this name is; names in upper case included.
    pub fn of_file(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            "webp" => Some(Self::Webp),
            _ => None,
        }
    }

    /// What has this media type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        [Self::Svg, Self::Png, Self::Webp].into_iter().find(|kind| kind.media_type() == media_type)
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }
}

impl Logo {
    /// Checks a picture of at most `most` bytes.
    pub fn check(kind: LogoKind, bytes: Vec<u8>, most: usize) -> Result<Self, LogoFault> {
        if bytes.len() > most {
            return Err(LogoFault::Large { has: bytes.len(), most });
        }
        match kind {
            LogoKind::Svg => svg::check(&bytes)?,
            LogoKind::Png if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => {}
            LogoKind::Webp if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => {}
            LogoKind::Png => return Err(LogoFault::Disguised("PNG")),
            LogoKind::Webp => return Err(LogoFault::Disguised("WebP")),
        }
        Ok(Self { kind, bytes })
    }

    /// What it is.
    pub const fn kind(&self) -> LogoKind {
        self.kind
    }

    /// The picture.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_it_says_it_is_and_no_larger_than_there_is_room() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        let webp = b"RIFF\x1a\0\0\0WEBPVP8L".to_vec();
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"/>"#.to_vec();
        for (kind, bytes) in [(LogoKind::Png, &png), (LogoKind::Webp, &webp), (LogoKind::Svg, &svg)] {
            let logo = Logo::check(kind, bytes.clone(), 64).unwrap();
            assert_eq!((logo.kind(), logo.bytes()), (kind, bytes.as_slice()));
            let fault = Logo::check(kind, bytes.clone(), bytes.len() - 1).unwrap_err();
            assert_eq!(fault, LogoFault::Large { has: bytes.len(), most: bytes.len() - 1 });
            assert_eq!(LogoKind::of_media_type(kind.media_type()), Some(kind));
        }
        assert_eq!(Logo::check(LogoKind::Png, svg, 64), Err(LogoFault::Disguised("PNG")));
        assert_eq!(Logo::check(LogoKind::Webp, png.clone(), 64), Err(LogoFault::Disguised("WebP")));
        assert_eq!(Logo::check(LogoKind::Svg, png, 64), Err(LogoFault::Malformed));
        for (name, kind) in [("logo.svg", Some(LogoKind::Svg)), ("a.b.PNG", Some(LogoKind::Png)), ("logo.gif", None)] {
            assert_eq!(LogoKind::of_file(name), kind, "{name}");
        }
        assert_eq!(LogoKind::of_media_type("text/html"), None);
    }
}
