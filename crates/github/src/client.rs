//! The client: sends a call, tries again where that is safe, and lets writes go one at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use http::{HeaderValue, header};
use http_body_util::BodyExt as _;
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use crate::answer::Answer;
use crate::call::Verb;
use crate::clock::{Clock, SystemClock};
use crate::errors::{Error, Kind};
use crate::failure;
use crate::request::Request;
use crate::retry::{Effect, Failure, Wait};
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
    /// The latest `date` of all answers, in seconds since 1970; the smallest number before the first.
    heard: AtomicI64,
}

/// Longest answer that is read.
const LONGEST_ANSWER: usize = 64 << 20;
impl GitHub {
    /// Connects; nothing is sent yet.
    ///
    /// # Errors
    /// A proxy's address or a CA file that cannot be used; no tokio runtime around.
    pub fn connect(settings: Settings) -> Result<Self, SettingsError> {
        Self::with_clock(settings, Box::new(SystemClock::start()))
    }

    /// As [`Self::connect`], with a clock of the caller's.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub fn with_clock(settings: Settings, clock: Box<dyn Clock>) -> Result<Self, SettingsError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(SettingsError::new(
                "the client",
                "is made outside a tokio runtime: make it inside the one that it is used in",
            ));
        }
        let http = transport::http(&settings)?;
        let octocrab = transport::octocrab(http.clone())?;
        let (last_write, viewer, heard) = (Mutex::new(None), OnceCell::new(), AtomicI64::new(i64::MIN));
        Ok(Self { inner: Arc::new(Inner { octocrab, http, settings, clock, last_write, viewer, heard }) })
    }

    /// What GitHub's clock showed in the latest of all answers (`date`), to the second; nothing before the first one that says so. A
    /// runner's clock can be wrong by hours, so that what ends by time ends by this one.
    #[must_use]
    pub fn moment(&self) -> Option<jiff::Timestamp> {
        jiff::Timestamp::from_second(self.inner.heard.load(Ordering::Relaxed)).ok()
    }

    /// Waits by this client's clock: for what a list does not show yet.
    pub async fn pause(&self, time: Duration) {
        self.inner.clock.sleep(time).await;
    }

    /// One write at a time, with a pause between two.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, Option<Duration>> {
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

    pub(crate) async fn attempt(&self, request: &Request) -> Result<Answer, Failure> {
        let refused = |error| Failure { error, effect: Effect::None, wait: Wait::Never };
        let message = self.message(request).map_err(refused)?;
        let lost = |error: &(dyn std::error::Error + 'static)| failure::of(request, error);
        let response = self.inner.octocrab.execute(message).await.map_err(|error| lost(&error))?;
        let (parts, mut stream) = response.into_parts();
        let mut body = Vec::new();
        while let Some(frame) = stream.frame().await {
            let frame = frame.map_err(|error| lost(&error))?;
            let Ok(data) = frame.into_data() else { continue };
            if body.len() + data.len() > LONGEST_ANSWER {
                return Err(oversized(request));
            }
            body.extend_from_slice(&data);
        }
        let answer = Answer { status: parts.status, headers: parts.headers, body: body.into() };
        if let Some(moment) = answer.sent_at() {
            self.inner.heard.fetch_max(moment, Ordering::Relaxed);
        }
        answer.sort(request, self.inner.clock.unix_seconds())
    }

    fn message(&self, request: &Request) -> Result<http::Request<octocrab::OctoBody>, Error> {
        let settings = &self.inner.settings;
        let wrong = |error: String| request.error(Kind::Request, &error);
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

    /// An error without the token, whoever echoed it.
    pub(crate) fn clean(&self, error: Error) -> Error {
        let redacted = |text: &str| redacted(text, &self.inner.settings.token);
        Error { detail: redacted(&error.detail), target: redacted(&error.target), ..error }
    }
}

/// A text without the token, and without the beginning of it where the text was cut.
fn redacted(text: &str, token: &str) -> String {
    let whole = text.replace(token, "***");
    let body = whole.strip_suffix('…').unwrap_or(&whole);
    let cut =
        (SHOWN..token.len()).rev().filter_map(|length| token.get(..length)).find(|part| body.ends_with(part));
    match cut.and_then(|part| body.strip_suffix(part)) {
        Some(rest) => format!("{rest}***…"),
        None => whole,
    }
}

/// So many characters of a token tell nothing: its kind.
const SHOWN: usize = 5;

/// An answer that is too long: whatever it says, it was given.
fn oversized(request: &Request) -> Failure {
    let error = request.error(Kind::Truncated, "the answer is longer than 64 MiB");
    Failure { error, effect: Effect::Unknown, wait: Wait::Never }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_token_is_left_where_a_text_was_cut() {
        let token = "ghs_0123456789";
        assert_eq!(redacted("a ghs_0123456789 b", token), "a *** b");
        assert_eq!(redacted("a ghs_012345…", token), "a ***…");
        assert_eq!(redacted("a ghs_012345", token), "a ***…");
        assert_eq!(redacted("a ghs_ b ghs_", token), "a ghs_ b ghs_");
    }
}
