//! What the record holds of a request, as its evaluation takes it.

use approval::facts::{Facts as Ground, Fate};
use approval::people::AccountId;
use approval::policy::Policy as Rules;
use approval::request::Request;
use approval::thread::{Comment, Deletion};

use super::{Candidate, Reach};
use crate::facts::{Absent, Kept};
use crate::gather::ground::Record;
use crate::gather::source::all;
use crate::gather::thread::Found;
use crate::keep::Open;
use crate::policy::Policy as Settings;
use crate::record::{RecordError, Recorded};

/// What is known of a request before anything of this run is recorded; nothing without a record.
#[derive(Debug, Default)]
pub(super) struct Before {
    pub(super) record: Record,
    pub(super) kept: Option<Kept>,
}

/// Reads it. An issue that is not in the record is nobody's request, however it looks, but for the one that this run just opened.
pub(super) async fn recorded(
    reach: &Reach<'_>,
    request: &Request,
    rules: &Rules,
    found: &Found,
    is_new: bool,
) -> anyhow::Result<Result<Before, Absent>> {
    let Some(open) = &reach.record else { return Ok(Ok(Before::default())) };
    let recorded = open.recorded(request, rules).await?;
    if recorded.issue.is_none() && !is_new {
        let message = format!(
            "issue {} is not in the record {}: it was asked for without it, or by somebody else; run `mode: request` again",
            found.issue.number,
            open.name()
        );
        return Ok(Err(Absent { reason: "not-recorded".to_owned(), message }));
    }
    if recorded.is_hidden_otherwise(&found.comments, &open.veil)? {
        let message = format!(
            "the record {} hides people by another key than this one, so that nothing that it says of them can be opened, and nothing is decided: give the `people-key` of the step that asked, or where there is none its first `signing-key`",
            open.name()
        );
        return Ok(Err(Absent { reason: "other-people-key".to_owned(), message }));
    }
    let (record, kept) = of(open, &recorded, request, rules, (&found.comments, &found.deletions))?;
    Ok(Ok(Before { record, kept: Some(kept) }))
}

/// Closed requests that are asked about at most, the newest first: each request ends those before it.
const MOST_CLOSED: usize = 20;

/// The issues of closed requests whose end the record does not hold.
pub(super) async fn unended(
    reach: &Reach<'_>,
    policy: &Settings,
    candidates: &[&Candidate],
) -> anyhow::Result<Vec<u64>> {
    let mut unended = Vec::new();
    let Some(open) = &reach.record else { return Ok(unended) };
    for candidate in candidates.iter().filter(|candidate| !candidate.open).take(MOST_CLOSED) {
        let Some(rules) = policy.of(&candidate.request.environment) else { continue };
        let recorded = open.recorded(&candidate.request, &rules).await?;
        if recorded.issue.is_some() && recorded.ended.is_none() {
            unended.push(candidate.number);
        }
    }
    Ok(unended)
}

/// What an evaluation takes of a record.
fn of(
    open: &Open<'_>,
    recorded: &Recorded,
    request: &Request,
    rules: &Rules,
    (comments, deletions): (&[Comment], &[Deletion]),
) -> Result<(Record, Kept), RecordError> {
    let deleted = deletions.iter().filter_map(|deletion| deletion.author.as_ref()?.id);
    let named = all(rules).into_iter().filter_map(|source| match source {
        approval::people::Source::User { id, .. } => id,
        _ => None,
    });
    let people: Vec<AccountId> = deleted.chain(named).chain(request.requesters.iter().copied()).collect();
    let seen = recorded.seen(request, comments, &people, &open.veil)?;
    let used = recorded.fate.as_ref().is_some_and(|fate| is_ours(open, fate));
    let record = Record {
        issue: recorded.issue.clone(),
        seen,
        // What this run uses is used, and not used up.
        fate: recorded.fate.clone().filter(|_| !used),
        reviews_due: recorded.reviews_due.clone(),
        earlier: recorded.earlier.clone(),
    };
    Ok((record, Kept { ledger: open.name(), entries: recorded.own.clone(), used }))
}

/// Whether it is this run, in this attempt, that used the request. An attempt is given to no other run, and a run that is tried again has another.
fn is_ours(open: &Open<'_>, fate: &Fate) -> bool {
    let Fate::Consumed { run, attempt, .. } = fate else { return false };
    open.run.as_ref().is_some_and(|own| own.run_id.as_str() == run.to_string() && own.attempt == *attempt)
}

/// The facts of an evaluation with another state of the record. What GitHub itself says of the request's end stays.
pub(crate) fn with(
    open: &Open<'_>,
    recorded: &Recorded,
    request: &Request,
    rules: &Rules,
    ground: &Ground,
) -> Result<(Ground, Kept), RecordError> {
    let (record, kept) = of(open, recorded, request, rules, (&ground.comments, &ground.deletions))?;
    let ground = Ground {
        recorded: record.issue,
        seen: record.seen,
        fate: record.fate.or_else(|| ground.fate.clone()),
        reviews_due: record.reviews_due,
        earlier: record.earlier,
        ..ground.clone()
    };
    Ok((ground, kept))
}
