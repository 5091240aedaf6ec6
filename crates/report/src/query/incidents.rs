//! Incidents: whether they are over, and whether somebody knows why they were.

use history::trouble::Trouble;
use ledger::predicate::Confidence;

use super::{Answer, Exception, Facts};

fn of_troubles(facts: &Facts<'_>, lacks: impl Fn(&Trouble) -> Option<String>) -> Answer {
    let exceptions = facts
        .troubles
        .iter()
        .filter_map(|one| Some(Exception::at(one.id.to_string(), lacks(one)?, one.entries.first())));
    Answer::of("incidents", facts.troubles.iter().map(|one| one.id.to_string()).collect(), exceptions.collect())
}

pub(super) fn resolved(facts: &Facts<'_>) -> Answer {
    of_troubles(facts, |one| {
        one.resolved_at.is_none().then(|| format!("noticed at {}, and not over", one.detected_at))
    })
}

pub(super) fn explained(facts: &Facts<'_>) -> Answer {
    of_troubles(facts, |one| {
        if one.causes.is_empty() {
            return Some("no cause is recorded".to_owned());
        }
        let named = one.causes.iter().any(|cause| cause.confidence == Confidence::Explicit);
        (!named).then(|| "its cause was inferred, and nobody confirmed it".to_owned())
    })
}
