//! A service with clients of every kind, and the way of a user through it.

use crate::relying_party::{Asked, Authentication, Callback, MASTER_SECRET, RelyingParty, new_secret, register};
use crate::{Answer, Browser, Landed, Service};

/// An API whose tokens `GET /me` takes as well: the authorizer of a test goes by it.
pub const API: &str = "https://api.example.org";
/// Another one.
pub const STOCK: &str = "https://stock.example.org";

const FILE: &str = r#"{
  "resources": [
    { "id": "https://api.example.org", "name": "Orders", "scopes": ["orders:read", "orders:write"] },
    { "id": "https://stock.example.org", "name": "Stock", "scopes": ["stock:read"] }
  ],
  "clients": [
    { "id": "web", "name": "Web", "logo": "data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnLz4=",
      "type": "public", "redirect_uris": ["https://web.example.org/callback"],
      "origins": ["https://web.example.org"],
      "post_logout_redirect_uris": ["https://web.example.org/bye", "https://web.example.org/bye?from=here"],
      "scopes": ["openid", "email", "phone", "offline_access", "orders:read", "orders:write", "stock:read"],
      "resources": ["https://api.example.org", "https://stock.example.org"] },
    { "id": "other", "name": "Other", "type": "public", "redirect_uris": ["https://other.example.org/callback"],
      "origins": ["https://other.example.org"],
      "post_logout_redirect_uris": ["https://other.example.org/bye"], "scopes": ["openid", "email", "orders:read"],
      "resources": ["https://api.example.org"] },
    { "id": "own", "name": "Own", "type": "public", "consent": "first-party",
      "redirect_uris": ["https://own.example.org/callback", "https://own.example.org/callback?tenant=1"],
      "origins": ["https://own.example.org"],
      "scopes": ["openid", "email", "offline_access", "account"] },
    { "id": "cli", "name": "Command line", "type": "public", "consent": "first-party",
      "redirect_uris": ["http://127.0.0.1/callback", "http://[::1]/callback", "com.example.app:/callback"],
      "scopes": ["openid", "offline_access"] },
    { "id": "shop", "name": "Shop", "type": "confidential", "pkce": "optional", "contact_in_id_token": true,
      "redirect_uris": ["https://shop.example.org/callback"],
      "post_logout_redirect_uris": ["https://shop.example.org/bye"],
      "scopes": ["openid", "email", "phone", "offline_access"] },
    { "id": "branch", "name": "Branch", "type": "confidential", "pkce": "optional",
      "redirect_uris": ["https://branch.example.org/callback"], "scopes": ["openid", "offline_access"] },
    { "id": "vault", "name": "Vault", "type": "confidential",
      "redirect_uris": ["https://vault.example.org/callback"], "scopes": ["openid", "offline_access"] }
  ]
}"#;

/// A running service with clients.
#[derive(Debug)]
pub struct Provider {
    /// The service.
    pub service: Service,
}

impl Provider {
    /// Starts one.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// Starts one with some settings changed.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let own = [("MASTER_SECRET", MASTER_SECRET), ("AUDIENCE", API), ("REVOCATION", "strict")];
        let service = Service::with(&[&own, settings].concat()).await;
        register(&service, FILE).await;
        Self { service }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.service)
    }

    /// One of the public clients, at its first redirect URI.
    pub fn client(&self, id: &str) -> RelyingParty {
        let redirect_uri = match id {
            "cli" => "http://127.0.0.1:49152/callback".to_owned(),
            id => format!("https://{id}.example.org/callback"),
        };
        RelyingParty::new(&self.service, id, &redirect_uri)
    }

    /// One of the confidential clients, by `client_secret_basic`.
    pub async fn confidential(&self, id: &str) -> RelyingParty {
        let secret = new_secret(&self.service, id).await;
        self.client(id).authenticating(Authentication::Basic(secret))
    }

    /// Makes a request with a browser, in which `who` signs in and agrees where they are asked, and gives its answer.
    pub async fn answer(&self, browser: &mut Browser, client: &RelyingParty, asked: &Asked, who: &str) -> Callback {
        let landed = browser.open(&asked.url()).await;
        client.read(asked, &self.complete(browser, landed, who).await)
    }

    /// Goes on until the browser is sent away.
    pub async fn complete(&self, browser: &mut Browser, mut landed: Landed, who: &str) -> String {
        for _ in 0..2 {
            landed = match landed {
                Landed::Here(page) if page.has_form("/signin/code") => browser.sign_in(&self.service, &page, who).await,
                Landed::Here(page) => browser.submit(&page, "/signin/consent", &[("answer", "yes")]).await,
                away @ Landed::Away(_) => away,
            };
        }
        landed.away()
    }

    /// The same up to the tokens.
    pub async fn tokens(&self, browser: &mut Browser, client: &RelyingParty, asked: &Asked, who: &str) -> Answer {
        let callback = self.answer(browser, client, asked, who).await;
        let tokens = client.redeem(asked, callback.code()).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        tokens
    }

    /// Whether an access token for [`API`] counts there.
    pub async fn counts(&self, access_token: &str) -> bool {
        match self.service.client.get_as("/me", access_token).await.status.as_u16() {
            200 => true,
            401 => false,
            other => panic!("{other}"),
        }
    }
}
