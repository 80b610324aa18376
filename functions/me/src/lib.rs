//! `GET /me`: a sample of a guarded API. It shows the context that the authorizer passed on.

use axum::extract::Extension;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::header::ALLOW;
use http::{Method, StatusCode};
use platform::http::{Cookies, Principal, Problem};
use platform::settings::{Environment, FromEnvironment, SettingsFaults};

mod settings;

pub use settings::Settings;

/// Where the function answers.
pub const PATH: &str = "/me";

/// Builds the function from its environment.
pub fn start(environment: &Environment) -> Result<Router, SettingsFaults> {
    Settings::read(environment).map(|settings| router(&settings))
}

/// The function's one route. `DELETE` of the same path is another function's.
pub fn router(settings: &Settings) -> Router {
    let other = async |method: Method| {
        ([(ALLOW, "GET,HEAD,DELETE")], platform::http::other_method(&method, Problem::method_not_allowed))
    };
    let methods = routing::get(handle).fallback(other);
    let methods = platform::http::open_to_own_pages(methods, &settings.cors, Cookies::DoNotCount);
    platform::http::finish(Router::new().route(PATH, methods))
}

async fn handle(principal: Option<Extension<Principal>>) -> Response {
    match principal {
        Some(Extension(Principal(context))) => platform::http::json(StatusCode::OK, &context),
        // Only a gateway that forgot its authorizer lets a call come this far without a principal.
        None => Problem::unauthorized().into_response(),
    }
}
