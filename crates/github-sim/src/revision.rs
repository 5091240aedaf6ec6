//! The history of an edited text, as GraphQL's `userContentEdits` shows it.

use jiff::Timestamp;
use serde::Serialize;

/// One state of a text. The first one is the text as it was created.
#[derive(Debug, Clone, Serialize)]
pub struct Revision {
    /// The number, for node ids.
    pub id: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub editor: u64,
    /// The text from then on; gone if the revision was deleted.
    pub text: Option<String>,
    /// When and by whom the revision was deleted from the history.
    pub deleted: Option<(Timestamp, u64)>,
}

/// The revisions of a text, oldest first; empty as long as nobody edited it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct History(pub Vec<Revision>);

impl History {
    /// The last edit: what GraphQL shows as `lastEditedAt` and `editor`.
    #[must_use]
    pub fn last_edit(&self) -> Option<&Revision> {
        self.0.get(1..).and_then(<[Revision]>::last)
    }

    /// Notes an edit; the first one also notes the text as it was created.
    pub(crate) fn edit(&mut self, created: Revision, edited: Revision) {
        if self.0.is_empty() {
            self.0.push(created);
        }
        self.0.push(edited);
    }
}
