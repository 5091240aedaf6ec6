//! What the reading calls answer, one file a subject.

mod activity;
mod checks;
mod commits;
mod contents;
mod conversation;
mod git;
mod issues;
mod people;
mod pulls;
mod repositories;
