//! The feed of webhook events, which a harness can hand to a runner of workflows.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::hub::Hub;
use crate::token::{Caller, TokenKind};

/// Something that happened, with the payload that GitHub would deliver.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// The event's name: `issue_comment`.
    pub name: String,
    /// The activity type: `created`.
    pub action: String,
    /// The repository.
    pub repository: u64,
    /// Who caused it; none for GitHub itself.
    pub sender: Option<u64>,
    /// Whether it starts workflows: what a workflow's own token does, does not.
    pub starts_workflows: bool,
    /// The webhook payload.
    pub payload: Value,
}

impl Hub {
    /// The events so far, oldest first.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Adds an event that the caller caused. `details` are the payload's own fields beside action, repository and sender.
    pub fn emit(&mut self, caller: &Caller, name: &str, action: &str, repository: u64, details: Value) {
        let starts_workflows = !matches!(caller.kind(), Some(TokenKind::Actions { .. }));
        let mut payload = details;
        if let Some(fields) = payload.as_object_mut() {
            fields.insert("action".to_owned(), json!(action));
            let shown = self.repositories.get(&repository).map(|found| self.repository_json(found));
            fields.insert("repository".to_owned(), shown.unwrap_or_default());
            let owner = self.repositories.get(&repository).map(|found| found.owner);
            if let Some(organization) = owner.filter(|owner| self.organizations.contains_key(owner)) {
                fields.insert("organization".to_owned(), self.organization_simple(organization));
            }
            let sender = caller.account.map_or(Value::Null, |account| self.user_or_null(account));
            fields.insert("sender".to_owned(), sender);
        }
        let (name, action) = (name.to_owned(), action.to_owned());
        let at = self.clock.now();
        self.events.push(Event {
            at,
            name,
            action,
            repository,
            sender: caller.account,
            starts_workflows,
            payload,
        });
    }
}

#[cfg(test)]
mod tests;
