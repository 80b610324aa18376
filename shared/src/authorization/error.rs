//! What a client is told at its redirect URI where it gets no code.

/// An error of the authorization endpoint (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6, RFC 8707 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.code(), self.description())]
pub enum AuthorizationError {
    /// A parameter is missing, doubled, malformed or too long; the text names parameter and rule.
    InvalidRequest(&'static str),
    /// Another `response_type` than `code`.
    UnsupportedResponseType,
    /// A scope that the client may not ask for, or none.
    InvalidScope(&'static str),
    /// A resource that the client may not ask for.
    InvalidTarget(&'static str),
    /// A request as a JWT (OpenID Connect Core §6).
    RequestNotSupported,
    /// A request elsewhere that is none of ours.
    RequestUriNotSupported,
    /// A registration within the request.
    RegistrationNotSupported,
    /// `prompt=none`, and nobody is signed in as the request needs it.
    LoginRequired,
    /// `prompt=none`, and the user would have to be asked.
    ConsentRequired,
    /// `prompt=none`, and a page would have to be shown.
    InteractionRequired,
    /// What is demanded of the user's proofs is not met (OpenID Connect Core Unmet Authentication Requirements 1.0).
    UnmetAuthenticationRequirements,
    /// The user, or a rule, said no.
    AccessDenied,
    /// Something that passes.
    TemporarilyUnavailable,
    /// Something that the client cannot mend.
    ServerError,
}

impl AuthorizationError {
    /// The value of `error`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope(_) => "invalid_scope",
            Self::InvalidTarget(_) => "invalid_target",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::InteractionRequired => "interaction_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::AccessDenied => "access_denied",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::ServerError => "server_error",
        }
    }

    /// The value of `error_description`: fixed words, in which nothing of the request comes back.
    pub const fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest(rule) | Self::InvalidScope(rule) | Self::InvalidTarget(rule) => rule,
            Self::UnsupportedResponseType => "response_type must be code.",
            Self::RequestNotSupported => "request is not supported: send the parameters themselves.",
            Self::RequestUriNotSupported => "request_uri must be one that /par gave.",
            Self::RegistrationNotSupported => "registration is not supported.",
            Self::LoginRequired => "Nobody is signed in as the request asks for.",
            Self::ConsentRequired => "The user has not agreed to this client.",
            Self::InteractionRequired => "A page would have to be shown.",
            Self::UnmetAuthenticationRequirements => "The user has not signed in by what is demanded.",
            Self::AccessDenied => "The user did not agree.",
            Self::TemporarilyUnavailable => "The service cannot answer now.",
            Self::ServerError => "Something went wrong here.",
        }
    }
}
