//! An answer of GitHub, and what an answer that is no success means.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::errors::{Error, Kind};
use crate::graphql::{self, Refusal};
use crate::request::Request;
use crate::retry::{Effect, Failure, Wait};

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// GitHub's body of an error: "Troubleshooting the REST API".
#[derive(Debug, Deserialize, Default)]
#[serde(default)]
struct Complaint {
    message: String,
    errors: serde_json::Value,
    documentation_url: Option<String>,
}

impl Answer {
    /// The answer of a deletion.
    pub(crate) fn nothing() -> Self {
        Self { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: Bytes::new() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as what the call promises.
    pub(crate) fn decode<T: DeserializeOwned>(&self, request: &Request) -> Result<T, Error> {
        // An answer without a body (204) is `null`.
        let body: &[u8] = if self.body.is_empty() { b"null" } else { &self.body };
        serde_json::from_slice(body)
            .map_err(|error| request.error(Kind::Unexpected, &format!("GitHub's answer reads: {error}")))
    }

    /// Success, "not modified" and a redirect that was asked for stay; all else is a failure of a kind.
    pub(crate) fn sort(self, request: &Request, unix_seconds: i64) -> Result<Self, Failure> {
        let redirected = request.redirects && self.status == StatusCode::FOUND;
        let unchanged = request.etag.is_some() && self.status == StatusCode::NOT_MODIFIED;
        if self.status.is_success() || unchanged || redirected {
            return match graphql::refusal(request, &self.body) {
                Some(refusal) => Err(self.refused(request, &refusal, unix_seconds)),
                None => Ok(self),
            };
        }
        let complaint: Complaint = serde_json::from_slice(&self.body).unwrap_or_default();
        let (kind, effect, wait) = self.meaning(&complaint, unix_seconds);
        let error = request.error(kind, &self.detail(&complaint));
        Err(Failure { error, effect, wait })
    }

    /// A GraphQL answer of status 200 that is none.
    fn refused(&self, request: &Request, refusal: &Refusal, unix_seconds: i64) -> Failure {
        let (kind, effect, wait, message) = match refusal {
            Refusal::Limited(message) => {
                let wait = self.named_wait(unix_seconds).unwrap_or(Wait::Secondary);
                (Kind::RateLimited(Duration::ZERO), Effect::None, wait, message)
            }
            Refusal::Broken(message) => (Kind::Unavailable, Effect::Unknown, Wait::Backoff, message),
        };
        let error = request.error(kind, &format!("GitHub answered: {message}"));
        Failure { error, effect, wait }
    }

    fn meaning(&self, complaint: &Complaint, unix_seconds: i64) -> (Kind, Effect, Wait) {
        if let Some(wait) = self.limited(complaint, unix_seconds) {
            return (Kind::RateLimited(Duration::ZERO), Effect::None, wait);
        }
        let kind = match self.status.as_u16() {
            401 => Kind::Unauthorized,
            403 | 451 => Kind::Forbidden,
            404 => Kind::NotFound,
            410 => Kind::Gone,
            301 | 302 | 303 | 307 | 308 => Kind::Moved,
            409 | 412 => Kind::Conflict,
            400 | 415 | 422 => Kind::Validation,
            413 => Kind::TooLarge,
            408 | 500.. => {
                let wait = self.named_wait(unix_seconds).unwrap_or(Wait::Backoff);
                return (Kind::Unavailable, Effect::Unknown, wait);
            }
            _ => Kind::Unexpected,
        };
        (kind, Effect::None, Wait::Never)
    }

    /// The wait that a rate limit asks for; none if it is not about one. A limit comes as 403 or 429.
    fn limited(&self, complaint: &Complaint, unix_seconds: i64) -> Option<Wait> {
        let forbidden = self.status == StatusCode::FORBIDDEN;
        let too_many = self.status == StatusCode::TOO_MANY_REQUESTS;
        if !forbidden && !too_many {
            return None;
        }
        if let Some(named) = self.named_wait(unix_seconds) {
            return Some(named);
        }
        let about_limits = graphql::is_about_limits(&complaint.message)
            || complaint.documentation_url.as_deref().is_some_and(|url| url.contains("rate-limits"));
        (too_many || about_limits).then_some(Wait::Secondary)
    }

    /// The wait that the headers name.
    fn named_wait(&self, unix_seconds: i64) -> Option<Wait> {
        let number = |name| self.header(name).and_then(|text| text.trim().parse::<u64>().ok());
        if let Some(seconds) = number("retry-after") {
            return Some(Wait::Named(Duration::from_secs(seconds)));
        }
        let reset = number("x-ratelimit-reset").filter(|_| number("x-ratelimit-remaining") == Some(0))?;
        let now = self.sent_at().unwrap_or(unix_seconds);
        let left = reset.saturating_sub(u64::try_from(now).unwrap_or_default());
        // The window is over when the second has passed.
        Some(Wait::Named(Duration::from_secs(left.saturating_add(1))))
    }

    /// GitHub's own clock, so that a runner whose clock is wrong waits as long as one whose is right.
    pub(crate) fn sent_at(&self) -> Option<i64> {
        jiff::fmt::rfc2822::parse(self.header("date")?).ok().map(|date| date.timestamp().as_second())
    }

    fn detail(&self, complaint: &Complaint) -> String {
        let mut detail = format!("GitHub answered {}", self.status.as_u16());
        let mut add = |label: &str, text: &str| {
            if !text.is_empty() {
                detail.push_str(label);
                detail.push_str(text);
            }
        };
        add(": ", &complaint.message);
        add(" — ", &problems(&complaint.errors));
        add("; it asks for ", self.header("x-accepted-github-permissions").unwrap_or_default());
        add("; it points to ", self.header("location").map_or("", without_query));
        add("; request ", self.header("x-github-request-id").unwrap_or_default());
        detail
    }
}

/// The `errors` of a 422: objects with a message or a code, or plain texts.
fn problems(errors: &serde_json::Value) -> String {
    let text = |error: &serde_json::Value| {
        let field = |name| error.get(name).and_then(serde_json::Value::as_str);
        match (error.as_str(), field("message"), field("field"), field("code")) {
            (Some(text), ..) | (None, Some(text), ..) => text.to_owned(),
            (None, None, field, code) => {
                [field, code].into_iter().flatten().collect::<Vec<_>>().join(" is ").replace('_', " ")
            }
        }
    };
    let list: Vec<String> = match errors {
        serde_json::Value::Array(list) => list.iter().take(5).map(text).collect(),
        serde_json::Value::Null => Vec::new(),
        other => vec![text(other)],
    };
    list.join(", ")
}

/// An address may carry a signature in its query.
pub(crate) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
