//! The laptop's clock at `/dev/clock`: whoever tries the service puts it forward, so that nobody waits for a code to expire.
//! Never back: what is stored would lie ahead of it.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use platform::clock::Clock;
use platform::http::{BodyRefused, FieldFault, Problem, StrictJson, json};
use serde::{Deserialize, Serialize};

/// Furthest ahead that a clock gets, in seconds: ten years.
const FURTHEST: u64 = 10 * 365 * 86_400;

/// A clock, and where it is kept how far ahead it is.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    clock: Clock,
    file: Option<Arc<PathBuf>>,
    /// One step at a time.
    step: Arc<Mutex<()>>,
}

/// What was kept of the clock cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be used: {cause}; move it away, and the clock is the system's again", path.display())]
pub struct ClockUnusable {
    path: PathBuf,
    cause: Error,
}

/// How far to go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    seconds: u64,
}

/// What the clock says.
#[derive(Serialize)]
struct Shown {
    /// The service's time, in Unix seconds.
    now: u64,
    /// Seconds by which it is ahead of the system's.
    ahead: u64,
}

impl Kept {
    /// Puts the clock to where it was when the service ended that kept its state in `folder`.
    pub(crate) fn resume(clock: Clock, folder: Option<&Path>) -> Result<Self, ClockUnusable> {
        let file = folder.map(|folder| Arc::new(folder.join("clock-ahead")));
        if let Some(path) = &file {
            let unusable = |cause| ClockUnusable { path: path.to_path_buf(), cause };
            match fs::read_to_string(path.as_path()) {
                Ok(text) => {
                    let seconds = text.trim().parse().ok().filter(|seconds| *seconds <= FURTHEST);
                    clock.advance(seconds.ok_or_else(|| unusable(ErrorKind::InvalidData.into()))?);
                }
                Err(cause) if cause.kind() == ErrorKind::NotFound => {}
                Err(cause) => return Err(unusable(cause)),
            }
        }
        Ok(Self { clock, file, step: Arc::default() })
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    fn shown(&self) -> Response {
        json(StatusCode::OK, &Shown { now: self.clock.now().as_unix(), ahead: self.clock.ahead() })
    }

    fn advance(&self, seconds: u64) -> Response {
        let _step = self.step.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ahead) = self.clock.ahead().checked_add(seconds).filter(|ahead| seconds > 0 && *ahead <= FURTHEST)
        else {
            let rule = format!("must be 1 or more, and lead no further ahead than {FURTHEST}");
            return Problem::invalid(FieldFault::new("seconds", rule)).into_response();
        };
        if let Err(error) = self.keep(ahead) {
            tracing::error!(reason = %error, "how far the clock is ahead could not be kept");
            return Problem::internal().into_response();
        }
        self.clock.advance(seconds);
        self.shown()
    }

    /// It appears whole or not at all.
    fn keep(&self, ahead: u64) -> Result<(), Error> {
        let Some(path) = &self.file else { return Ok(()) };
        let unfinished = path.with_extension("unfinished");
        fs::write(&unfinished, ahead.to_string())?;
        fs::rename(unfinished, path.as_path())
    }
}

pub(super) fn router(kept: Kept) -> Router {
    let reader = kept.clone();
    let read = get(async move || reader.shown());
    let advance = async move |step: Result<StrictJson<Step>, BodyRefused>| match step {
        Ok(StrictJson(Step { seconds })) => kept.advance(seconds),
        Err(refused) => refused.into_response(),
    };
    Router::new().route("/dev/clock", read.post(advance))
}
