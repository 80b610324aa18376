//! What endpoints know of OAuth clients, and by what these authenticate there.

use axum::body::Body;
use axum::extract::FromRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use platform::clients::{ClientRefused, Clients, REMEMBERED_FOR};
use platform::http::{OAuthError, OAuthForm};
use platform::store::{Decision, Expected, Key, NEVER, Store};
use shared::identity::keyring::Keyring;
use shared::tokens::client::{Client, ClientKind, ClientSecret, Pkce, SecretChange};
use tests::Service;
use tests::service::START;

const MASTER_SECRET: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn store(service: &Service) -> Store {
    // Through the proxy, which counts its calls.
    let client = service.database.client();
    let config = client.config().to_builder().endpoint_url(service.proxy.url()).build();
    Store::new(aws_sdk_dynamodb::Client::from_conf(config), service.database.table().to_owned())
}

fn client(id: &str) -> Client {
    Client::parse_first(&format!(r#"{{"id":"{id}","redirect_uris":["https://app.example.org/cb"]}}"#)).unwrap()
}

async fn put(store: &Store, client: &Client) {
    let decide = |_: Option<&Client>| Decision::Write { next: client.clone(), expires_at: NEVER, outcome: () };
    store.settle(&Key::client(&client.id), Expected::Unknown, decide).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_read_once_a_minute_and_so_is_one_that_is_not_there() {
    let service = Service::start().await;
    let store = store(&service);
    put(&store, &client("web")).await;
    let clients = Clients::new(store.clone(), None);
    service.proxy.take_calls();
    for _ in 0..3 {
        assert!(clients.find("web", START).await.unwrap().is_some());
        assert!(clients.find("nobody", START).await.unwrap().is_none());
        assert!(clients.resource("https://api.example.org", START).await.unwrap().is_none());
    }
    assert_eq!(service.proxy.take_calls().get("GetItem"), Some(&3));
    // What is no id asks nobody.
    for id in ["", "two words", "email:ada@example.org", "123e4567-e89b-12d3-a456-426614174000", &"x".repeat(65)] {
        assert!(clients.find(id, START).await.unwrap().is_none());
    }
    assert!(clients.resource("no URI", START).await.unwrap().is_none());
    assert_eq!(service.proxy.take_calls(), [].into());
    put(&store, &client("nobody")).await;
    assert!(clients.find("nobody", START.plus(REMEMBERED_FOR - 1)).await.unwrap().is_none());
    assert!(clients.find("nobody", START.plus(REMEMBERED_FOR)).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_of_the_setting_counts_until_one_is_registered_under_its_id() {
    let service = Service::start().await;
    let store = store(&service);
    let clients = Clients::new(store.clone(), Some(client("demo")));
    assert_eq!(clients.find("demo", START).await.unwrap().unwrap().redirect_uris.len(), 1);
    assert!(clients.find("other", START).await.unwrap().is_none());
    let registered = Client { contact_in_id_token: true, ..client("demo") };
    put(&store, &registered).await;
    let found = clients.find("demo", START.plus(REMEMBERED_FOR)).await.unwrap().unwrap();
    assert!(found.contact_in_id_token, "the registered one");
}

/// A form from a client.
async fn form(authorization: Option<String>, body: &str) -> Result<OAuthForm, OAuthError> {
    let mut request = Request::post("/token").header("content-type", "application/x-www-form-urlencoded");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    OAuthForm::from_request(request.body(Body::from(body.to_owned())).unwrap(), &()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn oa_07_a_client_is_who_it_says_it_is_or_gets_the_one_answer() {
    let service = Service::start().await;
    let store = store(&service);
    let keyring = Keyring::parse(MASTER_SECRET).unwrap();
    let secret = ClientSecret::from_random([7; 32]);
    let web = Client { kind: ClientKind::Confidential { secrets: Vec::new(), pkce: Pkce::Required }, ..client("web") };
    let hash = secret.hash(&web.id, &keyring, START);
    put(&store, &web.with_secrets(SecretChange::Add(hash)).unwrap()).await;
    put(&store, &client("app")).await;
    let clients = Clients::new(store, None);
    let right = secret.expose();
    let wrong = ClientSecret::from_random([8; 32]);
    let wrong = wrong.expose();
    let basic = |id: &str, secret: &str| Some(format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))));
    let post = |id: &str, secret: &str| format!("client_id={id}&client_secret={secret}");
    let nothing = || "a=b".to_owned();
    for (authorization, body, is) in [
        (None, post("web", right), Some("web")),
        (basic("web", right), nothing(), Some("web")),
        (basic("%77eb", &right.replacen('o', "%6F", 1)), nothing(), Some("web")),
        (None, "client_id=app".to_owned(), Some("app")),
        (None, post("web", wrong), None),
        (None, post("app", right), None),
        (None, post("nobody", right), None),
        (None, "client_id=web".to_owned(), None),
        (None, "client_id=nobody".to_owned(), None),
        (None, "client_id=no+id".to_owned(), None),
        (basic("web", wrong), nothing(), None),
        (basic("web", ""), nothing(), None),
        (basic("app", ""), nothing(), None),
        (basic("app", right), nothing(), None),
        (basic("nobody", right), nothing(), None),
        (basic("web", right), "client_id=app".to_owned(), None),
    ] {
        let by_header = authorization.is_some();
        let told = format!("{authorization:?} {body}").replace(right, "right").replace(wrong, "wrong");
        let answer = match form(authorization, &body).await {
            Ok(form) => Box::pin(clients.authenticate(&form, &keyring, START)).await,
            Err(refused) => Err(ClientRefused::Request(refused)),
        };
        match (answer, is) {
            (Ok(client), Some(id)) => assert_eq!(client.id.as_str(), id, "{told}"),
            (Err(refused), None) => {
                assert_eq!(OAuthError::from(&refused), OAuthError::InvalidClient { by_header }, "{told}");
            }
            (answer, _) => panic!("{told}: {answer:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cannot_be_read_is_no_client() {
    let service = Service::start().await;
    let keyring = Keyring::parse(MASTER_SECRET).unwrap();
    let clients = Clients::new(Store::new(service.database.client(), "no-such-table".to_owned()), Some(client("demo")));
    let form = form(None, "client_id=demo").await.unwrap();
    let refused = Box::pin(clients.authenticate(&form, &keyring, START)).await.unwrap_err();
    assert_eq!(OAuthError::from(&refused), OAuthError::Unavailable);
}
