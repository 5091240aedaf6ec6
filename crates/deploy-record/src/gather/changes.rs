//! The commits that come with a deployment: what it has and what is live has not, as GitHub tells.

use std::collections::BTreeMap;

use github::git::changes::{self, Pull};
use github::git::history::Commit;
use github::{GitHub, Kind, Repository};
use ledger::moment::Moment;
use ledger::name::GitCommit;
use ledger::predicate::{Change, DeploymentKind};

use crate::facts::{Brought, Facts};
use crate::policy::{Mode, Policy};
use crate::reach::Reach;

/// Asks GitHub; nothing where there is nothing to ask: no GitHub, nothing live, the same commit again, a way back, or a deployment that has begun.
/// That it cannot tell stops no deployment: it is said, and the record has no commits.
pub(super) async fn read(reach: &Reach<'_>, policy: &Policy, facts: &Facts) -> Option<Brought> {
    let (github, repository) = reach.github.as_ref()?;
    let live = facts.ground.live.as_ref()?;
    let begins = policy.mode == Mode::Start && facts.ground.own.is_none();
    if !begins || policy.kind == DeploymentKind::Rollback || live.commit == facts.commit {
        return None;
    }
    let since = live.commit.clone();
    Some(match of(github, repository, &since, &facts.commit).await {
        Ok((changes, all, without)) => Brought { since, all, changes, failed: without },
        Err(error) => Brought { since, all: 0, changes: Vec::new(), failed: Some(error.to_string()) },
    })
}

/// The changes, how many there are in all, and why nothing is known of their pull requests.
async fn of(
    github: &GitHub,
    repository: &Repository,
    base: &str,
    head: &str,
) -> Result<(Vec<Change>, usize, Option<String>), github::Error> {
    let newest = changes::newest(github, repository, base, head, Change::MOST).await?;
    let pulls = match newest.commits.is_empty() {
        true => Ok(BTreeMap::new()),
        false => changes::pulls(github, &newest.commits).await,
    };
    let without = pulls.as_ref().err().map(|error| match error.kind {
        Kind::Forbidden => {
            format!("the token may not read pull requests; give the job `pull-requests: read`: {error}")
        }
        _ => error.to_string(),
    });
    let pulls = pulls.unwrap_or_default();
    let told = newest.commits.iter().filter_map(|commit| change(commit, pulls.get(&commit.sha)));
    Ok((told.collect(), newest.all, without))
}

/// A commit as the record has it; nothing for one whose date no record can hold.
fn change(commit: &Commit, pull: Option<&Pull>) -> Option<Change> {
    let moment = |time: jiff::Timestamp| Moment::from_millis(time.as_millisecond()).ok();
    let parse = |text: &String| text.parse::<jiff::Timestamp>().ok().and_then(moment);
    Some(Change {
        commit: GitCommit::new(commit.sha.as_str()).ok()?,
        committed_at: commit.commit.committer.as_ref()?.date.and_then(moment)?,
        first_authored_at: pull.and_then(|pull| pull.first_authored.as_ref()).and_then(parse),
        merged_at: pull.and_then(|pull| pull.merged.as_ref()).and_then(parse),
        pr: pull.map(|pull| pull.number),
        first_deploy: None,
    })
}
