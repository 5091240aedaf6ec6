//! Faults by script: what goes wrong for which request, how often, and whether the effect took place.

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::limits::{self, Charge};

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The answer is GitHub's own and comes this many milliseconds late.
    Latency(u64),
    /// 502 and nothing has happened.
    BadGatewayBefore,
    /// 502 although the effect took place.
    BadGatewayAfter,
    /// The connection closes without an answer and nothing has happened.
    CutBefore,
    /// The connection closes without an answer although the effect took place.
    CutAfter,
    /// The effect took place, and the answer comes so many milliseconds later that the client has gone.
    HangAfterEffect(u64),
    /// 429 with `retry-after` in seconds.
    TooManyRequests {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// The secondary rate limit, with or without `retry-after`.
    SecondaryLimit {
        /// 403 or 429.
        status: u16,
        /// Seconds to wait.
        retry_after: Option<u64>,
    },
    /// The primary rate limit: nothing remains until `reset` seconds from now.
    PrimaryLimit {
        /// Seconds until the budget is full again.
        reset: i64,
    },
    /// Another status with a short body; nothing has happened.
    ServerError(u16),
    /// What this request creates stays invisible in lists for so many further lists.
    ListLag(u32),
    /// What this request creates stays invisible in lists for so many seconds of the simulator's clock.
    ListLagSeconds(u64),
    /// The head and one half of the body arrive, then the connection closes; the effect took place.
    TruncatedBody,
    /// 302 to elsewhere; nothing has happened.
    Redirect(String),
}

impl FaultKind {
    /// The name in the request log; none where the answer stays GitHub's own.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        Some(match self {
            Self::Latency(_) | Self::ListLag(_) | Self::ListLagSeconds(_) => return None,
            Self::BadGatewayBefore => "bad-gateway-before",
            Self::BadGatewayAfter => "bad-gateway-after",
            Self::CutBefore => "cut-before",
            Self::CutAfter => "cut-after",
            Self::HangAfterEffect(_) => "hang-after-effect",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::SecondaryLimit { .. } => "secondary-limit",
            Self::PrimaryLimit { .. } => "primary-limit",
            Self::ServerError(_) => "server-error",
            Self::TruncatedBody => "truncated-body",
            Self::Redirect(_) => "redirect",
        })
    }

    /// The answer that stands instead of the handler's; none if the handler runs.
    pub(crate) fn instead(&self, charge: &Charge, now: i64) -> Option<Answer> {
        Some(match self {
            Self::BadGatewayBefore | Self::CutBefore => bad_gateway(),
            Self::TooManyRequests { retry_after } => limits::secondary(429, Some(*retry_after)),
            Self::SecondaryLimit { status, retry_after } => limits::secondary(*status, *retry_after),
            Self::PrimaryLimit { reset } => limits::primary(403, charge)
                .header("x-ratelimit-remaining", "0")
                .header("x-ratelimit-reset", now.saturating_add(*reset).to_string()),
            Self::ServerError(status) => Answer::error(*status, "Server Error"),
            Self::Redirect(url) => Answer::redirect(302, url),
            _ => return None,
        })
    }

    /// The milliseconds that it takes.
    pub(crate) fn wait(&self) -> Option<u64> {
        if let Self::Latency(millis) | Self::HangAfterEffect(millis) = self { Some(*millis) } else { None }
    }

    fn aspect(&self) -> Aspect {
        match self {
            Self::Latency(_) => Aspect::Delay,
            Self::ListLag(_) | Self::ListLagSeconds(_) => Aspect::Lag,
            _ => Aspect::Answer,
        }
    }
}

/// What a fault changes about a request. Two that change the same cannot both meet it.
#[derive(Clone, Copy, PartialEq)]
enum Aspect {
    Delay,
    Answer,
    Lag,
}

/// The faults that meet one request, one for each aspect.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// What happens before the request is handled.
    pub(crate) delay: Option<FaultKind>,
    /// What becomes of the answer.
    pub(crate) answer: Option<FaultKind>,
    /// How far lists are behind the effect.
    pub(crate) lag: Option<FaultKind>,
}

/// 502 as GitHub's edge answers it: no JSON.
pub(crate) fn bad_gateway() -> Answer {
    let body =
        "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";
    Answer::bytes(502, "text/html", body)
}

/// A fault and the requests that it meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The method; none means any.
    #[serde(default)]
    pub method: Option<String>,
    /// The route's template, `/graphql`, or `/graphql#Operation`; none means any.
    #[serde(default)]
    pub template: Option<String>,
    /// How many matching requests go by first.
    #[serde(default)]
    pub skip: u32,
    /// How many matching requests it meets.
    #[serde(default = "once")]
    pub times: u32,
    /// What goes wrong.
    pub kind: FaultKind,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// A fault that meets the next request, whatever it is.
    #[must_use]
    pub fn any(kind: FaultKind) -> Self {
        Self { method: None, template: None, skip: 0, times: 1, kind }
    }

    /// A fault that meets the next request to a route.
    #[must_use]
    pub fn on(method: &str, template: &str, kind: FaultKind) -> Self {
        Self { method: Some(method.to_owned()), template: Some(template.to_owned()), ..Self::any(kind) }
    }

    /// The same, for the `nth` matching request from now, counted from one.
    #[must_use]
    pub fn nth(self, nth: u32) -> Self {
        Self { skip: nth.saturating_sub(1), ..self }
    }

    /// The same, for so many requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    fn matches(&self, method: &str, template: Option<&str>, operation: Option<&str>) -> bool {
        let meets = |wanted: &str| match wanted.split_once('#') {
            Some((wanted, name)) => Some(wanted) == template && Some(name) == operation,
            None => Some(wanted) == template,
        };
        self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self.template.as_deref().is_none_or(meets)
    }
}

/// The queue of faults. Of those that match and change the same aspect, the first one meets a request if it is due.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    pub(crate) fn meet(&mut self, method: &str, template: Option<&str>, operation: Option<&str>) -> Met {
        let matches = |fault: &Fault| fault.matches(method, template, operation);
        Met {
            delay: self.due(Aspect::Delay, matches),
            answer: self.due(Aspect::Answer, matches),
            lag: self.due(Aspect::Lag, matches),
        }
    }

    fn due(&mut self, aspect: Aspect, matches: impl Fn(&Fault) -> bool) -> Option<FaultKind> {
        let meets = |fault: &&mut Fault| fault.times > 0 && fault.kind.aspect() == aspect && matches(fault);
        let fault = self.0.iter_mut().find(meets)?;
        if fault.skip > 0 {
            fault.skip = fault.skip.saturating_sub(1);
            return None;
        }
        fault.times = fault.times.saturating_sub(1);
        let kind = fault.kind.clone();
        self.0.retain(|fault| fault.times > 0);
        Some(kind)
    }
}

#[cfg(test)]
mod tests;
