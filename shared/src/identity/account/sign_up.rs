//! Who may have an account.

use crate::identity::identifier::{Identifier, parse_domain};

/// Whose first sign-in makes an account. Who was invited may come in whatever it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignUp {
    /// Everybody's.
    Open,
    /// That of an email address of one of these domains, in A-labels; their subdomains are others.
    Domains(Vec<String>),
    /// Nobody's without an invitation.
    Invitation,
}

/// Not a domain of email addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be open, invitation, or domains of email addresses with commas between (example.org,example.com)")]
pub struct SignUpFault;

impl SignUp {
    /// Reads `open`, `invitation`, or domains with commas between.
    pub fn parse(text: &str) -> Result<Self, SignUpFault> {
        match text {
            "open" => Ok(Self::Open),
            "invitation" => Ok(Self::Invitation),
            domains => {
                let parse = |domain: &str| parse_domain(domain.trim()).map_err(|_| SignUpFault);
                let domains = domains.split(',').map(parse);
                Ok(Self::Domains(domains.collect::<Result<_, _>>()?))
            }
        }
    }

    /// Whether the owner of an identifier may have an account without an invitation.
    pub fn admits(&self, identifier: &Identifier) -> bool {
        match (self, identifier) {
            (Self::Open, _) => true,
            (Self::Domains(domains), Identifier::Email(address)) => {
                domains.iter().any(|domain| domain == address.domain())
            }
            (Self::Domains(_), Identifier::Phone(_)) | (Self::Invitation, _) => false,
        }
    }
}
