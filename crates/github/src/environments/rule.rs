//! An app's own protection rule: GitHub asks the app by webhook, and the app answers here.

use serde_json::json;

use super::Decision;
use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::Error;
use crate::repository::Repository;
use crate::request::Request;

/// Both the decision and a report. A decision sets a state, but one that is sent twice can meet another attempt of the same run, which waits
/// for a decision of its own; a report that is sent twice is shown twice. No call tells what a rule was answered.
pub(crate) static ANSWER: Call = Call::write(
    "answer a protection rule",
    Verb::Post,
    "/repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule",
    "a token of the rule's own app, with deployments: write; a workflow's token cannot",
    Repeat::Once(
        "nothing tells what was answered, and a second answer could release a later attempt of the run",
    ),
);

/// Longest report, in characters: "Creating custom deployment protection rules" allows ten of these.
const LONGEST_REPORT: usize = 1_024;

/// Lets the job of an environment go on, or fails it, in the name of the app's rule.
///
/// # Errors
/// [`crate::Kind::Unconfirmed`] if the answer was lost, and as any write.
pub async fn decide(
    github: &GitHub,
    repository: &Repository,
    run: u64,
    environment: &str,
    decision: Decision,
    comment: &str,
) -> Result<(), Error> {
    let body = json!({"environment_name": environment, "state": decision.state(), "comment": comment});
    github.send(Request::of(&ANSWER, repository).at("run_id", run).json(&body)).await
}

/// Says in Markdown how far the rule is, without deciding; ten times at most.
///
/// # Errors
/// [`crate::Kind::Request`] beyond 1 024 characters, [`crate::Kind::Unconfirmed`] if the answer was lost, and as any write.
pub async fn report(
    github: &GitHub,
    repository: &Repository,
    run: u64,
    environment: &str,
    text: &str,
) -> Result<(), Error> {
    let request = Request::of(&ANSWER, repository)
        .at("run_id", run)
        .only_if(
            text.chars().count() <= LONGEST_REPORT,
            format!("a report has {LONGEST_REPORT} characters at most"),
        )
        .json(&json!({"environment_name": environment, "comment": text}));
    github.send(request).await
}
