//! What is sealed, and what a function may seal and open.

/// What a sealed message is. Each has a key of its own, so that one never passes as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Names a challenge.
    Handle,
    /// Continues a session.
    RefreshToken,
    /// Shows that an identifier was proven for a change of an account.
    IdentifierProof,
    /// Tells a device on which somebody has signed in before.
    Device,
    /// The device that a session was last used from, in the session's item.
    SessionDevice,
    /// An identifier, in the item of its account.
    AccountIdentifier,
    /// What an account's owner calls an authenticator, in the account's item.
    AuthenticatorName,
    /// The secret of an authenticator app, in the account's item.
    AuthenticatorSecret,
    /// An authenticator app that is to become an account's, until its first code.
    Enrolment,
    /// What a passkey's ceremony was begun with.
    Ceremony,
    /// A sign-in of the codes' own interface that lacks its second step.
    AuthenticationSession,
    /// Shows that an account's authenticator agreed to a change of it.
    AuthenticatorProof,
    /// An authorization request on its way through the pages.
    Flow,
    /// An authorization request that was pushed.
    PushedRequest,
    /// What a page that asks for a yes was shown for.
    Confirmation,
    /// Names a browser's session.
    BrowserSession,
    /// Signs in from a message.
    Link,
    /// What the page of such a link was shown for.
    LinkPage,
    /// What a client redeems for tokens.
    AuthorizationCode,
    /// What an account's owner is told of, on its way there.
    Notice,
}

/// What a keyring is for, besides names, which are every function's. It has no key of codes and sealed texts beyond that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uses {
    /// It derives codes.
    pub codes: bool,
    /// It seals and opens for these purposes.
    pub seals: &'static [Purpose],
}

impl Purpose {
    /// What HKDF is told.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Handle => "handle",
            Self::RefreshToken => "refresh token",
            Self::IdentifierProof => "identifier proof",
            Self::Device => "device",
            // Items in tables are sealed under this name.
            Self::SessionDevice => "client",
            Self::AccountIdentifier => "account identifier",
            Self::AuthenticatorName => "authenticator name",
            Self::AuthenticatorSecret => "authenticator secret",
            Self::Enrolment => "enrolment",
            Self::Ceremony => "ceremony",
            Self::AuthenticationSession => "authentication session",
            Self::AuthenticatorProof => "authenticator proof",
            Self::Flow => "flow",
            Self::PushedRequest => "pushed request",
            Self::Confirmation => "confirmation",
            Self::BrowserSession => "browser session",
            Self::Link => "link",
            Self::LinkPage => "link page",
            Self::AuthorizationCode => "authorization code",
            Self::Notice => "notice",
        }
    }
}

impl Uses {
    /// Every sub-key.
    pub const EVERYTHING: Self = Self {
        codes: true,
        seals: &[
            Purpose::Handle,
            Purpose::RefreshToken,
            Purpose::IdentifierProof,
            Purpose::Device,
            Purpose::SessionDevice,
            Purpose::AccountIdentifier,
            Purpose::AuthenticatorName,
            Purpose::AuthenticatorSecret,
            Purpose::Enrolment,
            Purpose::Ceremony,
            Purpose::AuthenticationSession,
            Purpose::AuthenticatorProof,
            Purpose::Flow,
            Purpose::PushedRequest,
            Purpose::Confirmation,
            Purpose::BrowserSession,
            Purpose::Link,
            Purpose::LinkPage,
            Purpose::AuthorizationCode,
            Purpose::Notice,
        ],
    };
    /// Names alone.
    pub const NAMES: Self = Self { codes: false, seals: &[] };
}
