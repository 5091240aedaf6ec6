//! What the reading calls answer, one file a subject.

mod activity;
mod conversation;
mod issues;
