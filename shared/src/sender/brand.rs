//! What every message says about the service. From configuration alone: a request cannot put a word into it (OTP-19).

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use super::gsm7;

/// The service's name and the host that its codes are bound to.
#[derive(Clone, Debug)]
pub struct Brand {
    name: String,
    host: String,
}

/// Which rule a brand breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrandFault {
    /// Too long for a text message of one part, or with characters that would make it longer.
    #[error("must be 1 to 30 characters of the GSM-7 alphabet, on one line")]
    Name,
    /// Not a bare host name.
    #[error("must be a host name of at most 60 characters, without scheme, port or path")]
    Host,
}

impl Brand {
    /// Takes a name of at most 30 GSM-7 characters and a bare host name of at most 60.
    pub fn new(name: String, host: String) -> Result<Self, BrandFault> {
        let one_line = !name.contains(['\n', '\r']) && !name.trim().is_empty();
        if !one_line || gsm7::septets(&name).is_none_or(|septets| septets > 30) {
            return Err(BrandFault::Name);
        }
        let canonical = Uts46::new().to_ascii(host.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Verify);
        if canonical.is_err() || host.len() > 60 || !host.is_ascii() {
            return Err(BrandFault::Host);
        }
        Ok(Self { name, host })
    }

    /// How messages call the service.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The host that codes sent by SMS are bound to.
    pub fn host(&self) -> &str {
        &self.host
    }
}
