//! The grammar of the URIs that clients and resources are registered with: a narrow part of RFC 3986, so that every program
//! on the way (this service, a browser, the client) reads the same host out of them.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Why a text is no such URI: a sentence for each rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriFault {
    /// Longer than it may be.
    #[error("must have 1 to {0} bytes")]
    Length(usize),
    /// A character that no URI has, or one that browsers take for another: blanks, controls, quotes, backslashes, letters
    /// beyond ASCII.
    #[error("must have characters of URIs alone (RFC 3986): no blanks, backslashes, quotes, or letters beyond ASCII")]
    Character,
    /// No scheme, or one in upper case.
    #[error("must begin with a scheme in lower case and a colon")]
    Scheme,
    /// A scheme that does not lead to the client, or that runs what stands in the URI.
    #[error(
        "must be https, http to 127.0.0.1, [::1] or localhost, or a scheme of your own with a dot in it (com.example.app)"
    )]
    ForeignScheme,
    /// What a browser would send on in clear text.
    #[error("must be https: http is for 127.0.0.1, [::1] and localhost alone")]
    PlainHttp,
    /// No two slashes after the scheme.
    #[error("must have :// after its scheme")]
    NoAuthority,
    /// A name before the host.
    #[error("must not have a user before its host")]
    UserInfo,
    /// Not a host as browsers write it.
    #[error(
        "must have a host in lower case, as browsers write it: labels of a to z, 0 to 9 and hyphens, or an IP address"
    )]
    Host,
    /// Not a port as browsers write it.
    #[error("must have a port from 1 to 65535 without leading zeros, or none where it is the scheme's own")]
    Port,
    /// `.` or `..` as a segment, percent-encoded or not.
    #[error("must not have . or .. as a part of its path, percent-encoded or not")]
    DotSegment,
    /// `%` without two hexadecimal digits, or before what must not stand there.
    #[error(
        "must not have a % but before two hexadecimal digits, nor an encoded slash, backslash or control character"
    )]
    Percent,
    /// A fragment.
    #[error("must not have a fragment")]
    Fragment,
    /// A path that does not begin with a slash.
    #[error("must have a path that begins with a slash")]
    Path,
    /// A parameter that the answer has as well.
    #[error("must not have a parameter that the answer has (code, state, iss, error …), nor an encoded name of one")]
    AnswerParameter,
    /// More than an origin.
    #[error("must be a scheme and a host, perhaps with a port, and nothing behind them")]
    NotAnOrigin,
}

/// Scheme, host, port and the rest of a URI that names a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) scheme: &'a str,
    pub(super) host: &'a str,
    pub(super) port: Option<&'a str>,
    /// Path and query.
    pub(super) rest: &'a str,
}

/// Splits off the scheme, and checks what holds for every URI: length, characters, no fragment.
pub(super) fn scheme(text: &str, longest: usize) -> Result<(&str, &str), UriFault> {
    if text.is_empty() || text.len() > longest {
        return Err(UriFault::Length(longest));
    }
    if text.contains('#') {
        return Err(UriFault::Fragment);
    }
    // Of quotes the RFC has the single one, which ends a source of a policy and an attribute of a page.
    let allowed = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>\\^`{|}".contains(&byte);
    if !text.bytes().all(allowed) {
        return Err(UriFault::Character);
    }
    let (scheme, rest) = text.split_once(':').ok_or(UriFault::Scheme)?;
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
    let well_formed = scheme.starts_with(|first: char| first.is_ascii_lowercase()) && scheme.bytes().all(inner);
    if well_formed { Ok((scheme, rest)) } else { Err(UriFault::Scheme) }
}

/// Takes a URI of the schemes `https` and `http` apart, the latter of a loopback host alone.
pub(super) fn web<'a>(scheme: &'a str, rest: &'a str) -> Result<Parts<'a>, UriFault> {
    let rest = rest.strip_prefix("//").ok_or(UriFault::NoAuthority)?;
    let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(UriFault::UserInfo);
    }
    let (host, port) = split_port(authority);
    if !is_host(host) {
        return Err(UriFault::Host);
    }
    let default = if scheme == "https" { "443" } else { "80" };
    if port.is_some_and(|port| !is_port(port) || port == default) {
        return Err(UriFault::Port);
    }
    if scheme == "http" && !is_loopback_name(host) {
        return Err(UriFault::PlainHttp);
    }
    path_and_query(rest)?;
    Ok(Parts { scheme, host, port, rest })
}

/// The port stands behind the last colon, unless that is within the brackets of an IPv6 address.
pub(super) fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// 1 to 65535, as browsers write it.
pub(super) fn is_port(port: &str) -> bool {
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    digits && !port.starts_with('0') && port.parse::<u16>().is_ok()
}

/// Only what a browser leaves as it is: `0x7f.1` and `2130706433` are addresses to it.
pub(super) fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok_and(|parsed| parsed.to_string() == address);
    }
    let label = |label: &str| {
        let edges = label.starts_with('-') || label.ends_with('-');
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=63).contains(&label.len()) && !edges && label.bytes().all(inner)
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    let ends_in_number = last.starts_with(|first: char| first.is_ascii_digit());
    let is_address = || host.parse::<Ipv4Addr>().is_ok_and(|parsed| parsed.to_string() == host);
    host.len() <= 253 && host.split('.').all(label) && (!ends_in_number || is_address())
}

/// Whether a host is an IP address and no name.
pub(super) fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

/// The hosts to which `http` may lead (RFC 8252 §7.3, and `localhost` as programs write it).
pub(super) fn is_loopback_name(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]" | "localhost")
}

/// Whether a host is this very device, whatever it is called.
pub(super) fn is_loopback(host: &str) -> bool {
    let address = host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback() || address.is_unspecified());
    address || is_loopback_name(host) || host == "[::]" || host.ends_with(".localhost") || host.starts_with("[::ffff:")
}

/// Checks a path, which may be empty, and the query behind it.
pub(super) fn path_and_query(rest: &str) -> Result<(), UriFault> {
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    for part in [path, query.unwrap_or_default()] {
        // `[` and `]` belong to hosts alone.
        if part.contains(['[', ']']) {
            return Err(UriFault::Character);
        }
        percent_encoding(part)?;
    }
    let path = path.to_ascii_lowercase();
    // Who decodes first and splits afterwards would find another path.
    if path.contains("%2f") || path.contains("%5c") {
        return Err(UriFault::Percent);
    }
    let dots = |segment: &str| matches!(segment.replace("%2e", ".").as_str(), "." | "..");
    if path.split('/').any(dots) { Err(UriFault::DotSegment) } else { Ok(()) }
}

/// Each `%` begins an octet, and none of a control character: `%0d%0a` would be a line break to whoever decodes it.
fn percent_encoding(part: &str) -> Result<(), UriFault> {
    for encoded in part.split('%').skip(1) {
        let octet = encoded.get(..2).filter(|octet| octet.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let octet = octet.and_then(|octet| u8::from_str_radix(octet, 16).ok()).ok_or(UriFault::Percent)?;
        if octet.is_ascii_control() {
            return Err(UriFault::Percent);
        }
    }
    Ok(())
}
