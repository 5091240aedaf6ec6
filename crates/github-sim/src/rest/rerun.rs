//! Running again: a run, its failed jobs, one job ("Workflow runs" in GitHub's REST documentation).

use serde_json::json;

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::rest::run::found;
use crate::route::Route;
use crate::run::again::{Again, Refused};
use crate::token::Level;
use crate::visit::Visit;

pub(crate) const WRITE: Needs = Needs::repository(&[("actions", Level::Write)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun", WRITE, all),
    Route::new("POST", "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs", WRITE, failed),
    Route::new("POST", "/repos/{owner}/{repo}/actions/jobs/{job_id}/rerun", WRITE, one),
];

fn all(hub: &mut Hub, visit: &Visit) -> Reply {
    let run = found(hub, visit)?.id;
    again(hub, visit, run, Again::All)
}

fn failed(hub: &mut Hub, visit: &Visit) -> Reply {
    let run = found(hub, visit)?.id;
    again(hub, visit, run, Again::Failed)
}

fn one(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, id) = (visit.repository()?, visit.number("job_id")?);
    let (run, attempt, _) = hub.job(id).ok_or_else(Answer::not_found)?;
    if run.repository != repository || attempt != run.attempts.len() {
        return Err(Answer::not_found());
    }
    let run = run.id;
    again(hub, visit, run, Again::Job(id))
}

fn again(hub: &mut Hub, visit: &Visit, run: u64, again: Again) -> Reply {
    match hub.run_again(&visit.caller, run, again) {
        Ok(()) => Ok(Answer::json(201, json!({}))),
        Err(Refused::NoRun) => Err(Answer::not_found()),
        Err(Refused::Running) => Err(Answer::forbidden("This workflow is already running")),
        Err(Refused::TooOld) => {
            Err(Answer::forbidden("Unable to retry this workflow run because it was created over a month ago"))
        }
        Err(Refused::TooOften) => Err(Answer::forbidden(
            "Unable to retry this workflow run because it was re-run the maximum number of times",
        )),
        Err(Refused::NothingFailed) => Err(Answer::forbidden("This workflow run cannot be retried")),
    }
}
