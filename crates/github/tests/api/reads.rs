//! What the reading calls answer, one file a subject.

mod conversation;
mod issues;
