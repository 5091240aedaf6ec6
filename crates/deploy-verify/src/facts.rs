//! All that was observed. Times are milliseconds since the beginning, so that they follow one clock that never goes back.

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;

/// The facts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// When it began, in milliseconds since 1970.
    pub began: u64,
    /// The steps of the rollout that began; without a rollout there is one.
    pub phases: Vec<Phase>,
    /// The way back.
    pub rollback: Option<Rollback>,
    /// When there was nothing left to do; none if nothing was done at all.
    pub ended_ms: Option<u64>,
}

/// A step of the rollout.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Phase {
    /// When it began.
    pub began_ms: u64,
    /// Its command.
    pub command: Option<Ran>,
    /// The tries, in their order.
    pub tries: Vec<Try>,
    /// The metrics, each time they were asked for.
    pub readings: Vec<Round>,
}

/// A try: every check once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Try {
    /// When it began.
    pub at_ms: u64,
    /// When it ended.
    pub ended_ms: u64,
    /// The attempts, one for each check of the policy; fewer if the deadline came between.
    pub attempts: Vec<Attempt>,
}

/// One check, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began.
    pub at_ms: u64,
    /// How long it took, with its redirects and the whole body.
    pub latency_ms: u64,
    /// Redirects that were followed, or that would have had to be.
    pub redirects: Vec<Redirect>,
    /// What came of it.
    pub result: Outcome,
}

/// A redirect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// Its status.
    pub status: u16,
    /// Where it leads, without the values of a query.
    pub to: String,
}

/// An answer, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// An answer.
    Answered(Answered),
    /// None.
    Failed(Failure),
}

/// An answer, without its body.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answered {
    /// The status of the last answer.
    pub status: u16,
    /// Bytes of the body that were read.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: String,
    /// Whether the body went on beyond what is read.
    pub cut: bool,
    /// Whether each assertion on the JSON held, in the order of the policy.
    pub json: Vec<Held>,
    /// Whether each pattern was found.
    pub body: Vec<bool>,
    /// Whether each pattern that must not be there was found.
    pub not_body: Vec<bool>,
    /// The version, if it was asked for and is there.
    pub version: Option<Version>,
    /// When the certificate ends, in seconds since 1970.
    pub certificate_ends: Option<u64>,
    /// Headers that protect.
    pub protection: Protection,
}

/// What became of an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// It holds.
    Yes,
    /// There is another value.
    Differs,
    /// There is nothing at that place.
    Missing,
    /// The body is no JSON.
    NotJson,
}

/// A version as the deployment tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// SHA-256 of the text.
    pub sha256: String,
    /// The text, where it is short and harmless.
    pub text: Option<String>,
}

/// Headers that protect whoever visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Protection {
    /// `Strict-Transport-Security`, over https, of more than no time.
    pub hsts: bool,
    /// `Content-Security-Policy` that says something.
    pub csp: bool,
    /// `X-Frame-Options`, or `frame-ancestors` in the policy.
    pub frame: bool,
    /// `X-Content-Type-Options: nosniff`.
    pub content_type: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// The name has no address.
    Name,
    /// No way to the address.
    NoRoute,
    /// The proxy did not answer, or does not let through.
    Proxy,
    /// No connection in time.
    ConnectTimeout,
    /// The overall deadline came first.
    Deadline,
    /// The machine refused the connection.
    Refused,
    /// No agreement on TLS: an unknown issuer, another name, an old protocol.
    Tls,
    /// The certificate has ended.
    CertificateExpired,
    /// The connection ended early.
    Cut,
    /// A connection, and no answer in time.
    Timeout,
    /// What came is no HTTP, or has headers beyond the limits.
    NotHttp,
    /// More redirects than are followed, or the same address again.
    RedirectLoop,
    /// A redirect to another host, away from TLS, or nowhere.
    RedirectRefused,
}

impl Failure {
    /// Whether nothing was learnt about the deployment: the runner may be at fault.
    #[must_use]
    pub const fn is_unreachable(self) -> bool {
        matches!(self, Self::Name | Self::NoRoute | Self::Proxy | Self::ConnectTimeout | Self::Deadline)
    }
}

/// A command that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// When it began.
    pub began_ms: u64,
    /// When it ended.
    pub ended_ms: u64,
    /// How.
    pub end: End,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// With a code.
    Code(i32),
    /// By a signal.
    Signal,
    /// Its time was over, and it was stopped.
    TimedOut,
    /// It did not start.
    NotStarted,
}

impl Ran {
    /// Whether it did what it was there for.
    #[must_use]
    pub const fn succeeded(&self) -> bool {
        matches!(self.end, End::Code(0))
    }
}

/// The way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rollback {
    /// The command ran.
    Ran(Ran),
    /// It was begun before in this attempt of the run, by a process that left its mark; the end is the one that the mark tells.
    Earlier(Option<End>),
}

impl Rollback {
    /// Whether it went back.
    #[must_use]
    pub const fn succeeded(&self) -> bool {
        match self {
            Self::Ran(ran) => ran.succeeded(),
            Self::Earlier(end) => matches!(end, Some(End::Code(0))),
        }
    }
}

/// The metrics, asked for once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Round {
    /// When it began.
    pub at_ms: u64,
    /// When it ended.
    pub ended_ms: u64,
    /// Each metric, in the order of the policy; fewer if the deadline came between.
    pub metrics: Vec<Measured>,
}

/// A metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Its value.
    pub value: Reading,
    /// What it is compared with, if the policy asks.
    pub baseline: Option<Reading>,
    /// On how many samples it rests, if the policy asks.
    pub samples: Option<Reading>,
}

/// A number, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// A number.
    Number(Decimal),
    /// No.
    Unknown(Unknown),
}

/// Why there is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// No request got through, or the deadline came first.
    Unreachable,
    /// An error instead of an answer, or a file that is not there.
    Refused,
    /// What came has not the expected shape.
    Shape,
    /// No series, or nothing at that place.
    NoData,
    /// Several series, where one is asked for.
    SeveralSeries,
    /// `NaN`, an infinity, or a number beyond what is compared.
    NotANumber,
    /// Older than the step.
    Stale,
}
