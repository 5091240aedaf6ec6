//! What the reading calls answer, one file a subject.

mod activity;
mod artifacts;
mod checks;
mod code_scanning;
mod commits;
mod contents;
mod conversation;
mod deployments;
mod environments;
mod git;
mod issues;
mod meanwhile;
mod newest;
mod odd;
mod people;
mod pulls;
mod repositories;
mod runs;
