//! What GitHub shows beside what the ledger records: pure. A deployment that nobody recorded is the one thing that a ledger cannot find in
//! itself.

use std::collections::{BTreeMap, BTreeSet};

use github::deployments::{Current, State};
use jiff::Timestamp;
use ledger::name::Ulid;

use crate::begin::SERVICE;
use crate::phantom;
use crate::reading::Reading;

/// A deployment as the ledger records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The ledger's id.
    pub id: Ulid,
    /// The environment as the reading names it.
    pub environment: String,
    /// The commit.
    pub sha: String,
    /// GitHub's number, where it was recorded.
    pub github: Option<u64>,
    /// The run of Actions that deployed.
    pub run: Option<u64>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended; nothing as long as no end is recorded.
    pub ended: Option<Timestamp>,
    /// What became of it.
    pub became: Became,
}

/// What became of a deployment by the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// No end is recorded.
    Open,
    /// It succeeded, and may have been replaced or taken away since.
    Succeeded,
    /// It failed or was cancelled.
    Failed,
    /// It was gone back from: GitHub has no state that says so, and shows it as failed.
    RolledBack,
    /// Another one took its place before anybody said how it ended.
    Abandoned,
}

/// What differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// On GitHub and not in the ledger: a gap, newest first.
    pub unrecorded: Vec<Unrecorded>,
    /// What Actions made for a job of a run that recorded its deployment of the same commit to the same environment, with that record: two
    /// pictures of one deployment.
    pub phantoms: Vec<(u64, Ulid)>,
    /// In the ledger, and gone from GitHub: somebody deleted it there, and the record stands.
    pub gone: Vec<Ulid>,
    /// In the ledger, and older than all that was read of GitHub: not known.
    pub unread: Vec<Ulid>,
    /// In the ledger, which knows no number of GitHub's, and nothing on GitHub has its id: it was never shown there, or is deleted.
    pub unshown: Vec<Ulid>,
    /// In both, and not the same.
    pub different: Vec<(Ulid, u64, Different)>,
    /// In both, and the same.
    pub same: Vec<(Ulid, u64)>,
}

/// A deployment that the ledger does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrecorded {
    /// GitHub's number.
    pub id: u64,
    /// The commit.
    pub sha: String,
    /// The environment.
    pub environment: String,
    /// The service that it names; whoever may deploy can write any.
    pub service: Option<String>,
    /// Who made it, by login; nobody if the account is gone.
    pub by: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// The state that was last told of it.
    pub state: Option<String>,
    /// The id of a record that it bears and that is the record of another deployment: whoever may deploy can write any id.
    pub borrowed: Option<Ulid>,
}

/// What is not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Different {
    /// GitHub names this commit.
    Commit(String),
    /// GitHub names this environment: a status can have moved it.
    Environment(String),
    /// GitHub says this state, and the ledger another outcome or none.
    State(Option<String>),
    /// GitHub made it so many seconds after the recorded beginning, and after the recorded end, or before it: one clock is wrong, or one
    /// deployment is another.
    Clock(i64),
}

/// Clocks of runners may be so far from GitHub's.
const SKEW: i64 = 300;

/// Compares what was read of GitHub with what is recorded of the same environments, which bear the same names in both.
#[must_use]
pub fn compare(reading: &Reading, recorded: &[Recorded]) -> Comparison {
    let mut comparison = Comparison::default();
    let shown: BTreeMap<u64, &Current> =
        reading.deployments.iter().map(|one| (one.deployment.id, one)).collect();
    let pairs = paired(&shown, recorded);
    for record in recorded {
        match (pairs.get(record.id.as_str()), record.github) {
            (Some(one), _) => put_beside(&mut comparison, record, one),
            (None, Some(id)) if reading.whole || shown.keys().next().is_some_and(|oldest| *oldest < id) => {
                comparison.gone.push(record.id.clone());
            }
            (None, None) if reading.whole => comparison.unshown.push(record.id.clone()),
            (None, _) => comparison.unread.push(record.id.clone()),
        }
    }
    let known: BTreeSet<u64> = pairs.values().map(|one| one.deployment.id).collect();
    let ids: BTreeSet<&str> = recorded.iter().map(|record| record.id.as_str()).collect();
    let mut runs: BTreeMap<u64, Vec<&Recorded>> = BTreeMap::new();
    for (run, record) in recorded.iter().filter_map(|record| Some((record.run?, record))) {
        runs.entry(run).or_default().push(record);
    }
    // A record has one such picture at most: a second one is of another job or attempt, or of nobody's that was recorded. Where Actions' own was
    // adopted, that is it.
    let adopted = pairs.iter().filter(|(_, one)| phantom::is_of_actions(&one.deployment));
    let mut seen: BTreeSet<&str> = adopted.map(|(id, _)| *id).collect();
    for one in shown.values().filter(|one| !known.contains(&one.deployment.id)) {
        match pictured(one, &runs).filter(|record| seen.insert(record.id.as_str())) {
            Some(record) => comparison.phantoms.push((one.deployment.id, record.id.clone())),
            None => comparison.unrecorded.push(unrecorded(one, &ids)),
        }
    }
    comparison.unrecorded.reverse();
    comparison.phantoms.reverse();
    comparison
}

