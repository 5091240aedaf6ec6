//! The record itself: whether it is whole, complete, and changed by right alone.

use history::History;
use history::amended::Amendment;
use history::stand::Stand;
use ledger::predicate::HoldEvent;

use super::{Answer, Exception, Facts, Population};
use crate::standing::State;

pub(super) fn intact(facts: &Facts<'_>) -> Answer {
    let exceptions = facts.standing.faults.iter().map(|fault| {
        let what = fault.place().unwrap_or_else(|| "the ledger".to_owned());
        Exception {
            entry: fault.index.map(|_| what.clone()),
            what,
            why: format!("{} ({})", fault.message, fault.code),
        }
    });
    let population = Population { of: "entries of the ledger", count: facts.history.size(), ids: Vec::new() };
    let mut answer = Answer::counted(population, exceptions.collect());
    answer.not_answerable = match facts.standing.state {
        State::Sound | State::Faulty => None,
        State::Unproven | State::NotVerifiable => Some(format!("the ledger is {}", facts.standing.words)),
    };
    answer
}

pub(super) fn missing(facts: &Facts<'_>) -> Answer {
    let here = |name: Option<&ledger::name::Slug>| {
        facts.environment.zip(name).is_none_or(|(wanted, name)| wanted == name)
    };
    let gaps: Vec<_> = facts
        .history
        .gaps()
        .iter()
        .filter(|gap| {
            let record = &gap.record;
            let (from, to) = (record.from.unwrap_or(record.found_at), record.to.unwrap_or(record.found_at));
            let then = from < facts.window.to() && to >= facts.window.from();
            here(record.environment.as_ref()) && (then || facts.window.has(gap.at.time))
        })
        .collect();
    let mut exceptions: Vec<Exception> = gaps
        .iter()
        .map(|gap| {
            Exception::at(gap.record.reference.to_string(), gap.record.reason.to_string(), Some(&gap.at))
        })
        .collect();
    let adopted = facts.deployments.iter().filter(|one| one.state() == history::deployed::State::Adopted);
    exceptions.extend(
        adopted.map(|one| Exception::of(one, "it was found running, with no record of how it came there")),
    );
    let mut ids = super::ids(facts.deployments.iter().copied());
    ids.extend(gaps.iter().map(|gap| gap.record.reference.to_string()));
    let compared = facts.history.snapshots().iter().any(|one| facts.window.has(one.at.time));
    let mut answer = Answer::of("deployments, and what is known to be missing", ids, exceptions);
    if !compared {
        let why =
            "no record of this time says what ran: that nothing is missing cannot be told from the record";
        answer.not_answerable = Some(why.to_owned());
    }
    answer
}

/// Every entry that a later one speaks of, and every one that is erased.
fn touched(history: &History) -> Vec<(&Stand, &[Amendment], bool)> {
    let mut all: Vec<(&Stand, &[Amendment], bool)> = Vec::new();
    let deployments = history.deployments().iter().flat_map(|one| &one.events);
    all.extend(deployments.map(|one| (&one.at, one.amendments.as_slice(), false)));
    let requests = history.requests().iter().flat_map(|one| &one.events);
    all.extend(requests.map(|one| (&one.at, one.amendments.as_slice(), false)));
    all.extend(history.approvals().iter().map(|one| (&one.at, one.amendments.as_slice(), false)));
    all.extend(history.incidents().iter().map(|one| (&one.at, one.amendments.as_slice(), false)));
    all.extend(history.snapshots().iter().map(|one| (&one.at, one.amendments.as_slice(), false)));
    all.extend(history.gaps().iter().map(|one| (&one.at, one.amendments.as_slice(), false)));
    all.extend(history.erased().iter().map(|one| (&one.at, one.amendments.as_slice(), true)));
    all.retain(|(_, amendments, erased)| *erased || !amendments.is_empty());
    all.sort_by_key(|(at, ..)| at.order);
    all
}

/// Of the whole ledger, whatever the window: what was erased last year is missing today.
pub(super) fn changes(facts: &Facts<'_>) -> Answer {
    let touched = touched(facts.history);
    let mut exceptions = Vec::new();
    for (at, amendments, erased) in &touched {
        let redaction = amendments.iter().find_map(|one| match one {
            Amendment::Redaction { by, .. } => Some(by),
            _ => None,
        });
        if *erased && redaction.is_none() {
            let why = "it says nothing that can be read, and no record says by what right";
            exceptions.push(Exception::at(at.words(), why, Some(at)));
        }
        if redaction.is_some_and(|by| is_held(amendments, by)) {
            exceptions.push(Exception::at(at.words(), "it was erased while it had to be kept", Some(at)));
        }
    }
    Answer::of(
        "entries that later ones correct, hold or erase",
        touched.iter().map(|(at, ..)| at.words()).collect(),
        exceptions,
    )
}

/// Whether a hold stood when an entry came.
fn is_held(amendments: &[Amendment], by: &Stand) -> bool {
    let mut before = amendments.iter().rev().filter_map(|one| match one {
        Amendment::Hold { by: at, says } if at.order < by.order => Some(says.event),
        _ => None,
    });
    before.next() == Some(HoldEvent::Placed)
}
