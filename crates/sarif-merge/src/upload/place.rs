//! Where an upload goes: the repository, the commit and the ref, and whether this run may say so.

use github::Repository;
use jiff::Timestamp;
use runner::Setting;
use sarif::RepositoryPath;

use super::{Asked, Told};

/// A place for an upload.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) repository: Repository,
    /// The commit, as a whole SHA.
    pub(crate) commit: String,
    /// The ref by its full name.
    pub(crate) reference: String,
    /// The checkout, as a URI.
    pub(crate) checkout: Option<String>,
    /// When the analysis began.
    pub(crate) started: Option<Timestamp>,
}

impl Place {
    /// That of this run; `checked_out` is the commit of the checkout, where it can be told.
    pub(crate) fn of_run(setting: &Setting, asked: &Asked, checked_out: Option<&str>) -> Result<Self, Told> {
        let run = &setting.context.run;
        let name = run.repository.as_deref();
        let name = name.ok_or_else(|| {
            Told::failed("this is no run of GitHub Actions: use `sarif-merge upload`, and name the commit")
        })?;
        let repository: Repository =
            name.parse().map_err(|error| Told::failed(format!("GITHUB_REPOSITORY {error}")))?;
        permitted(setting, asked)?;
        let (commit, reference) =
            asked.at.clone().or_else(|| usual(setting, checked_out)).ok_or_else(|| {
                Told::failed("the run names no commit and no ref: write the inputs `sha` and `ref`")
            })?;
        Ok(Self { repository, commit, reference, checkout: checkout(setting), started: None })
    }

    /// As a person reads it.
    pub(crate) fn shown(&self) -> String {
        let commit = self.commit.get(..8).unwrap_or(&self.commit);
        format!("{} at {} ({commit})", self.repository, self.reference)
    }
}

/// Whether reports of this run may become alerts.
fn permitted(setting: &Setting, asked: &Asked) -> Result<(), Told> {
    let run = &setting.context.run;
    let event = run.event.as_deref().unwrap_or_default();
    let pull = setting.context.event.pull_request.as_ref();
    let is_fork = pull.is_some_and(|pull| {
        let head = pull.head.repo.as_ref().and_then(|head| head.id);
        head.is_none() || head != run.repository_id
    });
    if event == "pull_request" && is_fork {
        return Err(Told::skipped(
            "the pull request is of a fork, whose runs have a token that only reads, whatever they are permitted. Its findings are in the summary; \
             they are uploaded once the change is on a branch of this repository",
        ));
    }
    if !matches!(event, "pull_request_target" | "workflow_run") {
        return Ok(());
    }
    // Here the run's own commit is that of the base, and the reports may be of anybody's code.
    let Some((_, reference)) = &asked.at else {
        return Err(Told::failed(format!(
            "on `{event}` the run's commit is not the one that was scanned: write the inputs `sha` and `ref` of what was"
        )));
    };
    if event == "pull_request_target" && !reference.starts_with("refs/pull/") {
        return Err(Told::failed(format!(
            "on `{event}` the reports are of proposed code, which says nothing about {reference}: write refs/pull/<number>/head or …/merge"
        )));
    }
    Ok(())
}

/// What the run is about; the head of a pull request if that one is checked out instead of the merge commit, as upload-sarif has it.
fn usual(setting: &Setting, checked_out: Option<&str>) -> Option<(String, String)> {
    if let Some(pull) = &setting.context.event.pull_request
        && checked_out == Some(pull.head.sha.as_str())
        && setting.vars.get("GITHUB_SHA") != Some(&pull.head.sha)
    {
        return Some((pull.head.sha.clone(), format!("refs/pull/{}/head", pull.number)));
    }
    let var = |name: &str| setting.vars.get(name).filter(|text| !text.is_empty()).cloned();
    Some((var("GITHUB_SHA")?, var("GITHUB_REF")?))
}

/// The workspace as a URI: `file:///home/runner/work/shop/shop/`.
pub(crate) fn checkout(setting: &Setting) -> Option<String> {
    let root = setting.workspace.root().to_str()?.replace('\\', "/");
    let path = RepositoryPath::new(root.trim_start_matches('/')).ok()?;
    Some(format!("file:///{}/", path.to_uri()))
}

/// Where GitHub shows results that name no file: at the workflow that ran the scan, or the README.
pub(crate) fn fallback(setting: &Setting) -> Result<RepositoryPath, Told> {
    let workflow = setting.context.run.workflow_ref.as_deref();
    let path = workflow.and_then(|text| text.split('@').next()?.splitn(3, '/').nth(2));
    RepositoryPath::new(path.unwrap_or("README.md"))
        .map_err(|_| Told::failed("GITHUB_WORKFLOW_REF names no file of a repository"))
}

#[cfg(test)]
mod tests;
