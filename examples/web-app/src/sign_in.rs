//! The app as an OpenID client: where it sends its users, and what it makes of them when they come back.

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreUserInfoClaims};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PostLogoutRedirectUrl, ProviderMetadataWithLogout,
    RedirectUrl, Scope, TokenResponse,
};
use serde::Deserialize;

use crate::fetch::HttpsClient;
use crate::session::{Person, Visit};

/// What a client needs to be told.
#[derive(Clone, Debug)]
pub struct Options {
    /// URL of the issuer.
    pub issuer: IssuerUrl,
    /// As it stands in `clients.json`.
    pub client_id: ClientId,
    /// Of `admin clients secret`.
    pub client_secret: ClientSecret,
    /// Where browsers find the app, without a slash at the end.
    pub url: String,
}

/// What the issuer sends a browser back with.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    code: Option<String>,
    error: Option<String>,
    state: String,
    iss: String,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInFailed {
    /// It has not answered, or not as the standard says.
    #[error("the issuer does not answer: {0}")]
    Issuer(String),
    /// The user or the issuer has said no.
    #[error("the issuer refuses: {0}")]
    Refused(String),
    /// An answer to no question of this browser, or of another issuer: somebody else's, passed on.
    #[error("not the answer to this browser's question")]
    Foreign,
    /// An ID token that does not count.
    #[error("the ID token does not count: {0}")]
    Token(String),
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The issuer, as it describes itself now.
pub(crate) struct Issuer<'a> {
    client: Client,
    metadata: ProviderMetadataWithLogout,
    options: &'a Options,
    http: &'a HttpsClient,
}

impl<'a> Issuer<'a> {
    /// Asked for each sign-in, since keys change. An app with many keeps it for the five minutes that the answer says.
    pub(crate) async fn discover(options: &'a Options, http: &'a HttpsClient) -> Result<Self, SignInFailed> {
        let metadata = ProviderMetadataWithLogout::discover_async(options.issuer.clone(), http).await;
        let metadata = metadata.map_err(|failed| SignInFailed::Issuer(failed.to_string()))?;
        let redirect = RedirectUrl::new(format!("{}/callback", options.url));
        let redirect = redirect.map_err(|failed| SignInFailed::Issuer(failed.to_string()))?;
        let secret = Some(options.client_secret.clone());
        let client = CoreClient::from_provider_metadata(metadata.clone(), options.client_id.clone(), secret);
        Ok(Self { client: client.set_redirect_uri(redirect), metadata, options, http })
    }

    /// Where the browser goes, and what is kept until it is back.
    pub(crate) fn ask(&self) -> (String, Visit) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let request = self.client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
        let (url, state, nonce) = request.add_scope(Scope::new("email".to_owned())).set_pkce_challenge(challenge).url();
        (url.into(), Visit::SigningIn { state, nonce, verifier })
    }

    /// Whoever it is, by the answer that the browser brings and what was kept of its question.
    pub(crate) async fn person(&self, answer: Answer, kept: Option<Visit>) -> Result<Person, SignInFailed> {
        let Some(Visit::SigningIn { state, nonce, verifier }) = kept else { return Err(SignInFailed::Foreign) };
        if *state.secret() != answer.state || self.metadata.issuer().as_str() != answer.iss {
            return Err(SignInFailed::Foreign);
        }
        let code = answer.code.ok_or_else(|| SignInFailed::Refused(answer.error.unwrap_or_default()))?;
        let unanswered = |failed: &dyn std::error::Error| SignInFailed::Issuer(failed.to_string());
        let request = self.client.exchange_code(AuthorizationCode::new(code)).map_err(|failed| unanswered(&failed))?;
        let tokens = request.set_pkce_verifier(verifier).request_async(self.http).await;
        let tokens = tokens.map_err(|failed| unanswered(&failed))?;
        let id_token = tokens.id_token().ok_or_else(|| SignInFailed::Token("there is none".to_owned()))?;
        // Signature, issuer, audience, time and nonce.
        let claims = id_token.claims(&self.client.id_token_verifier(), &nonce);
        let claims = claims.map_err(|failed| SignInFailed::Token(failed.to_string()))?;
        let subject = claims.subject().clone();
        let request = self.client.user_info(tokens.access_token().clone(), Some(subject.clone()));
        let request = request.map_err(|failed| unanswered(&failed))?;
        let about: CoreUserInfoClaims = request.request_async(self.http).await.map_err(|failed| unanswered(&failed))?;
        let email = about.email().map(|email| email.to_string()).unwrap_or_default();
        let assurance = claims.auth_context_ref().map(|acr| acr.to_string()).unwrap_or_default();
        Ok(Person { subject: subject.to_string(), email, assurance, id_token: id_token.clone() })
    }

    /// Where a browser goes to sign out at the issuer too, and back to the app; the app itself where the issuer has no such.
    pub(crate) fn sign_out(&self, person: &Person) -> String {
        let home = format!("{}/", self.options.url);
        let endpoint = self.metadata.additional_metadata().end_session_endpoint.clone();
        match (endpoint, PostLogoutRedirectUrl::new(home.clone())) {
            (Some(endpoint), Ok(back)) => {
                let request = LogoutRequest::from(endpoint).set_id_token_hint(&person.id_token);
                request.set_post_logout_redirect_uri(back).http_get_url().into()
            }
            _ => home,
        }
    }
}
