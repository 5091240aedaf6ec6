//! Workflow runs as state: workflows, runs, attempts and jobs. Nothing runs here: a test or a harness says how jobs end.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::hub::Hub;
use crate::run::gate::{Gate, Review};
use crate::token::Caller;

pub mod again;
pub mod gate;

/// A workflow.
#[derive(Debug, Clone, Serialize)]
pub struct Workflow {
    /// The durable number.
    pub id: u64,
    /// The repository.
    pub repository: u64,
    /// What it says.
    pub says: WorkflowFile,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a workflow's file says, as far as the API shows or needs it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkflowFile {
    /// The path: `.github/workflows/deploy.yml`.
    pub path: String,
    /// The name.
    pub name: String,
    /// The inputs of `workflow_dispatch`, and whether each is required; without the trigger there are none.
    pub dispatch: Option<BTreeMap<String, bool>>,
    /// The jobs.
    pub jobs: Vec<JobSpec>,
}

/// A job of a workflow.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JobSpec {
    /// The name.
    pub name: String,
    /// The names of the jobs before it.
    pub needs: Vec<String>,
    /// The environment, whose rules it waits for.
    pub environment: Option<String>,
}

impl JobSpec {
    /// A job without needs and environment.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// A run of a workflow.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// The durable number, which all attempts share.
    pub id: u64,
    /// The repository.
    pub repository: u64,
    /// The workflow.
    pub workflow: u64,
    /// The number among the workflow's runs.
    pub number: u64,
    /// The check suite.
    pub suite: u64,
    /// The event that started it.
    pub event: String,
    /// The branch or tag.
    pub head_branch: Option<String>,
    /// The commit, which re-runs keep.
    pub head_sha: String,
    /// The commit as the schema `simple-commit`.
    pub head_commit: Value,
    /// What the list of runs shows.
    pub title: String,
    /// The inputs of a dispatch.
    pub inputs: Value,
    /// Who started it.
    pub actor: u64,
    /// When.
    pub created_at: Timestamp,
    /// The attempts, of which there is always one.
    pub attempts: Vec<Attempt>,
    /// The environments that jobs wait for or waited for.
    pub gates: Vec<Gate>,
    /// What people and Apps decided about environments.
    pub reviews: Vec<Review>,
}

/// One attempt of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Attempt {
    /// Who started it.
    pub triggering_actor: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// When one of its jobs last changed.
    pub updated_at: Timestamp,
    /// Its jobs.
    pub jobs: Vec<Job>,
}

/// A job of an attempt.
#[derive(Debug, Clone, Serialize)]
pub struct Job {
    /// The durable number.
    pub id: u64,
    /// What the workflow says of it.
    pub spec: JobSpec,
    /// `queued`, `waiting`, `in_progress` or `completed`.
    pub status: String,
    /// How it ended.
    pub conclusion: Option<String>,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
}

/// What starts a run.
#[derive(Debug, Clone, Default)]
pub struct NewRun {
    /// The number, where a test wants a certain one.
    pub id: Option<u64>,
    /// The workflow.
    pub workflow: u64,
    /// The event: `push`.
    pub event: String,
    /// The branch or tag.
    pub head_branch: String,
    /// The commit; by default that of the branch or tag.
    pub head_sha: Option<String>,
    /// The inputs of a dispatch.
    pub inputs: Value,
}

impl Attempt {
    /// Status and conclusion, which follow from the jobs.
    #[must_use]
    pub fn outcome(&self) -> (&'static str, Option<&'static str>) {
        let is = |status: &str| self.jobs.iter().any(|job| job.status == status);
        let ended = |how: &[&str]| {
            self.jobs
                .iter()
                .any(|job| job.conclusion.as_deref().is_some_and(|conclusion| how.contains(&conclusion)))
        };
        if is("in_progress") || (is("queued") && is("completed")) {
            ("in_progress", None)
        } else if is("queued") {
            ("queued", None)
        } else if is("waiting") {
            ("waiting", None)
        } else if ended(&["failure", "timed_out"]) {
            ("completed", Some("failure"))
        } else if ended(&["cancelled"]) {
            ("completed", Some("cancelled"))
        } else {
            ("completed", Some("success"))
        }
    }
}

impl Hub {
    /// Adds a workflow; gives its number.
    pub fn add_workflow(&mut self, repository: u64, says: WorkflowFile) -> u64 {
        let (id, created_at) = (self.fresh_id(), self.clock.now());
        self.workflows.insert(id, Workflow { id, repository, says, created_at });
        id
    }

    /// The workflow of a file's name, path or number.
    #[must_use]
    pub fn workflow(&self, repository: u64, word: &str) -> Option<&Workflow> {
        let named = |workflow: &&Workflow| {
            let path = &workflow.says.path;
            workflow.repository == repository
                && (path == word || path.rsplit('/').next() == Some(word) || word.parse() == Ok(workflow.id))
        };
        self.workflows.values().find(named)
    }

