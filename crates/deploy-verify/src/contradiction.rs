//! What in policy and facts no run could have written.

use crate::course::{Next, decision, next};
use crate::facts::Facts;
use crate::policy::Policy;

/// The first of it.
pub(crate) fn find(policy: &Policy, facts: &Facts) -> Option<String> {
    let Some(ended) = facts.ended_ms else {
        let empty = facts.phases.is_empty() && facts.rollback.is_none();
        return (!empty).then(|| "the facts have no end".to_owned());
    };
    if next(policy, facts, ended) != Next::Done {
        return Some("the facts stop before everything was done".to_owned());
    }
    if facts.phases.len() > policy.phases() {
        return Some("the facts have more steps than the policy".to_owned());
    }
    if facts.phases.len() > decision(policy, facts).1 + 1 {
        return Some("the facts have a step behind the one that decided".to_owned());
    }
    before_its_end(policy, facts).or_else(|| too_much(policy, facts))
}

/// A run does nothing behind what ended a step: without the last thing it did, something must have been left to do.
fn before_its_end(policy: &Policy, facts: &Facts) -> Option<String> {
    let mut less = facts.clone();
    let (last, at) = if less.rollback.take().is_some() {
        ("a way back", ended_before(facts))
    } else {
        let phase = less.phases.last_mut()?;
        match (phase.readings.pop(), phase.tries.len()) {
            (Some(round), _) => ("a metric", round.at_ms),
            (None, 1..) => ("a try", phase.tries.pop().map_or(0, |one| one.at_ms)),
            (None, _) => return None,
        }
    };
    (next(policy, &less, at) == Next::Done)
        .then(|| format!("the facts have {last} that no run would have begun"))
}

/// The moment at which the way back began.
fn ended_before(facts: &Facts) -> u64 {
    match &facts.rollback {
        Some(crate::facts::Rollback::Ran(ran)) => ran.began_ms,
        _ => facts.ended_ms.unwrap_or_default(),
    }
}

fn too_much(policy: &Policy, facts: &Facts) -> Option<String> {
    let checks =
        facts.phases.iter().flat_map(|phase| &phase.tries).any(|one| one.attempts.len() > policy.checks.len());
    let metrics = facts
        .phases
        .iter()
        .flat_map(|phase| &phase.readings)
        .any(|one| one.metrics.len() > policy.metrics.len());
    (checks || metrics).then(|| "the facts have more checks or metrics than the policy".to_owned())
}
