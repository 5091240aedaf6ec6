//! The deployment that Actions itself makes for a job with an `environment`: which one is that of this job.
//!
//! It has no payload that says so. Its statuses do: each names the page of the job. `environment: {name: …, deployment: false}` keeps Actions
//! from making one, where the server knows that.

use github::Repository;
use github::deployments::{Current, Deployment};

use crate::begin::Job;

/// Whose deployments they are. No person can have a name with brackets.
const ACTIONS: &str = "github-actions[bot]";

/// Which deployment is that of a job.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// This one.
    One(Box<Deployment>),
    /// None.
    None,
    /// One of these, and nothing tells which.
    Several(Vec<u64>),
}

/// What Actions, or somebody with its token, made and did not say what for.
pub(crate) fn candidates(mut there: Vec<Deployment>) -> Vec<Deployment> {
    there.retain(is_of_actions);
    there
}

/// Whether a deployment was made with Actions' own identity, and not by this suite.
pub(crate) fn is_of_actions(deployment: &Deployment) -> bool {
    let by = |creator: &github::people::Account| creator.login == ACTIONS && creator.kind == "Bot";
    deployment.key().is_none() && deployment.creator.as_ref().is_some_and(by)
}

/// Of deployments with the jobs that they are of, that of this job. What has ended is none: a job that is run again gets another.
pub(crate) fn choose(known: Vec<(Current, Option<Job>)>, wanted: Job) -> Choice {
    let is_it = |found: Option<Job>| {
        found
            .is_some_and(|found| found.run == wanted.run && wanted.job.is_none_or(|job| found.job == Some(job)))
    };
    let open = |one: &Current| one.status.as_ref().is_some_and(|status| is_open(&status.state));
    let fitting = known.into_iter().filter(|(one, job)| open(one) && is_it(*job));
    let mut fitting: Vec<Deployment> = fitting.map(|(one, _)| one.deployment).collect();
    match fitting.len() {
        0 => Choice::None,
        1 => fitting.pop().map_or(Choice::None, |one| Choice::One(Box::new(one))),
        _ => Choice::Several(fitting.iter().map(|one| one.id).collect()),
    }
}

/// Whether a deployment in this state has not ended; `waiting` is one that only GitHub sets.
pub(crate) fn is_open(state: &str) -> bool {
    matches!(state, "in_progress" | "queued" | "pending" | "waiting")
}

/// The job of this repository that a page is of: `…/OWNER/REPO/actions/runs/1/job/2`, on any server, since only its own pages are compared.
pub(crate) fn job(url: &str, repository: &Repository) -> Option<Job> {
    let (owner, name, job) = page(url)?;
    let here = owner.eq_ignore_ascii_case(repository.owner()) && name.eq_ignore_ascii_case(repository.name());
    here.then_some(job)
}

/// The run that a job's page is of, whatever the repository was called then.
pub(crate) fn run(url: &str) -> Option<u64> {
    page(url).map(|(_, _, job)| job.run)
}

fn page(url: &str) -> Option<(&str, &str, Job)> {
    let path = url.split(['?', '#']).next()?;
    let (_, path) = path.split_once("://")?;
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').skip(1).collect();
    let [owner, name, "actions", "runs", run, "job", job] = parts[..] else { return None };
    Some((owner, name, Job { run: run.parse().ok()?, job: Some(job.parse().ok()?) }))
}

#[cfg(test)]
mod tests;