    /// Starts a run, whose jobs are queued, or wait where their environment has rules. Gives its number.
    ///
    /// # Errors
    /// If there is no such workflow, branch or commit, or the wanted number is taken.
    pub fn start_run(&mut self, caller: &Caller, new: NewRun) -> anyhow::Result<u64> {
        use anyhow::{Context as _, ensure};
        let workflow = self.workflows.get(&new.workflow).context("no such workflow")?.clone();
        let repository = workflow.repository;
        let store = self.store(repository)?;
        let oid =
            store.resolve(new.head_sha.as_deref().unwrap_or(&new.head_branch))?.context("no such commit")?;
        let commit = store.commit(&oid)?.context("no such commit")?;
        let id = new.id.unwrap_or_else(|| self.fresh_id());
        ensure!(!self.runs.contains_key(&id), "run {id} exists");
        let number = self.runs.values().filter(|run| run.workflow == new.workflow).count();
        let person = |one: &crate::git::Person| json!({"name": one.name, "email": one.email});
        let run = Run {
            id,
            repository,
            workflow: new.workflow,
            number: u64::try_from(number).unwrap_or_default().saturating_add(1),
            suite: self.fresh_id(),
            event: new.event,
            head_branch: Some(new.head_branch),
            head_sha: oid.as_str().to_owned(),
            head_commit: json!({
                "id": oid.as_str(), "tree_id": commit.tree.as_str(), "message": commit.message,
                "timestamp": commit.committer.date(), "author": person(&commit.author),
                "committer": person(&commit.committer),
            }),
            title: commit.headline().to_owned(),
            inputs: new.inputs,
            actor: caller.account.unwrap_or(crate::account::GHOST),
            created_at: self.clock.now(),
            attempts: Vec::new(),
            gates: Vec::new(),
            reviews: Vec::new(),
        };
        self.runs.insert(id, run);
        let jobs = workflow.says.jobs.iter().map(|spec| self.queued(spec)).collect();
        self.begin_attempt(caller, id, jobs);
        Ok(id)
    }

    fn queued(&mut self, spec: &JobSpec) -> Job {
        let (id, now) = (self.fresh_id(), self.clock.now());
        let status = "queued".to_owned();
        Job {
            id,
            spec: spec.clone(),
            status,
            conclusion: None,
            created_at: now,
            started_at: now,
            completed_at: None,
        }
    }

    /// Adds an attempt with its jobs, and puts those that must wait behind their gates.
    fn begin_attempt(&mut self, caller: &Caller, run: u64, jobs: Vec<Job>) {
        let now = self.clock.now();
        let triggering_actor = caller.account.unwrap_or(crate::account::GHOST);
        let Some(found) = self.runs.get_mut(&run) else { return };
        found.attempts.push(Attempt { triggering_actor, started_at: now, updated_at: now, jobs });
        self.raise_gates(run);
        self.emit_run(caller, run, "requested");
    }

    /// Says where a job of the latest attempt stands: `in_progress`, or how it ended.
    pub fn set_job(&mut self, run: u64, name: &str, word: &str) {
        let now = self.clock.now();
        let Some(found) = self.runs.get_mut(&run) else { return };
        let Some(attempt) = found.attempts.last_mut() else { return };
        attempt.updated_at = now;
        let ended = !matches!(word, "queued" | "waiting" | "in_progress");
        for job in attempt.jobs.iter_mut().filter(|job| job.spec.name == name) {
            job.status = if ended { "completed".to_owned() } else { word.to_owned() };
            job.conclusion = ended.then(|| word.to_owned());
            job.completed_at = ended.then_some(now);
            if word == "in_progress" {
                job.started_at = now;
            }
        }
        if attempt.outcome().0 == "completed" {
            self.emit_run(&Caller::default(), run, "completed");
        }
    }

    fn emit_run(&mut self, caller: &Caller, run: u64, action: &str) {
        let Some(found) = self.runs.get(&run) else { return };
        let (repository, shown) = (found.repository, self.run_json(found, found.attempts.len()));
        self.emit(caller, "workflow_run", action, repository, json!({"workflow_run": shown}));
    }

    /// A job by its number, with its run and the number of its attempt.
    #[must_use]
    pub fn job(&self, id: u64) -> Option<(&Run, usize, &Job)> {
        self.runs.values().find_map(|run| {
            run.attempts.iter().enumerate().find_map(|(index, attempt)| {
                let job = attempt.jobs.iter().find(|job| job.id == id)?;
                Some((run, index.saturating_add(1), job))
            })
        })
    }
}
