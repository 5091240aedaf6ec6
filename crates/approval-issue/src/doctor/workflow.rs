//! A workflow as far as a gate depends on it ("Workflow syntax for GitHub Actions"). What stands in it is text of the repository: nothing here runs or
//! evaluates it.

use serde::{Deserialize, Serialize};

mod read;

pub use read::read;

/// A workflow of the default branch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workflow {
    /// The file.
    pub path: String,
    /// Why it could not be read, and then it is empty.
    pub unreadable: Option<String>,
    /// What starts it.
    pub events: Vec<Event>,
    /// What its token may, where it says so.
    pub permissions: Option<Vec<Permission>>,
    /// Secrets that it hands to every job.
    pub secrets: Vec<String>,
    /// Its jobs.
    pub jobs: Vec<Job>,
}

/// Something that starts a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The name: `issue_comment`.
    pub name: String,
    /// The kinds of it; all if it names none.
    pub types: Vec<String>,
}

/// What a token may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// The key; `all` for `write-all` and `read-all`.
    pub key: String,
    /// `read`, `write` or `none`.
    pub level: String,
}

/// A job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// The environment that it names.
    pub environment: Option<String>,
    /// The jobs that must end before.
    pub needs: Vec<String>,
    /// Its condition.
    pub condition: Option<String>,
    /// What it says of going on after an error, if not `false`.
    pub continues: Option<String>,
    /// The reusable workflow that it runs in place of steps.
    pub uses: Option<String>,
    /// What its token may, where it says so.
    pub permissions: Option<Vec<Permission>>,
    /// Secrets that it hands to every step, or to the workflow that it runs.
    pub secrets: Vec<String>,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The action: `actions/checkout@…`; nothing for a script.
    pub uses: Option<String>,
    /// Its condition.
    pub condition: Option<String>,
    /// What it says of going on after an error, if not `false`.
    pub continues: Option<String>,
    /// Its input `mode`.
    pub mode: Option<String>,
    /// Its input `environment`.
    pub environment: Option<String>,
    /// Its input `ref`.
    pub at: Option<String>,
    /// Secrets that it names, without those of `token` and `members-token`.
    pub secrets: Vec<String>,
    /// Whether its script holds an expression with words of an issue or comment.
    pub runs_words: bool,
}

/// The last part of the tool's address.
const TOOL: &str = "approval-issue";

impl Workflow {
    /// The event of a name.
    pub(crate) fn event(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.name == name)
    }

    /// A job by its id.
    pub(crate) fn job(&self, id: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.id == id)
    }

    /// Everything that must end before a job, and what that needs.
    pub(crate) fn before(&self, job: &Job) -> Vec<&Job> {
        let mut found: Vec<&Job> = Vec::new();
        let mut open: Vec<&String> = job.needs.iter().collect();
        while let Some(id) = open.pop() {
            let Some(next) = self.job(id).filter(|next| found.iter().all(|known| known.id != next.id)) else {
                continue;
            };
            found.push(next);
            open.extend(&next.needs);
        }
        found
    }

    /// Whether it is of another repository: its path is an address.
    pub(crate) fn is_foreign(&self) -> bool {
        self.path.contains('@') && !self.path.starts_with(".github/")
    }

    /// Whether any job runs the tool.
    pub(crate) fn runs_the_tool(&self) -> bool {
        self.jobs.iter().flat_map(|job| &job.steps).any(Step::is_the_tool)
    }
}

impl Job {
    /// The first step of the tool in one of these modes.
    pub(crate) fn step(&self, modes: &[&str]) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.is_the_tool() && modes.contains(&step.what()))
    }

    /// Whether something in it cannot be seen from here: a reusable workflow, an action of the repository itself, or a mode that only a run knows.
    pub(crate) fn is_opaque(&self) -> bool {
        let hidden = |step: &Step| {
            let local = step.uses.as_deref().is_some_and(|uses| uses.starts_with("./"));
            local && !step.is_the_tool() || (step.is_the_tool() && step.what().contains("${{"))
        };
        self.uses.is_some() || self.steps.iter().any(hidden)
    }
}

impl Step {
    /// The address of its action, and at what.
    fn address(&self) -> Option<(&str, Option<&str>)> {
        let uses = self.uses.as_deref()?;
        Some(uses.split_once('@').map_or((uses, None), |(address, at)| (address, Some(at))))
    }

    /// Whether it is this tool, from wherever.
    pub(crate) fn is_the_tool(&self) -> bool {
        self.address()
            .is_some_and(|(address, _)| address.trim_end_matches('/').rsplit('/').next() == Some(TOOL))
    }

    /// Whether it is an action of GitHub's own organisation: `checkout`.
    pub(crate) fn is_githubs(&self, names: &[&str]) -> bool {
        let name = self.address().and_then(|(address, _)| address.strip_prefix("actions/"));
        name.is_some_and(|name| names.contains(&name))
    }

    /// What the tool does in it.
    pub(crate) fn what(&self) -> &str {
        self.mode.as_deref().unwrap_or("wait")
    }

    /// Whether its action can be replaced under the same name: no commit is named. One of the repository itself is what the branch holds.
    pub(crate) fn moves(&self) -> bool {
        self.uses.as_deref().is_some_and(moves)
    }
}

/// Whether what an address names can be replaced under it. What lies beside the workflow (`./`, and `$/` in a reusable one) has its commit.
pub(crate) fn moves(uses: &str) -> bool {
    let at = uses.split_once('@').map(|(_, at)| at);
    let is_commit = |at: &str| matches!(at.len(), 40 | 64) && at.bytes().all(|byte| byte.is_ascii_hexdigit());
    !uses.starts_with("./") && !uses.starts_with("$/") && !at.is_some_and(is_commit)
}

#[cfg(test)]
mod tests;
