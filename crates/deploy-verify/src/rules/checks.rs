//! Each check, by its last attempt: why a step is not healthy.

use verdict::{Rule, RuleStatus};

use super::{below, end};
use crate::course::End;
use crate::facts::{Attempt, Facts, Held, Outcome};
use crate::judge::{self, Fault, Health};
use crate::policy::{Check, Policy, Protects};

/// The rules of the checks in a step.
pub(super) fn rules(policy: &Policy, facts: &Facts, at: usize) -> Vec<Rule> {
    let healthy =
        !matches!(end(policy, facts, at), End::Unhealthy | End::Unreachable | End::Deadline | End::Command);
    let one = |(place, check): (usize, &Check)| rule(policy, facts, at, (place, check), healthy);
    policy.checks.iter().enumerate().map(one).collect()
}

fn rule(policy: &Policy, facts: &Facts, at: usize, (place, check): (usize, &Check), healthy: bool) -> Rule {
    let id = below(policy, at, &format!("check-{}", check.name));
    let title = format!("{} {} answers as it should", check.method, check.url);
    let tries = facts.phases.get(at).map(|phase| phase.tries.as_slice()).unwrap_or_default();
    let attempts: Vec<&Attempt> = tries.iter().filter_map(|one| one.attempts.get(place)).collect();
    let Some(last) = attempts.last() else {
        return Rule::new(&id, &title, RuleStatus::NotApplicable, "not-tried", "was not tried");
    };
    let health = |attempt: &Attempt| judge::attempt(check, attempt, facts.began);
    let bad = attempts.iter().rev().find(|attempt| health(attempt) == Health::Unhealthy);
    // Where the step is not healthy, the last fault says more than an attempt that held.
    let shown = if healthy { last } else { bad.unwrap_or(last) };
    let faults = judge::faults(check, shown, facts.began);
    let status = match health(shown) {
        Health::Healthy => RuleStatus::Pass,
        Health::Unhealthy => RuleStatus::Fail,
        Health::Unreachable => RuleStatus::Inconclusive,
    };
    let words: Vec<String> = faults.iter().map(|fault| told(check, shown, *fault)).collect();
    let message = if words.is_empty() { "holds".to_owned() } else { words.join("; ") };
    let reason = faults.first().map_or("healthy", |fault| fault.reason());
    let mut rule = Rule::new(&id, &title, status, reason, message);
    let held = attempts.iter().filter(|attempt| health(attempt) == Health::Healthy).count();
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    rule.observed.insert("attempts".to_owned(), count(attempts.len()));
    rule.observed.insert("held".to_owned(), count(held));
    rule.observed.insert("latency-ms".to_owned(), shown.latency_ms);
    rule
}

/// A fault in words: what was expected, and of what came only numbers and harmless versions.
fn told(check: &Check, attempt: &Attempt, fault: Fault) -> String {
    let answered = match &attempt.result {
        Outcome::Answered(answered) => Some(answered),
        Outcome::Failed(_) => None,
    };
    let pattern = |all: &[String], at: usize| all.get(at).cloned().unwrap_or_default();
    match fault {
        Fault::NoAnswer(failure) => no_answer(judge::failure_word(failure)).to_owned(),
        Fault::Status => format!("the status is {}", answered.map_or(0, |answered| answered.status)),
        Fault::TooLarge => "the body is longer than 2 MiB, or does not end".to_owned(),
        Fault::Json(at, held) => {
            let why = match held {
                Held::NotJson => "the body is no JSON",
                Held::Missing => "there is no such value",
                Held::Differs | Held::Yes => "there is another value",
            };
            format!(
                "`{}` does not hold: {why}",
                check.json.get(at).map(ToString::to_string).unwrap_or_default()
            )
        }
        Fault::Body(at) => format!("nothing in the body matches `{}`", pattern(&check.body, at)),
        Fault::NotBody(at) => format!("the body matches `{}`", pattern(&check.not_body, at)),
        Fault::NoVersion => "the answer tells no version".to_owned(),
        Fault::OtherVersion => {
            let found = answered.and_then(|answered| answered.version.as_ref()?.text.clone());
            let wanted = check.version.as_ref().map(|expected| expected.text.clone()).unwrap_or_default();
            let found = found.map_or_else(|| "another one".to_owned(), |found| format!("`{found}`"));
            format!("the version is {found} and not `{wanted}`: an old instance answers")
        }
        Fault::Slow => format!("it took {} ms", attempt.latency_ms),
        Fault::CertificateUnknown => "when the certificate ends cannot be told".to_owned(),
        Fault::CertificateEnds => {
            format!("the certificate ends within {} days", check.min_tls_days.unwrap_or_default())
        }
        Fault::Unprotected(protects) => format!("the header {} is missing or too weak", named(protects)),
    }
}

fn no_answer(word: &str) -> &'static str {
    match word {
        "name-unknown" => "the name has no address",
        "no-route" => "there is no way to the address from the runner",
        "proxy" => "the proxy does not answer, or does not let through",
        "connect-timeout" => "no connection came about in time",
        "deadline" => "the deadline came before an answer",
        "refused" => "the connection was refused",
        "tls" => {
            "TLS failed: the certificate is of another name or an unknown issuer, or the server speaks no TLS that is safe"
        }
        "certificate-expired" => "the certificate has ended",
        "cut" => "the connection ended in the middle",
        "timeout" => "there was a connection, and no whole answer in time",
        "not-http" => "what came is no HTTP, or is beyond the limits",
        "redirect-loop" => "redirects lead in a circle, or there are more than are followed",
        _ => "a redirect leads to another host, away from TLS, or nowhere, and was not followed",
    }
}

fn named(protects: Protects) -> &'static str {
    match protects {
        Protects::Hsts => "Strict-Transport-Security",
        Protects::Csp => "Content-Security-Policy",
        Protects::Frame => "X-Frame-Options (or frame-ancestors)",
        Protects::ContentType => "X-Content-Type-Options",
    }
}