/// Each record with its deployment: by GitHub's number if the record has one, and else by the ledger's id, which the oldest has that is of the
/// same commit and environment. An id alone proves nothing.
fn paired<'a, 'b>(
    shown: &BTreeMap<u64, &'a Current>,
    recorded: &'b [Recorded],
) -> BTreeMap<&'b str, &'a Current> {
    let numbered: BTreeSet<u64> = recorded.iter().filter_map(|record| record.github).collect();
    let mut keyed: BTreeMap<String, Vec<&Current>> = BTreeMap::new();
    for one in shown.values().filter(|one| !numbered.contains(&one.deployment.id)) {
        if let Some(key) = one.deployment.key() {
            keyed.entry(key).or_default().push(one);
        }
    }
    let find =
        |record: &Recorded| match record.github {
            Some(id) => shown.get(&id).copied(),
            None => keyed.get(record.id.as_str())?.iter().copied().find(|one| {
                one.deployment.sha == record.sha && one.deployment.environment == record.environment
            }),
        };
    recorded.iter().filter_map(|record| Some((record.id.as_str(), find(record)?))).collect()
}

fn put_beside(comparison: &mut Comparison, record: &Recorded, one: &Current) {
    let deployment = &one.deployment;
    let state = one.status.as_ref().map(|status| status.state.clone());
    let mut different = Vec::new();
    if deployment.sha != record.sha {
        different.push(Different::Commit(deployment.sha.clone()));
    }
    if deployment.environment != record.environment {
        different.push(Different::Environment(deployment.environment.clone()));
    }
    if !agrees(state.as_deref(), record.became) {
        different.push(Different::State(state));
    }
    let after = |moment: Timestamp| deployment.created_at.as_second().saturating_sub(moment.as_second());
    // What could not be shown at the beginning is shown later, at the end at the latest.
    let late = record.ended.is_some_and(|ended| after(ended.max(record.started)) > SKEW);
    // What Actions made is older than the job that waited for its turn.
    if deployment.key().is_some() && (late || after(record.started) < -SKEW) {
        different.push(Different::Clock(after(record.started)));
    }
    if different.is_empty() {
        comparison.same.push((record.id.clone(), deployment.id));
    }
    comparison.different.extend(different.into_iter().map(|what| (record.id.clone(), deployment.id, what)));
}

/// Whether GitHub's state can be that of a deployment of which this became. `inactive` is what any ended one becomes when a later one takes its
/// place; `failure` and `error` are told apart by us alone.
fn agrees(state: Option<&str>, became: Became) -> bool {
    let open = state.is_none_or(phantom::is_open);
    let is = |all: &[State]| all.iter().any(|wanted| state == Some(wanted.name()));
    match became {
        Became::Open => open,
        Became::Succeeded => is(&[State::Success, State::Inactive]),
        Became::Failed | Became::RolledBack => is(&[State::Failure, State::Error, State::Inactive]),
        Became::Abandoned => open || is(&[State::Failure, State::Error, State::Inactive]),
    }
}

/// The record of the run for whose job Actions made a deployment of the same.
fn pictured<'r>(one: &Current, runs: &BTreeMap<u64, Vec<&'r Recorded>>) -> Option<&'r Recorded> {
    let deployment = &one.deployment;
    let run = one.status.as_ref()?.log_url.as_deref().and_then(phantom::run)?;
    if !phantom::is_of_actions(deployment) {
        return None;
    }
    let same =
        |record: &&&Recorded| record.sha == deployment.sha && record.environment == deployment.environment;
    runs.get(&run)?.iter().find(same).copied()
}

fn unrecorded(one: &Current, ids: &BTreeSet<&str>) -> Unrecorded {
    let deployment = &one.deployment;
    let key = deployment.key().filter(|key| ids.contains(key.as_str()));
    Unrecorded {
        id: deployment.id,
        sha: deployment.sha.clone(),
        environment: deployment.environment.clone(),
        service: deployment.attached(SERVICE),
        by: deployment.creator.as_ref().map(|creator| creator.login.clone()),
        created_at: deployment.created_at,
        state: one.status.as_ref().map(|status| status.state.clone()),
        borrowed: key.and_then(|key| Ulid::new(key).ok()),
    }
}

#[cfg(test)]
mod tests;
