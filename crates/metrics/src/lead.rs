//! Change lead time: from a commit to the first rollout that brought it to its users.

use std::collections::BTreeSet;
use std::fmt;

use ledger::moment::Moment;
use ledger::predicate::Change;
use serde::Serialize;

use crate::records::Records;
use crate::rollout::Rollout;
use crate::spread::Spread;
use crate::window::Window;

/// Where the clock of a change starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// With the first commit of its pull request: a squash does not shorten it. Where that is not recorded, with the commit.
    #[default]
    FirstAuthored,
    /// With the commit, by the committer's date.
    Committed,
    /// With the merge of its pull request.
    Merged,
}

impl Start {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::FirstAuthored, Self::Committed, Self::Merged];

    /// The word of options and outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::FirstAuthored => "first-authored",
            Self::Committed => "committed",
            Self::Merged => "merged",
        }
    }

    /// When a change started; nothing where that is not recorded.
    fn of(self, change: &Change) -> Option<Moment> {
        match self {
            Self::FirstAuthored => Some(change.first_authored_at.unwrap_or(change.committed_at)),
            Self::Committed => Some(change.committed_at),
            Self::Merged => change.merged_at,
        }
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How long changes took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeadTime {
    /// Over the commits; nothing where there is none.
    pub spread: Option<Spread>,
    /// Why there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where the clock started.
    pub start: Start,
    /// Commits that started after they were deployed, by their own dates: left out.
    pub negative: usize,
    /// Commits of which no record says when they started: left out.
    pub unknown: usize,
    /// Commits of whose pull request nothing is recorded, that count from the commit although the clock should start earlier.
    pub fell_back: usize,
    /// Rollouts that brought something new, with no record of its commits.
    pub without_commits: usize,
    /// Rollouts with more commits than a record holds: the rest is in no figure.
    pub cut: usize,
    /// What this rests on.
    pub records: Records,
}

/// The lead time of what came first with a rollout of the window. `all` are the rollouts of all times in their order: a commit counts once.
pub(crate) fn measure(all: &[Rollout<'_>], window: &Window, start: Start) -> LeadTime {
    let (mut seen, mut millis, mut records) = (BTreeSet::new(), Vec::new(), Vec::new());
    let (mut negative, mut unknown, mut fell_back, mut without_commits) = (0, 0, 0, 0);
    for rollout in all.iter().filter(|one| one.succeeded()) {
        let Some(finished) = rollout.finished else { continue };
        let here = window.has(finished);
        if here && rollout.is_forward() && rollout.changes.is_empty() {
            without_commits += 1;
        }
        for change in &rollout.changes {
            let first = seen.insert(&change.commit) && change.first_deploy != Some(false);
            if !(here && first) {
                continue;
            }
            fell_back += usize::from(start == Start::FirstAuthored && change.first_authored_at.is_none());
            match start.of(change).map(|began| finished.millis() - began.millis()) {
                None => unknown += 1,
                Some(lead) if lead < 0 => negative += 1,
                Some(lead) => millis.push(lead),
            }
            records.extend(rollout.stands());
        }
    }
    let spread = Spread::of(millis);
    let reason = spread.is_none().then(|| why(negative, unknown, without_commits));
    let cut = all.iter().filter(|one| one.is_cut() && one.finished.is_some_and(|at| window.has(at))).count();
    let records = Records::of(records);
    LeadTime { spread, reason, start, negative, unknown, fell_back, without_commits, cut, records }
}

fn why(negative: usize, unknown: usize, without_commits: usize) -> String {
    if negative > 0 {
        "every commit started, by its own date, after it was deployed".to_owned()
    } else if unknown > 0 {
        "no record says when the commits started".to_owned()
    } else if without_commits > 0 {
        "no record of these deployments names its commits".to_owned()
    } else {
        "no commit was deployed for the first time".to_owned()
    }
}
