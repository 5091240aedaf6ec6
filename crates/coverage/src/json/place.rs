//! Where the reader stands, and why it stopped: what the guard, the parser and the formats share.

use std::cell::{Cell, RefCell};
use std::fmt::Display;

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;

/// The place within a report.
pub(super) struct Place {
    line: Cell<u64>,
    /// Bytes before the chunk that is read, and within it.
    before: Cell<u64>,
    within: Cell<usize>,
    ended: Cell<bool>,
    /// What is read is not kept, so that it may be as long as it likes.
    skipping: Cell<bool>,
    /// The first error, which travels beside serde's own: those hold nothing but a text.
    failed: RefCell<Option<ReadError>>,
    pub(super) members: usize,
}

impl Place {
    pub(super) const fn new(limits: &Limits) -> Self {
        Self {
            line: Cell::new(1),
            before: Cell::new(0),
            within: Cell::new(0),
            ended: Cell::new(false),
            skipping: Cell::new(false),
            failed: RefCell::new(None),
            members: limits.members,
        }
    }

    /// The line, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line.get()
    }

    /// The byte, from 0.
    pub(super) fn offset(&self) -> u64 {
        self.before.get().saturating_add(u64::try_from(self.within.get()).unwrap_or(u64::MAX))
    }

    /// Moves on by one byte of the chunk.
    pub(super) fn advance(&self) {
        self.within.set(self.within.get().saturating_add(1));
    }

    /// The byte within the chunk.
    pub(super) fn within(&self) -> usize {
        self.within.get()
    }

    /// Begins the next chunk.
    pub(super) fn begin_chunk(&self) {
        self.before.set(self.offset());
        self.within.set(0);
    }

    pub(super) fn begin_line(&self) {
        self.line.set(self.line.get().saturating_add(1));
    }

    pub(super) fn end(&self) {
        self.ended.set(true);
    }

    pub(super) fn is_skipping(&self) -> bool {
        self.skipping.get()
    }

    /// Passes over a value that nobody keeps.
    pub(super) fn skip<T>(&self, skip: impl FnOnce() -> T) -> T {
        self.skipping.set(true);
        let skipped = skip();
        self.skipping.set(false);
        skipped
    }

    /// Keeps an error for whoever asks [`error`](Self::error), and returns the text that stands for it.
    pub(super) fn fail(&self, error: ReadError) -> &'static str {
        let error = error.at(self.line(), Some(self.offset()));
        self.failed.borrow_mut().get_or_insert(error);
        "reading was stopped"
    }

    /// The error that was kept; if there is none, the parser's own.
    pub(super) fn error(&self, parser: &dyn Display) -> ReadError {
        if let Some(error) = self.failed.borrow_mut().take() {
            return error;
        }
        if self.ended.get() {
            return ReadError::new(ReadErrorCode::Truncated, "the report ends within its JSON");
        }
        let text = parser.to_string();
        // serde_json ends its texts with a place of its own counting.
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        ReadError::malformed(format!("this is no JSON: {what}"))
    }
}
