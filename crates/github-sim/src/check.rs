//! Check runs as state. Only Apps make them, and a workflow's token is an App's.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::hub::Hub;
use crate::token::Caller;

/// A check run.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// The durable number.
    pub id: u64,
    /// The repository.
    pub repository: u64,
    /// The suite: one for each App and commit.
    pub suite: u64,
    /// The App, which alone may change it.
    pub app: u64,
    /// The commit.
    pub head_sha: String,
    /// The name, which a required check goes by.
    pub name: String,
    /// The App's own number for it.
    pub external_id: Option<String>,
    /// The App's page about it.
    pub details_url: Option<String>,
    /// `queued`, `in_progress`, `completed`, `waiting`, `requested` or `pending`.
    pub status: String,
    /// How it ended.
    pub conclusion: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// The heading of the output.
    pub title: Option<String>,
    /// The short text of the output, in Markdown.
    pub summary: Option<String>,
    /// The long text of the output, in Markdown.
    pub text: Option<String>,
    /// The annotations of all requests, in their order.
    pub annotations: Vec<Value>,
    /// The buttons.
    pub actions: Value,
}

/// What is said of a check run at its creation or later; what is not said stays.
#[derive(Debug, Clone, Default)]
pub struct CheckChange {
    /// Another name.
    pub name: Option<String>,
    /// The App's own number for it.
    pub external_id: Option<String>,
    /// The App's page about it.
    pub details_url: Option<String>,
    /// The status; a conclusion means `completed`.
    pub status: Option<String>,
    /// How it ended.
    pub conclusion: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// Heading, short and long text.
    pub output: Option<(Option<String>, Option<String>, Option<String>)>,
    /// Annotations to add.
    pub annotations: Vec<Value>,
    /// The buttons.
    pub actions: Option<Value>,
}

impl Hub {
    /// Makes a check run in an App's name.
    pub fn create_check(
        &mut self,
        caller: &Caller,
        repository: u64,
        head_sha: &str,
        name: &str,
        change: CheckChange,
    ) -> u64 {
        let app = caller.app().unwrap_or(crate::account::ACTIONS_APP);
        let same =
            |check: &&Check| check.repository == repository && check.app == app && check.head_sha == head_sha;
        let suite = self.checks.values().find(same).map(|check| check.suite);
        let suite = suite.unwrap_or_else(|| self.fresh_id());
        let id = self.fresh_id();
        let check = Check {
            id,
            repository,
            suite,
            app,
            head_sha: head_sha.to_owned(),
            name: name.to_owned(),
            external_id: None,
            details_url: None,
            status: "queued".to_owned(),
            conclusion: None,
            started_at: Some(self.clock.now()),
            completed_at: None,
            title: None,
            summary: None,
            text: None,
            annotations: Vec::new(),
            actions: json!([]),
        };
        self.checks.insert(id, check);
        self.apply_to_check(id, change);
        self.emit_check(caller, id, "created");
        id
    }

    /// Changes a check run: annotations are added, the rest replaces what was.
    pub fn change_check(&mut self, caller: &Caller, id: u64, change: CheckChange) {
        let was_done = self.checks.get(&id).is_some_and(|check| check.status == "completed");
        self.apply_to_check(id, change);
        if !was_done && self.checks.get(&id).is_some_and(|check| check.status == "completed") {
            self.emit_check(caller, id, "completed");
        }
    }

    fn apply_to_check(&mut self, id: u64, change: CheckChange) {
        let now = self.clock.now();
        let Some(check) = self.checks.get_mut(&id) else { return };
        if let Some(name) = change.name {
            check.name = name;
        }
        check.external_id = change.external_id.or(check.external_id.take());
        check.details_url = change.details_url.or(check.details_url.take());
        check.started_at = change.started_at.or(check.started_at);
        if let Some(status) = change.status {
            check.status = status;
        }
        if let Some(conclusion) = change.conclusion {
            "completed".clone_into(&mut check.status);
            check.conclusion = Some(conclusion);
            check.completed_at = change.completed_at.or(Some(now));
        } else if check.status != "completed" {
            check.conclusion = None;
            check.completed_at = None;
        }
        if let Some((title, summary, text)) = change.output {
            (check.title, check.summary, check.text) = (title.or(check.title.take()), summary, text);
        }
        check.annotations.extend(change.annotations);
        check.actions = change.actions.unwrap_or(check.actions.take());
    }

    fn emit_check(&mut self, caller: &Caller, id: u64, action: &str) {
        let Some(check) = self.checks.get(&id) else { return };
        let (repository, shown) = (check.repository, self.check_json(check));
        self.emit(caller, "check_run", action, repository, json!({"check_run": shown}));
    }

    /// The check runs of a commit, newest first; with `latest` only the newest of each App and name.
    #[must_use]
    pub fn checks_of(&self, repository: u64, sha: &str, latest: bool) -> Vec<&Check> {
        let here = |check: &&Check| check.repository == repository && check.head_sha == sha;
        let mut found: Vec<&Check> = Vec::new();
        for check in self.checks.values().rev().filter(here) {
            let known = found.iter().any(|newer| newer.app == check.app && newer.name == check.name);
            if !latest || !known {
                found.push(check);
            }
        }
        found
    }
}
