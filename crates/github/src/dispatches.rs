//! Dispatches: starting a workflow, or an event that workflows wait for.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::names;
use crate::repository::Repository;
use crate::request::Request;
use crate::runs::FILE_NAME;

pub(crate) static WORKFLOW: Call = Call::write(
    "start a workflow",
    Verb::Post,
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
    "actions: write",
    Repeat::Once("each dispatch starts a run, and no run tells which dispatch started it"),
);
pub(crate) static REPOSITORY: Call = Call::write(
    "send an event to a repository's workflows",
    Verb::Post,
    "/repos/{owner}/{repo}/dispatches",
    "contents: write",
    Repeat::Once("each event starts runs, and no run tells which event started it"),
);

/// A run that was started.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Started {
    /// The number of the run.
    #[serde(rename = "workflow_run_id")]
    pub run: u64,
    /// The page for people.
    pub html_url: String,
}

/// Properties of `inputs` that GitHub takes: "Create a workflow dispatch event".
const MOST_INPUTS: usize = 25;
/// Longest type of an event, in characters: "Create a repository dispatch event".
const LONGEST_TYPE: usize = 100;
/// Members of a payload at its top level.
const MOST_MEMBERS: usize = 10;
/// A payload is shorter than this, in bytes as JSON.
const PAYLOAD: usize = 64 * 1024;

/// Starts a workflow, named by its file (`deploy.yml`) or its number, at a branch or tag. GitHub takes no commit: the branch may move before the
/// run begins, so that a workflow that must run at one commit takes it as an input and compares.
///
/// The answer names the run where the server supports that (`return_run_details`), and is `None` on older ones.
///
/// # Errors
/// [`Kind::Request`] for a commit instead of a branch or tag, or too many inputs; [`Kind::Unconfirmed`] if the answer was lost; and as any write.
pub async fn workflow(
    github: &GitHub,
    repository: &Repository,
    workflow: &str,
    reference: &str,
    inputs: &BTreeMap<String, String>,
) -> Result<Option<Started>, Error> {
    let request = |body: Value| {
        Request::of(&WORKFLOW, repository)
            .at("workflow_id", workflow)
            .only_if(!workflow.contains('/'), FILE_NAME)
            .only_if(!reference.is_empty(), "a workflow starts at a branch or tag: name one")
            .only_if(
                names::sha(&WORKFLOW, reference).is_err(),
                "a workflow starts at a branch or tag, never at a commit: name the branch and give the commit as an input",
            )
            .only_if(inputs.len() <= MOST_INPUTS, format!("GitHub takes {MOST_INPUTS} inputs at most"))
            .json(&body)
    };
    let told = json!({"ref": reference, "inputs": inputs, "return_run_details": true});
    match github.send(request(told)).await {
        // A server that does not know the property refuses the whole request, which had no effect.
        Err(error) if error.kind == Kind::Validation && error.detail.contains("return_run_details") => {
            github.send(request(json!({"ref": reference, "inputs": inputs}))).await
        }
        answer => answer,
    }
}

/// Sends an event of a type of the caller's own; workflows of the default branch that wait for it run.
///
/// # Errors
/// [`Kind::Request`] if the type or the payload is longer than GitHub takes; [`Kind::Unconfirmed`] if the answer was lost; and as any write.
pub async fn repository(
    github: &GitHub,
    repository: &Repository,
    event: &str,
    payload: &Map<String, Value>,
) -> Result<(), Error> {
    let size = json!(payload).to_string().len();
    let request = Request::of(&REPOSITORY, repository)
        .only_if(
            !event.is_empty() && event.chars().count() <= LONGEST_TYPE,
            format!("the type of an event has 1 to {LONGEST_TYPE} characters"),
        )
        .only_if(
            payload.len() <= MOST_MEMBERS,
            format!("a payload has {MOST_MEMBERS} members at most: put what there is below one"),
        )
        .only_if(size < PAYLOAD, format!("the payload has {size} bytes, GitHub takes less than {PAYLOAD}"))
        .json(&json!({"event_type": event, "client_payload": payload}));
    github.send(request).await
}
