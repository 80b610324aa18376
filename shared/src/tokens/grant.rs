//! What a sign-in and every refresh of it hand out.

use std::net::{IpAddr, Ipv4Addr};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::Timestamp;
use crate::identity::identifier::Identifier;
use crate::tokens::client::{Client, Resource};
use crate::tokens::session::{Session, SessionPolicy, Sid, Subject};
use crate::tokens::{Claims, ContactClaims, ContextClaims, Issuer};

/// No header carries it.
const NO_USER_AGENT: &str = "\0";

/// What tokens say, and how long they live.
#[derive(Clone, Debug)]
pub struct Terms {
    /// `iss` of every token.
    pub issuer: Issuer,
    /// `aud` of every token.
    pub audience: String,
    /// `client_id` of every token.
    pub client_id: String,
    /// What a sign-in grants.
    pub scope: String,
    /// Life of an access token, in seconds.
    pub access_token_life: u64,
    /// What `sub` is in tokens of sessions that begin now.
    pub subject: Subject,
    /// What access tokens are bound to.
    pub binding: Binding,
    /// How long sessions live.
    pub sessions: SessionPolicy,
}

/// What access tokens are bound to; to nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// The client's address (IPv6: the first 64 bits).
    pub address: bool,
    /// The client's user agent.
    pub user_agent: bool,
}

/// One access token to be made.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    /// What its user proved.
    pub identifier: &'a Identifier,
    /// Which session it belongs to.
    pub sid: Sid,
    /// That session.
    pub session: &'a Session,
    /// What it allows: the session's scope, or less.
    pub scope: &'a str,
    /// The client's address, from the gateway's request context.
    pub address: Option<IpAddr>,
    /// The client's user agent, likewise.
    pub user_agent: Option<&'a str>,
}

/// One access token for an OAuth client to be made.
#[derive(Clone, Copy, Debug)]
pub struct ClientGrant<'a> {
    /// The client.
    pub client: &'a Client,
    /// Whom the token is for; `None`: the issuer's own endpoints.
    pub resource: Option<&'a Resource>,
    /// Which grant it belongs to.
    pub sid: Sid,
    /// That grant.
    pub session: &'a Session,
    /// What it allows: the grant's scope, or less.
    pub scope: &'a str,
}

/// The answer of RFC 6749 §5.1, with the life of the refresh token.
#[derive(Serialize)]
pub struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    refresh_token: String,
    refresh_expires_in: u64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

impl Terms {
    /// The claims of an access token. It never outlives its session.
    pub fn claims(&self, grant: &Grant<'_>, jti: [u8; 16], now: Timestamp) -> Claims {
        let jti = URL_SAFE_NO_PAD.encode(jti);
        let assurance = grant.session.proofs.assurance();
        let ctx = (self.binding != Binding::default()).then(|| ContextClaims {
            // Without a context the hash fits nobody: a token that ought to be bound is never left unbound.
            ip: self
                .binding
                .address
                .then(|| ContextClaims::of_address(&jti, grant.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))),
            ua: self
                .binding
                .user_agent
                .then(|| ContextClaims::of_user_agent(&jti, grant.user_agent.unwrap_or(NO_USER_AGENT))),
        });
        Claims {
            iss: self.issuer.as_str().to_owned(),
            aud: self.audience.clone(),
            sub: match grant.session.subject {
                Subject::Identifier => grant.identifier.canonical(),
                Subject::Account => grant.sid.subject.account().to_string(),
            },
            iat: now,
            nbf: now,
            exp: now.plus(self.access_token_life.min(self.sessions.idle)).min(grant.session.ends_at(&self.sessions)),
            jti,
            sid: grant.sid.to_string(),
            client_id: self.client_id.clone(),
            scope: grant.scope.to_owned(),
            acr: Some(assurance.level.name().to_owned()),
            amr: assurance.methods.into_iter().map(str::to_owned).collect(),
            auth_time: assurance.auth_time,
            ctx,
            contact: ContactClaims::from(grant.identifier),
        }
    }

    /// The claims of an access token for an OAuth client (RFC 9068 §2.2). It names the account and no contact, and is bound
    /// to no address: many clients are servers, and pass it on.
    pub fn client_claims(
        &self,
        grant: &ClientGrant<'_>,
        policy: &SessionPolicy,
        jti: [u8; 16],
        now: Timestamp,
    ) -> Claims {
        let ClientGrant { client, resource, sid, session, scope } = *grant;
        let assurance = session.proofs.assurance();
        let life = client.access_token_life(resource, self.access_token_life);
        let issuer = self.issuer.as_str();
        Claims {
            iss: issuer.to_owned(),
            aud: resource.map_or(issuer, |resource| resource.id.as_str()).to_owned(),
            sub: sid.subject.account().to_string(),
            iat: now,
            nbf: now,
            exp: now.plus(life.min(policy.idle)).min(session.ends_at(policy)),
            jti: URL_SAFE_NO_PAD.encode(jti),
            sid: sid.to_string(),
            client_id: client.id.as_str().to_owned(),
            scope: scope.to_owned(),
            acr: Some(assurance.level.name().to_owned()),
            amr: assurance.methods.into_iter().map(str::to_owned).collect(),
            auth_time: assurance.auth_time,
            ctx: None,
            contact: ContactClaims::default(),
        }
    }

    /// The answer that carries both tokens of a session that lives by `policy`.
    pub fn answer(
        access_token: String,
        claims: Claims,
        refresh_token: String,
        session: &Session,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> TokenAnswer {
        TokenAnswer {
            access_token,
            token_type: "Bearer",
            expires_in: claims.exp.since(now),
            refresh_token,
            refresh_expires_in: session.expires_at(policy).since(now),
            scope: claims.scope,
            id_token: None,
        }
    }
}

impl TokenAnswer {
    /// The same with an ID token (OpenID Connect Core §3.1.3.3), where the client is to have one.
    #[must_use]
    pub fn with_id_token(self, id_token: Option<String>) -> Self {
        Self { id_token, ..self }
    }
}

impl std::fmt::Debug for TokenAnswer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TokenAnswer(redacted)")
    }
}
