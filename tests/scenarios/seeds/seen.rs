//! What a run shows, in few words.

use serde_json::Value;

use crate::harness::Run;

/// What is recorded of the first run that asks for approval, of a later one, of two approvals, of the release that they allow, and of a
/// deployment that was gone back from.
pub(super) const ASKED: [&str; 3] = ["planned started", "planned succeeded", "request requested"];
pub(super) const ASKED_AGAIN: [&str; 4] =
    ["planned started", "planned succeeded", "planned superseded", "request requested"];
pub(super) const APPROVED: [&str; 4] =
    ["request noticed", "approval approve", "approval approve", "request approved"];
pub(super) const RELEASED: [&str; 3] = ["request consumed", "planned started", "planned succeeded"];
pub(super) const BACK: [&str; 6] = [
    "planned started",
    "planned failed",
    "planned rolled-back",
    "rollback started",
    "rollback succeeded",
    "planned superseded",
];

/// How the jobs ended: checks, staging, approval, production.
pub(super) fn jobs(run: &Run) -> [&str; 4] {
    let known = run.jobs();
    ["checks", "staging", "approval", "production"]
        .map(|job| if known.contains(job) { run.job(job).result() } else { "skipped" })
}

/// Exit code, status and failed rules of a step.
pub(super) fn gate<'run>(run: &'run Run, job: &str, step: &str) -> (i32, &'run str, &'run str) {
    let step = run.job(job).step(step);
    (step.exit_code(), step.last_set("status"), step.last_set("failed-rules"))
}

/// These outputs of a step.
pub(super) fn said<'run, const N: usize>(
    run: &'run Run,
    job: &str,
    step: &str,
    outputs: [&str; N],
) -> [&'run str; N] {
    let step = run.job(job).step(step);
    outputs.map(|output| step.last_set(output))
}

/// Decision, and who filled a seat by then.
pub(super) fn counted(run: &Run, job: &str, step: &str) -> (String, Vec<String>) {
    let [decision, approvers] = said(run, job, step, ["decision", "approvers"]);
    let approvers: Vec<Value> = serde_json::from_str(approvers).unwrap();
    let logins = approvers.iter().map(|one| one["login"].as_str().unwrap().to_owned());
    (decision.to_owned(), logins.collect())
}

/// The observation of a rule, and its reason.
pub(super) fn rule(verdict: &Value, id: &str) -> (Value, String) {
    let rule = verdict["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap();
    (rule["observed"].clone(), rule["reason"].as_str().unwrap().to_owned())
}
