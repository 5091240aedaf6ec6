//! Adds what was judged to the baseline, on a protected branch and nowhere else.

use anyhow::Context as _;
use coverage::{Metric, MetricCounts};
use runner::gate::{Notice, Outcome};
use runner::{Setting, evidence};

use super::document::{Document, Judged};
use super::{LARGEST, place, remote};
use crate::facts::Facts;
use crate::policy::{Baseline, BaselineFrom, Policy};
use crate::repository;
use crate::rules::sound_total;

/// Events on which nobody's proposal is judged. GitHub calls a branch protected for `pull_request` too.
const EVENTS: [&str; 3] = ["push", "schedule", "workflow_dispatch"];

/// A baseline with one more point.
pub(super) struct Added {
    pub(super) bytes: Vec<u8>,
    /// What somebody should know of it.
    note: Option<Notice>,
}

/// Writes the baseline of this commit, if the policy names a place for it.
pub(crate) fn keep(outcome: &Outcome<'_, Policy, Facts>) -> Vec<Notice> {
    let Some((policy, facts)) = outcome.judged else { return Vec::new() };
    let Some(baseline) = &policy.baseline else { return Vec::new() };
    let Some(point) = point(outcome, policy, facts) else { return Vec::new() };
    match write(baseline, outcome.setting, point) {
        Ok(notices) => notices,
        Err(error) => vec![Notice::failed(format!("the baseline was not written: {error:#}"))],
    }
}

/// What is worth keeping: totals over all that was declared, of a commit on a protected branch.
fn point(outcome: &Outcome<'_, Policy, Facts>, policy: &Policy, facts: &Facts) -> Option<Judged> {
    let (run, setting) = (&outcome.setting.context.run, outcome.setting);
    let on_branch = run.git_ref.as_deref().is_some_and(|name| name.starts_with("refs/heads/"));
    let event = run.event.as_deref().is_some_and(|event| EVENTS.contains(&event));
    if !(setting.in_actions && setting.protected && on_branch && event) {
        return None;
    }
    let counted = |metric: Metric| Some((metric, sound_total(metric, policy, facts)?));
    let totals: MetricCounts = Metric::ALL.into_iter().filter_map(counted).collect();
    let commit = run.head_sha.clone()?;
    (!totals.is_empty()).then(|| Judged {
        commit,
        totals,
        judgement: outcome.verdict.judgement.clone(),
        run_id: run.run_id,
    })
}

fn write(baseline: &Baseline, setting: &Setting, point: Judged) -> anyhow::Result<Vec<Notice>> {
    let commits = commits(baseline, setting, &point)?;
    let added = |before: Option<&[u8]>| add(before, setting, &point);
    let Added { bytes, note } = match baseline.from {
        BaselineFrom::Branch | BaselineFrom::Notes => remote::write(baseline, setting, &commits, &added)?,
        BaselineFrom::File | BaselineFrom::Artifact => added(before(baseline, setting, &commits)?.as_deref())?,
    };
    let mut notices: Vec<Notice> = note.into_iter().collect();
    let name = format!("{}.baseline.json", setting.gate_id);
    let path = evidence::keep(setting.workspace.root(), &name, &bytes)?;
    let told = match baseline.from {
        BaselineFrom::File => {
            format!("baseline of this commit: {path}; save it where {} is restored from", baseline.place)
        }
        BaselineFrom::Artifact => {
            format!("baseline of this commit: {path}, uploaded as baseline-{}", setting.gate_id)
        }
        _ => format!("baseline of this commit: written to {}, and {path}", baseline.shown()),
    };
    notices.push(Notice::done(told).with_output("baseline-path", path));
    Ok(notices)
}

/// What is there already. What could not be read may hold much: it is not replaced.
fn before(baseline: &Baseline, setting: &Setting, commits: &[String]) -> anyhow::Result<Option<Vec<u8>>> {
    let repository = repository::read(&setting.workspace)?;
    match place::read(baseline, setting, repository.as_ref(), commits) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(unknown) if unknown.code == "absent" => Ok(None),
        Err(unknown) => anyhow::bail!("the one that is there could not be read: {}", unknown.message),
    }
}

/// The bytes with one more point. What is no baseline of this gate is replaced by one, and that is told.
fn add(before: Option<&[u8]>, setting: &Setting, point: &Judged) -> anyhow::Result<Added> {
    let id = setting.context.run.repository_id;
    let new = || Document::new(&setting.gate_id, id);
    let (document, note) = match before.map(|bytes| Document::read(bytes, &setting.gate_id, id)) {
        None => (new(), None),
        Some(Ok(document)) => (document, None),
        Some(Err(unknown)) => {
            (new(), Some(Notice::failed(format!("a new baseline was begun: {}", unknown.message))))
        }
    };
    let bytes = document.with(point.clone()).bytes()?;
    anyhow::ensure!(bytes.len() <= LARGEST, "it would have more than {LARGEST} bytes");
    Ok(Added { bytes, note })
}

/// The commit that was judged, and those before it where a baseline is found by them: without them a note of an earlier commit would
/// not be found, and its points would be lost.
fn commits(baseline: &Baseline, setting: &Setting, point: &Judged) -> anyhow::Result<Vec<String>> {
    if matches!(baseline.from, BaselineFrom::Branch | BaselineFrom::File) {
        return Ok(vec![point.commit.clone()]);
    }
    let git = checkout::open(setting.workspace.root())?.context("there is no repository in the workspace")?;
    let ancestors = git.ancestors(&point.commit, baseline.ancestors.max(1) as usize);
    let known = ancestors.context("the commits before this one cannot be read")?.commits;
    let before = known.into_iter().map(|commit| commit.id).filter(|id| *id != point.commit);
    Ok(std::iter::once(point.commit.clone()).chain(before).collect())
}
