//! GitHub's REST API: one file a subject, each with its table of routes and the shapes of its answers.

pub(crate) mod account;
pub(crate) mod activity;
pub(crate) mod app;
pub(crate) mod assignee;
pub(crate) mod branches;
pub(crate) mod collaborator;
pub(crate) mod comment;
pub(crate) mod compare;
pub(crate) mod contents;
pub(crate) mod git_blobs;
pub(crate) mod git_commits;
pub(crate) mod git_history;
pub(crate) mod git_links;
pub(crate) mod git_refs;
pub(crate) mod git_tags;
pub(crate) mod git_trees;
pub(crate) mod issue;
pub(crate) mod issue_list;
pub(crate) mod label;
pub(crate) mod organization;
pub(crate) mod reaction;
pub(crate) mod repository;
pub(crate) mod rules;
pub(crate) mod team;
pub(crate) mod timeline;

use serde_json::Value;

/// Adds the fields of one object to another.
pub(crate) fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
