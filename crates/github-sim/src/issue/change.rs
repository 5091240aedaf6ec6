//! What people do to an issue: close, rename, edit, label, assign, lock.

use serde_json::{Value, json};

use crate::hub::Hub;
use crate::revision::Revision;
use crate::timeline::Happening;
use crate::token::Caller;

impl Hub {
    /// Closes an issue, if it is open.
    pub fn close_issue(&mut self, caller: &Caller, id: u64, reason: &str) {
        let (at, by) = (self.clock.now(), caller.account.unwrap_or(crate::account::GHOST));
        if self.issues.get(&id).is_none_or(|issue| issue.closed.is_some()) {
            return;
        }
        let happening = Happening::Closed { reason: reason.to_owned() };
        self.change_issue(caller, id, Some(happening), |issue| {
            issue.closed = Some((at, by));
            issue.state_reason = Some(reason.to_owned());
        });
        self.emit_issue(caller, id, "closed", json!({}));
    }

    /// Opens a closed issue again.
    pub fn reopen_issue(&mut self, caller: &Caller, id: u64) {
        if self.issues.get(&id).is_none_or(|issue| issue.closed.is_none()) {
            return;
        }
        self.change_issue(caller, id, Some(Happening::Reopened), |issue| {
            issue.closed = None;
            issue.state_reason = Some("reopened".to_owned());
        });
        self.emit_issue(caller, id, "reopened", json!({}));
    }

    /// Gives an issue another title.
    pub fn rename_issue(&mut self, caller: &Caller, id: u64, title: &str) {
        let Some(from) = self.issues.get(&id).map(|issue| issue.title.clone()) else { return };
        if from == title {
            return;
        }
        let happening = Happening::Renamed { from: from.clone(), to: title.to_owned() };
        self.change_issue(caller, id, Some(happening), |issue| title.clone_into(&mut issue.title));
        self.emit_issue(caller, id, "edited", json!({"changes": {"title": {"from": from}}}));
    }

    /// Gives an issue another text; the former one stays in its history.
    pub fn edit_issue(&mut self, caller: &Caller, id: u64, body: &str) {
        let Some(issue) = self.issues.get(&id) else { return };
        let (created_at, author, from) = (issue.created_at, issue.author, issue.body.clone());
        if from.as_deref() == Some(body) {
            return;
        }
        let created = self.revision(created_at, author, from.clone());
        let edited = self.revision(self.clock.now(), caller.account.unwrap_or(author), Some(body.to_owned()));
        self.change_issue(caller, id, None, |issue| {
            issue.history.edit(created, edited);
            issue.body = Some(body.to_owned());
        });
        self.emit_issue(caller, id, "edited", json!({"changes": {"body": {"from": from.unwrap_or_default()}}}));
    }

    pub(crate) fn revision(&mut self, at: jiff::Timestamp, editor: u64, text: Option<String>) -> Revision {
        Revision { id: self.fresh_id(), at, editor, text, deleted: None }
    }

    /// Adds labels that the issue does not have.
    pub fn add_labels(&mut self, caller: &Caller, id: u64, labels: &[u64]) {
        for &label in labels {
            if self.issues.get(&id).is_some_and(|issue| !issue.labels.contains(&label)) {
                self.change_issue(caller, id, Some(Happening::Labeled { label }), |issue| {
                    issue.labels.insert(label);
                });
                self.emit_issue(caller, id, "labeled", json!({"label": self.label_or_null(label)}));
            }
        }
    }

    /// Takes labels away that the issue has.
    pub fn remove_labels(&mut self, caller: &Caller, id: u64, labels: &[u64]) {
        for &label in labels {
            if self.issues.get(&id).is_some_and(|issue| issue.labels.contains(&label)) {
                self.change_issue(caller, id, Some(Happening::Unlabeled { label }), |issue| {
                    issue.labels.remove(&label);
                });
                self.emit_issue(caller, id, "unlabeled", json!({"label": self.label_or_null(label)}));
            }
        }
    }

    /// Assigns accounts that are not yet assigned.
    pub fn assign(&mut self, caller: &Caller, id: u64, accounts: &[u64]) {
        for &account in accounts {
            if self.issues.get(&id).is_some_and(|issue| !issue.assignees.contains(&account)) {
                let happening = Happening::Assigned { assignee: account };
                self.change_issue(caller, id, Some(happening), |issue| issue.assignees.push(account));
                self.emit_issue(caller, id, "assigned", json!({"assignee": self.user_or_null(account)}));
            }
        }
    }

    /// Takes accounts from the assigned ones.
    pub fn unassign(&mut self, caller: &Caller, id: u64, accounts: &[u64]) {
        for &account in accounts {
            if self.issues.get(&id).is_some_and(|issue| issue.assignees.contains(&account)) {
                let happening = Happening::Unassigned { assignee: account };
                let without =
                    |issue: &mut crate::issue::Issue| issue.assignees.retain(|found| *found != account);
                self.change_issue(caller, id, Some(happening), without);
                self.emit_issue(caller, id, "unassigned", json!({"assignee": self.user_or_null(account)}));
            }
        }
    }

    /// Locks the conversation: only those who may push can comment.
    pub fn lock_issue(&mut self, caller: &Caller, id: u64, reason: Option<&str>) {
        if self.issues.get(&id).is_none_or(|issue| issue.locked) {
            return;
        }
        let happening = Happening::Locked { reason: reason.map(str::to_owned) };
        self.change_issue(caller, id, Some(happening), |issue| {
            issue.locked = true;
            issue.lock_reason = reason.map(str::to_owned);
        });
        self.emit_issue(caller, id, "locked", json!({}));
    }

    /// Unlocks the conversation.
    pub fn unlock_issue(&mut self, caller: &Caller, id: u64) {
        if self.issues.get(&id).is_none_or(|issue| !issue.locked) {
            return;
        }
        self.change_issue(caller, id, Some(Happening::Unlocked), |issue| {
            issue.locked = false;
            issue.lock_reason = None;
        });
        self.emit_issue(caller, id, "unlocked", json!({}));
    }

    fn label_or_null(&self, id: u64) -> Value {
        self.labels.get(&id).map_or(Value::Null, |label| self.label_json(label))
    }
}
