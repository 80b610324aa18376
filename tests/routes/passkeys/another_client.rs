//! A browser and an authenticator that are not ours: the crates `passkey-client` and `passkey-authenticator`.

use passkey_authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey_client::{Client, DefaultClientData, WebauthnError};
use passkey_crypto::AvailableBackend;
use passkey_types::Passkey;
use passkey_types::ctap2::{Aaguid, Ctap2Error};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tests::passkey_owner::location;
use tests::{PasskeyOwner, Service};
use url::Url;

/// What an authenticator says that does not know its user (CTAP 2.2 §8.2: `CTAP2_ERR_OPERATION_DENIED`).
const DENIED: u8 = 0x27;

/// Somebody at the device, who shows who they are or does not.
struct AtTheDevice {
    shows_who_they_are: bool,
}

#[async_trait::async_trait]
impl UserValidationMethod for AtTheDevice {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _: UiHint<'a, Passkey>,
        _: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence: true, verification: verification && self.shows_who_they_are })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

/// A device with room for one passkey, which it finds without being told which.
fn authenticator(shows_who_they_are: bool) -> Authenticator<Option<Passkey>, AtTheDevice, AvailableBackend> {
    Authenticator::new(Aaguid::new_empty(), None, AtTheDevice { shows_who_they_are }, AvailableBackend)
}

/// The page that asks.
fn origin(service: &Service) -> Url {
    Url::parse(&service.url()).unwrap()
}

/// What a page hands to the browser.
fn handed<T: DeserializeOwned>(options: &Value) -> T {
    serde_json::from_value(json!({ "publicKey": options })).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_10_a_client_of_another_maker_makes_a_passkey_and_signs_in_by_it() {
    let service = PasskeyOwner::service(&[]).await;
    let origin = origin(&service);
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let mut device = Client::new(authenticator(true)).allows_insecure_localhost(true);

    let flow = ada.agreed_by_code(&service).await;
    let (ceremony, options) = ada.new_options(&flow).await;
    let made = device.register(&origin, handed(&options), DefaultClientData).await.unwrap();
    let answer = ada.register(&flow, &ceremony, &serde_json::to_value(&made).unwrap()).await;
    assert_eq!(answer.status, 200, "with it come recovery codes: {answer:?}");

    let mut elsewhere = ada.elsewhere(&service);
    for _ in 0..2 {
        let (_, flow) = elsewhere.sign_in_page().await;
        let (ceremony, options) = elsewhere.options(&flow).await;
        let signed = device.authenticate(&origin, handed(&options), DefaultClientData).await.unwrap();
        let answer = elsewhere.show(&flow, &ceremony, &serde_json::to_value(&signed).unwrap()).await;
        assert!(location(&answer).starts_with("/signin/continue?flow="), "{answer:?}");
        assert_eq!(elsewhere.account(), ada.account());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wa_03_whom_a_device_of_another_maker_does_not_recognise_makes_none() {
    let service = PasskeyOwner::service(&[]).await;
    let mut ada = PasskeyOwner::signed_in(&service, "ada@example.org").await;
    let flow = ada.agreed_by_code(&service).await;
    let (_, options) = ada.new_options(&flow).await;
    let mut device = Client::new(authenticator(false)).allows_insecure_localhost(true);
    let made = device.register(&origin(&service), handed(&options), DefaultClientData).await;
    assert!(matches!(made, Err(WebauthnError::AuthenticatorError(DENIED))), "the service demands it: {made:?}");
}
