//! A content delivery network of the operator's own in front: whose connection it was, as that tells. It counts only beside a
//! secret that the network alone sends along, since everybody else may write the same header.

use std::net::IpAddr;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::Router;
use axum::extract::Request;
use futures_util::future::join_all;
use http::{HeaderMap, HeaderName};
use secrecy::{ExposeSecret, SecretString};

use crate::aws::Aws;
use crate::http::Caller;
use crate::settings::{FromEnvironment, Reader, Setting, SettingsFaults};

/// Shortest secret, in characters.
const SHORTEST: usize = 32;
const SECRET: HeaderName = HeaderName::from_static("x-origin-secret");
const ADDRESS: HeaderName = HeaderName::from_static("x-viewer-address");

const SECRETS: Setting = Setting::optional(
    "ORIGIN_SECRETS",
    "ARNs of secrets of at least 32 characters (on a laptop such texts), with commas",
    "what a network of your own in front sends as x-origin-secret; beside one of them its x-viewer-address counts",
);

/// The secrets that count, as the settings name them.
#[derive(Clone, Debug, Default)]
pub struct OriginSettings(Vec<Source>);

#[derive(Clone, Debug)]
enum Source {
    Here(SecretString),
    Secret(String),
}

/// Knows the network that stands in front.
#[derive(Clone, Debug, Default)]
pub struct Origin(Arc<[SecretString]>);

impl FromEnvironment for OriginSettings {
    fn read_with(reader: &mut Reader<'_>) -> Option<Self> {
        let sources = reader.optional(&SECRETS, |text| {
            let source = |text: &str| match text.trim() {
                arn if arn.starts_with("arn:") => Ok(Source::Secret(arn.to_owned())),
                text if text.len() >= SHORTEST => Ok(Source::Here(SecretString::from(text))),
                _ => Err("must be ARNs of secrets, or texts of at least 32 characters, with commas"),
            };
            text.split(',').map(source).collect::<Result<Vec<_>, _>>()
        });
        sources.map(|sources| Self(sources.unwrap_or_default()))
    }
}

impl OriginSettings {
    /// Reads the secrets where they stand. Every one that cannot be read, or is too short, is named by its ARN. While another
    /// one can, that is a line of the log alone: the last secret but one goes while functions still list it.
    pub async fn load(&self, aws: &Aws) -> Result<Origin, SettingsFaults> {
        let mut secrets = Vec::new();
        let mut faults = Vec::new();
        for read in join_all(self.0.iter().map(|source| source.read(aws))).await {
            match read {
                Ok(secret) => secrets.push(secret),
                Err(fault) => faults.push(format!("{} {fault}", SECRETS.name)),
            }
        }
        if secrets.is_empty() && !faults.is_empty() {
            return Err(SettingsFaults::of(faults));
        }
        for fault in faults {
            tracing::error!(outcome = "failed", reason = fault, "a secret of the network in front counts no more");
        }
        Ok(Origin(secrets.into()))
    }
}

impl Source {
    async fn read(&self, aws: &Aws) -> Result<SecretString, String> {
        let arn = match self {
            Self::Here(secret) => return Ok(secret.clone()),
            Self::Secret(arn) => arn,
        };
        let secret = aws.secret(arn).await.map_err(|rule| format!("{arn} {rule}"))?;
        let trimmed = secret.expose_secret().trim();
        if trimmed.len() < SHORTEST {
            return Err(format!("{arn} has fewer than {SHORTEST} characters"));
        }
        Ok(SecretString::from(trimmed))
    }
}

impl Origin {
    /// Puts the viewer's address in the place of the connection's, where the network says it. Nothing behind sees the secret.
    pub fn before(self, router: Router) -> Router {
        if self.0.is_empty() {
            return router;
        }
        router.layer(axum::middleware::map_request(move |mut request: Request| {
            let viewer = self.viewer(request.headers());
            request.headers_mut().remove(SECRET);
            if let (Some(address), Some(caller)) = (viewer, request.extensions_mut().get_mut::<Caller>()) {
                caller.address = Some(address);
            }
            std::future::ready(request)
        }))
    }

    fn viewer(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let presented = headers.get(SECRET)?.as_bytes();
        let is_ours =
            |secret: &SecretString| verify_slices_are_equal(secret.expose_secret().as_bytes(), presented).is_ok();
        self.0.iter().any(is_ours).then(|| address(headers))?
    }
}

/// `198.51.100.10`, `198.51.100.10:46532`, `2001:db8::1`, `[2001:db8::1]:443`; as `CloudFront` has it also `2001:db8::1:46532`
/// of a whole address. Of two headers none is the network's.
fn address(headers: &HeaderMap) -> Option<IpAddr> {
    let mut values = headers.get_all(ADDRESS).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let text = value.to_str().ok()?.trim();
    let without_port = || text.rsplit_once(':').map(|(address, _)| address.trim_matches(['[', ']']));
    text.parse().ok().or_else(|| without_port()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_and_without_a_port() {
        for (text, expected) in [
            ("198.51.100.10", Some("198.51.100.10")),
            ("198.51.100.10:46532", Some("198.51.100.10")),
            (" 198.51.100.10 ", Some("198.51.100.10")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]:443", Some("2001:db8::1")),
            ("2001:db8:0:0:0:0:0:1:46532", Some("2001:db8::1")),
            ("198.51.100.10, 203.0.113.9", None),
            ("unknown", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(ADDRESS, text.parse().unwrap())]);
            assert_eq!(address(&headers), expected.map(|address| address.parse().unwrap()), "{text}");
        }
        let two = HeaderMap::from_iter(["198.51.100.10", "203.0.113.9"].map(|text| (ADDRESS, text.parse().unwrap())));
        assert_eq!(address(&two), None);
    }
}
