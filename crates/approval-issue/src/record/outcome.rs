//! How a request stands or ended.

use approval::evaluation::{Counts, Outcome, Reason};
use approval::people::AccountId;
use ledger::hash::Hash;
use ledger::predicate::{self, Predicate, RequestEvent};

use super::RecordError;
use super::event::{Event, Field};
use super::events::{Common, reason};
use super::vote::Given;

/// Whether a deployment may use a request after an outcome.
pub(super) const fn permits(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approved | Outcome::Overridden | Outcome::Rollback)
}

/// The event of an outcome; nothing where nothing is decided. What stands against one deployment only, such as another commit or policy, ends no
/// request: the one that asked may still use it.
pub(super) fn event(facts: &Common<'_>, given: &Given) -> Result<Option<Event>, RecordError> {
    let reasons = &facts.case.evaluation.reasons;
    match facts.case.evaluation.outcome {
        Outcome::Approved => {
            let seats = facts.case.evaluation.seats.iter().flat_map(|seat| &seat.filled);
            decided(facts, RequestEvent::Approved, given, seats.map(|filled| filled.comment)).map(Some)
        }
        // What was approved before rests on nobody's word of now.
        Outcome::Rollback => decided(facts, RequestEvent::Approved, given, []).map(Some),
        Outcome::Overridden => overridden(facts).map(Some),
        Outcome::Denied => {
            let deniers = reasons.iter().filter_map(|reason| match reason {
                Reason::Denied { comment, .. } => Some(*comment),
                _ => None,
            });
            decided(facts, RequestEvent::Denied, given, deniers).map(Some)
        }
        Outcome::Withdrawn => {
            let by = reasons.iter().find_map(|reason| match reason {
                Reason::WithdrawnBy { by, .. } => Some(*by),
                _ => None,
            });
            let mut one = facts.request(RequestEvent::Withdrawn);
            one.by = by.map(|by| facts.pseudonym(by)).transpose()?;
            ended(facts, one).map(Some)
        }
        Outcome::Expired => ended(facts, facts.request(RequestEvent::Expired)).map(Some),
        Outcome::Invalid => ended(facts, facts.request(RequestEvent::Voided)).map(Some),
        Outcome::Superseded => {
            let by = reasons.iter().find_map(|reason| match reason {
                Reason::SupersededBy { digest } => Hash::parse_hex(digest).ok(),
                _ => None,
            });
            let event = |by| {
                let one = facts.request(RequestEvent::Superseded);
                ended(facts, predicate::Request { superseded_by: Some(by), ..one })
            };
            by.map(event).transpose()
        }
        Outcome::Pending | Outcome::Held | Outcome::Consumed => Ok(None),
    }
}

/// An outcome that rests on decisions.
fn decided(
    facts: &Common<'_>,
    event: RequestEvent,
    given: &Given,
    comments: impl IntoIterator<Item = u64>,
) -> Result<Event, RecordError> {
    let mut decisions: Vec<Hash> =
        comments.into_iter().filter_map(|comment| given.get(&comment).copied()).collect();
    decisions.sort_unstable();
    decisions.dedup();
    let key = facts.key(&(event, &decisions))?;
    let event = facts.event(key, Predicate::Request(Box::new(facts.request(event))));
    Ok(Event { decisions, ..event })
}

/// That somebody broke the glass: who did first, and why.
fn overridden(facts: &Common<'_>) -> Result<Event, RecordError> {
    let broke = facts.case.evaluation.comments.iter().filter(|one| one.counts == Counts::BreakGlass);
    let broke: Vec<(u64, Option<AccountId>)> = broke.map(|one| (one.comment, one.author)).collect();
    let numbers: Vec<u64> = broke.iter().map(|(comment, _)| *comment).collect();
    let key = facts.key(&(RequestEvent::Overridden, &numbers))?;
    let mut one = facts.request(RequestEvent::Overridden);
    let mut private = Vec::new();
    if let Some((comment, Some(by))) = broke.first() {
        let person = facts.pseudonym(*by)?;
        if let Some(words) = facts.comment(*comment).and_then(reason) {
            let (commitment, value) = facts.private(&person, Field::Words, &key.to_string(), words)?;
            one.reason = Some(commitment);
            private.push(value);
        }
        one.by = Some(person);
    }
    Ok(Event { private, ..facts.event(key, Predicate::Request(Box::new(one))) })
}

/// An end that is one, however often it is found.
fn ended(facts: &Common<'_>, one: predicate::Request) -> Result<Event, RecordError> {
    Ok(facts.event(facts.key(&one.event)?, Predicate::Request(Box::new(one))))
}
