//! What is to be done next, as a function of policy, facts and time. The shell does it and notes it, until nothing is left; a verdict and
//! `replay` go by the same answers.

use crate::facts::{Facts, Phase};
use crate::judge::{self, Health, Metered};
use crate::policy::{OnUnreachable, Policy};

/// What is to be done next. Numbers are places among the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing before this moment.
    Wait(u64),
    /// Begin a step.
    Begin(usize),
    /// Run its command.
    Command(usize),
    /// Check everything once.
    Try(usize),
    /// Ask for the metrics.
    Measure(usize),
    /// Go back.
    Rollback,
    /// Nothing is left.
    Done,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Good,
    /// Its command failed.
    Command,
    /// The checks failed.
    Unhealthy,
    /// A metric is beyond a limit.
    Metric,
    /// Nothing was reached.
    Unreachable,
    /// The deadline came before enough was measured.
    Deadline,
    /// A metric could not be told.
    Unmeasured,
}

/// What follows from all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Promote,
    Hold,
    Rollback,
}

impl Decision {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Promote => "promote",
            Self::Hold => "hold",
            Self::Rollback => "rollback",
        }
    }
}

impl End {
    /// Its code.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Good => "healthy",
            Self::Command => "command-failed",
            Self::Unhealthy => "unhealthy",
            Self::Metric => "metric-limit",
            Self::Unreachable => "unreachable",
            Self::Deadline => "deadline",
            Self::Unmeasured => "metric-unknown",
        }
    }

    /// Whether the deployment was measured and is not what it should be.
    pub(crate) const fn is_bad(self) -> bool {
        matches!(self, Self::Command | Self::Unhealthy | Self::Metric)
    }
}

/// What is to be done next at this moment.
pub(crate) fn next(policy: &Policy, facts: &Facts, now: u64) -> Next {
    for at in 0..policy.phases() {
        let Some(phase) = facts.phases.get(at) else {
            let late = now >= policy.retries.deadline_ms;
            return if late { Next::Done } else { Next::Begin(at) };
        };
        match state(policy, facts, phase, at, now) {
            Err(next) => return next,
            Ok(End::Good) => {}
            Ok(end) => {
                let goes_back = follows(policy, end) == Decision::Rollback && policy.rollback.is_some();
                return if goes_back && facts.rollback.is_none() { Next::Rollback } else { Next::Done };
            }
        }
    }
    Next::Done
}

/// What follows from a step that did not end well.
fn follows(policy: &Policy, end: End) -> Decision {
    match end {
        End::Good => Decision::Promote,
        End::Command | End::Unhealthy | End::Metric => Decision::Rollback,
        End::Unreachable if policy.on_unreachable == OnUnreachable::Rollback => Decision::Rollback,
        End::Unreachable | End::Deadline | End::Unmeasured => Decision::Hold,
    }
}

/// What was decided, and the step that decided, with its end.
pub(crate) fn decision(policy: &Policy, facts: &Facts) -> (Decision, usize, End) {
    let now = facts.ended_ms.unwrap_or(u64::MAX);
    let ends = (0..policy.phases()).map(|at| (at, end(policy, facts, at, now)));
    let decided = ends.clone().find(|(_, end)| *end != End::Good).or_else(|| ends.clone().next_back());
    let (at, end) = decided.unwrap_or((0, End::Deadline));
    (follows(policy, end), at, end)
}

/// How a step ended; one that never began was kept from it by the deadline.
pub(crate) fn end(policy: &Policy, facts: &Facts, at: usize, now: u64) -> End {
    let phase = facts.phases.get(at);
    phase.and_then(|phase| state(policy, facts, phase, at, now).ok()).unwrap_or(End::Deadline)
}

/// How a step ended, or what it needs next.
fn state(policy: &Policy, facts: &Facts, phase: &Phase, at: usize, now: u64) -> Result<End, Next> {
    let retries = &policy.retries;
    let step = policy.steps.get(at);
    let mut from = phase.began_ms;
    if step.is_some_and(|step| step.command.is_some()) {
        match &phase.command {
            None if now >= retries.deadline_ms => return Ok(End::Deadline),
            None => return Err(Next::Command(at)),
            Some(ran) if !ran.succeeded() => return Ok(End::Command),
            Some(ran) => from = ran.ended_ms,
        }
    }
    let mut due = from.saturating_add(step.map_or(retries.initial_delay_ms, |step| step.pause_ms));
    if !policy.checks.is_empty() {
        match checked(policy, facts, phase, due, now) {
            Ok(End::Good) => {}
            Ok(end) => return Ok(end),
            Err(None) => return Err(Next::Try(at)),
            Err(Some(until)) => return Err(Next::Wait(until)),
        }
        due = phase.tries.last().map_or(due, |last| last.ended_ms);
    }
    measured(policy, phase, due, now).map_err(|wait| wait.map_or(Next::Measure(at), Next::Wait))
}

/// How the checks ended, or when the next try is due; now, if nothing is said.
fn checked(policy: &Policy, facts: &Facts, phase: &Phase, due: u64, now: u64) -> Result<End, Option<u64>> {
    let health: Vec<Health> = phase.tries.iter().map(|one| judge::of_try(policy, one, facts.began)).collect();
    let row = health.iter().rev().take_while(|one| **one == Health::Healthy).count();
    if reaches(row, policy.retries.successes) {
        return Ok(End::Good);
    }
    let due = phase.tries.last().map_or(due, |last| last.ended_ms.saturating_add(policy.retries.interval_ms));
    if !reaches(health.len(), policy.retries.tries) {
        go_on(policy, due, now)?;
    }
    Ok(if health.contains(&Health::Unhealthy) {
        End::Unhealthy
    } else if health.contains(&Health::Unreachable) {
        End::Unreachable
    } else {
        End::Deadline
    })
}

/// How the metrics ended, likewise. Numbers that cannot be told are asked for again, as often as checks are tried.
fn measured(policy: &Policy, phase: &Phase, due: u64, now: u64) -> Result<End, Option<u64>> {
    if policy.metrics.is_empty() {
        return Ok(End::Good);
    }
    if let Some(round) = phase.readings.last() {
        let told = policy.metrics.iter().zip(&round.metrics).map(|(metric, one)| judge::metric(metric, one));
        let told: Vec<Metered> = told.collect();
        let is_over =
            |one: &Metered| matches!(one, Metered::OverMax | Metered::UnderMin | Metered::OverBaseline);
        if told.iter().any(is_over) {
            return Ok(End::Metric);
        }
        if told.len() == policy.metrics.len() && told.iter().all(|one| *one == Metered::Within) {
            return Ok(End::Good);
        }
        if reaches(phase.readings.len(), policy.retries.tries) {
            return Ok(End::Unmeasured);
        }
    }
    let due =
        phase.readings.last().map_or(due, |last| last.ended_ms.saturating_add(policy.retries.interval_ms));
    go_on(policy, due, now)?;
    Ok(if phase.readings.is_empty() { End::Deadline } else { End::Unmeasured })
}

/// Whether there is time for what is due then: an error says that there is, and how long to wait for it.
fn go_on(policy: &Policy, due: u64, now: u64) -> Result<(), Option<u64>> {
    let deadline = policy.retries.deadline_ms;
    if now >= deadline || due >= deadline {
        return Ok(());
    }
    Err((now < due).then_some(due))
}

fn reaches(count: usize, wanted: u32) -> bool {
    u32::try_from(count).is_ok_and(|count| count >= wanted)
}
