//! How deployments ended, and what became of what failed.

use std::collections::BTreeSet;

use history::deployed::Deployed;
use history::live::STALE_AFTER_MILLIS;
use ledger::name::Ulid;
use ledger::predicate::DeploymentEvent;

use super::{Answer, Exception, Facts, ids};
use crate::row::{Outcome, outcome};

/// One that has been open for less than a day may still end.
pub(super) fn ended(facts: &Facts<'_>) -> Answer {
    let open = facts.began().filter(|one| outcome(one) == Outcome::Open).filter_map(|one| {
        let since = one.started_at().or_else(|| Some(one.events.first()?.at.time))?;
        let taken = one
            .events
            .iter()
            .any(|event| event.record.event != DeploymentEvent::Requested && !event.record.event.is_open());
        let why = if taken {
            "another took its place before anybody recorded how it ended".to_owned()
        } else if facts.now.millis() - since.millis() > STALE_AFTER_MILLIS {
            format!("it began at {since} and has no end")
        } else {
            return None;
        };
        Some(Exception::of(one, why))
    });
    Answer::of("deployments that began", ids(facts.began()), open.collect())
}

pub(super) fn repaired(facts: &Facts<'_>) -> Answer {
    let succeeded = facts.history.deployments().iter().filter(|one| one.put().is_some());
    let repaired: BTreeSet<&Ulid> = succeeded.flat_map(Deployed::remediates).collect();
    let failed: Vec<&Deployed> = facts
        .began()
        .filter(|one| matches!(outcome(one), Outcome::Failed | Outcome::FailedImpactUnknown))
        .collect();
    let troubles = facts.history.troubles();
    let over: BTreeSet<&Ulid> = troubles
        .iter()
        .filter(|one| one.resolved_at.is_some())
        .flat_map(|one| one.causes.iter().map(|cause| &cause.deployment_id))
        .collect();
    let left = failed.iter().filter(|one| !repaired.contains(&one.id) && !over.contains(&one.id));
    let why = |one: &&Deployed| match outcome(one) {
        Outcome::Failed => "no later deployment repairs it, and no incident that it caused is over",
        _ => "nobody said whether it took traffic, and no later deployment repairs it",
    };
    let exceptions = left.map(|one| Exception::of(one, why(one))).collect();
    Answer::of(
        "deployments that failed with impact, or without a word of it",
        ids(failed.iter().copied()),
        exceptions,
    )
}
