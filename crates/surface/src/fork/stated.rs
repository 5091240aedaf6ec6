//! Reading the file, and holding it against what GitHub says of the run that wrote it.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use runner::Setting;
use runner::context::{Repository, WorkflowRun};
use verdict::read::Document;
use verdict::{Time, Verdict};

/// Largest verdict that is read.
const LARGEST: u64 = 64 << 20;

/// The run that wrote the file, by GitHub's payload alone.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) head: String,
    pub(super) run: u64,
    pub(super) attempt: u64,
    pub(super) began: Option<Time>,
    /// Where the commit is from.
    pub(super) repository: Repository,
}

/// The verdict, the path of its facts, and the run that it is from.
///
/// # Errors
/// What does not fit, and what to do.
pub(super) fn read(setting: &Setting, path: &Path) -> anyhow::Result<(Verdict, PathBuf, Started)> {
    let (run, started) = started(setting)?;
    let document = Document::read(&bytes(path)?).with_context(|| format!("{} is refused", path.display()))?;
    let verdict = document.verdict().clone();
    fits(setting, run, &started, &verdict).with_context(|| format!("{} is refused", path.display()))?;
    let facts = verdict.facts.as_ref().context("it has no facts: the gate did not get as far as judging")?;
    let plain = !facts.path.is_empty() && !facts.path.contains(['/', '\\', '\0']) && facts.path != "..";
    ensure!(plain, "its facts do not lie beside it");
    let facts = path.with_file_name(&facts.path);
    Ok((verdict, facts, started))
}

/// The run that started this one.
fn started(setting: &Setting) -> anyhow::Result<(&WorkflowRun, Started)> {
    let event = setting.context.run.event.as_deref().unwrap_or_default();
    let run = setting.context.event.workflow_run.as_ref().filter(|_| event == "workflow_run");
    let run = run.with_context(|| {
        format!("the event is `{event}`: a verdict of another run is shown on `workflow_run` only")
    })?;
    ensure!(
        run.event == "pull_request",
        "the run {} was started by `{}` and not by `pull_request`",
        run.id,
        run.event
    );
    let repository = run.head_repository.clone().context("the fork that it is from is gone")?;
    // The context has checked that it is hex digits.
    let head = setting.context.run.head_sha.clone().context("the payload names no commit")?;
    let began = run.run_started_at.as_deref().and_then(|time| Time::parse(time).ok());
    let attempt = run.run_attempt.unwrap_or(1);
    Ok((run, Started { head, run: run.id, attempt, began, repository }))
}

/// Whether the verdict is of that run, of that commit, and of the gate that this job is to show.
fn fits(setting: &Setting, run: &WorkflowRun, started: &Started, verdict: &Verdict) -> anyhow::Result<()> {
    let stated = &verdict.run;
    let here = setting.context.run.repository_id;
    ensure!(here.is_some() && stated.repository_id == here, "it is of another repository");
    ensure!(stated.run_id == Some(run.id), "it is of another run than {}, which started this one", run.id);
    let attempt = stated.attempt.unwrap_or_default();
    // A job that is not run again leaves the verdict of an earlier attempt.
    ensure!((1..=started.attempt).contains(&attempt), "it is of attempt {attempt}, which the run did not have");
    ensure!(stated.head_sha.as_ref() == Some(&started.head), "it is of another commit than {}", started.head);
    ensure!(stated.event.as_deref() == Some("pull_request"), "it says that another event started its run");
    let commits: Vec<&String> =
        verdict.subject.iter().filter_map(|subject| subject.digest.get("gitCommit")).collect();
    let judged = !commits.is_empty() && commits.iter().all(|commit| **commit == started.head);
    ensure!(judged, "what it judged is not the commit {}", started.head);
    if setting.gate_id.is_empty() || verdict.gate.id != setting.gate_id {
        // Else a run could write the comment of a gate that it is not.
        bail!("it is not of the gate `{}`, which this job shows: set gate-id to the gate's", setting.gate_id);
    }
    Ok(())
}

/// Reads the file, within bounds; never a link, a pipe or a device.
fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let failed = || format!("failed to read {}", path.display());
    ensure!(
        std::fs::symlink_metadata(path).with_context(failed)?.is_file(),
        "{} is no regular file",
        path.display()
    );
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .with_context(failed)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .with_context(failed)?;
    ensure!(bytes.len() as u64 <= LARGEST, "{} is larger than 64 MiB", path.display());
    Ok(bytes)
}
