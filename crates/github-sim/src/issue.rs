//! Issues as state. A pull request is an issue as well and shares its numbers.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::hub::Hub;
use crate::revision::History;
use crate::timeline::Happening;
use crate::token::Caller;

mod change;
mod leave;

pub use self::leave::Gone;

/// An issue.
#[derive(Debug, Clone, Serialize)]
pub struct Issue {
    /// The durable number.
    pub id: u64,
    /// The repository.
    pub repository: u64,
    /// The number in its repository.
    pub number: u64,
    /// Whether it is a pull request.
    pub pull_request: bool,
    /// The title.
    pub title: String,
    /// The text.
    pub body: Option<String>,
    /// Who opened it.
    pub author: u64,
    /// The App through which it was opened.
    pub app: Option<u64>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When and by whom it was closed, while it is.
    pub closed: Option<(Timestamp, u64)>,
    /// `completed`, `not_planned`, `duplicate` or `reopened`.
    pub state_reason: Option<String>,
    /// The labels.
    pub labels: BTreeSet<u64>,
    /// The assigned accounts, in their order.
    pub assignees: Vec<u64>,
    /// Whether only those who may push can comment.
    pub locked: bool,
    /// Why it is locked.
    pub lock_reason: Option<String>,
    /// The edits of the text.
    pub history: History,
}

impl Issue {
    /// The prefix of its node id.
    #[must_use]
    pub fn prefix(&self) -> &'static str {
        if self.pull_request { "PR" } else { "I" }
    }
}

/// What a new issue says.
#[derive(Debug, Clone, Default)]
pub struct NewIssue {
    /// The title.
    pub title: String,
    /// The text.
    pub body: Option<String>,
    /// Names of labels; those that do not exist are made.
    pub labels: Vec<String>,
    /// Accounts, which must be assignable.
    pub assignees: Vec<u64>,
    /// Whether it is a pull request.
    pub pull_request: bool,
}

impl NewIssue {
    /// An issue with a title and a text.
    #[must_use]
    pub fn new(title: &str, body: &str) -> Self {
        Self { title: title.to_owned(), body: Some(body.to_owned()), ..Self::default() }
    }
}

impl Hub {
    /// The issue with a number in a repository.
    ///
    /// # Errors
    /// 404 if there is none, 410 if it was deleted, 301 if it was transferred.
    pub fn issue_numbered(&self, repository: u64, number: u64) -> Result<&Issue, Answer> {
        let here = |issue: &&Issue| issue.repository == repository && issue.number == number;
        match self.issues.values().find(here) {
            Some(issue) => Ok(issue),
            None => Err(self.gone_answer(repository, number, "")),
        }
    }

    /// The next number of issues and pull requests in a repository.
    #[must_use]
    pub fn next_number(&self, repository: u64) -> u64 {
        let live =
            self.issues.values().filter(|issue| issue.repository == repository).map(|issue| issue.number);
        let gone = self.gone_issues.iter().filter(|gone| gone.repository == repository).map(|gone| gone.number);
        live.chain(gone).max().unwrap_or(0).saturating_add(1)
    }

    /// Opens an issue or pull request.
    pub fn open_issue(&mut self, caller: &Caller, repository: u64, new: NewIssue) -> u64 {
        let now = self.clock.now();
        let labels = self.label_ids(repository, &new.labels);
        let issue = Issue {
            id: self.fresh_id(),
            repository,
            number: self.next_number(repository),
            pull_request: new.pull_request,
            title: new.title,
            body: new.body,
            author: caller.account.unwrap_or(crate::account::GHOST),
            app: caller.app(),
            created_at: now,
            updated_at: now,
            closed: None,
            state_reason: None,
            labels: BTreeSet::new(),
            assignees: Vec::new(),
            locked: false,
            lock_reason: None,
            history: History::default(),
        };
        let id = issue.id;
        let event = if issue.pull_request { "pull_request" } else { "issues" };
        self.issues.insert(id, issue);
        if event == "issues" {
            self.emit_issue(caller, id, "opened", json!({}));
        }
        self.add_labels(caller, id, &labels);
        self.assign(caller, id, &new.assignees);
        id
    }

    /// Emits an event `issues` about an issue.
    pub(crate) fn emit_issue(&mut self, caller: &Caller, issue: u64, action: &str, mut details: Value) {
        let Some(found) = self.issues.get(&issue) else { return };
        let repository = found.repository;
        let shown = self.issue_json(found);
        if let Some(fields) = details.as_object_mut() {
            fields.insert("issue".to_owned(), shown);
        }
        self.emit(caller, "issues", action, repository, details);
    }

    /// Changes an issue, moves its `updated_at`, and notes what happened in the timeline.
    pub(crate) fn change_issue(
        &mut self,
        caller: &Caller,
        id: u64,
        happening: Option<Happening>,
        change: impl FnOnce(&mut Issue),
    ) {
        let now = self.clock.now();
        if let Some(issue) = self.issues.get_mut(&id) {
            change(issue);
            issue.updated_at = now;
        }
        if let Some(happening) = happening {
            self.note(caller, id, happening);
        }
    }
}
