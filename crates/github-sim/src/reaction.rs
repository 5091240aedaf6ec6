//! Reactions as state.

use jiff::Timestamp;
use serde::Serialize;

use crate::hub::Hub;

/// What GitHub lets people react with.
pub const CONTENTS: [&str; 8] = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];

/// A reaction to an issue or a comment.
#[derive(Debug, Clone, Serialize)]
pub struct Reaction {
    /// The number.
    pub id: u64,
    /// The issue or comment.
    pub subject: u64,
    /// Who reacted.
    pub user: u64,
    /// One of [`CONTENTS`].
    pub content: String,
    /// When.
    pub created_at: Timestamp,
}

impl Hub {
    /// Reacts, and says whether the reaction is new: nobody reacts twice in the same way.
    pub fn react(&mut self, user: u64, subject: u64, content: &str) -> (u64, bool) {
        let same =
            |found: &&Reaction| found.user == user && found.subject == subject && found.content == content;
        if let Some(found) = self.reactions.values().find(same) {
            return (found.id, false);
        }
        let id = self.fresh_id();
        let created_at = self.clock.now();
        self.reactions.insert(id, Reaction { id, subject, user, content: content.to_owned(), created_at });
        (id, true)
    }

    /// The reactions to an issue or comment, oldest first.
    pub fn reactions_to(&self, subject: u64) -> impl Iterator<Item = &Reaction> {
        self.reactions.values().filter(move |found| found.subject == subject)
    }
}
