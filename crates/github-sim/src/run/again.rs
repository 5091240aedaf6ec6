//! Re-runs: a new attempt of the same run, at the same commit.

use std::time::Duration;

use crate::clock::after;
use crate::hub::Hub;
use crate::run::{Attempt, Job};
use crate::token::Caller;

/// "You can re-run a workflow or jobs in a workflow for up to 30 days after the initial run."
const LATEST: Duration = Duration::from_secs(30 * 24 * 3600);
/// "A workflow run can be re-run a maximum of 50 times", re-runs of some jobs included.
const MOST: usize = 50;

/// Which jobs run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// All.
    All,
    /// Those that did not succeed, and what stands on them.
    Failed,
    /// One, by its number, and what stands on it.
    Job(u64),
}

/// Why a run cannot run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such run.
    NoRun,
    /// One of its jobs has not ended.
    Running,
    /// It began more than 30 days ago.
    TooOld,
    /// It ran again 50 times.
    TooOften,
    /// No job failed.
    NothingFailed,
}

impl Hub {
    /// Begins another attempt.
    ///
    /// # Errors
    /// If the run is running, too old, ran too often, or has nothing to run again.
    pub fn run_again(&mut self, caller: &Caller, id: u64, again: Again) -> Result<(), Refused> {
        let run = self.runs.get(&id).ok_or(Refused::NoRun)?;
        let last = run.attempts.last().ok_or(Refused::NoRun)?;
        if last.outcome().0 != "completed" {
            return Err(Refused::Running);
        }
        if self.clock.now() > after(run.created_at, LATEST) {
            return Err(Refused::TooOld);
        }
        if run.attempts.len() > MOST {
            return Err(Refused::TooOften);
        }
        let names = chosen(last, again);
        if names.is_empty() {
            return Err(Refused::NothingFailed);
        }
        let jobs = last.jobs.clone();
        let jobs = jobs.into_iter().map(|job| self.repeated(job, &names)).collect();
        self.begin_attempt(caller, id, jobs);
        Ok(())
    }

    /// A job of the next attempt: queued again, or as it ended, under a new number.
    fn repeated(&mut self, job: Job, names: &[String]) -> Job {
        if names.contains(&job.spec.name) {
            return self.queued(&job.spec);
        }
        Job { id: self.fresh_id(), ..job }
    }
}

/// The names of the jobs that run again, with all that need them.
fn chosen(last: &Attempt, again: Again) -> Vec<String> {
    let bad = |job: &&Job| match again {
        Again::All => true,
        Again::Failed => !matches!(job.conclusion.as_deref(), Some("success" | "skipped" | "neutral")),
        Again::Job(id) => job.id == id,
    };
    let mut names: Vec<String> = last.jobs.iter().filter(bad).map(|job| job.spec.name.clone()).collect();
    loop {
        let stands_on = |job: &&Job| {
            !names.contains(&job.spec.name) && job.spec.needs.iter().any(|need| names.contains(need))
        };
        let Some(next) = last.jobs.iter().find(stands_on).map(|job| job.spec.name.clone()) else {
            return names;
        };
        names.push(next);
    }
}
