//! The client: sends a call, tries again where that is safe, and lets writes go one at a time.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, header};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use crate::answer::Answer;
use crate::call::{Repeat, Verb};
use crate::clock::{Clock, SystemClock};
use crate::errors::{Error, Kind};
use crate::failure;
use crate::request::Request;
use crate::retry::{Effect, Failure, Patience};
use crate::settings::{Settings, SettingsError};
use crate::transport;

/// A connection to GitHub as one identity. Cheap to clone. Made and used inside a tokio runtime.
#[derive(Clone)]
pub struct GitHub {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    octocrab: octocrab::Octocrab,
    pub(crate) http: reqwest::Client,
    pub(crate) settings: Settings,
    pub(crate) clock: Box<dyn Clock>,
    /// When the last write ended: held while a write is under way.
    last_write: Mutex<Option<Duration>>,
    pub(crate) viewer: OnceCell<crate::identity::Identity>,
}

/// Longest answer that is read.
const LONGEST_ANSWER: usize = 64 << 20;
/// How often an effect is looked for, since lists lag behind; between two looks passes twice the time.
const LOOKS: u32 = 4;
const FIRST_LOOK: Duration = Duration::from_secs(1);

impl GitHub {
    /// Connects; nothing is sent yet.
    ///
    /// # Errors
    /// A proxy's address or a CA file that cannot be used.
    pub fn connect(settings: Settings) -> Result<Self, SettingsError> {
        Self::with_clock(settings, Box::new(SystemClock::start()))
    }

