//! Issues that are no longer where they were: transferred or deleted.

use serde::Serialize;
use serde_json::json;

use crate::answer::Answer;
use crate::hub::Hub;
use crate::timeline::Happening;
use crate::token::Caller;

/// A number that no longer names an issue.
#[derive(Debug, Clone, Serialize)]
pub struct Gone {
    /// The repository.
    pub repository: u64,
    /// The number.
    pub number: u64,
    /// The issue that it became elsewhere; none if it was deleted.
    pub became: Option<u64>,
}

impl Hub {
    /// What GitHub answers for a number without an issue: 301, 410 or 404. `below` is what was asked of the issue.
    pub(crate) fn gone_answer(&self, repository: u64, number: u64, below: &str) -> Answer {
        let same = |gone: &&Gone| gone.repository == repository && gone.number == number;
        match self.gone_issues.iter().find(same) {
            None => Answer::not_found(),
            Some(Gone { became: None, .. }) => Answer::gone("This issue was deleted"),
            Some(Gone { became: Some(id), .. }) => match self.issues.get(id) {
                None => Answer::gone("This issue was deleted"),
                Some(issue) => {
                    let path = format!("/repositories/{}/issues/{}{below}", issue.repository, issue.number);
                    Answer::redirect(301, &self.links.api(&path))
                }
            },
        }
    }

    /// Deletes an issue with its comments, as an administrator of the repository can.
    pub fn delete_issue(&mut self, caller: &Caller, id: u64) {
        self.emit_issue(caller, id, "deleted", json!({}));
        if let Some(issue) = self.issues.remove(&id) {
            self.comments.retain(|_, comment| comment.issue != id);
            self.happenings.retain(|_, happened| happened.issue != id);
            self.gone_issues.push(Gone { repository: issue.repository, number: issue.number, became: None });
        }
    }

    /// Makes an issue a discussion: it stays, closed and locked, and its timeline says why.
    pub fn convert_to_discussion(&mut self, caller: &Caller, id: u64) {
        self.note(caller, id, Happening::ConvertedToDiscussion);
        self.close_issue(caller, id, "completed");
        self.lock_issue(caller, id, None);
    }

    /// Moves an issue to another repository, where it has another id and number; its comments go with it.
    pub fn transfer_issue(&mut self, caller: &Caller, id: u64, to: u64) -> Option<u64> {
        let mut issue = self.issues.get(&id)?.clone();
        let from = issue.repository;
        issue.id = self.fresh_id();
        issue.number = self.next_number(to);
        issue.repository = to;
        issue.labels.clear();
        issue.updated_at = self.clock.now();
        let new = issue.id;
        self.issues.insert(new, issue);
        let shown = self.issues.get(&new).map(|issue| self.issue_json(issue));
        let target = self.repositories.get(&to).map(|found| self.repository_json(found));
        let changes = json!({"changes": {"new_issue": shown, "new_repository": target}});
        self.emit_issue(caller, id, "transferred", changes);
        for comment in self.comments.values_mut().filter(|comment| comment.issue == id) {
            comment.issue = new;
        }
        for happened in self.happenings.values_mut().filter(|happened| happened.issue == id) {
            happened.issue = new;
        }
        self.note(caller, new, Happening::Transferred { from });
        if let Some(old) = self.issues.remove(&id) {
            self.gone_issues.push(Gone { repository: from, number: old.number, became: Some(new) });
        }
        Some(new)
    }
}
