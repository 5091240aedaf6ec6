//! Comments on issues and pull requests as state, with everything that can happen to one afterwards.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::hub::Hub;
use crate::revision::History;
use crate::timeline::Happening;
use crate::token::Caller;

/// A comment.
#[derive(Debug, Clone, Serialize)]
pub struct Comment {
    /// The durable number.
    pub id: u64,
    /// The issue.
    pub issue: u64,
    /// Who wrote it.
    pub author: u64,
    /// The App through which it was written.
    pub app: Option<u64>,
    /// The text.
    pub body: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Whether it came as a reply to a notification.
    pub via_email: bool,
    /// The edits.
    pub history: History,
    /// Why it is hidden, while it is: `outdated`, `spam`, `resolved`.
    pub minimized: Option<String>,
    /// When and by whom it was pinned, while it is.
    pub pinned: Option<(Timestamp, u64)>,
}

impl Hub {
    /// Writes a comment.
    pub fn add_comment(&mut self, caller: &Caller, issue: u64, body: &str) -> u64 {
        self.write_comment(caller, issue, body, false)
    }

    /// Writes a comment as a reply by e-mail: whoever holds a forwarded notification can do so in the person's name.
    pub fn add_comment_by_email(&mut self, caller: &Caller, issue: u64, body: &str) -> u64 {
        self.write_comment(caller, issue, body, true)
    }

    fn write_comment(&mut self, caller: &Caller, issue: u64, body: &str, via_email: bool) -> u64 {
        let now = self.clock.now();
        let id = self.fresh_id();
        let comment = Comment {
            id,
            issue,
            author: caller.account.unwrap_or(crate::account::GHOST),
            app: caller.app(),
            body: body.to_owned(),
            created_at: now,
            updated_at: now,
            via_email,
            history: History::default(),
            minimized: None,
            pinned: None,
        };
        self.comments.insert(id, comment);
        self.change_issue(caller, issue, None, |_| {});
        self.emit_comment(caller, id, "created", json!({}));
        id
    }

    /// Gives a comment another text; the former one stays in its history.
    pub fn edit_comment(&mut self, caller: &Caller, id: u64, body: &str) {
        let Some(comment) = self.comments.get(&id) else { return };
        let (created_at, author, from) = (comment.created_at, comment.author, comment.body.clone());
        if from == body {
            return;
        }
        let now = self.clock.now();
        let created = self.revision(created_at, author, Some(from.clone()));
        let edited = self.revision(now, caller.account.unwrap_or(author), Some(body.to_owned()));
        if let Some(comment) = self.comments.get_mut(&id) {
            comment.history.edit(created, edited);
            body.clone_into(&mut comment.body);
            comment.updated_at = now;
        }
        self.emit_comment(caller, id, "edited", json!({"changes": {"body": {"from": from}}}));
    }

    /// Deletes one revision from a comment's history, counted from the oldest; that there was one remains visible.
    pub fn delete_revision(&mut self, caller: &Caller, id: u64, revision: usize) {
        let deleted = (self.clock.now(), caller.account.unwrap_or(crate::account::GHOST));
        let comment = self.comments.get_mut(&id);
        if let Some(revision) = comment.and_then(|comment| comment.history.0.get_mut(revision)) {
            revision.text = None;
            revision.deleted = Some(deleted);
        }
    }

    /// Deletes a comment. The timeline keeps that there was one and whose.
    pub fn delete_comment(&mut self, caller: &Caller, id: u64) {
        self.emit_comment(caller, id, "deleted", json!({}));
        if let Some(comment) = self.comments.remove(&id) {
            let happening = Happening::CommentDeleted { author: comment.author, comment: id };
            self.change_issue(caller, comment.issue, Some(happening), |_| {});
        }
    }

    /// Hides a comment for a reason, or shows it again.
    pub fn minimize_comment(&mut self, id: u64, reason: Option<&str>) {
        if let Some(comment) = self.comments.get_mut(&id) {
            comment.minimized = reason.map(str::to_owned);
        }
    }

    /// Pins a comment to the top of its issue, which has one pinned comment at most, or unpins it.
    pub fn pin_comment(&mut self, caller: &Caller, id: u64, pinned: bool) {
        let Some(issue) = self.comments.get(&id).map(|comment| comment.issue) else { return };
        let mark = (self.clock.now(), caller.account.unwrap_or(crate::account::GHOST));
        for comment in self.comments.values_mut().filter(|comment| comment.issue == issue) {
            if comment.id == id {
                comment.pinned = pinned.then_some(mark);
            } else if pinned {
                comment.pinned = None;
            }
        }
    }

    fn emit_comment(&mut self, caller: &Caller, id: u64, action: &str, mut details: Value) {
        let Some(comment) = self.comments.get(&id) else { return };
        let Some(issue) = self.issues.get(&comment.issue) else { return };
        let repository = issue.repository;
        let shown = [("issue", self.issue_json(issue)), ("comment", self.comment_json(comment))];
        if let Some(fields) = details.as_object_mut() {
            fields.extend(shown.map(|(key, value)| (key.to_owned(), value)));
        }
        self.emit(caller, "issue_comment", action, repository, details);
    }
}
