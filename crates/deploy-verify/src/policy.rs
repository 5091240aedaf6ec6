//! What was asked for, resolved and checked, without anything that is secret: a verdict shows it.

mod address;
mod assertion;
mod checks;
mod plan;
mod resolve;

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;

pub(crate) use address::{parsed, shown};
pub use assertion::{Assertion, Comparison};
pub(crate) use checks::pattern_of;
pub(crate) use resolve::resolve;

/// The policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The checks.
    pub checks: Vec<Check>,
    /// When and how often.
    pub retries: Retries,
    /// If nothing can be reached.
    pub on_unreachable: OnUnreachable,
    /// `canary` or `rolling`; none without steps.
    pub rollout: Option<Kind>,
    /// The steps.
    pub steps: Vec<Step>,
    /// The metrics.
    pub metrics: Vec<Metric>,
    /// Address of Prometheus, without secrets.
    pub prometheus: Option<String>,
    /// SHA-256 of the command that goes back.
    pub rollback: Option<String>,
    /// How long a command may take, in milliseconds.
    pub command_timeout_ms: u64,
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// The address, without the values of a query.
    pub url: String,
    /// The method.
    pub method: String,
    /// Names of the headers that are sent.
    pub headers: Vec<String>,
    /// Statuses: from and to, both included.
    pub status: Vec<(u16, u16)>,
    /// Assertions on the JSON.
    pub json: Vec<Assertion>,
    /// Regular expressions that the body must match.
    pub body: Vec<String>,
    /// Regular expressions that it must not match.
    pub not_body: Vec<String>,
    /// The version.
    pub version: Option<Expected>,
    /// The longest time, in milliseconds.
    pub max_latency_ms: Option<u64>,
    /// The least number of days until the certificate ends.
    pub min_tls_days: Option<u32>,
    /// Headers that must be there.
    pub security_headers: Vec<Protects>,
    /// Redirects that are followed.
    pub max_redirects: u32,
}

/// The version that is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// Where a version stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A JSON Pointer (RFC 6901) into the body.
    Pointer(String),
    /// A header, in small letters.
    Header(String),
}

/// A header that protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protects {
    /// `Strict-Transport-Security`.
    Hsts,
    /// `Content-Security-Policy`.
    Csp,
    /// `X-Frame-Options` or `frame-ancestors`.
    Frame,
    /// `X-Content-Type-Options`.
    ContentType,
}

/// When and how often; times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retries {
    /// Before the first try, and behind the command of a step without a pause of its own.
    pub initial_delay_ms: u64,
    /// Between two tries.
    pub interval_ms: u64,
    /// Tries at most.
    pub tries: u32,
    /// Tries in a row that must hold.
    pub successes: u32,
    /// For one request with its redirects.
    pub timeout_ms: u64,
    /// For everything but the way back.
    pub deadline_ms: u64,
}

/// What follows if nothing can be reached from the runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnUnreachable {
    /// Nothing is known.
    Inconclusive,
    /// It counts as a failure, and nothing is gone back from.
    Fail,
    /// It counts as unhealthy.
    Rollback,
}

/// What the steps are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Shares of the traffic.
    Canary,
    /// Shares of the instances.
    Rolling,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The share.
    pub percent: u32,
    /// SHA-256 of its command.
    pub command: Option<String>,
    /// The pause behind it, in milliseconds.
    pub pause_ms: u64,
}

/// A metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// A file of the workspace; none for Prometheus.
    pub file: Option<String>,
    /// The value: a query or a pointer.
    pub value: String,
    /// The baseline.
    pub baseline: Option<String>,
    /// The number of samples.
    pub samples: Option<String>,
    /// The greatest value.
    pub max: Option<Decimal>,
    /// The least value.
    pub min: Option<Decimal>,
    /// By how much it may exceed the baseline.
    pub max_increase: Option<Decimal>,
    /// By how many percent.
    pub max_increase_percent: Option<u32>,
    /// The least number of samples.
    pub min_samples: Option<u32>,
}

impl Policy {
    /// Steps that are gone through; without a rollout there is one, which has no command.
    pub(crate) fn phases(&self) -> usize {
        self.steps.len().max(1)
    }

    /// What a step is called.
    pub(crate) fn phase_name(&self, at: usize) -> String {
        self.steps.get(at).map_or_else(|| "verify".to_owned(), |step| format!("step-{}", step.percent))
    }
}

#[cfg(test)]
pub(crate) mod tests;
