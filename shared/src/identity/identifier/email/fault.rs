//! The rules of an email address, a sentence for each.

use crate::typed::shown;

/// Which rule an address breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailFault {
    /// Longer than the claim `sub` may be.
    #[error("must have at most 249 characters, an international domain as xn--…")]
    TooLong,
    /// More than one line.
    #[error("must not have a line break in it")]
    LineBreak,
    /// No `@`.
    #[error("needs an @, as in name@example.org")]
    NoAt,
    /// More than one `@`.
    #[error("must be one address, with one @")]
    SeveralAts,
    /// Nothing before the `@`.
    #[error("must have a name before the @")]
    NoLocalPart,
    /// A character that cannot be delivered before the `@`.
    #[error("must have letters a to z, digits and .!#$%&'*+-/=?^_`{{|}}~ before the @, not {}", shown(*.0))]
    LocalCharacter(char),
    /// What mail programs decode.
    #[error("must not have =? and ?= before the @, which make an encoded word")]
    EncodedWord,
    /// Longer than RFC 5321 §4.5.3.1.1 allows.
    #[error("must have at most 64 characters before the @")]
    LocalPartTooLong,
    /// Nothing after the `@`.
    #[error("must have a domain after the @")]
    NoDomain,
    /// A character that no name of the internet has.
    #[error("must have letters, digits, hyphens and dots after the @, not {}", shown(*.0))]
    DomainCharacter(char),
    /// Nothing before, between or after dots.
    #[error("must have something before, between and after the dots of its domain")]
    EmptyLabel,
    /// A part of the domain that is longer than RFC 1035 §2.3.4 allows.
    #[error("must have at most 63 characters between the dots of its domain")]
    LabelTooLong,
    /// A hyphen first or last in a part of the domain.
    #[error("must not have a hyphen at either end of a part of its domain")]
    Hyphen,
    /// `xn--` and what is no internationalised name.
    #[error("must not have xn-- in its domain before what is no international name")]
    Punycode,
    /// Characters that may stand in names, and not so: scripts of both directions, say.
    #[error("must have a domain whose characters can stand together")]
    Label,
    /// A domain of a single part.
    #[error("must have a dot in its domain, as in example.org")]
    NoDot,
    /// A network address, or something like it.
    #[error("must have a domain that ends in a name such as org, which no digit begins")]
    TopLevel,
}
