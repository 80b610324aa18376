//! Who may have an account.

use crate::identity::identifier::{EmailFault, Identifier, parse_domain};

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
#[error("must be open, invitation, or domains with commas between: {domain} {fault}")]
pub struct SignUpFault {
    /// What stands in a domain's place.
    pub domain: String,
    /// What is wrong with it.
    pub fault: EmailFault,
}

impl SignUp {
    /// Reads `open`, `invitation`, or domains with commas between.
    pub fn parse(text: &str) -> Result<Self, SignUpFault> {
        match text {
            "open" => Ok(Self::Open),
            "invitation" => Ok(Self::Invitation),
            domains => {
                let domain = |text: &str| {
                    parse_domain(text.trim()).map_err(|fault| SignUpFault { domain: text.trim().to_owned(), fault })
                };
                domains.split(',').map(domain).collect::<Result<_, _>>().map(Self::Domains)
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