    /// As [`Self::connect`], with a clock of the caller's.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub fn with_clock(settings: Settings, clock: Box<dyn Clock>) -> Result<Self, SettingsError> {
        let http = transport::http(&settings)?;
        let octocrab = transport::octocrab(http.clone())?;
        let (last_write, viewer) = (Mutex::new(None), OnceCell::new());
        Ok(Self { inner: Arc::new(Inner { octocrab, http, settings, clock, last_write, viewer }) })
    }

    /// Sends a call and reads its answer. A write that would have to be looked for ([`Self::send_or_find`]) is not repeated.
    pub(crate) async fn send<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let answer = self.answer(&request).await?;
        answer.decode(&request)
    }

    /// As [`Self::send`], with the answer as it came.
    pub(crate) async fn answer(&self, request: &Request) -> Result<Answer, Error> {
        let nowhere = async || Ok(None::<Answer>);
        let freely = matches!(request.call.repeat, Repeat::Read | Repeat::Idempotent);
        match self.exchange(request, freely, nowhere).await? {
            Outcome::Answered(answer) | Outcome::Found(answer) => Ok(answer),
        }
    }

    /// Sends a write; when nobody knows whether it took effect, `find` looks for the effect before the write is sent again.
    pub(crate) async fn send_or_find<T, F>(&self, request: Request, find: F) -> Result<T, Error>
    where
        T: DeserializeOwned,
        F: AsyncFn() -> Result<Option<T>, Error>,
    {
        match self.exchange(&request, true, find).await? {
            Outcome::Answered(answer) => answer.decode(&request),
            Outcome::Found(found) => Ok(found),
        }
    }

    async fn exchange<T, F>(&self, request: &Request, repeat: bool, find: F) -> Result<Outcome<T>, Error>
    where
        F: AsyncFn() -> Result<Option<T>, Error>,
    {
        let mut turn = if request.call.writes() { Some(self.turn().await) } else { None };
        let looked_up = matches!(request.call.repeat, Repeat::LookedUp(_));
        let mut patience = Patience::new(self.inner.clock.elapsed(), self.inner.settings.budget);
        let mut touched = false;
        loop {
            let attempt = self.attempt(request).await;
            if let Some(turn) = &mut turn {
                **turn = Some(self.inner.clock.elapsed());
            }
            let failure = match attempt {
                Ok(answer) => return Ok(Outcome::Answered(answer)),
                Err(failure) => failure,
            };
            // A deletion that is repeated finds nothing to delete.
            if touched && request.call.verb == Verb::Delete && failure.error.kind == Kind::NotFound {
                return Ok(Outcome::Answered(Answer::nothing()));
            }
            let unknown = failure.effect == Effect::Unknown;
            touched |= unknown;
            tracing::debug!(call = request.call.does, attempt = %failure.error, "failed");
            let wait = patience.next(failure.wait, self.inner.clock.elapsed(), self.inner.clock.chance());
            // Also after a refusal: "already exists" may be our own first attempt.
            let look = looked_up && repeat && touched && (unknown || wait.is_err());
            if look && let Some(found) = self.look(request, &find).await? {
                return Ok(Outcome::Found(found));
            }
            match wait {
                Ok(wait) if repeat || !touched => self.inner.clock.sleep(wait).await,
                Ok(_) => return Err(given_up(request, failure, touched, Duration::ZERO)),
                Err(wait) => return Err(given_up(request, failure, touched, wait)),
            }
        }
    }

    /// Looks for the effect of a write a few times. If looking fails, the effect stays unknown.
    async fn look<T, F>(&self, request: &Request, find: &F) -> Result<Option<T>, Error>
    where
        F: AsyncFn() -> Result<Option<T>, Error>,
    {
        let mut wait = FIRST_LOOK;
        for _ in 0..LOOKS {
            self.inner.clock.sleep(wait).await;
            wait *= 2;
            match Box::pin(find()).await {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => {}
                Err(error) => {
                    let detail =
                        format!("the answer was lost, and looking for its effect failed: {}", error.detail);
                    return Err(request.error(Kind::Unconfirmed, &detail));
                }
            }
        }
        Ok(None)
    }

    /// One write at a time, with a pause between two.
    async fn turn(&self) -> MutexGuard<'_, Option<Duration>> {
        let turn = self.inner.last_write.lock().await;
        if let Some(last) = *turn {
            let free = last.saturating_add(self.inner.settings.pause);
            let wait = free.saturating_sub(self.inner.clock.elapsed());
            if !wait.is_zero() {
                self.inner.clock.sleep(wait).await;
            }
        }
        turn
    }

    async fn attempt(&self, request: &Request) -> Result<Answer, Failure> {
        let refused = |error| Failure { error, effect: Effect::None, wait: crate::retry::Wait::Never };
        let message = self.message(request).map_err(refused)?;
        let lost = |error: &(dyn std::error::Error + 'static)| {
            let mut failure = failure::of(request, error);
            failure.error.detail = self.redacted(&failure.error.detail);
            failure
        };
        let response = self.inner.octocrab.execute(message).await.map_err(|error| lost(&error))?;
        let (parts, mut stream) = response.into_parts();
        let mut body = Vec::new();
        while let Some(frame) = stream.frame().await {
            let frame = frame.map_err(|error| lost(&error))?;
            let Ok(data) = frame.into_data() else { continue };
            if body.len() + data.len() > LONGEST_ANSWER {
                return Err(refused(request.error(Kind::Truncated, "the answer is longer than 64 MiB")));
            }
            body.extend_from_slice(&data);
        }
        let answer = Answer { status: parts.status, headers: parts.headers, body: body.into() };
        answer.sort(request, self.inner.clock.unix_seconds()).map_err(|mut failure| {
            failure.error.detail = self.redacted(&failure.error.detail);
            failure
        })
    }

    fn message(&self, request: &Request) -> Result<http::Request<octocrab::OctoBody>, Error> {
        let settings = &self.inner.settings;
        let wrong = |error: String| request.error(Kind::Request, &self.redacted(&error));
        let path = request.path_and_query()?;
        let base =
            if matches!(request.call.verb, Verb::GraphQl(_)) { &settings.graphql } else { &settings.api };
        let address = format!("{}{path}", base.to_string().trim_end_matches('/'));
        let mut token = HeaderValue::try_from(format!("Bearer {}", settings.token))
            .map_err(|_| wrong("the token cannot be sent".to_owned()))?;
        token.set_sensitive(true);
        let mut builder = http::Request::builder()
            .method(request.call.verb.method())
            .uri(address)
            .header(header::AUTHORIZATION, token)
            .header(header::ACCEPT, "application/vnd.github+json");
        if request.call.verb == Verb::Get {
            // A read that decides something is never answered from a cache on the way.
            builder = builder.header(header::CACHE_CONTROL, "no-cache");
        }
        if let Some(etag) = &request.etag {
            builder = builder.header(header::IF_NONE_MATCH, etag);
        }
        self.inner
            .octocrab
            .build_request(builder, request.body.as_ref())
            .map_err(|error| wrong(error.to_string()))
    }

    /// Without the token, whoever echoes it.
    pub(crate) fn redacted(&self, text: &str) -> String {
        text.replace(&self.inner.settings.token, "***")
    }
}

/// How an exchange ended well.
enum Outcome<T> {
    Answered(Answer),
    Found(T),
}

fn given_up(request: &Request, failure: Failure, touched: bool, wait: Duration) -> Error {
    let mut error = failure.error;
    match error.kind {
        Kind::RateLimited(_) if !touched => error.kind = Kind::RateLimited(wait),
        Kind::RateLimited(_) | Kind::Unavailable if touched && request.call.writes() => {
            error.kind = Kind::Unconfirmed
        }
        _ => {}
    }
    error
}
