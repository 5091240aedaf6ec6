//! Workflow runs and jobs: get, attempts, lists ("Workflow runs" and "Workflow jobs" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::node::node_id;
use crate::route::Route;
use crate::run::{Job, Run};
use crate::token::Level;
use crate::visit::Visit;

pub(crate) const READ: Needs = Needs::repository(&[("actions", Level::Read)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/actions/runs/{run_id}", READ, get),
    Route::new("GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}", READ, attempt),
    Route::new("GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs", READ, jobs),
    Route::new(
        "GET",
        "/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs",
        READ,
        attempt_jobs,
    ),
    Route::new("GET", "/repos/{owner}/{repo}/actions/jobs/{job_id}", READ, job),
];

impl Hub {
    /// The schema `workflow-run`, at one of its attempts.
    pub(crate) fn run_json(&self, run: &Run, attempt: usize) -> Value {
        let Some(found) = attempt.checked_sub(1).and_then(|index| run.attempts.get(index)) else {
            return Value::Null;
        };
        let (status, conclusion) = found.outcome();
        let api = |path: &str| self.api_below(run.repository, path);
        let url = api(&format!("/actions/runs/{}", run.id));
        let workflow = self.workflows.get(&run.workflow);
        let repository = self.repositories.get(&run.repository).map(|found| self.repository_json(found));
        let suite = api(&format!("/check-suites/{}", run.suite));
        let before = (attempt > 1).then(|| format!("{url}/attempts/{}", attempt.saturating_sub(1)));
        json!({
            "id": run.id, "name": workflow.map(|found| &found.says.name), "node_id": node_id("WFR", run.id),
            "check_suite_id": run.suite, "check_suite_node_id": node_id("CS", run.suite), "check_suite_url": suite,
            "head_branch": run.head_branch, "head_sha": run.head_sha, "head_commit": run.head_commit,
            "path": workflow.map(|found| &found.says.path), "run_number": run.number, "run_attempt": attempt,
            "referenced_workflows": [], "event": run.event, "status": status, "conclusion": conclusion,
            "workflow_id": run.workflow, "workflow_url": api(&format!("/actions/workflows/{}", run.workflow)),
            "url": url, "html_url": self.page_below(run.repository, &format!("/actions/runs/{}", run.id)),
            "pull_requests": [], "created_at": run.created_at, "updated_at": found.updated_at,
            "run_started_at": found.started_at, "actor": self.user_or_null(run.actor),
            "triggering_actor": self.user_or_null(found.triggering_actor), "jobs_url": format!("{url}/jobs"),
            "logs_url": format!("{url}/logs"), "artifacts_url": format!("{url}/artifacts"),
            "cancel_url": format!("{url}/cancel"), "rerun_url": format!("{url}/rerun"), "previous_attempt_url": before,
            "repository": repository, "head_repository": repository, "head_repository_id": run.repository,
            "display_title": run.title,
        })
    }

    /// The schema `job`.
    fn job_json(&self, run: &Run, attempt: usize, job: &Job) -> Value {
        let api = |path: &str| self.api_below(run.repository, path);
        let done = job.status == "completed";
        json!({
            "id": job.id, "node_id": node_id("CR", job.id), "run_id": run.id, "run_attempt": attempt,
            "run_url": api(&format!("/actions/runs/{}", run.id)), "head_sha": run.head_sha, "head_branch": run.head_branch,
            "workflow_name": self.workflows.get(&run.workflow).map(|found| &found.says.name), "name": job.spec.name,
            "url": api(&format!("/actions/jobs/{}", job.id)), "check_run_url": api(&format!("/check-runs/{}", job.id)),
            "html_url": self.page_below(run.repository, &format!("/actions/runs/{}/job/{}", run.id, job.id)),
            "status": job.status, "conclusion": job.conclusion, "created_at": job.created_at,
            "started_at": job.started_at, "completed_at": job.completed_at, "steps": [], "labels": ["ubuntu-latest"],
            "runner_id": done.then_some(1), "runner_name": done.then_some("GitHub Actions 1"),
            "runner_group_id": done.then_some(1), "runner_group_name": done.then_some("GitHub Actions"),
        })
    }

    fn jobs_json(&self, run: &Run, attempt: usize) -> Vec<Value> {
        let jobs =
            attempt.checked_sub(1).and_then(|index| run.attempts.get(index)).map(|found| found.jobs.iter());
        jobs.into_iter().flatten().map(|job| self.job_json(run, attempt, job)).collect()
    }
}

/// The run that the path names, after its waiting jobs have moved on.
pub(crate) fn found<'h>(hub: &'h mut Hub, visit: &Visit) -> Result<&'h Run, Answer> {
    let (repository, id) = (visit.repository()?, visit.number("run_id")?);
    hub.move_waiting(id);
    hub.runs.get(&id).filter(|run| run.repository == repository).ok_or_else(Answer::not_found)
}

fn numbered(hub: &mut Hub, visit: &Visit) -> Result<(Run, usize), Answer> {
    let run = found(hub, visit)?.clone();
    let attempt = usize::try_from(visit.number("attempt_number")?).unwrap_or(usize::MAX);
    if (1..=run.attempts.len()).contains(&attempt) { Ok((run, attempt)) } else { Err(Answer::not_found()) }
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let run = found(hub, visit)?.clone();
    Ok(Answer::ok(hub.run_json(&run, run.attempts.len())))
}

fn attempt(hub: &mut Hub, visit: &Visit) -> Reply {
    let (run, attempt) = numbered(hub, visit)?;
    Ok(Answer::ok(hub.run_json(&run, attempt)))
}

fn jobs(hub: &mut Hub, visit: &Visit) -> Reply {
    let run = found(hub, visit)?.clone();
    let last = run.attempts.len();
    let first = if visit.query("filter") == Some("all") { 1 } else { last };
    Ok(Answer::wrapped("jobs", (first..=last).flat_map(|attempt| hub.jobs_json(&run, attempt)).collect()))
}

fn attempt_jobs(hub: &mut Hub, visit: &Visit) -> Reply {
    let (run, attempt) = numbered(hub, visit)?;
    Ok(Answer::wrapped("jobs", hub.jobs_json(&run, attempt)))
}

fn job(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, id) = (visit.repository()?, visit.number("job_id")?);
    let (run, attempt, job) = hub.job(id).ok_or_else(Answer::not_found)?;
    if run.repository != repository {
        return Err(Answer::not_found());
    }
    Ok(Answer::ok(hub.job_json(run, attempt, job)))
}

#[cfg(test)]
pub(crate) mod tests;
