//! What a client needs to know of the issuer (RFC 8414, OpenID Connect Discovery 1.0). One document serves both standards.

use serde_json::{Value, json};
use shared::tokens::assurance::Level;

use crate::{JWKS_PATH, Settings};

/// By what clients authenticate; all endpoints that they call take the same.
const CLIENT_AUTHENTICATION: [&str; 3] = ["none", "client_secret_basic", "client_secret_post"];

/// The metadata of the issuer. It says nothing that is not so, and no default where the default is what is so.
pub(crate) fn of(settings: &Settings) -> Value {
    let issuer = &settings.issuer;
    json!({
        "issuer": issuer.as_str(),
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "revocation_endpoint": format!("{issuer}/revoke"),
    "pushed_authorization_request_endpoint": format!("{issuer}/par"),
        "require_pushed_authorization_requests": false,
        "jwks_uri": format!("{issuer}{JWKS_PATH}"),
        "scopes_supported": ["openid", "email", "phone", "offline_access", "account"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "token_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
        "revocation_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": settings.keys.algorithms(),
        "acr_values_supported": Level::NAMES,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid",
            "email", "email_verified", "phone_number", "phone_number_verified",
        ],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        // Where nothing is said it would be supported (OpenID Connect Discovery §3).
        "request_uri_parameter_supported": false,
    })
}
