//! A baseline on GitHub: a file on a branch of its own, notes of the commits, or the artifact of an earlier run.

use std::io::{Cursor, Read as _};

use anyhow::Context as _;
use github::git::objects::{self, Change, NewCommit, To};
use github::git::refs;
use github::{GitHub, Kind, Repository, artifacts};
use runner::Setting;
use settings::Remote;

use super::LARGEST;
use super::keep::Added;
use crate::policy::{Baseline, BaselineFrom};

/// How often a lost race is run again.
const TRIES: usize = 5;
/// How many artifacts are looked into.
const ARTIFACTS: usize = 20;

/// Makes the new bytes of those that are there.
type Add<'a> = dyn Fn(Option<&[u8]>) -> anyhow::Result<Added> + 'a;

/// A baseline that was found, and the commit of the ref that holds it.
struct Held {
    tip: String,
    bytes: Option<Vec<u8>>,
}

/// The bytes of the baseline of the nearest of `commits`; none if the place holds none.
pub(super) fn read(
    baseline: &Baseline,
    setting: &Setting,
    commits: &[String],
) -> anyhow::Result<Option<Vec<u8>>> {
    let remote = open(setting)?;
    match baseline.from {
        BaselineFrom::Artifact => of_artifact(&remote, setting, commits),
        _ => {
            let (name, paths) = places(baseline, setting, commits);
            let held = remote.ask(held(remote.github(), remote.repository(), &name, &paths))?;
            Ok(held.and_then(|held| held.bytes))
        }
    }
}

/// Adds to the baseline on a branch or in notes: `add` makes the new bytes of those that are there, and what was written comes back. A
/// lost race adds to what won.
pub(super) fn write(
    baseline: &Baseline,
    setting: &Setting,
    commits: &[String],
    add: &Add<'_>,
) -> anyhow::Result<Added> {
    let remote = open(setting)?;
    let (github, repository) = (remote.github(), remote.repository());
    let (name, paths) = places(baseline, setting, commits);
    let own = paths.first().context("nobody knows which commit was judged")?;
    for _ in 0..TRIES {
        let held = remote.ask(held(github, repository, &name, &paths))?;
        let added = add(held.as_ref().and_then(|held| held.bytes.as_deref()))?;
        let tip = held.map(|held| held.tip);
        match remote.ask(put(github, repository, &name, own, tip.as_deref(), &added.bytes)) {
            Ok(()) => return Ok(added),
            Err(error) if lost_race(&error) => {}
            Err(error) => return Err(error),
        }
    }
    anyhow::bail!("{name} was moved by others {TRIES} times in a row: run the job again")
}

fn lost_race(error: &anyhow::Error) -> bool {
    error.downcast_ref::<github::Error>().is_some_and(|error| error.kind == Kind::Conflict)
}

fn open(setting: &Setting) -> anyhow::Result<Remote> {
    Remote::open(setting)?.context("there is no token to ask GitHub with: give the input `token`")
}

/// The ref, and the paths that a baseline may have there, the nearest first.
fn places(baseline: &Baseline, setting: &Setting, commits: &[String]) -> (String, Vec<String>) {
    match baseline.from {
        // Git's notes of a commit are files of its name; a gate has notes of its own.
        BaselineFrom::Notes => (format!("refs/notes/{}/{}", baseline.place, setting.gate_id), commits.to_vec()),
        _ => (format!("refs/heads/{}", baseline.place), vec![format!("{}.json", setting.gate_id)]),
    }
}

/// What a ref holds at the first of the paths that is there; none if there is no such ref.
async fn held(
    github: &GitHub,
    repository: &Repository,
    name: &str,
    paths: &[String],
) -> Result<Option<Held>, github::Error> {
    let tip = match refs::read(github, repository, name).await {
        Ok(reference) => reference.object.sha,
        Err(error) if error.is_not_found() => return Ok(None),
        Err(error) => return Err(error),
    };
    let tree = objects::commit(github, repository, &tip).await?.tree.sha;
    let tree = objects::tree(github, repository, &tree, true).await?;
    let blob = paths.iter().find_map(|path| {
        // Notes are spread over folders once there are many: `ab/cdef…`.
        tree.entries
            .iter()
            .find(|entry| entry.kind == "blob" && entry.path.replace('/', "") == path.replace('/', ""))
    });
    let bytes = match blob {
        Some(entry) => Some(objects::blob(github, repository, &entry.sha, LARGEST).await?),
        None => None,
    };
    Ok(Some(Held { tip, bytes }))
}

