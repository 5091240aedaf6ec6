//! What was judged, and the run that judged it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a verdict is about, as an in-toto resource descriptor: a commit or an artifact, with its digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Subject {
    /// `git+https://github.com/acme/app`, `ghcr.io/acme/app`.
    pub name: String,
    /// Algorithm → value: `gitCommit`, `sha256`.
    pub digest: BTreeMap<String, String>,
}

/// The identity of a workflow run. All that GitHub says; what it does not say is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// `owner/name`, as it was called then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The id that survives renames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository_id: Option<u64>,
    /// `owner/name/.github/workflows/ci.yml@refs/heads/main`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_ref: Option<String>,
    /// The commit of the workflow file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_sha: Option<String>,
    /// The run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<u64>,
    /// Which attempt of the run, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u64>,
    /// The job's id in the workflow file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The account that started the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<u64>,
    /// The account that started this attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triggering_actor: Option<String>,
    /// `push`, `pull_request`, `merge_group` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The commit that was proposed or pushed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_sha: Option<String>,
    /// For a pull request: the merge commit that was checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge_sha: Option<String>,
    /// The branch or tag.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub git_ref: Option<String>,
}

impl Subject {
    /// A commit of a repository, by its web address.
    #[must_use]
    pub fn commit(repository_url: &str, sha: &str) -> Self {
        Self {
            name: format!("git+{repository_url}"),
            digest: BTreeMap::from([("gitCommit".to_owned(), sha.to_owned())]),
        }
    }
}
