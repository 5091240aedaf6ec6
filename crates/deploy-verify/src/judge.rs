//! What each answer and each number is worth. Pure.

use crate::facts::{Answered, Attempt, Failure, Held, Measured, Outcome, Reading, Try, Unknown};
use crate::policy::{Check, Metric, Policy, Protects};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NoAnswer(Failure),
    Status,
    TooLarge,
    Json(usize, Held),
    Body(usize),
    NotBody(usize),
    NoVersion,
    OtherVersion,
    Slow,
    CertificateUnknown,
    CertificateEnds,
    Unprotected(Protects),
}

/// What a try or an attempt says of the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    Healthy,
    Unhealthy,
    /// Nothing was learnt.
    Unreachable,
}

/// What a metric says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Metered {
    Within,
    OverMax,
    UnderMin,
    OverBaseline,
    TooFewSamples,
    Unknown(Unknown),
}

impl Fault {
    /// Its code.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::NoAnswer(failure) => failure_word(failure),
            Self::Status => "status",
            Self::TooLarge => "body-too-large",
            Self::Json(..) => "json",
            Self::Body(_) => "body",
            Self::NotBody(_) => "body-rejected",
            Self::NoVersion => "version-missing",
            Self::OtherVersion => "other-version",
            Self::Slow => "slow",
            Self::CertificateUnknown => "certificate-unknown",
            Self::CertificateEnds => "certificate-ends",
            Self::Unprotected(_) => "security-header",
        }
    }
}

/// The code of a failure.
pub(crate) const fn failure_word(failure: Failure) -> &'static str {
    match failure {
        Failure::Name => "name-unknown",
        Failure::NoRoute => "no-route",
        Failure::Proxy => "proxy",
        Failure::ConnectTimeout => "connect-timeout",
        Failure::Deadline => "deadline",
        Failure::Refused => "refused",
        Failure::Tls => "tls",
        Failure::CertificateExpired => "certificate-expired",
        Failure::Cut => "cut",
        Failure::Timeout => "timeout",
        Failure::NotHttp => "not-http",
        Failure::RedirectLoop => "redirect-loop",
        Failure::RedirectRefused => "redirect-refused",
    }
}

/// Everything that is wrong with an attempt at a moment, in milliseconds since 1970.
pub(crate) fn faults(check: &Check, attempt: &Attempt, began: u64) -> Vec<Fault> {
    let answered = match &attempt.result {
        Outcome::Failed(failure) => return vec![Fault::NoAnswer(*failure)],
        Outcome::Answered(answered) => answered,
    };
    let mut faults = Vec::new();
    if !check.status.iter().any(|(from, to)| (*from..=*to).contains(&answered.status)) {
        faults.push(Fault::Status);
    }
    if answered.cut {
        faults.push(Fault::TooLarge);
    }
    faults.extend(version(check, answered));
    faults.extend(content(check, answered));
    if check.max_latency_ms.is_some_and(|most| attempt.latency_ms > most) {
        faults.push(Fault::Slow);
    }
    let now = began.saturating_add(attempt.at_ms) / 1000;
    faults.extend(certificate(check, answered, now));
    let lacks = |protects: &&Protects| match protects {
        Protects::Hsts => !answered.protection.hsts,
        Protects::Csp => !answered.protection.csp,
        Protects::Frame => !answered.protection.frame,
        Protects::ContentType => !answered.protection.content_type,
    };
    faults.extend(check.security_headers.iter().filter(lacks).map(|protects| Fault::Unprotected(*protects)));
    faults
}

fn version(check: &Check, answered: &Answered) -> Option<Fault> {
    let expected = check.version.as_ref()?;
    match &answered.version {
        None => Some(Fault::NoVersion),
        Some(found) => (found.sha256 != verdict::canonical::sha256_hex(expected.text.as_bytes()))
            .then_some(Fault::OtherVersion),
    }
}

fn content<'a>(check: &'a Check, answered: &'a Answered) -> impl Iterator<Item = Fault> + use<'a> {
    // An assertion without a result was not evaluated, and never counts as one that holds.
    let json = (0..check.json.len()).filter_map(|at| match answered.json.get(at) {
        Some(Held::Yes) => None,
        Some(held) => Some(Fault::Json(at, *held)),
        None => Some(Fault::Json(at, Held::Missing)),
    });
    let body = (0..check.body.len()).filter(|at| answered.body.get(*at) != Some(&true)).map(Fault::Body);
    let rejected =
        (0..check.not_body.len()).filter(|at| answered.not_body.get(*at) != Some(&false)).map(Fault::NotBody);
    json.chain(body).chain(rejected)
}

fn certificate(check: &Check, answered: &Answered, now: u64) -> Option<Fault> {
    let days = u64::from(check.min_tls_days?);
    match answered.certificate_ends {
        None => Some(Fault::CertificateUnknown),
        Some(ends) => (ends < now.saturating_add(days * DAY)).then_some(Fault::CertificateEnds),
    }
}

/// What an attempt says.
pub(crate) fn attempt(check: &Check, attempt: &Attempt, began: u64) -> Health {
    match &attempt.result {
        Outcome::Failed(failure) if failure.is_unreachable() => Health::Unreachable,
        _ if faults(check, attempt, began).is_empty() => Health::Healthy,
        _ => Health::Unhealthy,
    }
}

/// What a try says: one unhealthy check is enough, and a check that is missing or learnt nothing keeps it from being healthy.
pub(crate) fn of_try(policy: &Policy, one: &Try, began: u64) -> Health {
    let all = policy.checks.iter().zip(&one.attempts).map(|(check, found)| attempt(check, found, began));
    let all: Vec<Health> = all.collect();
    if all.contains(&Health::Unhealthy) {
        Health::Unhealthy
    } else if all.len() < policy.checks.len() || all.contains(&Health::Unreachable) {
        Health::Unreachable
    } else {
        Health::Healthy
    }
}

/// What a metric says: too few samples are no measurement, whatever the value is.
pub(crate) fn metric(metric: &Metric, measured: &Measured) -> Metered {
    if let Some(least) = metric.min_samples {
        match measured.samples {
            Some(Reading::Number(samples)) if samples.is_at_least(least) => {}
            Some(Reading::Number(_)) => return Metered::TooFewSamples,
            Some(Reading::Unknown(why)) => return Metered::Unknown(why),
            None => return Metered::Unknown(Unknown::NoData),
        }
    }
    let value = match measured.value {
        Reading::Number(value) => value,
        Reading::Unknown(why) => return Metered::Unknown(why),
    };
    if metric.max.is_some_and(|max| value > max) {
        return Metered::OverMax;
    }
    if metric.min.is_some_and(|min| value < min) {
        return Metered::UnderMin;
    }
    if metric.baseline.is_none() {
        return Metered::Within;
    }
    let base = match measured.baseline {
        Some(Reading::Number(base)) => base,
        Some(Reading::Unknown(why)) => return Metered::Unknown(why),
        None => return Metered::Unknown(Unknown::NoData),
    };
    if metric.max_increase.is_some_and(|most| value.exceeds_by(base, most)) {
        return Metered::OverBaseline;
    }
    match metric.max_increase_percent.map(|percent| value.exceeds_by_percent(base, percent)) {
        Some(Some(true)) => Metered::OverBaseline,
        Some(None) => Metered::Unknown(Unknown::NotANumber),
        Some(Some(false)) | None => Metered::Within,
    }
}
