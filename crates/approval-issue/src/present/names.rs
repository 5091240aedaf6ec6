//! How accounts are called, for display. A number is who somebody is.

use std::collections::BTreeMap;

use approval::facts::Facts;
use approval::people::{AccountId, Source};
use approval::policy::Policy;

use crate::gather::source::all;

/// Logins by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<AccountId, String>);

impl Names {
    /// Everybody whom the facts name.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        let mut names = Self::default();
        for comment in &facts.comments {
            let author = comment.author.as_ref();
            let editor = comment.edited.as_ref().and_then(|edit| edit.by.as_ref());
            for account in author.into_iter().chain(editor) {
                names.add(account.id, &account.login);
            }
        }
        for account in facts.deletions.iter().flat_map(|deletion| deletion.author.iter().chain(&deletion.by)) {
            names.add(account.id, &account.login);
        }
        for tied in &facts.tied {
            names.add(Some(tied.id), &tied.login);
        }
        for person in &facts.people {
            names.add(Some(person.id), &person.login);
        }
        names
    }

    /// The same beside the names that the policy has for people of whom nobody asked.
    #[must_use]
    pub fn beside(mut self, policy: &Policy) -> Self {
        for source in &all(policy) {
            if let Source::User { login, id: Some(id) } = source {
                self.0.entry(*id).or_insert_with(|| login.clone());
            }
        }
        self
    }

    /// Adds one; the last word on a number holds.
    pub fn add(&mut self, id: Option<AccountId>, login: &str) {
        if let Some(id) = id {
            self.0.insert(id, login.to_owned());
        }
    }

    /// How an account is called, or its number.
    #[must_use]
    pub fn of_account(&self, id: AccountId) -> String {
        self.0.get(&id).cloned().unwrap_or_else(|| format!("account {}", id.0))
    }

    /// Somebody or nobody.
    #[must_use]
    pub fn of_somebody(&self, id: Option<AccountId>) -> String {
        id.map_or_else(|| "a deleted account".to_owned(), |id| self.of_account(id))
    }

    /// Several, in one line.
    #[must_use]
    pub fn of_all(&self, ids: &[AccountId]) -> String {
        let all: Vec<String> = ids.iter().map(|id| self.of_account(*id)).collect();
        all.join(", ")
    }
}
