//! Where a verdict is shown: the repository, the commit and the pull request, as GitHub's own payload names them.

use github::{Kind, Repository};
use runner::Setting;
use verdict::Time;

use crate::links::Links;
use crate::mark::Mark;

/// Where a verdict is shown, and as what.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) repository: Repository,
    /// Names comment, check run and status.
    pub(crate) gate: String,
    /// Which attempt of which run judged which commit: the one that was proposed or pushed, never the merge commit.
    pub(crate) mark: Mark,
    pub(crate) thread: Thread,
    pub(crate) links: Links,
    pub(crate) source: Source,
}

/// Where a comment goes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Thread {
    /// To this pull request.
    Pull(u64),
    /// Nowhere, and why.
    None(String),
}

/// Whose run judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// One of the repository itself.
    Own,
    /// This one, for a pull request of a fork: its token reads only.
    Fork,
    /// Another one, which nobody needs to trust; this one only shows what it found.
    Reported,
}

impl Target {
    /// That of this run.
    ///
    /// # Errors
    /// What is missing.
    pub(crate) fn of_run(setting: &Setting, began: Time) -> Result<Self, String> {
        let run = &setting.context.run;
        let event = run.event.as_deref().unwrap_or_default();
        let pull = setting.context.event.pull_request.as_ref();
        let thread = match (event, pull) {
            ("pull_request" | "pull_request_target", Some(pull)) => Thread::Pull(pull.number),
            (_, None) => Thread::None(format!("the event `{event}` is about no pull request")),
            (_, Some(_)) => {
                return Err(format!(
                    "on `{event}` the run is at a merge commit, which nobody looks at: judge on `pull_request`"
                ));
            }
        };
        let own = run.repository_id;
        let is_others = pull.is_some_and(|pull| pull.head.repo.as_ref().and_then(|repo| repo.id) != own);
        let mark = Mark {
            head: run.head_sha.clone().ok_or("the run names no commit: it is no run of GitHub Actions")?,
            run: run.run_id.unwrap_or_default(),
            attempt: run.attempt.unwrap_or(1),
            began: Some(began),
        };
        // On `pull_request_target` the token is the repository's own.
        let source = if is_others && event == "pull_request" { Source::Fork } else { Source::Own };
        Self::at(setting, mark, thread, source)
    }

    /// In the repository of this run.
    ///
    /// # Errors
    /// What is missing.
    pub(crate) fn at(setting: &Setting, mark: Mark, thread: Thread, source: Source) -> Result<Self, String> {
        let name = setting.context.run.repository.as_deref();
        let name = name.ok_or("the run names no repository: it is no run of GitHub Actions")?;
        let repository: Repository = name.parse().map_err(|error| format!("GITHUB_REPOSITORY {error}"))?;
        let links = Links::new(&setting.context.server_url, &repository);
        Ok(Self { repository, gate: setting.gate_id.clone(), mark, thread, links, source })
    }

    /// The page of the run that judged.
    pub(crate) fn run_page(&self) -> Option<String> {
        self.links.run(self.mark.run, self.mark.attempt)
    }

    /// What else helps, where the error itself cannot know it.
    pub(crate) fn hint(&self, error: &github::Error) -> &'static str {
        let refused = matches!(error.kind, Kind::Forbidden | Kind::NotFound);
        if refused && self.source == Source::Fork {
            return "; the run of a fork's pull request has a token that reads only, whatever it is permitted: show the verdict in a job on `workflow_run`";
        }
        ""
    }
}

#[cfg(test)]
pub(crate) mod tests;
