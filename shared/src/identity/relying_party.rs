//! For whom passkeys are made (WebAuthn Level 3 §5.1.2): a domain, which every passkey is bound to for as long as it lives, and the
//! origins whose pages may use it.

/// How a host looks that API Gateway names. Another deployment has another one, and every passkey would be lost with it.
const GATEWAY: (&str, &str) = (".execute-api.", ".amazonaws.com");

/// A relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The domain.
    id: String,
    /// The origins, the service's own first.
    origins: Vec<String>,
}

/// Why a service has no passkeys of these settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelyingPartyRefused {
    /// The domain is not the host of the service, and not above it.
    #[error("must be the host of ISSUER, or a domain above it with a dot in it")]
    Id,
    /// The host of the service can have no passkeys, whatever is set.
    #[error("must be left out: the host of ISSUER is an address, or one of API Gateway's own")]
    Off,
    /// It is no origin.
    #[error("must be origins, as https://shop.example.com, with commas between: {0} is none")]
    Origin(String),
}

impl RelyingParty {
    /// That of a service at the URL `issuer`, for a domain above its host where `id` says so, with `origins` besides its own;
    /// `None`: passkeys are off, since the host is an address, or API Gateway's.
    pub fn of(issuer: &str, id: Option<&str>, origins: &[&str]) -> Result<Option<Self>, RelyingPartyRefused> {
        let host = host_of(issuer);
        if is_address(host) || is_of_gateway(host) {
            let is_unset = id.is_none() && origins.is_empty();
            return if is_unset { Ok(None) } else { Err(RelyingPartyRefused::Off) };
        }
        let id = id.unwrap_or(host);
        let is_above = id.contains('.') && host.strip_suffix(id).is_some_and(|rest| rest.ends_with('.'));
        if id != host && !is_above {
            return Err(RelyingPartyRefused::Id);
        }
        let mut all = vec![issuer.to_owned()];
        for origin in origins {
            if !is_origin(origin) {
                return Err(RelyingPartyRefused::Origin((*origin).to_owned()));
            }
            if !all.iter().any(|known| known == origin) {
                all.push((*origin).to_owned());
            }
        }
        Ok(Some(Self { id: id.to_owned(), origins: all }))
    }

    /// The domain.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The service's own origin.
    pub fn own_origin(&self) -> &str {
        self.origins.first().map_or("", String::as_str)
    }

    /// The others.
    pub fn further_origins(&self) -> &[String] {
        self.origins.get(1..).unwrap_or_default()
    }

    /// Whether a page of this origin may use its passkeys: character by character, its port as well (WA-02).
    pub fn is_at(&self, origin: &str) -> bool {
        self.origins.iter().any(|known| known == origin)
    }
}

fn host_of(issuer: &str) -> &str {
    let authority = issuer.split_once("://").map_or("", |(_, authority)| authority);
    authority.split_once(':').map_or(authority, |(host, _)| host)
}

/// Numbers with dots: no domain ends in a number (URL Standard §3.5).
fn is_address(host: &str) -> bool {
    host.rsplit('.').next().is_none_or(|last| last.is_empty() || last.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_of_gateway(host: &str) -> bool {
    let (within, end) = GATEWAY;
    host.contains(within) && (host.ends_with(end) || host.ends_with(".amazonaws.com.cn"))
}

/// `https`, a host in lower case and perhaps a port, as browsers write it.
fn is_origin(text: &str) -> bool {
    let Some(authority) = text.strip_prefix("https://") else { return false };
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|number| number != 443 && number.to_string() == port);
    host.split('.').all(is_label) && port.is_none_or(is_port)
}

#[cfg(test)]
#[path = "relying_party_tests.rs"]
mod tests;
