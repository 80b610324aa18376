//! A small API Gateway: finds the route, asks the authorizer, hands the function the event that AWS would.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use authorizer::Denied;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CONTENT_TYPE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use platform::clock::Clock;
use platform::entropy::random;
use platform::lambda::Payload;
use platform::telemetry;
use serde::Deserialize;
use serde_json::Value;
use tower::{Service, service_fn};
use tracing::Instrument;

pub mod event;
mod in_process;
pub mod path;

pub use in_process::Functions;

use crate::template::{Route, Template, TemplateFault};
use event::Call;
use path::GatewayPath;

/// API Gateway takes no larger payload, in bytes.
const LARGEST_PAYLOAD: usize = 10 * 1024 * 1024;

const FAILED: &str = "Internal Server Error";

/// The parameters of a path by their names.
type Parameters = BTreeMap<String, String>;

/// Runs the functions behind the gateway, as Lambda does.
pub trait Invoke: Send + Sync + 'static {
    /// Whether there is a function of this name, which is that of its binary.
    fn knows(&self, function: &str) -> bool;

    /// Hands over one event and waits for the answer; the message of the error where the function fails.
    fn invoke(&self, function: &str, event: &Value) -> impl Future<Output = Result<Value, String>> + Send;
}

/// What an authorizer answers where responses are simple.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Permission {
    is_authorized: bool,
    #[serde(default)]
    context: Option<Value>,
}

/// The gateway.
#[derive(Debug)]
pub struct Gateway<F> {
    routes: Vec<Route>,
    functions: F,
    clock: Clock,
}

impl<F: Invoke> Gateway<F> {
    /// Serves the template's routes with `functions`; each route must lead to one of them.
    pub fn new(template: &Template, functions: F, clock: Clock) -> Result<Self, TemplateFault> {
        for route in template.routes() {
            let guarded = route.authorizer.as_ref().is_none_or(|name| functions.knows(name));
            if !functions.knows(&route.function) || !guarded {
                return Err(TemplateFault::Incomplete(format!("no function for the route {}", route.key)));
            }
        }
        Ok(Self { routes: template.routes().to_vec(), functions, clock })
    }

    /// The gateway as a service.
    pub fn into_service(
        self,
    ) -> impl Service<Request<Body>, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static
    {
        let gateway = Arc::new(self);
        service_fn(move |request| {
            let gateway = Arc::clone(&gateway);
            async move { Ok(gateway.call(request).await) }
        })
    }

    async fn call(&self, request: Request<Body>) -> Response {
        let (parts, body) = request.into_parts();
        self.answer(&parts, body).await
    }

    async fn answer(&self, parts: &Parts, body: Body) -> Response {
        let Ok(path) = GatewayPath::read(parts.uri.path()) else {
            return message(StatusCode::BAD_REQUEST, "Bad Request");
        };
        let Some((route, parameters)) = self.route(&parts.method, &path) else {
            return message(StatusCode::NOT_FOUND, "Not Found");
        };
        let Ok(body) = axum::body::to_bytes(body, LARGEST_PAYLOAD).await else {
            return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long");
        };
        // As in Lambda, one id names both invocations of a guarded call.
        let request_id = random::<8>().map(u64::from_be_bytes).unwrap_or_default();
        let named = |function| telemetry::call(function, &format!("{request_id:016x}"), None);
        let call = self.describe(route, parts, &path, parameters);
        let context = match self.guard(route, &call).instrument(named("authorizer")).await {
            Ok(context) => context,
            Err((status, text)) => return message(status, text),
        };
        let answer = self.invoke(route, &event::proxy(&call, &body, context)).instrument(named(&route.function)).await;
        telemetry::flush();
        answer
    }

    /// The most specific route: one for this very method, else one for any, else `$default`.
    fn route(&self, method: &Method, path: &GatewayPath) -> Option<(&Route, Parameters)> {
        let find = |method: &str| {
            let matching = self.routes.iter().filter_map(|route| {
                let (of_method, of_path) = route.key.split_once(' ')?;
                Some((route, path.parameters(of_path).filter(|_| of_method == method)?))
            });
            // A path in full before one with a parameter.
            matching.min_by_key(|(_, parameters)| parameters.len())
        };
        let default =
            || self.routes.iter().find(|route| route.key == "$default").map(|route| (route, Parameters::new()));
        find(method.as_str()).or_else(|| find("ANY")).or_else(default)
    }

    fn describe<'a>(
        &self,
        route: &'a Route,
        parts: &'a Parts,
        path: &'a GatewayPath,
        parameters: Parameters,
    ) -> Call<'a> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Call {
            route_key: &route.key,
            parts,
            path: path.raw(),
            parameters,
            source_ip: connection
                .map_or_else(|| "127.0.0.1".to_owned(), |ConnectInfo(address)| address.ip().to_string()),
            at: self.clock.now(),
        }
    }

    /// The context that the route's authorizer passes on, if it has one; what the gateway answers where it does not allow.
    async fn guard(&self, route: &Route, call: &Call<'_>) -> Result<Option<Value>, (StatusCode, &'static str)> {
        let Some(name) = &route.authorizer else { return Ok(None) };
        // The identity source is missing: API Gateway does not even ask.
        if !call.parts.headers.contains_key(AUTHORIZATION) {
            return Err((StatusCode::UNAUTHORIZED, Denied::UNAUTHORIZED));
        }
        let event = event::authorizer(call);
        match self.functions.invoke(name, &event).await.map(Permission::deserialize) {
            Ok(Ok(Permission { is_authorized: true, context })) => Ok(context),
            Ok(Ok(Permission { is_authorized: false, .. })) => Err((StatusCode::FORBIDDEN, "Forbidden")),
            Err(message) if message == Denied::UNAUTHORIZED => Err((StatusCode::UNAUTHORIZED, Denied::UNAUTHORIZED)),
            Ok(Err(_)) | Err(_) => Err((StatusCode::INTERNAL_SERVER_ERROR, FAILED)),
        }
    }

    async fn invoke(&self, route: &Route, event: &Value) -> Response {
        let answer = self.functions.invoke(&route.function, event).await.map(Payload::deserialize);
        let Ok(Ok(payload)) = answer else {
            return message(StatusCode::INTERNAL_SERVER_ERROR, FAILED);
        };
        let mut response = Response::new(Body::from(payload.body));
        *response.status_mut() = StatusCode::from_u16(payload.status_code).unwrap_or(StatusCode::BAD_GATEWAY);
        let named = |(name, value)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?));
        response
            .headers_mut()
            .extend(payload.headers.into_iter().filter_map(|(name, value): (String, String)| named((name, value))));
        // Each becomes a header of its own.
        for cookie in payload.cookies.into_iter().filter_map(|cookie| HeaderValue::try_from(cookie).ok()) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

/// What API Gateway itself answers, in its own form.
fn message(status: StatusCode, text: &str) -> Response {
    let body = Bytes::from(serde_json::json!({ "message": text }).to_string());
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}
