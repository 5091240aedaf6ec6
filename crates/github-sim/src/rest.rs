//! GitHub's REST API: one file a subject, each with its table of routes and the shapes of its answers.

pub(crate) mod account;
pub(crate) mod actions_settings;
pub(crate) mod activity;
pub(crate) mod app;
pub(crate) mod artifact;
pub(crate) mod artifact_record;
pub(crate) mod assignee;
pub(crate) mod branch_protection;
pub(crate) mod branches;
pub(crate) mod check;
pub(crate) mod check_request;
pub(crate) mod code_scanning;
pub(crate) mod collaborator;
pub(crate) mod comment;
pub(crate) mod compare;
pub(crate) mod contents;
pub(crate) mod deployment;
pub(crate) mod deployment_status;
pub(crate) mod dispatch;
pub(crate) mod environment;
pub(crate) mod gate;
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
pub(crate) mod pull;
pub(crate) mod reaction;
pub(crate) mod repository;
pub(crate) mod rerun;
pub(crate) mod rules;
pub(crate) mod run;
pub(crate) mod run_list;
pub(crate) mod status;
pub(crate) mod team;
pub(crate) mod timeline;

use serde_json::Value;

/// Adds the fields of one object to another.
pub(crate) fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
