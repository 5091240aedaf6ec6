//! One call with all its attempts: what is tried again, what is looked for first, and what ends as unconfirmed.

use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::call::{Repeat, Verb};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::request::Request;
use crate::retry::{Effect, Failure, Patience, Wait};

/// How often an effect is looked for before a write is sent again, since lists lag behind; between two looks passes twice the time,
/// half a minute in all.
const LOOKS: u32 = 5;
const FIRST_LOOK: Duration = Duration::from_secs(1);

tokio::task_local! {
    /// Until when the call that looks for its effect has time: its looks have no budget of their own.
    static DEADLINE: Duration;
}

impl GitHub {
    /// Sends a call and reads its answer. A write that would have to be looked for ([`Self::send_or_find`]) is not repeated.
    pub(crate) async fn send<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let decode = |answer: Answer| answer.decode(&request);
        let (value, _) =
            self.exchange(&request, decode, None::<Nowhere<T>>).await.map_err(|error| self.clean(error))?;
        Ok(value)
    }

    /// As [`Self::send`], with the answer as it came.
    pub(crate) async fn answer(&self, request: &Request) -> Result<Answer, Error> {
        let (answer, _) =
            self.exchange(request, Ok, None::<Nowhere<Answer>>).await.map_err(|error| self.clean(error))?;
        Ok(answer)
    }

    /// Sends a write; when nobody knows whether it took effect, `find` looks for the effect before the write is sent again.
    pub(crate) async fn send_or_find<T, F>(&self, request: Request, find: F) -> Result<T, Error>
    where
        T: DeserializeOwned,
        F: AsyncFn() -> Result<Option<T>, Error>,
    {
        Ok(self.send_or_find_telling(request, find).await?.0)
    }

    /// As [`Self::send_or_find`]; tells too whether an attempt before the last may have taken effect.
    pub(crate) async fn send_or_find_telling<T, F>(&self, request: Request, find: F) -> Result<(T, bool), Error>
    where
        T: DeserializeOwned,
        F: AsyncFn() -> Result<Option<T>, Error>,
    {
        let decode = |answer: Answer| answer.decode(&request);
        self.exchange(&request, decode, Some(find)).await.map_err(|error| self.clean(error))
    }

    /// All attempts at one call. The error may still show what a server echoed: callers clean it.
    async fn exchange<T, F>(
        &self,
        request: &Request,
        decode: impl Fn(Answer) -> Result<T, Error>,
        find: Option<F>,
    ) -> Result<(T, bool), Error>
    where
        F: AsyncFn() -> Result<Option<T>, Error>,
    {
        let writes = request.call.writes();
        let mut turn = if writes { Some(self.turn().await) } else { None };
        let mut patience = self.patience();
        let mut touched = false;
        loop {
            let answer = self.attempt(request).await;
            if let Some(turn) = &mut turn {
                **turn = Some(self.inner.clock.elapsed());
            }
            let failure =
                match answer.and_then(|answer| decode(answer).map_err(|error| unreadable(error, writes))) {
                    Ok(value) => return Ok((value, touched)),
                    Err(failure) => failure,
                };
            if touched && is_deleted(request, &failure) {
                return Ok((decode(Answer::nothing())?, true));
            }
            touched |= failure.effect == Effect::Unknown;
            tracing::debug!(call = request.call.does, attempt = %self.clean(failure.error.clone()), "failed");
            let again = find.is_some() || !touched || is_free(request.call.repeat);
            let wait = patience.next(failure.wait, self.inner.clock.elapsed(), self.inner.clock.chance());
            if let Ok(wait) = wait
                && again
            {
                let least = if writes { self.inner.settings.pause } else { Duration::ZERO };
                self.inner.clock.sleep(wait.max(least)).await;
            }
            // Just before another attempt, and before giving up: "already exists" may be our own first one.
            if let (true, Some(find)) = (touched, &find)
                && let Some(found) = self.look(request, find, patience.until()).await?
            {
                return Ok((found, true));
            }
            match wait {
                Ok(_) if again => {}
                Ok(_) => return Err(given_up(request, failure, touched, Duration::ZERO)),
                Err(wait) => return Err(given_up(request, failure, touched, wait)),
            }
        }
    }

    fn patience(&self) -> Patience {
        let now = self.inner.clock.elapsed();
        let own = now.saturating_add(self.inner.settings.budget);
        Patience::new(DEADLINE.try_get().map_or(own, |deadline| deadline.min(own)))
    }

    /// Looks for the effect of a write a few times. If looking fails, the effect stays unknown.
    async fn look<T, F>(&self, request: &Request, find: &F, deadline: Duration) -> Result<Option<T>, Error>
    where
        F: AsyncFn() -> Result<Option<T>, Error>,
    {
        let mut wait = FIRST_LOOK;
        for _ in 0..LOOKS {
            self.inner.clock.sleep(wait).await;
            wait *= 2;
            match Box::pin(DEADLINE.scope(deadline, find())).await {
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
}

/// No way to look.
type Nowhere<T> = fn() -> std::future::Ready<Result<Option<T>, Error>>;

/// Whether the call may be sent again without a look.
fn is_free(repeat: Repeat) -> bool {
    matches!(repeat, Repeat::Read | Repeat::Idempotent)
}

/// A deletion that is repeated finds nothing to delete.
fn is_deleted(request: &Request, failure: &Failure) -> bool {
    let deletes = request.call.verb == Verb::Delete && request.call.repeat == Repeat::Idempotent;
    deletes && failure.error.kind == Kind::NotFound
}

/// A success that cannot be read. A read is not understood; a write took effect, and nobody knows what it made.
fn unreadable(error: Error, writes: bool) -> Failure {
    let effect = if writes { Effect::Unknown } else { Effect::None };
    Failure { error, effect, wait: Wait::Never }
}

fn given_up(request: &Request, failure: Failure, touched: bool, wait: Duration) -> Error {
    let mut error = failure.error;
    if request.call.writes() && touched {
        if failure.effect == Effect::None {
            error.detail = format!("an answer was lost; after it, {}", error.detail);
        }
        error.kind = Kind::Unconfirmed;
    } else if matches!(error.kind, Kind::RateLimited(_)) {
        error.kind = Kind::RateLimited(wait);
    }
    error
}
