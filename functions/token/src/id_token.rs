//! The ID token that comes beside an access token (OpenID Connect Core §3.1.3.3 and §12.2).

use shared::authorization::{OPENID, has_scope};
use shared::tokens::assurance::Proofs;
use shared::tokens::client::Client;
use shared::tokens::{Claims, ContactClaims, ID_TOKEN_LIFE, IdTokenClaims};

use crate::{Service, TokenError};

/// What an ID token says besides what its access token does.
pub(crate) struct SignIn<'a> {
    /// How the user proved who they are.
    pub(crate) proofs: &'a Proofs,
    /// What the client sent with its request; none at a refresh, which answers no request.
    pub(crate) nonce: Option<String>,
    /// Verified identifiers, for clients that are registered so; at a refresh `/userinfo` tells them as they are by then.
    pub(crate) contact: ContactClaims,
}

impl Service {
    /// The ID token beside `access_token`, signed as `client` is registered; `None`: the scope has no `openid`.
    pub(crate) async fn sign_id_token(
        &self,
        client: &Client,
        (access_token, beside): (&str, &Claims),
        sign_in: SignIn<'_>,
    ) -> Result<Option<String>, TokenError> {
        if !has_scope(&beside.scope, OPENID) {
            return Ok(None);
        }
        let SignIn { proofs, nonce, contact } = sign_in;
        let algorithm = client.id_token_algorithm.into();
        let assurance = proofs.assurance();
        let claims = IdTokenClaims {
            iss: beside.iss.clone(),
            sub: beside.sub.clone(),
            aud: client.id.as_str().to_owned(),
            exp: beside.iat.plus(ID_TOKEN_LIFE),
            iat: beside.iat,
            auth_time: assurance.auth_time,
            nonce,
            acr: assurance.level.name().to_owned(),
            amr: assurance.methods.into_iter().map(str::to_owned).collect(),
            at_hash: IdTokenClaims::at_hash(access_token, algorithm),
            sid: beside.sid.clone(),
            contact,
        };
        Ok(Some(self.signer.sign_with(&claims, algorithm, beside.iat).await?))
    }
}
