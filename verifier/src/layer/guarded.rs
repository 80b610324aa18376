//! A service behind the guard.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower_service::Service;

use super::RequireToken;
use crate::CheckToken;

/// A service that sees only requests which [`RequireToken`] lets through.
#[derive(Debug)]
pub struct Guarded<C, S> {
    pub(super) guard: RequireToken<C>,
    pub(super) inner: S,
}

impl<C, S: Clone> Clone for Guarded<C, S> {
    fn clone(&self) -> Self {
        Self { guard: self.guard.clone(), inner: self.inner.clone() }
    }
}

impl<C, S, RequestBody, ResponseBody> Service<Request<RequestBody>> for Guarded<C, S>
where
    C: CheckToken,
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>> + Clone + Send + 'static,
    S::Future: Send,
    RequestBody: Send + 'static,
    ResponseBody: Default,
{
    type Response = Response<ResponseBody>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        // The one that was asked whether it is ready is the one to call; its clone has yet to be asked.
        let next = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, next);
        let guard = self.guard.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match guard.decide(&parts).await {
                Ok(claims) => {
                    parts.extensions.insert(claims);
                    ready.call(Request::from_parts(parts, body)).await
                }
                Err(denied) => {
                    (guard.report)(&denied);
                    Ok(denied.answer(&guard.challenges))
                }
            }
        })
    }
}