/// Commits the file to the ref, if it still names `tip`, or if there is still none.
async fn put(
    github: &GitHub,
    repository: &Repository,
    name: &str,
    path: &str,
    tip: Option<&str>,
    bytes: &[u8],
) -> Result<(), github::Error> {
    let base = match tip {
        Some(tip) => Some(objects::commit(github, repository, tip).await?.tree.sha),
        None => None,
    };
    let text = String::from_utf8_lossy(bytes).into_owned();
    let change = Change { path: path.to_owned(), to: To::Text(text) };
    let tree = objects::create_tree(github, repository, base.as_deref(), &[change]).await?;
    let commit = NewCommit {
        message: format!("Record the coverage baseline {path}"),
        tree,
        parents: tip.map(str::to_owned).into_iter().collect(),
        author: None,
    };
    let commit = objects::create_commit(github, repository, &commit).await?;
    match tip {
        Some(tip) => refs::update(github, repository, name, tip, &commit.sha).await,
        None => refs::create(github, repository, name, &commit.sha).await.map(drop),
    }
}

/// The artifact that a run of this very repository left on the branch, at the nearest of the commits or else the newest: which points
/// of it are of ancestors, the points themselves tell.
fn of_artifact(remote: &Remote, setting: &Setting, commits: &[String]) -> anyhow::Result<Option<Vec<u8>>> {
    let name = format!("baseline-{}", setting.gate_id);
    let branch = branch(setting);
    let (github, repository) = (remote.github(), remote.repository());
    let all = remote.ask(artifacts::list(github, repository, Some(&name)))?;
    let ours = |artifact: &&artifacts::Artifact| {
        let Some(run) = &artifact.workflow_run else { return false };
        // A pull request of a fork whose branch bears the same name has another head repository.
        let same = run.head_repository_id.is_some() && run.head_repository_id == run.repository_id;
        let here = setting.context.run.repository_id.is_none_or(|id| run.repository_id == Some(id));
        let on_branch = branch.is_some() && run.head_branch.as_deref() == branch;
        artifact.name == name && !artifact.expired && same && here && on_branch
    };
    let mut found: Vec<_> = all.iter().filter(ours).take(ARTIFACTS).collect();
    let near = |artifact: &&artifacts::Artifact| {
        let sha = artifact.workflow_run.as_ref().and_then(|run| run.head_sha.as_ref());
        commits.iter().position(|commit| Some(commit) == sha).unwrap_or(usize::MAX)
    };
    found.sort_by_key(near);
    let Some(artifact) = found.first() else { return Ok(None) };
    let archive = remote.ask(artifacts::download(github, repository, artifact, LARGEST))?;
    unpacked(&archive, &format!("{}.baseline.json", setting.gate_id)).map(Some)
}

/// The branch whose baselines count: that which is proposed for, or the one of this run.
fn branch(setting: &Setting) -> Option<&str> {
    let event = &setting.context.event;
    let base = event.pull_request.as_ref().map(|pull| pull.base.git_ref.as_str());
    let own = setting.context.run.git_ref.as_deref().and_then(|name| name.strip_prefix("refs/heads/"));
    let default = event.repository.as_ref().and_then(|repository| repository.default_branch.as_deref());
    base.or(own.filter(|_| setting.protected)).or(default)
}

/// The file of that name in an archive of GitHub's.
fn unpacked(archive: &[u8], name: &str) -> anyhow::Result<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).context("the artifact is no archive")?;
    let file = archive.by_name(name).with_context(|| format!("the artifact holds no {name}"))?;
    let mut bytes = Vec::new();
    file.take(LARGEST as u64 + 1).read_to_end(&mut bytes).context("the artifact cannot be unpacked")?;
    anyhow::ensure!(bytes.len() <= LARGEST, "the baseline in the artifact has more than {LARGEST} bytes");
    Ok(bytes)
}
